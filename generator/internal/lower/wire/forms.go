package wire

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/rules"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// form is the media type of a form.
type form struct {
	media    *doctree.Node
	typ      string // as the document has it
	required bool
}

// isParts reports whether the form consists of parts, each with its own media type.
func (f form) isParts() bool { return apimodel.IsMultipart(strings.ToLower(f.typ)) }

func (f form) body(params []ir.Param) ir.Body {
	return ir.FormBody{MediaType: f.typ, Optional: !f.required, Params: params}
}

// formBody makes fields of a form's properties. In a form of parts a binary property
// is a file.
func (r *Requests) formBody(of form, f *types.Fields) ir.Body {
	media := of.media
	if media.Get("schema") == nil {
		media.Set("schema", anyForm(media.At()))
	}
	read := r.types.Schemas.Read(media.Get("schema"))
	s := r.types.Schemas.Target(read)
	switch r.types.Kinds.Of(s) {
	case types.Struct:
	case types.Map:
		return r.freeForm(of, read, f)
	default:
		r.log.Report(diag.Errorf(media.Key("schema"), "media-type", "a form is an object with properties").Fix("describe its fields"))
		return ir.NoBody{}
	}
	first := len(f.Struct.Fields)
	f.Form = true
	f.Properties(s)
	if rest := f.Struct.Rest; rest != nil { // a form has no additional members: it is a field like others
		rest.Wire = "additionalProperties"
		f.Struct.Fields, f.Struct.Rest = append(f.Struct.Fields, *rest), nil
	}
	var params []ir.Param
	for i := first; i < len(f.Struct.Fields); i++ {
		field := &f.Struct.Fields[i]
		field.Param = true
		prop := s.Property(field.Wire)
		if prop == nil {
			params = append(params, formEntries(field))
			continue
		}
		if of.isParts() {
			r.formFile(prop, field)
		}
		params = append(params, r.formParam(of, prop, field))
	}
	for i := range params {
		r.partHeaders(media.Get("encoding").Get(params[i].Name), &params[i], f)
	}
	return of.body(params)
}

// anyForm is the schema of a form that nobody describes: texts by their names.
func anyForm(pos diag.Position) *doctree.Node {
	text, form := doctree.NewMapping(pos), doctree.NewMapping(pos)
	text.Set("type", doctree.NewScalar(doctree.String, "string", pos))
	form.Set("type", doctree.NewScalar(doctree.String, "object", pos))
	form.Set("additionalProperties", text)
	return form
}

// freeForm makes one map of a form without declared fields.
func (r *Requests) freeForm(of form, s *schema.Schema, f *types.Fields) ir.Body {
	name := f.Take("body", s.Pos, "Form", "RequestForm")
	base := strings.TrimSuffix(f.Place.Base, "Request") + "Form"
	field := f.Field(s, name, "", types.Place{Base: base, Spec: "form", Pos: s.Pos, Dir: types.Request}, of.required)
	field.Param = true
	f.Struct.Fields = append(f.Struct.Fields, field)
	return of.body([]ir.Param{formEntries(&field)})
}

// formEntries returns the parameter that writes each entry of a map.
func formEntries(field *ir.Field) ir.Param {
	return ir.Param{Name: field.Wire, Field: field.Name, Presence: field.Presence, Value: field.Value, Style: ir.Entries}
}

// formFile makes a file of a binary property.
func (r *Requests) formFile(prop *schema.Property, field *ir.Field) {
	nodes := prop.Nodes
	isFile := r.isFileProperty(prop)
	list := r.types.Schemas.Target(r.types.Schemas.Read(nodes...))
	switch {
	case r.isFiles(prop):
		if list.UniqueItems {
			r.log.Report(diag.Warningf(nodes[0].At(), "not-enforced", "that no two files are alike is not checked before sending").
				Fix("WeChat Pay checks it; remove uniqueItems"))
		}
		elem := ir.Value{Type: file, Rules: fileRules}
		field.Value = ir.Value{Type: &ir.Slice{Elem: file}, Elem: &elem, Rules: rules.Count("Items", list.MinItems, list.MaxItems)}
	case isFile && field.Required || isFile && field.Presence == ir.Always:
		field.Value, field.Presence = ir.Value{Type: file, Rules: fileRules}, ir.Always
	case isFile:
		field.Value, field.Presence = ir.Value{Type: &ir.Pointer{Elem: file}, Rules: fileRules}, ir.IfNotNil
	}
}

// isFiles reports whether a property is a list of files.
func (r *Requests) isFiles(prop *schema.Property) bool {
	items := r.types.Schemas.Target(r.types.Schemas.Read(prop.Nodes...)).Items
	return len(items) > 0 && r.isPart(items[0])
}

// isFileProperty reports whether a property of a form of parts is a file.
func (r *Requests) isFileProperty(prop *schema.Property) bool {
	return slices.ContainsFunc(prop.Nodes, r.isPart)
}

// isPart reports whether a schema is one of the bytes of a part: in OpenAPI 3.1 the empty
// one is.
func (r *Requests) isPart(node *doctree.Node) bool {
	node = r.deref(node)
	return IsBytes(node) || r.types.Schemas.IsNew() && node.Is(doctree.Mapping) && node.Len() == 0
}

const file = ir.Runtime("File")

// fileRules: a file has a name and something to read.
var fileRules = []ir.Rule{{Call: "File"}}

// isFileType reports whether a field is a file or a list of files.
func isFileType(t ir.Type) bool {
	if slice, ok := t.(*ir.Slice); ok {
		t = slice.Elem
	}
	return types.Pointee(t) == file
}

