package types

import (
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// A type within a component is named by its place there, from wherever it is
// used: with allOf the properties of a component are read as those of another
// schema, and the first reader must not name their types.

// noteOrigins notes the names of the types within a component. A schema object
// may be read from several places.
func (n *Names) noteOrigins(node *doctree.Node, base string, depth int) {
	if !node.Is(doctree.Mapping) || depth > maxOriginDepth || base == "" {
		return
	}
	if node.Get("$ref") == nil && n.origins[node] == "" {
		n.origins[node] = base
	}
	for name, property := range node.Get("properties").Peek() {
		n.noteOrigins(property, base+n.ofProperty(property, name), depth+1)
	}
	n.noteOrigins(node.Get("items"), base+"Item", depth+1)
	n.noteOrigins(node.Get("additionalProperties"), base+additionalWord(node), depth+1)
	for _, item := range node.Get("allOf").PeekItems() {
		n.noteOrigins(item, base, depth+1)
	}
}

// maxOriginDepth is deeper than any real schema.
const maxOriginDepth = 100

// additionalWord is the part of a name for an object's further properties.
func additionalWord(node *doctree.Node) string {
	if node.Get("properties").Len() > 0 {
		return "PropertyItem"
	}
	return "Item"
}

// ofProperty is Of for a property. An x-go-name that is not valid is reported
// when the field is made.
func (n *Names) ofProperty(node *doctree.Node, name string) string {
	if own := node.Get("x-go-name").Text(); own != "" {
		return own
	}
	return n.Exported(name)
}

// originOf returns the name of a schema's type by its place within a component,
// "" if it is in none or consists of several objects.
func (n *Names) originOf(s *schema.Schema) string { return n.origins[s.Node()] }
