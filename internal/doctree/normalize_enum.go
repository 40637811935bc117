package doctree

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

const ruleEnumType = "enum-type"

// asValues reads one value as a list of it, and a mapping as its keys, which are
// then described.
func (m *mender) asValues(value *Node) *Node {
	switch value.Kind {
	case Sequence:
		return value
	case Mapping:
		keys := NewSequence(value.Pos)
		for i, key := range value.keys {
			if !isExtension(key.name) {
				keys.Append(NewScalar(String, key.name, value.items[i].Pos))
			}
		}
		return keys
	case String, Number, Bool:
		return NewSequence(value.Pos, value)
	}
	return nil
}

// members reads the members of an enum as values of the schema's type: in YAML 1
// and true need quotes to be texts, and texts that are numbers need none. A member
// that is of another type all the same is none; if all are, the type is wrong.
func (m *mender) members(n *Node) {
	list := n.Get("enum")
	kind := onlyType(n.Get("type"))
	if !list.Is(Sequence) || len(list.items) == 0 || kind == "" {
		return
	}
	if kind == "array" && !slices.ContainsFunc(list.items, func(item *Node) bool { return item.Kind == Sequence }) {
		m.enumOfItems(n, list)
		return
	}
	list = m.flatten(n, list, kind)
	for i, member := range list.items {
		list.items[i] = m.memberOf(kind, member)
	}
	fits := func(item *Node) bool { return item.Kind == Null || isOfType(item, kind) }
	switch misfits := slices.DeleteFunc(slices.Clone(list.items), fits); {
	case onlyNull(list):
		n.Remove("enum")
		n.Set("nullable", NewScalar(Bool, "true", list.Pos))
		m.warn(list.Pos, ruleEnumType, "the only member of enum is null, and the type is "+kind, "remove enum; every "+kind+" and null are taken here")
	case len(misfits) == 0:
	case !slices.ContainsFunc(list.items, func(item *Node) bool { return isOfType(item, kind) }):
		n.Remove("type")
		m.warn(misfits[0].Pos, ruleEnumType, "no member of enum is of type "+kind, "correct the type; that of the members is assumed here")
	default:
		list.items = slices.DeleteFunc(slices.Clone(list.items), func(item *Node) bool { return !fits(item) })
		for _, misfit := range misfits {
			m.warn(misfit.Pos, ruleEnumType, "the member "+misfit.shown()+" is not of type "+kind+", and is ignored", "correct the member or the type")
		}
	}
}

// flatten reads a list in the list of an enum as that list, where values are none.
func (m *mender) flatten(n, list *Node, kind string) *Node {
	inner := list.items[0]
	if kind == "array" || len(list.items) != 1 || !inner.Is(Sequence) || len(inner.items) == 0 {
		return list
	}
	n.Set("enum", inner)
	m.warn(inner.Pos, ruleEnumType, "the only member of enum is a list, and the type is "+kind, "write its items as the members, as is assumed here")
	return inner
}

func onlyNull(list *Node) bool {
	return !slices.ContainsFunc(list.items, func(item *Node) bool { return item.Kind != Null })
}

// shown is a scalar in quotes, and the kind of everything else.
func (n *Node) shown() string {
	if n.Kind == Mapping || n.Kind == Sequence || n.Kind == Null {
		return n.Kind.String()
	}
	return diag.Quote(n.text)
}

// isOfType reports whether a value is of a type of JSON Schema.
func isOfType(n *Node, kind string) bool {
	switch n.Kind {
	case String:
		return kind == "string"
	case Bool:
		return kind == "boolean"
	case Number:
		number, _ := n.Number()
		return kind == "number" || kind == "integer" && isWhole(string(number))
	case Sequence:
		return kind == "array"
	case Mapping:
		return kind == "object"
	}
	return kind == "null"
}

// isWhole reports whether a JSON number is an integer; one with an exponent that
// no int64 has is not looked at.
func isWhole(number string) bool {
	if !strings.ContainsAny(number, ".eE") {
		return true
	}
	_, ok := exactInt(number)
	return ok
}

// memberOf returns a member of an enum as a value of the type, if it can be read
// as one.
func (m *mender) memberOf(kind string, member *Node) *Node {
	text, isText := member.Str()
	switch {
	case kind == "string" && (member.Kind == Number || member.Kind == Bool):
		m.warn(member.Pos, ruleSloppyText, "the member "+member.Text()+" is "+member.Kind.String()+", not a text", "write it in quotes, as is assumed here")
		return NewScalar(String, member.Text(), member.Pos)
	case (kind == "integer" || kind == "number") && isText && jsonNumber.MatchString(text):
		m.warn(member.Pos, ruleSloppyNumber, "the member "+diag.Quote(text)+" is a text, not a number", "write the number without quotes, as is assumed here")
		return NewScalar(Number, text, member.Pos)
	case kind == "boolean" && isText:
		if value, ok := looseBool(member); ok {
			m.warn(member.Pos, ruleSloppyBoolean, "the member "+diag.Quote(text)+" is a text, not true or false", "write it without quotes, as is assumed here")
			return newBool(value, member.Pos)
		}
	}
	return member
}

func newBool(value bool, pos diag.Position) *Node {
	if value {
		return NewScalar(Bool, "true", pos)
	}
	return NewScalar(Bool, "false", pos)
}

// enumOfItems moves an enum of single values from a list to its items.
func (m *mender) enumOfItems(n, list *Node) {
	items := n.Get("items")
	if items != nil && (items.Kind != Mapping || items.Get("$ref") != nil || items.Get("enum") != nil) {
		return
	}
	if items == nil {
		items = NewMapping(list.Pos)
		n.Set("items", items)
	}
	items.Set("enum", list)
	n.Remove("enum")
	m.warn(list.Pos, ruleEnumType, "the members of enum are not lists, and the type is array", "move enum to items, as is assumed here")
	m.members(items)
}
