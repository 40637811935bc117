package doctree

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// newer looks at the members that OpenAPI 3.2 added: where an older document has
// them, and those that are not read.
func (m *mender) newer(n *Node, s shape) {
	switch s {
	case shapePathItem:
		m.newMethods(n)
	case shapeMediaType:
		for _, key := range []string{"itemSchema", "prefixEncoding", "itemEncoding"} {
			m.notRead(n, key, "of a media type, which describes the items of a stream,")
		}
	case shapeSchema:
		m.notRead(n.Get("discriminator"), "defaultMapping", "of a discriminator")
	}
}

func (m *mender) notRead(n *Node, key, of string) {
	if value := n.Get(key); value != nil {
		m.warn(n.Key(key), ruleUnread, key+" "+of+" is ignored", "describe the whole with schema, or remove "+key)
	}
}

func (m *mender) newMethods(n *Node) {
	for _, key := range []string{"query", "additionalOperations"} {
		if n.Get(key) != nil && !strings.HasPrefix(m.set.Root().Get("openapi").Text(), "3.2") {
			m.warn(n.Key(key), ruleUnknownKey, key+" is a member of a path since OpenAPI 3.2, and the document says another version", "say openapi: 3.2.0, as is assumed here")
		}
	}
	more := n.Get("additionalOperations")
	for _, method := range more.names() {
		if !isMethod(method) {
			m.fault(n, diag.Errorf(more.Key(method), ruleShape, "no HTTP method can be called %s", diag.Quote(method)).Fix("write the method as it is sent, such as COPY"))
			more.Remove(method)
		}
	}
}

// isMethod reports whether a name can be that of an HTTP method: a token (RFC 9110,
// section 5.6.2).
func isMethod(name string) bool {
	return name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	})
}
