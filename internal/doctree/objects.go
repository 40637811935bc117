package doctree

import (
	"slices"

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
		ownWords: []string{"x-repeatable", "x-lifecycle", "x-pages", "x-go-name", "x-event-type", "x-event-key", "x-original-type"},
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
			"x-length-unit", "x-length", "x-mode", "x-required-in-mode", "x-encrypted", "x-echo", "x-go-name", "x-go-type", "x-enum-varnames",
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

// object corrects and checks the members of an OpenAPI object. Members of a
// wrong kind are removed from the tree, so that the rest can be read.
func (m *mender) object(n *Node, s shape) {
	o, known := objects[s]
	if !known || !n.Is(Mapping) {
		return
	}
	if s != shapeSchema {
		m.ofParameter(n, s)
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
		m.listOf(n, key)
		if m.ofKind(n, key, Sequence) {
			m.itemsOfKind(n.Get(key), key)
		}
	}
	for _, key := range o.words {
		if value := n.Get(key); value.Is(String) {
			n.Set(key, NewSequence(value.Pos, value))
			m.warn(value.Pos, ruleShape, key+" is a string, not a list", "write a list of it, as is assumed here")
		}
		m.ofKind(n, key, Sequence)
		for i, item := range n.Get(key).Items() {
			if item.Kind == Number || item.Kind == Bool {
				n.Get(key).items[i] = NewScalar(String, item.Text(), item.Pos)
			}
		}
	}
}

// entries checks the entries of a table, such as the responses of an operation.
// An entry that is null becomes an object without members.
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
			case value.Kind == String && slot.shape == shapeResponse:
				made := NewMapping(value.Pos)
				made.Set("description", value)
				entries.Set(name.name, made)
				m.warn(value.Pos, ruleShape, what+" is a string, not a mapping", "write it as description of an object, as is assumed here")
			case value.Kind == Null:
				entries.Set(name.name, NewMapping(value.Pos))
				m.warn(entries.Key(name.name), ruleSloppyText, what+" is empty", "write {}, as is assumed here, or remove it")
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
		m.warn(value.Pos, ruleSloppyText, key+" is empty", "write the text, or remove the member")
	default:
		m.shapeError(n, key, "a text")
	}
}

// ofKind reports whether a member is of a kind, or absent. A member of another
// kind is reported and removed. Null counts as absent.
func (m *mender) ofKind(n *Node, key string, kind Kind) bool {
	value := n.Get(key)
	switch {
	case value == nil:
		return false
	case value.Kind == kind:
		return true
	case value.Kind == Null:
		n.Remove(key)
		m.warn(value.Pos, ruleSloppyText, key+" is empty", "remove the member, as is assumed here")
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
		switch {
		case item.Kind == Mapping:
			kept = append(kept, item)
			continue
		case item.Kind == Null, key == "tags":
			m.warn(item.Pos, ruleShape, "an item of "+key+" is "+item.said()+", not a mapping, and is ignored", "write an object, or remove the item")
			continue
		case item.Kind == String && key == "servers":
			made := NewMapping(item.Pos)
			made.Set("url", item)
			kept = append(kept, made)
			m.warn(item.Pos, ruleShape, "an item of servers is a string, not a mapping", "write it as url of an object, as is assumed here")
			continue
		}
		m.fault(list, diag.Errorf(item.Pos, ruleShape, "an item of %s is %s, not a mapping", key, item.Kind).
			Fix("write an object, or remove the item"))
	}
	list.items = kept
}

// listOf reads one object as a list of it, and a mapping from names to parameters as
// their list.
func (m *mender) listOf(n *Node, key string) {
	value := n.Get(key)
	if !value.Is(Mapping) || key != "servers" && key != "parameters" || value.Get("$ref") != nil {
		return
	}
	list := NewSequence(value.Pos, value)
	if key == "parameters" && value.Get("name") == nil {
		list = NewSequence(value.Pos, value.items...)
		for i, p := range value.items {
			if p.Is(Mapping) && p.Get("name") == nil && p.Get("$ref") == nil {
				p.add("name", value.Key(value.keys[i].name), NewScalar(String, value.keys[i].name, p.Pos))
			}
		}
	}
	n.Set(key, list)
	m.warn(value.Pos, ruleShape, key+" is a mapping, not a list", "write a list, as is assumed here")
}

func (m *mender) shapeError(n *Node, key, want string) {
	value := n.Get(key)
	m.fault(n, diag.Errorf(value.Pos, ruleShape, "%s is %s, not %s", key, value.Kind, want).Fix("write %s", want))
	n.Remove(key)
}
