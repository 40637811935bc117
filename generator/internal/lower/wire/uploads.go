package wire

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/text"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// multipartBody makes fields of WeChat Pay's upload, which has a file and a signed
// part about it, or of a form with files.
func (r *Requests) multipartBody(of form, f *types.Fields) ir.Body {
	media := of.media
	s := r.types.Schemas.Target(r.types.Schemas.Read(media.Get("schema")))
	meta, file := s.Property("meta"), s.Property("file")
	others := slices.ContainsFunc(s.Properties, func(p schema.Property) bool { return p.Name != "meta" && p.Name != "file" })
	if r.Foreign || meta == nil || file == nil || others || r.isFiles(file) {
		return r.formBody(of, f)
	}
	body := ir.MultipartBody{
		Name: f.Take("file name", file.Pos, "FileName", "UploadFileName"),
		File: f.Take("file", file.Pos, "File", "UploadFile"),
	}
	r.meta(meta, &body, f)
	f.Struct.Fields = append(f.Struct.Fields,
		ir.Field{
			Name: body.Name, Wire: "filename", Param: true,
			Doc:   r.fileNameDoc(meta, body.Name),
			Value: ir.Value{Type: ir.String, Rules: r.fileNameRules(meta, f.Place)},
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
func (r *Requests) fileNameDoc(meta *schema.Property, name string) ir.Doc {
	comment := text.Subject(name, "The file's name with its extension, such as shop.png.", "")
	if s, _ := r.fileName(meta); s != nil {
		comment = comment.WithLimits(name, append(text.Limits(s), text.PatternNotes(s)...))
	}
	return comment.Doc()
}

// fileName returns the schema of filename in meta, nil unless it is a string.
func (r *Requests) fileName(meta *schema.Property) (*schema.Schema, diag.Position) {
	prop := r.types.Schemas.Target(r.types.Schemas.Read(meta.Nodes...)).Property("filename")
	if prop == nil {
		return nil, diag.Position{}
	}
	s := r.types.Schemas.Target(r.types.Schemas.Read(prop.Nodes...))
	if r.types.Kinds.Of(s) != types.String {
		return nil, diag.Position{}
	}
	return s, prop.Pos
}

// fileNameRules are the limits of meta's filename. An empty name is never valid.
func (r *Requests) fileNameRules(meta *schema.Property, p types.Place) []ir.Rule {
	notEmpty := ir.Rule{Call: "Length", As: ir.AsString, Args: []ir.Arg{ir.Int(1), ir.Int(-1)}}
	name, pos := r.fileName(meta)
	if name == nil {
		return []ir.Rule{notEmpty}
	}
	p.Base, p.Spec, p.Pos = p.Base+"FileName", "filename", pos
	found := slices.DeleteFunc(r.types.Rules(p).String(name), func(r ir.Rule) bool { return r.Call == "UTF8" })
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

// meta makes a field of the members of the part about the file, except for the
// file's name and SHA-256, which the runtime adds. A part without a SHA-256 is sent
// as the caller gives it.
func (r *Requests) meta(meta *schema.Property, body *ir.MultipartBody, f *types.Fields) {
	s := r.types.Schemas.Target(r.types.Schemas.Read(meta.Nodes...))
	if r.types.Kinds.Of(s) != types.Struct {
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
	body.Meta = f.Take("meta", meta.Pos, "Meta", "UploadMeta")
	name := r.types.Names.Take("meta", meta.Pos, f.Place.Base+"Meta")
	value := r.types.Declare(&rest, types.Place{Base: name, Spec: "meta", Pos: meta.Pos, Dir: types.Request})
	f.Struct.Fields = append(f.Struct.Fields, ir.Field{
		Name: body.Meta, Wire: "meta", Param: true, Value: value,
		Doc: ir.Doc{ir.Para(body.Meta + " describes the file, and is signed.")},
	})
}
