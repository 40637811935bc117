package apimodel

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// Content is what a body can be written as: its media types, in the document's
// order. A nil Content has none.
type Content []Media

// Media is a media type of a body.
type Media struct {
	Type string // as the document has it
	Node *doctree.Node
}

func (m *Model) content(node *doctree.Node) Content {
	var list Content
	for name, media := range node.Members() {
		list = append(list, Media{Type: name, Node: m.Deref(media)})
	}
	return list
}

// Pick returns the first media type that the earliest of kinds accepts, in lower
// case, and its node. It returns "" and nil when there is none.
func (c Content) Pick(kinds ...func(mediaType string) bool) (string, *doctree.Node) {
	media := c.Find(kinds...)
	return strings.ToLower(media.Type), media.Node
}

// Find is Pick for the media type as the document has it; the zero Media when
// there is none.
func (c Content) Find(kinds ...func(mediaType string) bool) Media {
	for _, is := range kinds {
		for _, media := range c {
			if is(strings.ToLower(media.Type)) {
				return media
			}
		}
	}
	return Media{}
}

// Example returns the first example of a media type, nil when it has none.
func (m *Model) Example(media Media) *doctree.Node {
	if example := media.Node.Get("example"); example != nil {
		return example
	}
	for _, example := range media.Node.Get("examples").Members() {
		if value := m.Deref(example).Get("value"); value != nil {
			return value
		}
	}
	return nil
}

// Types returns the media types.
func (c Content) Types() []string {
	var types []string
	for _, media := range c {
		types = append(types, media.Type)
	}
	return types
}

// IsJSON reports whether a media type in lower case is JSON, or a range of types
// that JSON is written for.
func IsJSON(mediaType string) bool {
	base, _, _ := strings.Cut(mediaType, ";")
	base, _, _ = strings.Cut(base, ",") // some write several in one
	base = strings.TrimSpace(base)
	return base == "application/json" || base == "json" || base == "text/json" || strings.HasSuffix(base, "+json") || base == "application/*"
}

// IsForm reports whether a media type in lower case is a form.
func IsForm(mediaType string) bool {
	return strings.HasPrefix(mediaType, "application/x-www-form-urlencoded")
}

// IsMultipart reports whether a media type in lower case is a form of parts.
func IsMultipart(mediaType string) bool { return strings.HasPrefix(mediaType, "multipart/") }

func anyType(string) bool { return true }

// Body is the body of a request or of a response.
type Body struct {
	Node     *doctree.Node // the request body or the response
	Required bool          // of a request
	Content  Content       // not empty

	model *Model
}

// Main returns the media type that the body is usually written as: JSON before
// forms before others. Of several it is the first.
func (b *Body) Main() Media {
	return b.Content.Find(IsJSON, IsForm, IsMultipart, anyType)
}

// Schema returns the schema of Main, nil when it has none or b is nil.
func (b *Body) Schema() *schema.Schema {
	if b == nil {
		return nil
	}
	node := b.Main().Node.Get("schema")
	if node == nil {
		return nil
	}
	return b.model.Schemas.Read(node)
}

func (m *Model) body(node *doctree.Node) *Body {
	content := m.content(node.Get("content"))
	if len(content) == 0 {
		return nil
	}
	return &Body{Node: node, Content: content, model: m}
}

func (m *Model) requestBody(ref *doctree.Node) *Body {
	node := m.Deref(ref)
	b := m.body(node)
	if b != nil {
		b.Required, _ = node.Get("required").Bool()
	}
	return b
}
