package doctree

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// ruleSloppyKeyword is that of a schema's keyword whose value has a wrong form.
// What can only mean one thing is read as that; everything else is ignored: the
// package then lacks a check, or has a wider type.
const ruleSloppyKeyword = "sloppy-keyword"

// keywordForm mends the value of a keyword. It returns nil for one that is to be
// ignored.
type keywordForm struct {
	want string
	mend func(m *mender, value *Node) *Node
}

var (
	aText    = keywordForm{"a string", (*mender).asText}
	aCount   = keywordForm{"a whole number from 0", (*mender).asCount}
	aNumber  = keywordForm{"a number", (*mender).asNumber}
	aStep    = keywordForm{"a number above 0", (*mender).asStep}
	aFlag    = keywordForm{"true or false", (*mender).asFlag}
	aLimit   = keywordForm{"a number", (*mender).asNumberOrFlag}
	aSchema  = keywordForm{"a schema", (*mender).asSchema}
	aList    = keywordForm{"a list of schemas", (*mender).asSchemas}
	aUnion   = keywordForm{"a list of schemas", (*mender).asUnion}
	anyOfTwo = keywordForm{"a schema or a list of schemas", (*mender).asSchemaOrList}
	aTable   = keywordForm{"a mapping from names to schemas", (*mender).asTable}
	names    = keywordForm{"a list of property names", (*mender).asNames}
	values   = keywordForm{"a list of values", (*mender).asValues}
)

var keywordForms = map[string]keywordForm{
	"format": aText, "pattern": aText, "title": aText, "description": aText,
	"minLength": aCount, "maxLength": aCount, "minItems": aCount, "maxItems": aCount, "minProperties": aCount, "maxProperties": aCount,
	"minimum": aNumber, "maximum": aNumber, "multipleOf": aStep, "exclusiveMinimum": aLimit, "exclusiveMaximum": aLimit,
	"nullable": aFlag, "readOnly": aFlag, "writeOnly": aFlag, "deprecated": aFlag, "uniqueItems": aFlag,
	"items": anyOfTwo, "additionalProperties": aSchema, "not": aSchema, "if": aSchema, "then": aSchema, "else": aSchema,
	"propertyNames": aSchema, "contains": aSchema, "unevaluatedProperties": aSchema, "unevaluatedItems": aSchema,
	"allOf": aList, "anyOf": aUnion, "oneOf": aUnion, "prefixItems": aList,
	"properties": aTable, "patternProperties": aTable, "dependentSchemas": aTable, "$defs": aTable, "definitions": aTable,
	"required": names, "enum": values,
}

// keywords mends the members of a schema. A member that is null says nothing.
func (m *mender) keywords(n *Node) {
	for _, key := range n.names() {
		if form, known := keywordForms[key]; known {
			m.keyword(n, key, n.Get(key), form)
		}
	}
}

func (m *mender) keyword(n *Node, key string, value *Node, form keywordForm) {
	mended := form.mend(m, value)
	fact := key + " is " + value.said() + ", not " + form.want
	if value.Kind == Sequence && len(value.items) > 0 && strings.HasPrefix(form.want, "a list") {
		fact = key + " has an item that makes it not " + form.want
	}
	switch {
	case mended == value:
	case value.Kind == Null && (key == "title" || key == "description"):
		n.Remove(key) // an empty note is nothing to warn of
	case mended != nil:
		n.Set(key, mended)
		m.warn(value.Pos, ruleSloppyKeyword, fact, "write "+form.want+", as is assumed here")
	case key == "properties" && value.Kind != Null: // without them, the type would be another
		n.Remove(key)
		m.fault(n, diag.Errorf(value.Pos, "keyword-shape", "%s", fact).Fix("write %s", form.want))
	default:
		n.Remove(key)
		n.ignored = true
		m.diags = append(m.diags, m.set.Doubt(diag.Warningf(value.Pos, ruleSloppyKeyword, "%s, and is ignored", fact).Fix("write %s, or remove %s", form.want, key)))
	}
}

// HasIgnored reports whether a keyword of the schema had a wrong form, which was
// reported, and is therefore not there.
func (n *Node) HasIgnored() bool { return n != nil && n.ignored }

// names returns the names of a mapping's members.
func (n *Node) names() []string {
	names := make([]string, n.Len())
	if !n.Is(Mapping) {
		return nil
	}
	for i := range n.keys {
		names[i] = n.keys[i].name
	}
	return names
}

// said is what a value is, as a sentence has it: a number itself, the kind of
// everything else.
func (n *Node) said() string {
	switch {
	case n.Kind == Number:
		return n.text
	case n.Kind == Sequence && len(n.items) == 0:
		return "an empty list"
	}
	return n.Kind.String()
}

