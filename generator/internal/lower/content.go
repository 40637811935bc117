package lower

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// pickJSON returns the media type of a request body that is written as JSON. A
// server that takes a range (*/*, application/*) means JSON by a schema that no
// text and no file has.
func (l *lowerer) pickJSON(content apimodel.Content) (string, *doctree.Node) {
	name, media := l.jsonOrAny(content)
	if media == nil || strings.Contains(name, "*") && l.isContent(media.Get("schema")) {
		return "", nil
	}
	return name, media
}

const anyMedia = "*/*"

// jsonOrAny returns the media type that is JSON or a range of JSON's, or */* where
// that is the only one; what the range means is for its schema to say.
func (l *lowerer) jsonOrAny(content apimodel.Content) (string, *doctree.Node) {
	name, media := content.Pick(apimodel.IsJSON)
	if media == nil && len(content) == 1 && content[0].Type == anyMedia {
		return anyMedia, content[0].Node
	}
	return name, media
}

// isContent reports whether a schema is one of bytes or text, which a body of
// another media type than JSON is as it stands.
func (l *lowerer) isContent(schema *doctree.Node) bool {
	if schema == nil || l.isFile(schema) {
		return true
	}
	switch s := l.schemas.Target(l.schemas.Read(schema)); l.kind(s) {
	case kindString:
		return !s.Encrypted
	case kindEnum:
		return l.scalarOfEnum(s) == kindString
	case kindRaw:
		return len(s.Types) == 0
	}
	return false
}

// isFile reports whether a schema is one of bytes, or says nothing.
func (l *lowerer) isFile(schema *doctree.Node) bool {
	schema = l.deref(schema)
	if !isBytes(schema) && schema.Len() > 0 {
		return false
	}
	schema.Consume()
	return true
}

// contentBody lowers a body that is neither JSON nor a form into one field: a
// reader of bytes, or a text. It returns nil when there is no such body.
func (l *lowerer) contentBody(content apimodel.Content, f *fields, required bool) ir.Body {
	for _, media := range content {
		mediaType, schema := media.Type, media.Node.Get("schema")
		if !l.isContent(schema) || !isUTF8(mediaType) {
			continue
		}
		pos := media.Node.At()
		if schema != nil {
			pos = schema.At()
		}
		name := l.take(f.scope, "body", pos, "Body", "RequestBody")
		field := ir.Field{Name: name, Param: true}
		if l.isFile(schema) {
			field.Value = ir.Value{Type: ir.Reader{}}
			field.Presence, field.Required = ir.IfNotNil, required
			field.Doc = ir.Doc{ir.Para(name + " is read to its end, once, and sent as " + typeSent(mediaType) + ".")}
		} else {
			p := place{base: strings.TrimSuffix(f.p.base, "Request") + "RequestBody", spec: "body", pos: pos, dir: request}
			field = f.field(l.schemas.Read(schema), name, "", p, required)
			field.Param = true
		}
		f.st.Fields = append(f.st.Fields, field)
		return ir.ContentBody{Field: name, Type: field.Value.Type, Presence: field.Presence, MediaType: mediaType}
	}
	return nil
}

// typeSent says which media type a body has that is sent under a range.
func typeSent(mediaType string) string {
	if strings.Contains(mediaType, "*") {
		return "the media type that its first bytes show"
	}
	return mediaType
}

// isUTF8 reports whether text of a media type is sent as Go has it.
func isUTF8(mediaType string) bool {
	_, charset, ok := strings.Cut(strings.ToLower(mediaType), "charset=")
	return !ok || strings.Trim(charset, `"' `) == "utf-8"
}

// noMedia reports a body that cannot be sent.
func (l *lowerer) noMedia(body *apimodel.Body) {
	l.report(diag.Errorf(body.Node.Key("content"), "media-type", "the request body has no media type that can be sent: %s",
		strings.Join(body.Content.Types(), ", ")).Fix("describe it as application/json"))
}
