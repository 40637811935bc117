package lower

import (
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// A schema that stands within a component is named by its place there, from
// wherever it is used: with allOf the properties of a component are read as
// those of another schema, and the first to do so must not name their types.

// noteOrigins notes what the types within a component would be called. An object
// that is written once may be read from several places.
func (l *lowerer) noteOrigins(node *doctree.Node, base string, depth int) {
	if !node.Is(doctree.Mapping) || depth > maxOriginDepth || base == "" {
		return
	}
	if node.Get("$ref") == nil && l.origins[node] == "" {
		l.origins[node] = base
	}
	for name, property := range node.Get("properties").Peek() {
		l.noteOrigins(property, base+l.nameOfProperty(property, name), depth+1)
	}
	l.noteOrigins(node.Get("items"), base+"Item", depth+1)
	l.noteOrigins(node.Get("additionalProperties"), base+additionalWord(node), depth+1)
	for _, item := range node.Get("allOf").PeekItems() {
		l.noteOrigins(item, base, depth+1)
	}
}

// maxOriginDepth is deeper than schemas are written.
const maxOriginDepth = 100

// additionalWord is what an object's further properties are called by.
func additionalWord(node *doctree.Node) string {
	if node.Get("properties").Len() > 0 {
		return "PropertyItem"
	}
	return "Item"
}

// nameOfProperty is the name of the field, without a word about one that is not
// right: that is told when the field is made.
func (l *lowerer) nameOfProperty(node *doctree.Node, name string) string {
	if own := node.Get("x-go-name").Text(); own != "" {
		return own
	}
	return l.namer.Exported(name)
}

// originOf returns what the type of a schema is called by its place within a
// component, "" when it stands in none or is made of several.
func (l *lowerer) originOf(s *schema.Schema) string {
	return l.origins[s.Node()]
}