func (m *mender) asText(value *Node) *Node {
	switch value.Kind {
	case String:
		return value
	case Number, Bool:
		return NewScalar(String, value.text, value.Pos)
	}
	return nil
}

func (m *mender) asCount(value *Node) *Node {
	if n, ok := value.Int(); ok && n >= 0 {
		return value
	}
	return nil
}

func (m *mender) asNumber(value *Node) *Node {
	if value.Kind == Number {
		return value
	}
	return nil
}

// asStep takes numbers above 0: no value is a multiple of any other.
func (m *mender) asStep(value *Node) *Node {
	number, ok := value.Number()
	digits, _, _ := strings.Cut(strings.ToLower(string(number)), "e")
	if !ok || strings.HasPrefix(digits, "-") || !strings.ContainsAny(digits, "123456789") {
		return nil
	}
	return value
}

func (m *mender) asFlag(value *Node) *Node {
	if value.Kind == Bool {
		return value
	}
	return nil
}

func (m *mender) asNumberOrFlag(value *Node) *Node {
	if value.Kind == Number || value.Kind == Bool {
		return value
	}
	return nil
}

// asSchema reads the name of a type as a schema of that type.
func (m *mender) asSchema(value *Node) *Node {
	switch value.Kind {
	case Mapping, Bool:
		return value
	case String:
		name := strings.ToLower(value.text)
		if _, known := typeSynonyms[name]; known || slices.Contains(typeNames, name) {
			schema := NewMapping(value.Pos)
			schema.Set("type", NewScalar(String, value.text, value.Pos))
			m.types(schema)
			return schema
		}
	}
	return nil
}

// asSchemaOrList also takes draft 4's list of schemas by position.
func (m *mender) asSchemaOrList(value *Node) *Node {
	if value.Kind != Sequence {
		return m.asSchema(value)
	}
	return m.asSchemas(value)
}

// asUnion is asSchemas with null as the schema of the value null.
func (m *mender) asUnion(value *Node) *Node {
	for i, item := range value.PeekItems() {
		if item.Kind == Null {
			value.items[i] = NewMapping(item.Pos)
			value.items[i].Set("type", NewScalar(String, "null", item.Pos))
			m.warn(item.Pos, ruleSloppyKeyword, "a schema is null", "write type: \"null\", as is assumed here")
		}
	}
	return m.asSchemas(value)
}

// asSchemas reads a mapping as a list of one. An item that is no schema is dropped.
func (m *mender) asSchemas(value *Node) *Node {
	if value.Kind == Mapping {
		return NewSequence(value.Pos, value)
	}
	if value.Kind != Sequence || len(value.items) == 0 {
		return nil
	}
	items := make([]*Node, 0, len(value.items))
	for _, item := range value.items {
		if mended := m.asSchema(item); mended != nil {
			items = append(items, mended)
		}
	}
	switch {
	case slices.Equal(items, value.items):
		return value
	case len(items) == 0:
		return nil
	}
	return NewSequence(value.Pos, items...)
}

// asTable reads an entry that is no schema as the schema that admits everything,
// so that its name is kept. A list of mappings with one member each is a table
// that is written with dashes.
func (m *mender) asTable(value *Node) *Node {
	if value.Kind == Sequence {
		value = tableOf(value)
	}
	if !value.Is(Mapping) {
		return nil
	}
	for i, entry := range value.items {
		mended := m.asSchema(entry)
		if mended == entry {
			continue
		}
		fact, remedy := "the schema of "+diag.Quote(value.keys[i].name)+" is "+entry.said()+", not a mapping", "write an object with a type, as is assumed here"
		if mended == nil {
			mended = NewMapping(entry.Pos)
			fact, remedy = fact+"; it admits any value", "write an object with a type"
		}
		value.items[i] = mended
		m.warn(entry.Pos, ruleSloppyKeyword, fact, remedy)
	}
	return value
}

// tableOf returns the table that a list is meant as, nil if it is none.
func tableOf(list *Node) *Node {
	table := NewMapping(list.Pos)
	for _, item := range list.items {
		if item.Kind != Mapping || len(item.items) != 1 || table.Get(item.keys[0].name) != nil {
			return nil
		}
		table.add(item.keys[0].name, item.Key(item.keys[0].name), item.items[0])
	}
	if len(table.items) == 0 {
		return nil
	}
	return table
}

// asNames reads one name as a list of it, and drops what is no name.
func (m *mender) asNames(value *Node) *Node {
	list := value
	if value.Kind == String {
		list = NewSequence(value.Pos, value)
	}
	if list.Kind != Sequence {
		return nil
	}
	var items []*Node
	for _, item := range list.items {
		if name := m.asText(item); name != nil {
			items = append(items, name)
		}
	}
	if slices.Equal(items, value.items) {
		return value
	}
	return NewSequence(value.Pos, items...)
}
