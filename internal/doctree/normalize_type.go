package doctree

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// typeNames are the types of OpenAPI.
var typeNames = []string{"array", "boolean", "integer", "null", "number", "object", "string"}

// typeFormat is a type, and the format that goes with it.
type typeFormat struct{ typ, format string }

// typeSynonyms are what the types are called elsewhere.
var typeSynonyms = map[string]typeFormat{
	"int": {"integer", ""}, "int32": {"integer", "int32"}, "int64": {"integer", "int64"}, "long": {"integer", "int64"},
	"uint32": {"integer", "uint32"}, "uint64": {"integer", "uint64"}, "uint": {"integer", ""},
	"bool": {"boolean", ""}, "num": {"number", ""}, "float": {"number", "float"}, "float32": {"number", "float"},
	"double": {"number", "double"}, "float64": {"number", "double"},
	"str": {"string", ""}, "text": {"string", ""}, "date": {"string", "date"}, "datetime": {"string", "date-time"}, "date-time": {"string", "date-time"},
	"uuid": {"string", "uuid"}, "uri": {"string", "uri"}, "url": {"string", "uri"}, "email": {"string", "email"},
	"byte": {"string", "byte"}, "base64": {"string", "byte"}, "binary": {"string", "binary"}, "password": {"string", "password"},
	"list": {"array", ""}, "obj": {"object", ""}, "dict": {"object", ""}, "map": {"object", ""},
}

// types mends a schema's type, or each of a list of them.
func (m *mender) types(n *Node) {
	value := n.Get("type")
	if !value.Is(Sequence) {
		if mended := m.typeName(n, value); mended != nil {
			n.Set("type", mended)
		}
		return
	}
	for i, item := range value.items {
		if mended := m.typeName(n, item); mended != nil {
			value.items[i] = mended
		}
	}
}

// typeName returns the type that a name means, nil if it is good or unknown,
// and gives the schema the format unless it has one.
func (m *mender) typeName(n, value *Node) *Node {
	text, ok := value.Str()
	name := strings.ToLower(text)
	if !ok || slices.Contains(typeNames, text) {
		return nil
	}
	meant, known := typeSynonyms[name]
	if slices.Contains(typeNames, name) {
		meant, known = typeFormat{typ: name}, true
	}
	if !known {
		return nil
	}
	remedy := "write type: " + meant.typ
	if meant.format != "" && n.Get("format") == nil {
		n.Set("format", NewScalar(String, meant.format, value.Pos))
		remedy += " and format: " + meant.format
	}
	m.warn(value.Pos, ruleSloppyType, "the type "+diag.Quote(text)+" is none of OpenAPI's", remedy+", as is assumed here")
	return NewScalar(String, meant.typ, value.Pos)
}
