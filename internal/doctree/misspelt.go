package doctree

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// ruleUnknownKeyword is that of members of a schema.
const ruleUnknownKeyword = "unknown-keyword"

// misspelt corrects, in a document of the author's own, words that can only be slips of a
// known one: the word is near, and its value has the form that the known one needs.
// Each is an error; it is read as it is meant, so that the rest of its object is
// checked, too. In other documents such a word may be that of another tool.
func (m *mender) misspelt(n *Node, s shape) {
	if !m.set.own {
		return
	}
	m.wideKeys(n)
	m.narrowScalar(n, "$ref", isReference)
	o, isObject := objects[s]
	words := allWords(s)
	m.gluedText(n, words)
	m.wideColons(n, words)
	m.cutTexts(n)
	if n.Get("$ref").Is(String) && s != shapePathItem && s != shapeOperation && s != shapeSchema {
		words = nil // the other members of a reference are ignored
	}
	if len(words) > 0 && s != shapeCallback {
		m.slips(n, objectNames[s], words, o, s == shapeSchema)
	}
	if !isObject {
		m.misplaced(n, s)
	}
	switch s {
	case shapeSchema:
		m.inProperties(n)
		for _, key := range numberKeys {
			m.narrowScalar(n, key, jsonNumber.MatchString)
		}
	case shapeDocument:
		m.described(n)
	}
	for _, key := range booleanKeys[s] {
		m.narrowScalar(n, key, func(text string) bool { return text == "true" || text == "false" })
	}
	m.values(n, s)
	m.tables(n, s)
	for _, part := range plainParts[s] {
		m.plain(n, part)
	}
}

// allWords returns the members of an object, known and own.
func allWords(s shape) []string {
	if s == shapeSchema {
		return schemaWords
	}
	o := objects[s]
	return slices.Concat(o.texts, o.mappings, o.lists, o.words, o.others, o.ownWords, moreWords[s])
}

// schemaWords are the keywords of schemas, those of the versions of JSON Schema
// together, and the project's own.
var schemaWords = append([]string{
	"$ref", "type", "format", "enum", "const", "minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum",
	"exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems", "items", "properties", "required", "additionalProperties",
	"minProperties", "maxProperties", "oneOf", "anyOf", "allOf", "not", "title", "description", "default", "example", "examples",
	"deprecated", "readOnly", "writeOnly", "nullable", "discriminator", "externalDocs", "xml", "if", "then", "else", "dependentRequired",
	"dependentSchemas", "dependencies", "contains", "minContains", "maxContains", "patternProperties", "propertyNames", "prefixItems",
	"additionalItems", "unevaluatedItems", "unevaluatedProperties", "$comment", "$schema", "$id", "$anchor", "$defs", "definitions",
	"$vocabulary", "id", "contentMediaType", "contentEncoding", "contentSchema", "allowEmptyValue", "$dynamicRef", "$dynamicAnchor",
	"$recursiveRef", "$recursiveAnchor",
}, objects[shapeSchema].ownWords...)

// moreWords are the members of the objects that are not in objects.
var moreWords = map[shape][]string{
	shapeHeader: {
		"$ref", "description", "required", "deprecated", "style", "explode", "schema", "content", "example", "examples", "allowEmptyValue", "allowReserved",
	},
	shapeEncoding: {"contentType", "headers", "style", "explode", "allowReserved", "encoding", "prefixEncoding", "itemEncoding"},
	shapeExample:  {"$ref", "summary", "description", "value", "externalValue", "dataValue", "serializedValue"},
	shapeLink:     {"$ref", "operationRef", "operationId", "parameters", "requestBody", "description", "server"},
	shapeSecurityScheme: {
		"$ref", "type", "description", "name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl", "oauth2MetadataUrl", "deprecated",
	},
}

// slips corrects the members of one object.
func (m *mender) slips(n *Node, object string, words []string, o object, isSchema bool) {
	for _, key := range n.names() {
		if contains(words, key) || vocabulary[key] {
			continue
		}
		if (isSchema || o.ownWords != nil) && isForeign(key) {
			continue
		}
		candidates := words
		if isExtension(key) {
			candidates = o.ownWords // x-example is another tool's
		}
		word := slip(key, candidates)
		if word == "" || !fits(n.Get(key), o, word) || word == "$ref" && !m.leads(n, key) {
			continue
		}
		m.slip(n, key, word, object, isSchema)
	}
}

func (m *mender) slip(n *Node, key, word, object string, isSchema bool) {
	rule, fact := ruleUnknownKey, "is no member of "+object
	switch {
	case isExtension(word):
		rule, fact = ruleExtension, "is no word of the vocabulary"
	case isSchema:
		rule, fact = ruleUnknownKeyword, "is no keyword of a schema"
	}
	m.fault(n, diag.Errorf(n.Key(key), rule, "%s %s", diag.Quote(key), fact).Fix("did you mean %s?", word))
	if n.Get(word) == nil {
		n.rename(key, word)
		return
	}
	n.Remove(key)
}

// leads reports whether the text of a member is a reference that leads somewhere.
func (m *mender) leads(n *Node, key string) bool {
	text, _ := n.Get(key).Str()
	if _, _, ok := m.set.ResolveRef(n, text); ok || m.loading {
		return true
	}
	if strings.Contains(text, "#/") {
		m.fault(n, diag.Errorf(n.Key(key), ruleUnknownKey, "%s is no reference", diag.Quote(key)).Fix("did you mean $ref?"))
		n.Remove(key)
	}
	return false
}

// isForeign reports whether an extension is one that other tools have, and near one of
// the project's own.
func isForeign(key string) bool {
	return contains([]string{"x-model", "x-node", "x-code", "x-go-type", "x-enum-descriptions", "x-enumNames", "x-enum-names", "x-go-json-ignore"}, key)
}

// misplaced reports words of the vocabulary in objects that have none.
func (m *mender) misplaced(n *Node, s shape) {
	for _, key := range n.names() {
		if vocabulary[key] && s != shapeCallback {
			m.diags = append(m.diags, m.set.Doubt(misplaced(n, key, objectNames[s])))
		}
	}
}

func misplaced(n *Node, key, object string) diag.Diagnostic {
	return diag.Warningf(n.Key(key), ruleExtension, "%s means nothing on %s", key, object).Fix("put it on %s, or remove it", homeOf(key))
}

// homeOf lists the objects that a word of the vocabulary belongs to.
func homeOf(word string) string {
	var homes []string
	for s := shapeDocument; s <= shapeSchema; s++ {
		if contains(objects[s].ownWords, word) {
			homes = append(homes, objectNames[s])
		}
	}
	return strings.Join(homes, " or ")
}
