package types

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// Kind is what a schema becomes in Go.
type Kind uint8

// The kinds. Those from Enum on are declared types; the others are written where
// they are used.
const (
	Raw     Kind = iota + 1 // any JSON
	Never                   // nothing is valid
	String                  // string or one of the runtime's strings
	Integer                 // int64
	Number                  // float64
	Boolean                 // bool
	Array                   // a slice
	Map                     // a map
	Enum                    // a declared string or integer type with constants
	Struct                  // a declared struct
	Union                   // a declared union
)

var kindOfType = map[string]Kind{
	"string": String, "integer": Integer, "number": Number, "boolean": Boolean, "array": Array,
}

// Kinds decides what schemas become. Each decision is made once.
type Kinds struct {
	schemas  *schema.Reader
	report   func(...diag.Diagnostic)
	known    map[*schema.Schema]Kind
	directed map[*schema.Schema]bool // schemas with one-way properties
}

// NewKinds returns the kinds of the schemas that a reader reads. Limits that are
// not enforced are reported.
func NewKinds(schemas *schema.Reader, report func(...diag.Diagnostic)) *Kinds {
	return &Kinds{schemas: schemas, report: report, known: map[*schema.Schema]Kind{}, directed: map[*schema.Schema]bool{}}
}

// IsDeclared reports whether a schema becomes a declared type.
func (k *Kinds) IsDeclared(s *schema.Schema) bool { return k.Of(s) >= Enum }

// Of returns the kind of a schema, or of the component that it refers to.
func (k *Kinds) Of(s *schema.Schema) Kind {
	s = k.schemas.Target(s)
	if kind, ok := k.known[s]; ok {
		return kind
	}
	k.known[s] = Union // for a schema that is a variant of itself
	kind := k.decide(s)
	k.known[s] = kind
	return kind
}

func (k *Kinds) decide(s *schema.Schema) Kind {
	switch {
	case s.Never:
		return Never
	case s.GoType.Value != "": // which the reader leaves on scalars alone
		return kindOfType[s.Types[0]]
	case len(constants(s)) > 0:
		return Enum
	case len(s.Variants) > 0 && !onlyConstrain(s):
		return k.ofVariants(s)
	case len(s.Variants) > 0:
		k.report(diag.Warningf(s.VariantsPos, "not-enforced", "which of the properties go together is not checked before sending").
			Fix("WeChat Pay checks it; say it in the description"))
	}
	switch {
	case len(s.Types) > 1:
		return Union
	case s.Is("null") || len(s.Types) == 0:
		return Raw
	case !s.Is("object"):
		return kindOfType[s.Types[0]]
	case len(s.Properties) > 0:
		return Struct
	}
	return Map
}

// constants returns the members of a schema that becomes an enum: several
// strings or integers. A single member needs no type.
func constants(s *schema.Schema) []*doctree.Node {
	if len(s.Enum) < 2 || (!s.Is("string") && !s.Is("integer")) {
		return nil
	}
	for _, node := range s.Enum {
		_, isInt := node.Int()
		if isInt != s.Is("integer") || (!isInt && !node.Is(doctree.String)) {
			return nil
		}
	}
	return s.Enum
}

// onlyConstrain reports whether the variants say no more than which of the
// schema's own properties go together.
func onlyConstrain(s *schema.Schema) bool {
	return len(s.Properties) > 0 && !slices.ContainsFunc(s.Variants, func(v schema.Variant) bool {
		for key := range v.Nodes[0].Members() {
			if key != "required" && key != "not" && key != "title" && key != "description" && key != "type" {
				return true
			}
		}
		return false
	})
}

// ofVariants returns the kind of a choice: variants of one scalar type are that
// type, and a variant that may be anything makes the whole anything.
func (k *Kinds) ofVariants(s *schema.Schema) Kind {
	var common Kind
	same, free := true, false
	for _, variant := range s.Variants {
		v := k.schemas.Read(variant.Nodes...)
		kind := k.Of(v)
		if kind == Enum {
			kind = k.ScalarOfEnum(v)
		}
		switch {
		case kind == Raw:
			return Raw
		case kind == Never:
			continue
		case common != 0 && kind != common:
			same = false
		}
		common = kind
		free = free || isUnconstrained(k.schemas.Target(v))
	}
	if !same || common < String || common > Boolean {
		return Union
	}
	if !free {
		k.report(diag.Warningf(s.VariantsPos, "not-enforced", "which of the schemas applies to the value is not checked before sending").
			Fix("WeChat Pay checks it; write one schema with the limits common to all"))
	}
	return common
}

// ScalarOfEnum returns the kind of an enum's members: String or Integer.
func (k *Kinds) ScalarOfEnum(s *schema.Schema) Kind {
	if members := constants(k.schemas.Target(s)); len(members) > 0 && members[0].Is(doctree.Number) {
		return Integer
	}
	return String
}

// isUnconstrained reports whether every value of the schema's type is valid.
func isUnconstrained(s *schema.Schema) bool {
	return s.Enum == nil && s.Format == "" && len(s.Patterns) == 0 && len(s.MultipleOf) == 0 &&
		s.MinLength == nil && s.MaxLength == nil && s.Minimum == nil && s.Maximum == nil
}

// isRecursive reports whether an array or a map contains itself through arrays
// and maps alone. Go then needs a declared type for it.
func (k *Kinds) isRecursive(s *schema.Schema) bool {
	seen := map[*schema.Schema]bool{}
	var walk func(*schema.Schema) bool
	walk = func(at *schema.Schema) bool {
		for _, next := range [][]*doctree.Node{at.Items, at.Additional} {
			if len(next) == 0 {
				continue
			}
			target := k.schemas.Target(k.schemas.Read(next...))
			if target == s {
				return true
			}
			if !seen[target] && !k.IsDeclared(target) {
				seen[target] = true
				if walk(target) {
					return true
				}
			}
		}
		return false
	}
	return walk(s)
}

// IsSingle reports whether values are strings, numbers or booleans.
func (k *Kinds) IsSingle(s *schema.Schema) bool {
	switch k.Of(s) {
	case Struct, Array, Map, Raw, Union:
		return false
	}
	return true
}

// IsNullable reports whether a value may be null, according to the schema that
// uses it or to the component that it is.
func (k *Kinds) IsNullable(s *schema.Schema) bool {
	return s.Nullable || k.schemas.Target(s).Nullable
}

// admitsNull is IsNullable for a value that may be any JSON.
func (k *Kinds) admitsNull(s *schema.Schema) bool {
	return k.IsNullable(s) || len(s.Types) == 0
}
