package doctree

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// The rules about the members of OpenAPI's own objects.
const (
	ruleShape      = "shape"
	ruleSloppyText = "sloppy-text"
	ruleUnknownKey = "unknown-key"
	ruleExtension  = "unknown-extension"
)

// object says what the members of an OpenAPI object are. A member that is not
// there is not known.
type object struct {
	texts    []string // strings
	mappings []string
	lists    []string // of mappings
	words    []string // lists of strings
	others   []string // of a form that is checked elsewhere, or not at all
	ownWords []string // the project's own extensions that belong here
}

var objects = map[shape]object{
	shapeDocument: {
		texts: []string{"openapi", "jsonSchemaDialect", "$self"}, mappings: []string{"info", "paths", "webhooks", "components", "externalDocs"},
		lists: []string{"servers", "tags"}, others: []string{"security"}, ownWords: []string{"x-go-package"},
	},
	shapeComponents: {
		mappings: []string{
			"schemas", "responses", "parameters", "examples", "requestBodies", "headers", "securitySchemes", "links",
			"callbacks", "pathItems", "mediaTypes",
		},
		ownWords: []string{"x-lifecycles", "x-error-codes"},
	},
	shapePathItem: {
		texts: []string{"$ref", "summary", "description"}, lists: []string{"servers", "parameters"},
		mappings: []string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query", "additionalOperations"},
	},
	shapeOperation: {
		texts: []string{"$ref", "operationId", "summary", "description"}, mappings: []string{"externalDocs", "requestBody", "responses", "callbacks"},
		lists: []string{"parameters", "servers"}, words: []string{"tags"}, others: []string{"security", "deprecated"},
		ownWords: []string{"x-repeatable", "x-lifecycle", "x-go-name", "x-event-type", "x-event-key", "x-original-type"},
	},
	shapeParameter: {
		texts:    []string{"$ref", "name", "in", "description", "style"},
		mappings: []string{"content", "examples"}, others: []string{"schema", "example", "required", "deprecated", "allowEmptyValue", "allowReserved", "explode"},
		ownWords: []string{"x-mode", "x-required-in-mode", "x-go-name"},
	},
	shapeRequestBody: {
		texts: []string{"$ref", "description"}, mappings: []string{"content"}, others: []string{"required"},
	},
	shapeResponse: {
		texts: []string{"$ref", "description", "summary"}, mappings: []string{"headers", "content", "links"},
		ownWords: []string{"x-error-codes", "x-unsigned"},
	},
	shapeMediaType: {
		texts: []string{"$ref", "description"}, mappings: []string{"examples", "encoding"},
		others: []string{"schema", "example", "itemSchema", "prefixEncoding", "itemEncoding"},
	},
	shapeSchema: {
		ownWords: []string{
			"x-length-unit", "x-length", "x-mode", "x-required-in-mode", "x-encrypted", "x-echo", "x-go-name", "x-enum-varnames",
		},
	},
}

// vocabulary has all extensions of the project's vocabulary.
var vocabulary = map[string]bool{}

func init() {
	for _, o := range objects {
		for _, word := range o.ownWords {
			vocabulary[word] = true
		}
	}
}

// object mends and checks the members of an OpenAPI object. What is of a wrong
// form is taken out of the tree, so that the rest can be read.
func (m *mender) object(n *Node, s shape) {
	o, known := objects[s]
	if !known || !n.Is(Mapping) {
		return
	}
	if s != shapeSchema {
		m.forms(n, o)
		m.entries(n, s)
		m.schemas(n, s)
		m.unknownKeys(n, s, o)
	}
	m.newer(n, s)
	m.refSiblings(n, s)
	m.extensions(n, s, o)
	for _, key := range []string{"url", "description"} {
		m.textMember(n.Get("externalDocs"), key)
	}
	if s == shapeDocument {
		info := n.Get("info")
		for _, key := range []string{"title", "summary", "description", "termsOfService", "version"} {
			m.textMember(info, key)
		}
	}
}

// refSiblings warns of operations that are references, and of references to a path
// that has operations of its own: OpenAPI has no such operations, and leaves open
// what the others mean.
func (m *mender) refSiblings(n *Node, s shape) {
	ref := n.Get("$ref")
	switch {
	case !ref.Is(String):
	case s == shapeOperation:
		m.warn(ref.Pos, ruleSloppyRef, "the operation is a $ref, which OpenAPI does not have", "refer to the whole path; what the $ref points to is read here")
	case s == shapePathItem && len(n.items) > 1:
		m.warn(ref.Pos, ruleSloppyRef, "the path is a $ref, and has members of its own", "write them where the $ref points to; they are read together here, and those of its own count")
	}
}

func (m *mender) forms(n *Node, o object) {
	for _, key := range o.texts {
		m.textMember(n, key)
	}
	for _, key := range o.mappings {
		m.ofKind(n, key, Mapping)
	}
	for _, key := range o.lists {
		if m.ofKind(n, key, Sequence) {
			m.itemsOfKind(n.Get(key), key)
		}
	}
	for _, key := range o.words {
		m.ofKind(n, key, Sequence)
		for i, item := range n.Get(key).Items() {
			if item.Kind == Number || item.Kind == Bool {
				n.Get(key).items[i] = NewScalar(String, item.Text(), item.Pos)
			}
		}
	}
}

