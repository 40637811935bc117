package schema

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// types narrows the types of s by those of node, except for null.
func (r *Reader) types(s *Schema, node *doctree.Node) {
	value := node.Get("type")
	nullable := false
	if !r.v31 || node.Get("nullable") != nil {
		nullable, _ = node.Get("nullable").Bool()
	}
	if value == nil {
		s.Nullable = s.Nullable || nullable // about the schemas next to it
		return
	}
	var types []string
	for _, name := range r.typeNames(node, value) {
		switch {
		case name.Value == "null":
			nullable = true
		case !slices.Contains(types, name.Value):
			types = append(types, name.Value)
		}
	}
	s.typed++
	if nullable {
		s.typedNull++
	}
	if len(types) == 0 {
		if nullable {
			s.Types = intersect(s.Types, []string{"null"})
		}
		return
	}
	narrowed := intersect(s.Types, types)
	if len(narrowed) == 0 {
		r.report(diag.Errorf(node.Key("type"), "allof-conflict", "no value is of type %s and of type %s at once",
			strings.Join(s.Types, " or "), strings.Join(types, " or ")).See(s.Pos).Fix("make the types agree"))
		return
	}
	s.Types = narrowed
}

// intersect returns the common types of two lists, an integer being a number.
// An empty list admits all types.
func intersect(a, b []string) []string {
	if len(a) == 0 {
		return b
	}
	var both []string
	for _, t := range a {
		switch {
		case slices.Contains(b, t), t == "integer" && slices.Contains(b, "number"):
			both = append(both, t)
		case t == "number" && slices.Contains(b, "integer"):
			both = append(both, "integer")
		}
	}
	return both
}

var typeNames = []string{"string", "integer", "number", "boolean", "array", "object", "null"}

func (r *Reader) typeNames(node, value *doctree.Node) []Text {
	if name, ok := value.Str(); ok {
		if name == "null" && !r.v31 {
			r.report(diag.Warningf(value.At(), "sloppy-type", "OpenAPI 3.0 has no type null").
				Fix("write nullable: true next to another type, as is assumed here"))
		}
		return r.typeName(nil, value, name)
	}
	if !value.Is(doctree.Sequence) {
		r.shape(node, "type", "the name of a type")
		return nil
	}
	var names []Text
	for _, item := range value.Items() {
		name, ok := item.Str()
		if !ok {
			r.shape(node, "type", "a list of names of types")
			return nil
		}
		names = r.typeName(names, item, name)
	}
	if !r.v31 {
		r.oneType(value, names)
	}
	return names
}

// oneType warns of a list of types in OpenAPI 3.0, which can only mean what it
// means in 3.1.
func (r *Reader) oneType(value *doctree.Node, names []Text) {
	rest := slices.DeleteFunc(slices.Clone(names), func(name Text) bool { return name.Value == "null" })
	if len(rest) > 1 {
		r.report(diag.Warningf(value.At(), "type-list", "OpenAPI 3.0 has one type in a schema, here is a list of %d", value.Len()).
			Fix("say openapi: 3.1.0, as is assumed here"))
		return
	}
	r.report(diag.Warningf(value.At(), "sloppy-type", "OpenAPI 3.0 has no list of types").
		Fix("write type: %s and nullable: true, as is assumed here, or say openapi: 3.1.0", append(rest, Text{Value: "string"})[0].Value))
}

// typeName adds a type to names. What names none was reported before, by
// [doctree.Normalize].
func (r *Reader) typeName(names []Text, value *doctree.Node, name string) []Text {
	if slices.Contains(typeNames, name) {
		return append(names, Text{Value: name, Pos: value.At()})
	}
	return names
}
