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

// formBody makes fields of a form's properties. In a multipart form a binary
// property is a file.
func (r *Requests) formBody(media *doctree.Node, f *types.Fields, multipart, required bool) ir.Body {
	if media.Get("schema") == nil {
		media.Set("schema", anyForm(media.At()))
	}
	read := r.types.Schemas.Read(media.Get("schema"))
	s := r.types.Schemas.Target(read)
	switch r.types.Kinds.Of(s) {
	case types.Struct:
	case types.Map:
		return r.freeForm(media, read, f, required)
	default:
		pos := media.Key("schema")
		if media.Get("schema") == nil {
			pos = media.At()
		}
		r.log.Report(diag.Errorf(pos, "media-type", "a form is an object with properties").Fix("describe its fields"))
		return ir.NoBody{}
	}
	first := len(f.Struct.Fields)
	f.Properties(s)
	if rest := f.Struct.Rest; rest != nil { // a form has no additional members: it is a field like others
		rest.Wire = "additionalProperties"
		f.Struct.Fields, f.Struct.Rest = append(f.Struct.Fields, *rest), nil
	}
	body := ir.FormBody{}
	for i := first; i < len(f.Struct.Fields); i++ {
		field := &f.Struct.Fields[i]
		field.Param = true
		prop := s.Property(field.Wire)
		if prop == nil {
			body.Params = append(body.Params, r.formEntries(media, field))
			continue
		}
		if multipart {
			r.formFile(prop, field)
		}
		body.Params = append(body.Params, r.formParam(media, prop, field))
	}
	return body
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
func (r *Requests) freeForm(media *doctree.Node, s *schema.Schema, f *types.Fields, required bool) ir.Body {
	name := f.Take("body", s.Pos, "Form", "RequestForm")
	field := f.Field(s, name, "", types.Place{Base: strings.TrimSuffix(f.Place.Base, "Request") + "Form", Spec: "form", Pos: s.Pos, Dir: types.Request}, required)
	field.Param = true
	f.Struct.Fields = append(f.Struct.Fields, field)
	return ir.FormBody{Params: []ir.Param{r.formEntries(media, &field)}}
}

// formEntries returns the parameter that writes each entry of a map.
func (r *Requests) formEntries(media *doctree.Node, field *ir.Field) ir.Param {
	p := ir.Param{Name: field.Wire, Field: field.Name, Presence: field.Presence, Value: field.Value, Style: ir.Entries}
	if m, ok := field.Value.Type.(*ir.Map); !ok || !(texts{r.types.Decls}).isOneText(m.Elem) {
		r.log.Report(diag.Errorf(media.Get("schema").At(), "media-type", "the form's fields without a name are not single values").
			Fix("describe their values as strings"))
	}
	return p
}

// formFile makes a file of a binary property.
func (r *Requests) formFile(prop *schema.Property, field *ir.Field) {
	nodes := prop.Nodes
	isFile := slices.ContainsFunc(nodes, func(node *doctree.Node) bool { return IsBytes(r.deref(node)) })
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
	return len(items) > 0 && IsBytes(r.deref(items[0]))
}

const file = ir.Runtime("File")

// fileRules: a file has a name and something to read.
var fileRules = []ir.Rule{{Call: "File"}}

// formParam returns the parameter of a form's field, written as its encoding says.
func (r *Requests) formParam(media *doctree.Node, prop *schema.Property, field *ir.Field) ir.Param {
	encoding := media.Get("encoding").Get(prop.Name)
	w := Written{
		What: "the form field " + diag.Quote(prop.Name), Name: prop.Name, In: "form",
		Style: encoding.Get("style").Text(), Pos: prop.Pos,
	}
	if explode, ok := encoding.Get("explode").Bool(); ok {
		w.Explode = &explode
	}
	p := ir.Param{Name: field.Wire, Field: field.Name, Presence: field.Presence, Value: field.Value}
	if slice, ok := field.Value.Type.(*ir.Slice); ok && slice.Elem == file {
		p.Style = ir.Repeated // as no encoding says otherwise of files
		return p
	}
	if apimodel.IsJSON(encoding.Get("contentType").Text()) && w.silent() {
		p.Style = ir.JSON
		return p
	}
	var fault []diag.Diagnostic
	p.Style, p.Fields, fault = StyleOf(w, field.Value.Type, r.types.Decls)
	r.log.Report(fault...)
	separable(&field.Value, p.Style)
	p.Value = field.Value
	return p
}
