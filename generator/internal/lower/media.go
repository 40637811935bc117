package lower

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/rules"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/text"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// formBody makes fields of a form's properties. In a multipart form a binary
// property is a file.
func (l *lowerer) formBody(media *doctree.Node, f *fields, multipart, required bool) ir.Body {
	read := l.schemas.Read(media.Get("schema"))
	s := l.schemas.Target(read)
	switch l.kind(s) {
	case kindStruct:
	case kindMap:
		return l.freeForm(media, read, f, required)
	default:
		pos := media.Key("schema")
		if media.Get("schema") == nil {
			pos = media.At()
		}
		l.report(diag.Errorf(pos, "media-type", "a form is an object with properties").Fix("describe its fields"))
		return ir.NoBody{}
	}
	first := len(f.st.Fields)
	f.properties(s)
	if rest := f.st.Rest; rest != nil { // a form is no JSON object: it is a field like others
		rest.Wire = "additionalProperties"
		f.st.Fields, f.st.Rest = append(f.st.Fields, *rest), nil
	}
	body := ir.FormBody{}
	for i := first; i < len(f.st.Fields); i++ {
		field := &f.st.Fields[i]
		field.Param = true
		prop := s.Property(field.Wire)
		if prop == nil {
			body.Params = append(body.Params, l.formEntries(media, field))
			continue
		}
		if multipart {
			l.formFile(prop, field)
		}
		body.Params = append(body.Params, l.formParam(media, prop, field))
	}
	return body
}

// freeForm is a form without declared fields: a field that takes them all.
func (l *lowerer) freeForm(media *doctree.Node, s *schemaOf, f *fields, required bool) ir.Body {
	name := l.take(f.scope, "body", s.Pos, "Form", "RequestForm")
	field := f.field(s, name, "", place{base: strings.TrimSuffix(f.p.base, "Request") + "Form", spec: "form", pos: s.Pos, dir: request}, required)
	field.Param = true
	f.st.Fields = append(f.st.Fields, field)
	return ir.FormBody{Params: []ir.Param{l.formEntries(media, &field)}}
}

// formEntries writes a map into a form, each entry by itself.
func (l *lowerer) formEntries(media *doctree.Node, field *ir.Field) ir.Param {
	p := ir.Param{Name: field.Wire, Field: field.Name, Presence: field.Presence, Value: field.Value, Style: ir.Entries}
	if m, ok := field.Value.Type.(*ir.Map); !ok || !l.isOneText(m.Elem) {
		l.report(diag.Errorf(media.Get("schema").At(), "media-type", "the form's fields that have no name are no single values").
			Fix("describe their values as strings"))
	}
	return p
}

// formFile makes a file of a binary property.
func (l *lowerer) formFile(prop *schema.Property, field *ir.Field) {
	nodes := prop.Nodes
	isFile := slices.ContainsFunc(nodes, func(node *doctree.Node) bool { return isBytes(l.deref(node)) })
	list := l.schemas.Target(l.schemas.Read(nodes...))
	switch {
	case l.isFiles(prop):
		if list.UniqueItems {
			l.report(diag.Warningf(nodes[0].At(), "not-enforced", "that no two files are alike is not checked before sending").
				Fix("WeChat Pay checks it; leave uniqueItems out"))
		}
		elem := ir.Value{Type: file, Rules: fileRules}
		field.Value = ir.Value{Type: &ir.Slice{Elem: file}, Elem: &elem, Rules: rules.Count("Items", list.MinItems, list.MaxItems)}
	case isFile && field.Required || isFile && field.Presence == ir.Always:
		field.Value, field.Presence = ir.Value{Type: file, Rules: fileRules}, ir.Always
	case isFile:
		field.Value, field.Presence = ir.Value{Type: &ir.Pointer{Elem: file}, Rules: fileRules}, ir.IfNotNil
	}
}

// isBytes reports whether a schema is one of bytes as they are, which 3.0 and 3.1
// say in different words: base64 of them is text.
func isBytes(schema *doctree.Node) bool {
	encoding := schema.Get("contentEncoding").Text()
	return isBinary(schema) || encoding == "binary" || encoding == "" && schema.Get("contentMediaType") != nil
}

// isFiles reports whether a property is a list of files.
func (l *lowerer) isFiles(prop *schema.Property) bool {
	items := l.schemas.Target(l.schemas.Read(prop.Nodes...)).Items
	return len(items) > 0 && isBytes(l.deref(items[0]))
}

const file = ir.Runtime("File")

// fileRules: a file that is there has a name and something to read.
var fileRules = []ir.Rule{{Call: "File"}}

