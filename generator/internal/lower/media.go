package lower

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/schema"
	"github.com/wxpaygen/wxpaygen/generator/internal/source"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// formBody makes fields of a form's properties.
func (l *lowerer) formBody(media *source.Node, f *fields) ir.Body {
	s := l.schemas.Target(l.schemas.Read(media.Get("schema")))
	if l.kind(s) != kindStruct {
		if l.kind(s) == kindMap || l.kind(s) == kindRaw {
			return ir.NoBody{}
		}
		l.report(diag.Errorf(media.Key("schema"), "media-type", "a form is an object with properties").Fix("describe its fields"))
		return ir.NoBody{}
	}
	first := len(f.st.Fields)
	f.properties(s)
	f.st.Rest = nil
	body := ir.FormBody{}
	for i := first; i < len(f.st.Fields); i++ {
		field := &f.st.Fields[i]
		field.Param = true
		body.Params = append(body.Params, l.formParam(field))
	}
	return body
}

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

// multipartBody is WeChat Pay's upload: a file, and a signed part about it.
func (l *lowerer) multipartBody(media *source.Node, f *fields) ir.Body {
	s := l.schemas.Target(l.schemas.Read(media.Get("schema")))
	meta, file := s.Property("meta"), s.Property("file")
	others := slices.ContainsFunc(s.Properties, func(p schema.Property) bool { return p.Name != "meta" && p.Name != "file" })
	if meta == nil || file == nil || others {
		l.report(diag.Errorf(media.Key("schema"), "media-type", "a multipart body that is not WeChat Pay's upload of the parts meta and file").
			Fix("describe it with the properties meta and file, or leave the operation out with -skip-unsupported"))
		return ir.NoBody{}
	}
	body := ir.MultipartBody{
		Name: l.take(f.scope, "file name", file.Pos, "FileName", "UploadFileName"),
		File: l.take(f.scope, "file", file.Pos, "File", "UploadFile"),
	}
	f.st.Fields = append(f.st.Fields,
		ir.Field{
			Name: body.Name, Wire: "filename", Param: true,
			Doc:   ir.Doc{ir.Para(body.Name + " is the file's name with its extension, such as shop.png.")},
			Value: ir.Value{Type: ir.String, Rules: []ir.Rule{{Call: "Length", As: ir.AsString, Args: []ir.Arg{ir.Int(1), ir.Int(-1)}}}},
		},
		ir.Field{
			Name: body.File, Wire: "file", Param: true, Presence: ir.IfNotNil, Required: true,
			Doc:   ir.Doc{ir.Para(body.File + " is read to its end; its name and SHA-256 are what is signed.")},
			Value: ir.Value{Type: ir.Reader{}},
		})
	return body
}
