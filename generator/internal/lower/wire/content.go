package wire

import (
	"mime"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// pickJSON returns the media type of a request body that is written as JSON. A
// range (*/*, application/*) means JSON unless its schema is one of a text or a
// file.
func (r *Requests) pickJSON(content apimodel.Content) apimodel.Media {
	media := JSONOrAny(content)
	if media.Node == nil || strings.Contains(media.Type, "*") && r.isContent(media.Node.Get("schema")) {
		return apimodel.Media{}
	}
	return media
}

const anyMedia = "*/*"

// JSONOrAny returns the media type that is JSON or a range that includes it, or */*
// if that is the only one. What the range means depends on its schema.
func JSONOrAny(content apimodel.Content) apimodel.Media {
	media := content.Find(apimodel.IsJSON)
	if media.Node == nil && len(content) == 1 && content[0].Type == anyMedia {
		return content[0]
	}
	return media
}

// JSONType returns the media type of JSON as it is sent: the documented one, unless it is
// a range, several types or in another encoding than UTF-8.
func JSONType(documented string) string {
	base, params, err := mime.ParseMediaType(documented)
	charset := params["charset"]
	switch {
	case err != nil || !strings.Contains(base, "/") || strings.ContainsAny(base, "*,"):
		return "application/json"
	case charset != "" && !strings.EqualFold(charset, "utf-8"):
		return base
	}
	return strings.TrimSpace(documented)
}

// isContent reports whether a schema is one of bytes or text, which a body other
// than JSON consists of.
func (r *Requests) isContent(schema *doctree.Node) bool {
	if schema == nil || r.isFile(schema) {
		return true
	}
	switch s := r.types.Schemas.Target(r.types.Schemas.Read(schema)); r.types.Kinds.Of(s) {
	case types.String:
		return !s.Encrypted
	case types.Enum:
		return r.types.Kinds.ScalarOfEnum(s) == types.String
	case types.Raw:
		return len(s.Types) == 0
	}
	return false
}

// isFile reports whether a schema is one of bytes, or is empty.
func (r *Requests) isFile(schema *doctree.Node) bool {
	schema = r.deref(schema)
	if !IsBytes(schema) && schema.Len() > 0 {
		return false
	}
	schema.Consume()
	return true
}

// contentBody makes one field of a body that is neither JSON nor a form: a reader
// of bytes, or a text. Of what is neither, such as XML, the caller gives the bytes.
func (r *Requests) contentBody(body *apimodel.Body, f *types.Fields, required bool) ir.Body {
	for _, media := range body.Content {
		schema := media.Node.Get("schema")
		switch {
		case !r.isContent(schema) || !isUTF8(media.Type):
		case r.isFile(schema):
			return readerBody(media, f, required)
		default:
			return r.textBody(media, schema, f, required)
		}
	}
	media := body.Content[0]
	if r.types.Schemas.Target(r.types.Schemas.Read(media.Node.Get("schema"))).Encrypted {
		r.log.Report(diag.Errorf(body.Node.Key("content"), "media-type", "the request body has no media type that can be sent: %s",
			strings.Join(body.Content.Types(), ", ")).Fix("describe it as application/json"))
		return ir.NoBody{}
	}
	media.Node.Consume()
	r.log.Report(diag.Warningf(media.Node.At(), "media-type", "the body is sent as %s, of which the request has the bytes", media.Type).
		Fix("describe it as application/json, or give the bytes"))
	return readerBody(media, f, required)
}

func readerBody(media apimodel.Media, f *types.Fields, required bool) ir.Body {
	pos := media.Node.At()
	if schema := media.Node.Get("schema"); schema != nil {
		pos = schema.At()
	}
	name := f.Take("body", pos, "Body", "RequestBody")
	f.Struct.Fields = append(f.Struct.Fields, ir.Field{
		Name: name, Param: true, Value: ir.Value{Type: ir.Reader{}}, Presence: ir.IfNotNil, Required: required,
		Doc: ir.Doc{ir.Para(name + " is read to its end, once, and sent as " + typeSent(media.Type) + ".")},
	})
	return ir.ContentBody{Field: name, Type: ir.Reader{}, Presence: ir.IfNotNil, MediaType: media.Type}
}

func (r *Requests) textBody(media apimodel.Media, schema *doctree.Node, f *types.Fields, required bool) ir.Body {
	name := f.Take("body", schema.At(), "Body", "RequestBody")
	p := types.Place{Base: strings.TrimSuffix(f.Place.Base, "Request") + "RequestBody", Spec: "body", Pos: schema.At(), Dir: types.Request}
	field := f.Field(r.types.Schemas.Read(schema), name, "", p, required)
	field.Param = true
	f.Struct.Fields = append(f.Struct.Fields, field)
	return ir.ContentBody{Field: name, Type: field.Value.Type, Presence: field.Presence, MediaType: media.Type}
}

// typeSent describes the media type of a body, which may be a range.
func typeSent(mediaType string) string {
	if strings.Contains(mediaType, "*") {
		return "the media type that its first bytes show"
	}
	return mediaType
}

// isUTF8 reports whether text of a media type is sent in the encoding of Go strings.
func isUTF8(mediaType string) bool {
	_, charset, ok := strings.Cut(strings.ToLower(mediaType), "charset=")
	return !ok || strings.Trim(charset, `"' `) == "utf-8"
}

// IsBytes reports whether a schema, without references, is one of bytes that are
// not encoded. OpenAPI 3.0 and 3.1 have different keywords for it; base64 is text.
func IsBytes(schema *doctree.Node) bool {
	encoding := schema.Get("contentEncoding").Text()
	return schema.Get("format").Text() == "binary" || encoding == "binary" || encoding == "" && schema.Get("contentMediaType") != nil
}
