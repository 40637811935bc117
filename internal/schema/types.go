package schema

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// types narrows the types of s by those of a part, except for null. Of types that have
// no value in common, those of the nearer part are read.
func (r *Reader) types(s *Schema, p part) {
	node := p.node
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
		first := strings.Join(s.Types, " or ")
		if p.far < s.typeFar {
			s.Types, s.typeFar = types, p.far
		}
		r.report(diag.Warningf(node.Key("type"), "allof-conflict", "no value is of type %s and of type %s at once; it is read as %s",
			first, strings.Join(types, " or "), strings.Join(s.Types, " or ")).See(s.Pos).Fix("make the types agree"))
		return
	}
	if s.Types == nil {
		s.typeFar = p.far
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

// format merges a format. Of two that contradict each other the nearer one is read;
// of two formats of integers, the one with fewer values.
func (r *Reader) format(s *Schema, p part, value *doctree.Node) {
	text, ok := r.text(p.node, "format")
	if !ok || s.Format == text.Value {
		return
	}
	if s.Format == "" {
		s.Format, s.FormatPos, s.formatFar = text.Value, value.At(), p.far
		return
	}
	first, second := s.Format, text.Value
	pos := s.FormatPos
	if order := fewer(first, second); order < 0 || order == 0 && p.far < s.formatFar {
		s.Format, s.FormatPos, s.formatFar = text.Value, value.At(), p.far
	}
	r.report(diag.Warningf(value.At(), "allof-conflict", "the value has the formats %s and %s; %s is read",
		diag.Quote(first), diag.Quote(second), s.Format).See(pos).Fix("leave one of them"))
}

// fewer compares two formats of integers: 1 if all values of a are values of b, -1
// the other way round, 0 for others.
func fewer(a, b string) int {
	x, okX := integerRange(a)
	y, okY := integerRange(b)
	switch {
	case !okX || !okY:
		return 0
	case compare(x[0], y[0]) >= 0 && compare(x[1], y[1]) <= 0:
		return 1
	case compare(x[0], y[0]) <= 0 && compare(x[1], y[1]) >= 0:
		return -1
	}
	return 0
}

func integerRange(format string) ([2]string, bool) {
	if format == "int64" {
		return [2]string{"-9223372036854775808", "9223372036854775807"}, true
	}
	limits, ok := IntegerFormats[format]
	return limits, ok
}