// formParam decides how a field of a form is written, as its encoding says.
func (l *lowerer) formParam(media *doctree.Node, prop *schema.Property, field *ir.Field) ir.Param {
	encoding := media.Get("encoding").Get(prop.Name)
	w := written{
		what: "the form field " + diag.Quote(prop.Name), name: prop.Name, in: "form",
		style: encoding.Get("style").Text(), pos: prop.Pos,
	}
	if explode, ok := encoding.Get("explode").Bool(); ok {
		w.explode = &explode
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
	p.Style, p.Fields = l.style(w, field.Value.Type)
	l.separable(&field.Value, p.Style)
	p.Value = field.Value
	return p
}

// multipartBody is WeChat Pay's upload, of a file and a signed part about it, or a
// form with files.
func (l *lowerer) multipartBody(media *doctree.Node, f *fields, required bool) ir.Body {
	s := l.schemas.Target(l.schemas.Read(media.Get("schema")))
	meta, file := s.Property("meta"), s.Property("file")
	others := slices.ContainsFunc(s.Properties, func(p schema.Property) bool { return p.Name != "meta" && p.Name != "file" })
	if meta == nil || file == nil || others || l.isFiles(file) {
		return l.formBody(media, f, true, required)
	}
	body := ir.MultipartBody{
		Name: l.take(f.scope, "file name", file.Pos, "FileName", "UploadFileName"),
		File: l.take(f.scope, "file", file.Pos, "File", "UploadFile"),
	}
	l.meta(meta, &body, f)
	f.st.Fields = append(f.st.Fields,
		ir.Field{
			Name: body.Name, Wire: "filename", Param: true,
			Doc:   l.fileNameDoc(meta, body.Name),
			Value: ir.Value{Type: ir.String, Rules: l.fileNameRules(meta, f.p)},
		},
		ir.Field{
			Name: body.File, Wire: "file", Param: true, Presence: ir.IfNotNil, Required: true,
			Doc:   ir.Doc{ir.Para(body.File + " is read to its end, once.")},
			Value: ir.Value{Type: ir.Reader{}},
		})
	return body
}

// fileNameDoc is the comment of the file's name, with the limits of meta's
// filename.
func (l *lowerer) fileNameDoc(meta *schema.Property, name string) ir.Doc {
	comment := text.Subject(name, "The file's name with its extension, such as shop.png.", "")
	if s, _ := l.fileName(meta); s != nil {
		comment = comment.WithLimits(name, append(text.Limits(s), text.PatternNotes(s)...))
	}
	return comment.Doc()
}

// fileName returns what meta says of filename, nil if it says nothing of use.
func (l *lowerer) fileName(meta *schema.Property) (*schema.Schema, diag.Position) {
	prop := l.schemas.Target(l.schemas.Read(meta.Nodes...)).Property("filename")
	if prop == nil {
		return nil, diag.Position{}
	}
	s := l.schemas.Target(l.schemas.Read(prop.Nodes...))
	if l.kind(s) != kindString {
		return nil, diag.Position{}
	}
	return s, prop.Pos
}

// fileNameRules are the limits of meta's filename; an empty name is never one.
func (l *lowerer) fileNameRules(meta *schema.Property, p place) []ir.Rule {
	notEmpty := ir.Rule{Call: "Length", As: ir.AsString, Args: []ir.Arg{ir.Int(1), ir.Int(-1)}}
	name, pos := l.fileName(meta)
	if name == nil {
		return []ir.Rule{notEmpty}
	}
	p.base, p.spec, p.pos = p.base+"FileName", "filename", pos
	found := slices.DeleteFunc(l.rules(p).String(name), func(r ir.Rule) bool { return r.Call == "UTF8" })
	for i := range found {
		if (found[i].Call == "Length" || found[i].Call == "Bytes") && found[i].Args[0] == ir.Int(0) {
			found[i].Args[0] = ir.Int(1)
			return found
		}
	}
	if len(found) > 0 && (found[0].Call == "Length" || found[0].Call == "Bytes") {
		return found
	}
	return append([]ir.Rule{notEmpty}, found...)
}

// meta makes fields of what the part about the file says beside the file's name
// and SHA-256, which the runtime computes. A part that has no SHA-256 is sent as
// the caller gives it.
func (l *lowerer) meta(meta *schema.Property, body *ir.MultipartBody, f *fields) {
	s := l.schemas.Target(l.schemas.Read(meta.Nodes...))
	if l.kind(s) != kindStruct {
		return
	}
	sum := s.Property("sha256")
	if body.AsGiven = sum == nil; sum != nil { // the runtime computes it
		for _, node := range sum.Nodes {
			node.Consume()
		}
	}
	rest := *s
	rest.Properties = slices.DeleteFunc(slices.Clone(s.Properties), func(p schema.Property) bool {
		return !body.AsGiven && (p.Name == "filename" || p.Name == "sha256")
	})
	if len(rest.Properties) == 0 {
		return
	}
	body.Meta = l.take(f.scope, "meta", meta.Pos, "Meta", "UploadMeta")
	name := l.take(l.scope, "meta", meta.Pos, f.p.base+"Meta")
	value := l.declare(&rest, name, place{base: name, spec: "meta", pos: meta.Pos, dir: request})
	f.st.Fields = append(f.st.Fields, ir.Field{
		Name: body.Meta, Wire: "meta", Param: true, Value: value,
		Doc: ir.Doc{ir.Para(body.Meta + " is what is said about the file; it is signed.")},
	})
}