// entries checks what stands under the names of a table, such as the responses of
// an operation. An empty one says nothing, and is an object without members.
func (m *mender) entries(n *Node, s shape) {
	for key, entries := range n.Members() {
		slot := grammar[s][key]
		if slot.form != table && slot.form != openTable || slot.shape == shapeSchema || slot.shape == shapeExample || slot.shape == shapeLink {
			continue
		}
		for _, name := range slices.Clone(entries.keys) {
			value, what := entries.Get(name.name), diag.Quote(name.name)+" of "+key
			switch {
			case value.Kind == Mapping, slot.form == openTable && isExtension(name.name):
			case value.Kind == Null:
				entries.Set(name.name, NewMapping(value.Pos))
				m.warn(entries.Key(name.name), ruleSloppyText, what+" is empty", "write {}, as is assumed here, or leave it out")
			default:
				m.fault(n, diag.Errorf(value.Pos, ruleShape, "%s is %s, not a mapping", what, value.Kind).Fix("write an object"))
				entries.Remove(name.name)
			}
		}
	}
}

// schemas mends what is no schema where one belongs, other than in a schema.
func (m *mender) schemas(n *Node, s shape) {
	for key, slot := range grammar[s] {
		value := n.Get(key)
		if value == nil || slot.shape != shapeSchema {
			continue
		}
		form := aSchema
		if slot.form == table {
			form = aTable
		}
		m.keyword(n, key, value, form)
	}
}

// textMember reads a number or a truth value where a text belongs as the text
// that it is written as.
func (m *mender) textMember(n *Node, key string) {
	value := n.Get(key)
	switch {
	case value == nil || value.Kind == String:
	case value.Kind == Number || value.Kind == Bool:
		n.Set(key, NewScalar(String, value.Text(), value.Pos))
		m.warn(value.Pos, ruleSloppyText, key+" is "+value.Kind.String()+", not a text", "write it in quotes, as is assumed here")
	case value.Kind == Null:
		n.Remove(key)
		m.warn(value.Pos, ruleSloppyText, key+" is empty", "write the text, or leave the member out")
	default:
		m.shapeError(n, key, "a text")
	}
}

// ofKind reports whether the member, if it is there, is of a kind; one that is
// not is told and taken out. An empty one counts as absent.
func (m *mender) ofKind(n *Node, key string, kind Kind) bool {
	value := n.Get(key)
	switch {
	case value == nil:
		return false
	case value.Kind == kind:
		return true
	case value.Kind == Null:
		n.Remove(key)
		m.warn(value.Pos, ruleSloppyText, key+" is empty", "leave the member out, as is assumed here")
		return false
	}
	want := kind.String()
	if kind == Bool {
		want = "true or false"
	}
	m.shapeError(n, key, want)
	return false
}

func (m *mender) itemsOfKind(list *Node, key string) {
	kept := list.items[:0:0]
	for _, item := range list.items {
		if item.Kind == Mapping {
			kept = append(kept, item)
			continue
		}
		m.fault(list, diag.Errorf(item.Pos, ruleShape, "an item of %s is %s, not a mapping", key, item.Kind).
			Fix("write an object, or take the item out"))
	}
	list.items = kept
}

func (m *mender) shapeError(n *Node, key, want string) {
	value := n.Get(key)
	m.fault(n, diag.Errorf(value.Pos, ruleShape, "%s is %s, not %s", key, value.Kind, want).Fix("write %s", want))
	n.Remove(key)
}

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
		fact := diag.Quote(key) + " is no member of " + objectNames[s]
		switch {
		case word != "" && strings.EqualFold(word, key) && n.Get(word) == nil:
			n.rename(key, word)
			m.warn(pos, ruleUnknownKey, fact, "write "+word+", as is assumed here")
		case word != "" && s == shapePathItem:
			m.fault(n, diag.Errorf(pos, ruleUnknownKey, "%s, and would be passed over", fact).Fix("did you mean %s?", word))
		case word != "":
			m.warn(pos, ruleUnknownKey, fact+", and is passed over", "did you mean "+word+"?")
		default:
			m.warn(pos, ruleUnknownKey, fact+", and is passed over", "take it out, or begin its name with x-")
		}
	}
}

var objectNames = map[shape]string{
	shapeDocument: "an OpenAPI document", shapeComponents: "components", shapePathItem: "a path", shapeOperation: "an operation",
	shapeParameter: "a parameter", shapeRequestBody: "a request body", shapeResponse: "a response", shapeMediaType: "a media type",
	shapeSchema: "a schema", shapeHeader: "a header", shapeExample: "an example", shapeLink: "a link", shapeCallback: "a callback",
	shapeSecurityScheme: "a security scheme",
}

// extensions tells of words of the project's own vocabulary that are misspelt, or
// stand where they mean nothing. Other extensions are other people's.
func (m *mender) extensions(n *Node, s shape, o object) {
	for key := range n.Members() {
		if !isExtension(key) || slices.Contains(o.ownWords, key) {
			continue
		}
		pos := n.Key(key)
		if vocabulary[key] {
			m.diags = append(m.diags, diag.Warningf(pos, ruleExtension, "%s means nothing on %s", key, objectNames[s]).
				Fix("put it where it belongs, or take it out"))
			continue
		}
		if word := diag.Near(key, o.ownWords); word != "" {
			m.diags = append(m.diags, diag.Warningf(pos, ruleExtension, "%s is no word of the vocabulary", diag.Quote(key)).
				Fix("did you mean %s?", word))
		}
	}
}
