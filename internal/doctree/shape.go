package doctree

import "strings"

// shape is one of the objects of OpenAPI. Only members that a shape defines can
// contain references or schemas: everything else is data.
type shape uint8

const (
	shapeDocument shape = iota + 1
	shapeComponents
	shapePathItem
	shapeOperation
	shapeParameter
	shapeHeader
	shapeRequestBody
	shapeResponse
	shapeMediaType
	shapeEncoding
	shapeExample
	shapeLink
	shapeCallback
	shapeSecurityScheme
	shapeSchema
)

// form says how a member contains the objects of its shape.
type form uint8

const (
	one       form = iota // the member is the object
	list                  // a list of them
	oneOrList             // either
	table                 // a mapping from names to them
	openTable             // likewise, but x-… are extensions and no names
)

type slot struct {
	form  form
	shape shape
}

// anyKey is the key of grammar for every key that is not an extension.
const anyKey = "*"

// grammar has the members of each shape that are walked, of all versions of
// OpenAPI.
var grammar = map[shape]map[string]slot{
	shapeDocument: {
		"paths": {openTable, shapePathItem}, "webhooks": {openTable, shapePathItem}, "components": {one, shapeComponents},
		"definitions": {table, shapeSchema}, "parameters": {table, shapeParameter}, "responses": {table, shapeResponse},
	},
	shapeComponents: {
		"schemas": {table, shapeSchema}, "responses": {table, shapeResponse}, "parameters": {table, shapeParameter},
		"examples": {table, shapeExample}, "requestBodies": {table, shapeRequestBody}, "headers": {table, shapeHeader},
		"securitySchemes": {table, shapeSecurityScheme}, "links": {table, shapeLink}, "callbacks": {table, shapeCallback},
		"pathItems": {table, shapePathItem}, "mediaTypes": {table, shapeMediaType},
	},
	shapePathItem: {
		"get": {one, shapeOperation}, "put": {one, shapeOperation}, "post": {one, shapeOperation}, "delete": {one, shapeOperation},
		"options": {one, shapeOperation}, "head": {one, shapeOperation}, "patch": {one, shapeOperation}, "trace": {one, shapeOperation},
		"query": {one, shapeOperation}, "additionalOperations": {table, shapeOperation}, "parameters": {list, shapeParameter},
	},
	shapeOperation: {
		"parameters": {list, shapeParameter}, "requestBody": {one, shapeRequestBody}, "responses": {openTable, shapeResponse},
		"callbacks": {openTable, shapeCallback},
	},
	shapeParameter: {
		"schema": {one, shapeSchema}, "content": {table, shapeMediaType}, "examples": {table, shapeExample}, "items": {one, shapeSchema},
	},
	shapeHeader: {
		"schema": {one, shapeSchema}, "content": {table, shapeMediaType}, "examples": {table, shapeExample},
	},
	shapeRequestBody: {"content": {table, shapeMediaType}},
	shapeResponse: {
		"headers": {table, shapeHeader}, "content": {table, shapeMediaType}, "links": {table, shapeLink}, "schema": {one, shapeSchema},
	},
	shapeMediaType: {
		"schema": {one, shapeSchema}, "itemSchema": {one, shapeSchema}, "examples": {table, shapeExample},
		"encoding": {table, shapeEncoding}, "prefixEncoding": {list, shapeEncoding}, "itemEncoding": {one, shapeEncoding},
	},
	shapeEncoding: {"headers": {table, shapeHeader}, "encoding": {table, shapeEncoding}},
	shapeCallback: {anyKey: {one, shapePathItem}},
	shapeSchema: {
		"properties": {table, shapeSchema}, "patternProperties": {table, shapeSchema}, "dependentSchemas": {table, shapeSchema},
		"$defs": {table, shapeSchema}, "definitions": {table, shapeSchema},
		"allOf": {list, shapeSchema}, "anyOf": {list, shapeSchema}, "oneOf": {list, shapeSchema}, "prefixItems": {list, shapeSchema},
		"items": {oneOrList, shapeSchema}, "additionalItems": {one, shapeSchema}, "unevaluatedItems": {one, shapeSchema},
		"contains": {one, shapeSchema}, "additionalProperties": {one, shapeSchema}, "unevaluatedProperties": {one, shapeSchema},
		"propertyNames": {one, shapeSchema}, "not": {one, shapeSchema}, "if": {one, shapeSchema}, "then": {one, shapeSchema},
		"else": {one, shapeSchema}, "contentSchema": {one, shapeSchema},
	},
}

// takesRef reports whether an object of that shape may be a reference.
func (s shape) takesRef() bool {
	switch s {
	case shapeDocument, shapeComponents, shapeEncoding:
		return false
	}
	return true
}

func isExtension(key string) bool { return strings.HasPrefix(key, "x-") }

// isDocument reports whether a file's root looks like a whole description.
func isDocument(n *Node) bool {
	for _, key := range []string{"openapi", "swagger", "paths", "components"} {
		if n.Get(key) != nil {
			return true
		}
	}
	return false
}

// visit is an object to walk.
type visit struct {
	node  *Node
	shape shape
}

// walker goes through all objects that can be reached, each once, in the
// document's order; targets of references come after what refers to them.
type walker struct {
	seen    map[visit]bool
	queue   []visit
	enter   func(n *Node, s shape)         // before the object's members
	resolve func(n *Node, s shape) []visit // what a reference refers to
}

func (w *walker) walk(start ...visit) {
	w.seen = map[visit]bool{}
	w.queue = start
	for len(w.queue) > 0 {
		next := w.queue[0]
		w.queue = w.queue[1:]
		w.object(next.node, next.shape)
	}
}

func (w *walker) object(n *Node, s shape) {
	at := visit{n, s}
	if !n.Is(Mapping) || w.seen[at] {
		return
	}
	w.seen[at] = true
	if w.enter != nil {
		w.enter(n, s)
	}
	w.queue = append(w.queue, w.resolve(n, s)...)
	slots := grammar[s]
	for key, value := range n.Members() {
		if slot, ok := slots[key]; ok {
			w.slot(value, slot)
		} else if slot, ok := slots[anyKey]; ok && !isExtension(key) {
			w.slot(value, slot)
		}
	}
}

func (w *walker) slot(n *Node, s slot) {
	switch s.form {
	case one:
		w.object(n, s.shape)
	case list, oneOrList:
		for _, item := range n.Items() {
			w.object(item, s.shape)
		}
		if s.form == oneOrList {
			w.object(n, s.shape)
		}
	case table, openTable:
		for name, value := range n.Members() {
			if s.form == table || !isExtension(name) {
				w.object(value, s.shape)
			}
		}
	}
}
