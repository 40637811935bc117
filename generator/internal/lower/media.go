package lower

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/schema"
	"github.com/wxpaygen/wxpaygen/generator/internal/source"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// formBody makes fields of a form's properties. In a multipart form a binary
// property is a file.
func (l *lowerer) formBody(media *source.Node, f *fields, multipart bool) ir.Body {
	s := l.schemas.Target(l.schemas.Read(media.Get("schema")))
	if l.kind(s) != kindStruct {
		if l.kind(s) != kindMap && l.kind(s) != kindRaw {
			l.report(diag.Errorf(media.Key("schema"), "media-type", "a form is an object with properties").Fix("describe its fields"))
		}
		return ir.NoBody{}
	}
	first := len(f.st.Fields)
	f.properties(s)
	f.st.Rest = nil
	body := ir.FormBody{}
	for i := first; i < len(f.st.Fields); i++ {
		field := &f.st.Fields[i]
		field.Param = true
		if multipart {
			l.formFile(s, field)
		}
		body.Params = append(body.Params, l.formParam(field))
	}
	return body
}

// formFile makes a file of a binary property.
func (l *lowerer) formFile(s *schemaOf, field *ir.Field) {
	nodes := s.Property(field.Wire).Nodes
	isFile := slices.ContainsFunc(nodes, func(node *source.Node) bool {
		node = l.deref(node)
		return isBinary(node) || node.Get("contentEncoding").Text() == "binary" || node.Get("contentMediaType") != nil
	})
	items := l.schemas.Read(nodes...).Items
	isList := len(items) > 0 && isBinary(l.deref(items[0]))
	switch {
	case isList:
		l.report(diag.Errorf(nodes[0].At(), "media-type", "the field %s is a list of files", diag.Quote(field.Wire)).
			Fix("describe one file, or leave the operation out with -skip-unsupported"))
	case isFile && field.Required || isFile && field.Presence == ir.Always:
		field.Value, field.Presence = ir.Value{Type: file}, ir.Always
	case isFile:
		field.Value, field.Presence = ir.Value{Type: &ir.Pointer{Elem: file}}, ir.IfNotNil
	}
}

const file = ir.Runtime("File")

func (l *lowerer) formParam(field *ir.Field) ir.Param {
	t := field.Value.Type
	if ptr, ok := t.(*ir.Pointer); ok {
		t = ptr.Elem
	}
	style := ir.Single
	if slice, ok := t.(*ir.Slice); ok && l.isScalar(slice.Elem) {
		style = ir.Repeated
	} else if !l.isScalar(t) {
		style = ir.JSON
	}
	return ir.Param{Name: field.Wire, Field: field.Name, Presence: field.Presence, Value: field.Value, Style: style}
}

// multipartBody is WeChat Pay's upload, of a file and a signed part about it, or a
// form with files.
func (l *lowerer) multipartBody(media *source.Node, f *fields) ir.Body {
	s := l.schemas.Target(l.schemas.Read(media.Get("schema")))
	meta, file := s.Property("meta"), s.Property("file")
	others := slices.ContainsFunc(s.Properties, func(p schema.Property) bool { return p.Name != "meta" && p.Name != "file" })
	if meta == nil || file == nil || others {
		return l.formBody(media, f, true)
	}
	body := ir.MultipartBody{
		Name: l.take(f.scope, "file name", file.Pos, "FileName", "UploadFileName"),
		File: l.take(f.scope, "file", file.Pos, "File", "UploadFile"),
	}
	l.meta(meta, &body, f)
	f.st.Fields = append(f.st.Fields,
		ir.Field{
			Name: body.Name, Wire: "filename", Param: true,
			Doc:   ir.Doc{ir.Para(body.Name + " is the file's name with its extension, such as shop.png.")},
			Value: ir.Value{Type: ir.String, Rules: []ir.Rule{{Call: "Length", As: ir.AsString, Args: []ir.Arg{ir.Int(1), ir.Int(-1)}}}},
		},
		ir.Field{
			Name: body.File, Wire: "file", Param: true, Presence: ir.IfNotNil, Required: true,
			Doc:   ir.Doc{ir.Para(body.File + " is read to its end, once.")},
			Value: ir.Value{Type: ir.Reader{}},
		})
	return body
}

// meta makes fields of what the part about the file says beside the file's name
// and SHA-256, which the runtime computes. A part that has no SHA-256 is sent as
// the caller gives it.
func (l *lowerer) meta(meta *schema.Property, body *ir.MultipartBody, f *fields) {
	s := l.schemas.Target(l.schemas.Read(meta.Nodes...))
	if l.kind(s) != kindStruct {
		return
	}
	body.AsGiven = s.Property("sha256") == nil
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
