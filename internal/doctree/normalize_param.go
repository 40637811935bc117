package doctree

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// ofParameter mends a parameter or a header that is written as OpenAPI 2.0 has it,
// with the keywords of its schema next to its name, and a place in other letters.
func (m *mender) ofParameter(n *Node, s shape) {
	if s != shapeParameter && s != shapeHeader || n.Get("$ref") != nil {
		return
	}
	if in, ok := n.Get("in").Str(); ok {
		meant := strings.ToLower(strings.TrimSpace(in))
		if meant != in && slices.Contains([]string{"path", "query", "header", "cookie"}, meant) {
			pos := n.Get("in").Pos
			n.Set("in", NewScalar(String, meant, pos))
			m.warn(pos, "parameter-in", "the parameter is in "+diag.Quote(in), "write "+meant+", as is assumed here")
		}
	}
	kind := n.Get("type")
	if !kind.Is(String) || n.Get("schema") != nil || n.Get("content") != nil {
		return
	}
	u := &upgrade{set: m.set, found: map[shape][]*Node{}}
	if style := u.style(n); style != nil && n.Get("collectionFormat") != nil {
		for key, value := range style.Peek() {
			n.Set(key, value)
		}
	}
	u.schemaOf(n)
	m.diags = append(m.diags, u.diags...)
	m.warn(kind.Pos, "parameter-schema", "type is next to the name of the parameter, which is OpenAPI 2.0's way", "write it below schema, as is assumed here")
}
