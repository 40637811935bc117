package doctree

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// unknownKeys warns of members that OpenAPI does not have: most often a slip of the
// pen. One that is a known member in other letters is read as that.
func (m *mender) unknownKeys(n *Node, s shape, o object) {
	if n.Get("$ref") != nil && s != shapePathItem && s != shapeOperation {
		return
	}
	known := slices.Concat(o.texts, o.mappings, o.lists, o.words, o.others)
	for _, key := range n.names() {
		if isExtension(key) || slices.Contains(known, key) {
			continue
		}
		pos, word := n.Key(key), diag.Near(key, known)
		fact := diag.Quote(key) + " is not a member of " + objectNames[s]
		switch {
		case word != "" && strings.EqualFold(word, key) && n.Get(word) == nil:
			n.rename(key, word)
			m.warn(pos, ruleUnknownKey, fact, "write "+word+", as is assumed here")
		case elsewhere(s, key) != "":
			m.diags = append(m.diags, m.set.Doubt(diag.Warningf(pos, ruleUnknownKey, "%s, and is ignored", fact).Fix("%s", elsewhere(s, key))))
		case word != "" && s == shapePathItem:
			m.fault(n, diag.Errorf(pos, ruleUnknownKey, "%s, and would be ignored", fact).Fix("did you mean %s?", word))
		case word != "":
			m.warn(pos, ruleUnknownKey, fact+", and is ignored", "did you mean "+word+"?")
		default:
			m.warn(pos, ruleUnknownKey, fact+", and is ignored", "remove it, or begin its name with x-")
		}
	}
}

var objectNames = map[shape]string{
	shapeDocument: "an OpenAPI document", shapeComponents: "components", shapePathItem: "a path", shapeOperation: "an operation",
	shapeParameter: "a parameter", shapeRequestBody: "a request body", shapeResponse: "a response", shapeMediaType: "a media type",
	shapeSchema: "a schema", shapeHeader: "a header", shapeExample: "an example", shapeLink: "a link", shapeCallback: "a callback",
	shapeSecurityScheme: "a security scheme", shapeEncoding: "an encoding",
}

// extensions reports words of the project's own vocabulary that are misspelt, or
// stand where they mean nothing. Other extensions are other people's.
func (m *mender) extensions(n *Node, s shape, o object) {
	for key := range n.Members() {
		if !isExtension(key) || slices.Contains(o.ownWords, key) {
			continue
		}
		pos := n.Key(key)
		if vocabulary[key] {
			m.diags = append(m.diags, m.set.Doubt(misplaced(n, key, objectNames[s])))
			continue
		}
		if word := diag.Near(key, o.ownWords); word != "" {
			m.diags = append(m.diags, diag.Warningf(pos, ruleExtension, "%s is not a known extension", diag.Quote(key)).
				Fix("did you mean %s?", word))
		}
	}
}
