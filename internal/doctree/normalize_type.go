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
	"decimal": {"number", ""}, "timestamp": {"string", "date-time"}, "time": {"string", "time"},
	"str": {"string", ""}, "char": {"string", ""}, "text": {"string", ""}, "date": {"string", "date"}, "datetime": {"string", "date-time"}, "date-time": {"string", "date-time"},
	"uuid": {"string", "uuid"}, "guid": {"string", "uuid"}, "uri": {"string", "uri"}, "url": {"string", "uri"}, "email": {"string", "email"},
	"byte": {"string", "byte"}, "base64": {"string", "byte"}, "binary": {"string", "binary"}, "file": {"string", "binary"}, "password": {"string", "password"},
	"list": {"array", ""}, "arr": {"array", ""}, "obj": {"object", ""}, "dict": {"object", ""}, "map": {"object", ""},
}

// anyTypes are names of types that have every value.
var anyTypes = []string{"", "any", "anything", "mixed", "*", "undefined", "unknown", "none", "var", "dynamic"}

// types mends a schema's type: a name, or a list of names. What names no type is
// removed, so that every value is one.
func (m *mender) types(n *Node) {
	value := n.Get("type")
	if value == nil {
		return
	}
	if m.pageType(n, value) {
		return
	}
	m.splitType(n, value)
	value = n.Get("type")
	switch value.Kind {
	case Sequence:
		m.typeList(n, value)
	case Null:
		n.Remove("type")
		m.warn(value.Pos, ruleSloppyType, "the type is null; any value is taken", "write the type, or \"null\" in quotes for the value null")
	case String:
		if mended := m.typeName(n, value); mended == nil {
			n.Remove("type")
		} else if mended != value {
			n.Set("type", mended)
		}
	default:
		n.Remove("type")
		m.warn(value.Pos, ruleSloppyType, "the type is "+value.said()+", not a name; any value is taken", "write one of OpenAPI's types")
	}
}

// typeList mends each of a list of types. Null needs no quotes in YAML to be read
// as the value, and there to be read as the type.
func (m *mender) typeList(n, list *Node) {
	var items []*Node
	for _, item := range list.items {
		switch {
		case item.Kind == Null:
			m.warn(item.Pos, ruleSloppyType, "null in a list of types is the value, not the name of its type", "write \"null\" in quotes, as is assumed here")
			items = append(items, NewScalar(String, "null", item.Pos))
		case item.Kind != String:
			m.warn(item.Pos, ruleSloppyType, "a type is "+item.said()+", not a name; any value is taken", "write one of OpenAPI's types")
			n.Remove("type")
			return
		default:
			mended := m.typeName(n, item)
			if mended == nil {
				n.Remove("type")
				return
			}
			items = append(items, mended)
		}
	}
	if len(items) == 0 {
		n.Remove("type")
		m.warn(list.Pos, ruleSloppyType, "the list of types is empty; any value is taken", "write a type")
		return
	}
	list.items = items
}

// splitType reads "string[]" as a list of strings, and "string|null" as a list of
// types.
func (m *mender) splitType(n, value *Node) {
	text, _ := value.Str()
	const deepest = 4
	if item, ok := strings.CutSuffix(text, "[]"); ok && item != "" && n.Get("items") == nil && strings.Count(text, "[]") <= deepest {
		items := NewMapping(value.Pos)
		items.Set("type", NewScalar(String, item, value.Pos))
		m.types(items)
		n.Set("items", items)
		n.Set("type", NewScalar(String, "array", value.Pos))
		m.warn(value.Pos, ruleSloppyType, "the type "+diag.Quote(text)+" is not one of OpenAPI's", "write type: array, and items, as is assumed here")
		return
	}
	names := strings.FieldsFunc(text, func(r rune) bool { return r == '|' || r == ',' || r == ' ' })
	if len(names) < 2 || slices.ContainsFunc(names, func(name string) bool { return !isTypeName(name) }) {
		return
	}
	list := NewSequence(value.Pos)
	for _, name := range names {
		list.Append(NewScalar(String, name, value.Pos))
	}
	n.Set("type", list)
	m.warn(value.Pos, ruleSloppyType, "the type "+diag.Quote(text)+" is not one of OpenAPI's", "write a list of types, as is assumed here")
}

// isTypeName reports whether a name is that of a type, here or elsewhere.
func isTypeName(name string) bool {
	name = strings.ToLower(name)
	_, known := typeSynonyms[name]
	return known || slices.Contains(typeNames, name)
}

// typeName returns the type that a name means, the value itself if it is good and
// nil if it means any, and gives the schema the format unless it has one.
func (m *mender) typeName(n, value *Node) *Node {
	text := value.text
	if slices.Contains(typeNames, text) {
		return value
	}
	fact := "the type " + diag.Quote(text) + " is not one of OpenAPI's"
	meant, known := meantType(text)
	switch {
	case known:
	case m.namesSchema(n, text):
		m.warn(value.Pos, ruleSloppyType, fact, "refer to the schema by $ref, as is assumed here")
		return nil
	default:
		m.warn(value.Pos, ruleSloppyType, fact+"; any value is taken", "write one of string, integer, number, boolean, array and object")
		return nil
	}
	remedy := "write type: " + meant.typ
	if meant.format != "" && n.Get("format") == nil {
		n.Set("format", NewScalar(String, meant.format, value.Pos))
		remedy += " and format: " + meant.format
	}
	if m.set.own && isSlipOfType(text) {
		m.fault(n, diag.Errorf(value.Pos, ruleSloppyType, "%s", fact).Fix("%s", remedy))
	} else {
		m.warn(value.Pos, ruleSloppyType, fact, remedy+", as is assumed here")
	}
	return NewScalar(String, meant.typ, value.Pos)
}

// meantType returns what the name of a type means: one in other letters, a name
// from elsewhere, or a slip of the pen.
func meantType(text string) (typeFormat, bool) {
	name := strings.ToLower(strings.TrimSpace(text))
	if meant, known := typeSynonyms[name]; known {
		return meant, true
	}
	if slices.Contains(typeNames, name) {
		return typeFormat{typ: name}, true
	}
	if slices.Contains(anyTypes, name) {
		return typeFormat{}, false
	}
	near := diag.Near(name, typeNames)
	return typeFormat{typ: near}, near != ""
}

// namesSchema makes a reference of a type that is the name of a schema under
// components.
func (m *mender) namesSchema(n *Node, name string) bool {
	if root := m.set.Root(); root == nil || n.Pos.File != root.Pos.File {
		return false
	}
	if m.set.Root().Get("components").Get("schemas").Get(name) == nil || n.Get("$ref") != nil {
		return false
	}
	n.Set("$ref", NewScalar(String, "#/components/schemas/"+tokenEscaper.Replace(name), n.Get("type").At()))
	return true
}

// discriminator reads 2.0's name of a property as the object of 3.0. One that
// names no property distinguishes nothing.
func (m *mender) discriminator(n *Node) {
	value := n.Get("discriminator")
	switch {
	case value == nil:
	case value.Kind == String && value.text != "":
		object := NewMapping(value.Pos)
		object.Set("propertyName", value)
		n.Set("discriminator", object)
		m.warn(value.Pos, ruleSloppyKeyword, "the discriminator is a string, which is OpenAPI 2.0's way", "write propertyName: "+value.text+" below it, as is assumed here")
	case !value.Get("propertyName").Is(String) || value.Get("propertyName").text == "":
		n.Remove("discriminator")
		m.warn(value.Pos, ruleSloppyKeyword, "the discriminator names no property, and is ignored", "write propertyName below it, or remove discriminator")
	}
}