// formParam returns the parameter of a form's field, written as its encoding says.
func (r *Requests) formParam(of form, prop *schema.Property, field *ir.Field) ir.Param {
	encoding := of.media.Get("encoding").Get(prop.Name)
	w := Written{
		What: "the form field " + diag.Quote(prop.Name), Name: prop.Name, In: "form",
		Style: encoding.Get("style").Text(), Pos: prop.Pos,
	}
	if explode, ok := encoding.Get("explode").Bool(); ok {
		w.Explode = &explode
	}
	w.AllowReserved, _ = encoding.Get("allowReserved").Bool()
	p := r.formWriting(w, contentTypes(encoding), field)
	p.Name, p.Field, p.Presence, p.Value = field.Wire, field.Name, field.Presence, field.Value
	if of.isParts() {
		p.Part = &ir.Part{ContentType: partType(&p, w, encoding)}
		if isFileType(p.Value.Type) && p.Part.ContentType == "" {
			p.Part.ContentType = r.mediaTypeOf(prop)
		}
	}
	return p
}

// mediaTypeOf returns the contentMediaType of a file or of the files in a list, "" without.
func (r *Requests) mediaTypeOf(prop *schema.Property) string {
	nodes := slices.Concat(prop.Nodes, r.types.Schemas.Target(r.types.Schemas.Read(prop.Nodes...)).Items)
	for _, node := range nodes {
		if t := r.deref(node).Get("contentMediaType").Text(); t != "" {
			return t
		}
	}
	return ""
}

// formWriting decides how a field is written: by its style, or else by its media type.
func (r *Requests) formWriting(w Written, documented []string, field *ir.Field) ir.Param {
	if slice, ok := field.Value.Type.(*ir.Slice); ok && slice.Elem == file {
		return ir.Param{Style: ir.Repeated}
	}
	if len(documented) > 0 && w.silent() && !isFileType(field.Value.Type) {
		switch i := slices.IndexFunc(documented, apimodel.IsJSON); {
		case i >= 0:
			return ir.Param{Style: ir.JSON}
		case !(texts{r.types.Decls}).isTexts(field.Value.Type):
			r.log.Report(diag.Warningf(w.Pos, "media-type", "%s is sent as %s, of which the request has the text", w.What, documented[0]).
				Fix("give the text, or write contentType: application/json"))
			field.Value, field.Presence, field.Required = ir.Value{Type: ir.String}, ir.IfNotEmpty, false
			return ir.Param{Style: ir.Single}
		}
	}
	p, fault := StyleOf(w, field.Value.Type, r.types.Decls)
	r.log.Report(fault...)
	separable(&field.Value, "form", p.Serial)
	return p
}

// contentTypes returns the media types of an encoding in lower case.
func contentTypes(encoding *doctree.Node) []string {
	var list []string
	for name := range strings.SplitSeq(encoding.Get("contentType").Text(), ",") {
		if name = strings.TrimSpace(name); name != "" {
			list = append(list, strings.ToLower(name))
		}
	}
	return list
}

// partType returns the media type of a part: the documented one, JSON for what is
// written as JSON, and "" for text and for files, for which the runtime has defaults.
func partType(p *ir.Param, w Written, encoding *doctree.Node) string {
	documented := encoding.Get("contentType").Text()
	list := contentTypes(encoding)
	isJSON := p.Style == ir.JSON || p.Style == ir.RepeatedJSON
	i := slices.IndexFunc(list, apimodel.IsJSON)
	switch {
	case isFileType(p.Value.Type):
		return documented
	case isJSON && i >= 0 && !strings.Contains(list[i], "*"):
		return list[i]
	case isJSON:
		return "application/json"
	case len(list) == 0 || !w.silent() || strings.Contains(list[0], "*"):
		return ""
	case len(list) == 1:
		return documented
	}
	return list[0]
}

// partHeaders makes a field of each header that the parts of a field have, except for
// those that have one value only.
func (r *Requests) partHeaders(encoding *doctree.Node, p *ir.Param, f *types.Fields) {
	for name, ref := range encoding.Get("headers").Members() {
		header := r.deref(ref)
		switch {
		case strings.EqualFold(name, "Content-Type"): // which OpenAPI says to ignore
			header.Consume()
			continue
		case p.Part == nil || strings.ContainsFunc(name, IsNoTokenChar) || strings.EqualFold(name, "Content-Disposition"):
			header.Consume()
			r.log.Report(diag.Warningf(header.At(), "header", "the header %s of the form field %s is not sent", diag.Quote(name), diag.Quote(p.Name)).
				Fix("remove it"))
			continue
		}
		p.Part.Headers = append(p.Part.Headers, r.partHeader(name, header, p, f))
	}
}

// partHeader returns a header of a part: a text that the document fixes, or a field.
func (r *Requests) partHeader(name string, header *doctree.Node, p *ir.Param, f *types.Fields) ir.PartHeader {
	required, _ := header.Get("required").Bool()
	s := r.types.Schemas.Read(schemaOf(header))
	if enum := r.types.Schemas.Target(s).Enum; len(enum) == 1 {
		return ir.PartHeader{Name: name, Value: enum[0].Text()}
	}
	header.Get("schema").Consume()
	goName := f.Take(name, header.At(), p.Field+r.types.Names.Exported(name), p.Field+r.types.Names.Exported(name)+"Header")
	field := ir.Field{Name: goName, Wire: name, Param: true, Presence: ir.IfNotEmpty, Required: required, Value: ir.Value{Type: ir.String}}
	field.Doc = ir.Doc{ir.Para(goName + " is the header " + name + " of the part " + p.Name + ".")}
	f.Struct.Fields = append(f.Struct.Fields, field)
	return ir.PartHeader{Name: name, Field: goName, Type: ir.String}
}
