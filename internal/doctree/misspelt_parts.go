package doctree

import (
	"maps"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// plainPart is an object without a shape: nothing of it is generated, and its
// members are looked at for their names alone.
type plainPart struct {
	key, name string
	each      bool // the member is a list or a table of such objects
	words     []string
	parts     []plainPart
}

var (
	serverPart = plainPart{
		key: "servers", name: "a server", each: true, words: []string{"url", "description", "variables", "name"},
		parts: []plainPart{{key: "variables", name: "a server variable", each: true, words: []string{"enum", "default", "description"}}},
	}
	docsPart = plainPart{key: "externalDocs", name: "external documentation", words: []string{"url", "description"}}
)

var plainParts = map[shape][]plainPart{
	shapeDocument: {
		{
			key: "info", name: "info", words: []string{"title", "summary", "description", "termsOfService", "contact", "license", "version"},
			parts: []plainPart{
				{key: "contact", name: "contact", words: []string{"name", "url", "email"}},
				{key: "license", name: "license", words: []string{"name", "identifier", "url"}},
			},
		},
		serverPart, docsPart,
		{key: "tags", name: "a tag", each: true, words: []string{"name", "summary", "description", "externalDocs", "parent", "kind"}, parts: []plainPart{docsPart}},
	},
	shapePathItem:   {serverPart},
	shapeOperation:  {serverPart, docsPart},
	shapeComponents: {codesPart},
	shapeResponse:   {codesPart},
	shapeSchema: {
		docsPart,
		{key: "discriminator", name: "a discriminator", words: []string{"propertyName", "mapping", "defaultMapping"}},
		{key: "xml", name: "xml", words: []string{"name", "namespace", "prefix", "attribute", "wrapped", "nodeType"}},
	},
	shapeSecurityScheme: {{
		key: "flows", name: "flows", words: []string{"implicit", "password", "clientCredentials", "authorizationCode", "deviceAuthorization"},
	}},
}

var codesPart = plainPart{key: "x-error-codes", name: "an error code", each: true, words: append([]string{"$ref"}, CodeWords...)}

func (m *mender) plain(n *Node, part plainPart) {
	value := n.Get(part.key)
	list := []*Node{value}
	if part.each && value != nil {
		list = value.items
	}
	for _, item := range list {
		if !item.Is(Mapping) {
			continue
		}
		m.slips(item, part.name, part.words, object{}, false)
		m.gluedText(item, part.words)
		m.cutTexts(item)
		for _, inner := range part.parts {
			m.plain(item, inner)
		}
	}
}

// wordsOf are the members whose values are words of a list.
var wordsOf = map[shape]map[string][]string{
	shapeParameter: {
		"in":    {"path", "query", "header", "cookie", "querystring"},
		"style": {"simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject", "cookie"},
	},
	shapeHeader:         {"style": {"simple"}},
	shapeEncoding:       {"style": {"form", "spaceDelimited", "pipeDelimited", "deepObject"}},
	shapeSecurityScheme: {"type": {"apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"}, "in": {"query", "header", "cookie"}},
	shapeSchema: {
		"format": {
			"date-time", "date", "time", "int32", "int64", "float", "double", "byte", "binary", "password", "uri", "email", "uuid", "hostname", "ipv4", "ipv6",
		},
		"x-length-unit": {"bytes", "characters"}, "x-length": {"unpublished"}, "x-mode": {"common", "institutional"},
	},
}

// rulesOf are the rules of what is wrong with the values of members.
var rulesOf = map[string]string{"in": "parameter-in", "style": "parameter-style", "format": "unknown-format", "type": "shape"}

// otherWords are near a known word, and words of their own.
var otherWords = map[string]bool{"url": true, "datum": true, "data": true, "int": true, "float32": true, "float64": true, "int8": true, "int16": true, "uint32": true, "uint64": true, "uint8": true, "uint16": true, "timestamp": true, "duration": true}

// values corrects misspelt values of members.
func (m *mender) values(n *Node, s shape) {
	for _, key := range slices.Sorted(maps.Keys(wordsOf[s])) {
		words, value := wordsOf[s][key], n.Get(key)
		text, ok := value.Str()
		if !ok || contains(words, text) || otherWords[text] {
			continue
		}
		word := slip(text, words)
		if word == "" {
			continue
		}
		rule := rulesOf[key]
		if rule == "" {
			rule = ruleExtension
		}
		m.fault(n, diag.Errorf(value.Pos, rule, "%s is no value of %s", diag.Quote(text), key).Fix("did you mean %s?", word))
		n.Set(key, NewScalar(String, word, value.Pos))
	}
}

// subtypes are those of the media types that specs have; bson and the like are others.
var (
	subtypes = map[string][]string{
		"application": {"json", "x-www-form-urlencoded", "octet-stream"}, "multipart": {"form-data"}, "text": {"plain"},
	}
	otherSubtypes = []string{"bson", "jsonl", "json5", "jsonp", "json-p", "cson", "ion", "plan"}
)

// mediaTypeSlip returns the media type that a name can only be a slip of: one of its
// two parts is right.
func mediaTypeSlip(name string) string {
	kind, sub, ok := strings.Cut(name, "/")
	if !ok || contains(otherSubtypes, sub) || strings.ContainsAny(name, "+;*") {
		return ""
	}
	for _, main := range slices.Sorted(maps.Keys(subtypes)) {
		switch {
		case strings.EqualFold(kind, main):
			if word := slip(sub, subtypes[main]); word != "" && !strings.EqualFold(word, sub) {
				return main + "/" + word
			}
		case contains(subtypes[main], sub) && slip(kind, []string{main}) != "":
			return main + "/" + sub
		}
	}
	return ""
}

// tables corrects misspelt names in tables whose names are words.
func (m *mender) tables(n *Node, s shape) {
	for _, key := range slices.Sorted(maps.Keys(grammar[s])) {
		if slot := grammar[s][key]; slot.form == table || slot.form == openTable {
			m.wideKeys(n.Get(key))
		}
	}
	m.wideKeys(n.Get("x-error-codes"))
	if s == shapeOperation {
		m.unglue(n, "x-event-key")
	}
	if s == shapeOperation {
		m.names(n.Get("responses"), "status", "HTTP status", statusSlip)
	}
	if slot := grammar[s]["content"]; slot.form == table {
		m.names(n.Get("content"), "media-type", "media type", mediaTypeSlip)
	}
}

func (m *mender) names(entries *Node, rule, what string, meant func(string) string) {
	for _, name := range entries.names() {
		word := meant(name)
		if word == "" || word == name {
			continue
		}
		m.fault(entries, diag.Errorf(entries.Key(name), rule, "%s is no %s", diag.Quote(name), what).Fix("did you mean %s?", word))
		if entries.Get(word) == nil {
			entries.rename(name, word)
		}
	}
}

// CodeWords are the members of an error code.
var CodeWords = []string{"title", "description", "remedy", "remedy-zh", "x-go-name"}
