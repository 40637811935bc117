package lower

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// kind is what a schema becomes in Go.
type kind uint8

const (
	kindRaw     kind = iota + 1 // any JSON
	kindNever                   // nothing is valid
	kindString                  // string or one of the runtime's strings
	kindInteger                 // int64
	kindNumber                  // float64
	kindBoolean                 // bool
	kindArray                   // a slice
	kindMap                     // a map
	kindEnum                    // a declared string or integer type with constants
	kindStruct                  // a declared struct
	kindUnion                   // a declared union
)

var kindOfType = map[string]kind{
	"string": kindString, "integer": kindInteger, "number": kindNumber, "boolean": kindBoolean, "array": kindArray,
}

// isDeclared reports whether a schema becomes a declared type. Other types are
// written where they are used.
func (l *lowerer) isDeclared(s *schema.Schema) bool { return l.kind(s) >= kindEnum }

// kind decides what a schema becomes.
func (l *lowerer) kind(s *schema.Schema) kind {
	s = l.schemas.Target(s)
	if k, ok := l.kinds[s]; ok {
		return k
	}
	l.kinds[s] = kindUnion // for a schema that is a variant of itself
	k := l.decideKind(s)
	l.kinds[s] = k
	return k
}

func (l *lowerer) decideKind(s *schema.Schema) kind {
	switch {
	case s.Never:
		return kindNever
	case len(l.constants(s)) > 0:
		return kindEnum
	case len(s.Variants) > 0 && !onlyConstrain(s):
		return l.kindOfVariants(s)
	case len(s.Variants) > 0:
		l.report(diag.Warningf(s.VariantsPos, "not-enforced", "which of the properties go together is not checked before sending").
			Fix("WeChat Pay checks it; say it in the description"))
	}
	switch {
	case len(s.Types) > 1:
		return kindUnion
	case s.Is("null") || len(s.Types) == 0:
		return kindRaw
	case !s.Is("object"):
		return kindOfType[s.Types[0]]
	case len(s.Properties) > 0:
		return kindStruct
	}
	return kindMap
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

// kindOfVariants: variants of one scalar type are that type, and a variant that
// may be anything makes the whole anything.
func (l *lowerer) kindOfVariants(s *schema.Schema) kind {
	var common kind
	same, free := true, false
	for _, variant := range s.Variants {
		v := l.schemas.Read(variant.Nodes...)
		k := l.kind(v)
		if k == kindEnum {
			k = l.scalarOfEnum(v)
		}
		switch {
		case k == kindRaw:
			return kindRaw
		case k == kindNever:
			continue
		case common != 0 && k != common:
			same = false
		}
		common = k
		free = free || isUnconstrained(l.schemas.Target(v))
	}
	if !same || common < kindString || common > kindBoolean {
		return kindUnion
	}
	if !free {
		l.report(diag.Warningf(s.VariantsPos, "not-enforced", "which of the schemas holds for the value is not checked before sending").
			Fix("WeChat Pay checks it; write one schema with the limits that hold for all"))
	}
	return common
}

func (l *lowerer) scalarOfEnum(s *schema.Schema) kind {
	if members := l.constants(l.schemas.Target(s)); len(members) > 0 && members[0].node.Is(doctree.Number) {
		return kindInteger
	}
	return kindString
}

// isUnconstrained reports whether every value of the schema's type is valid.
func isUnconstrained(s *schema.Schema) bool {
	return s.Enum == nil && s.Format == "" && len(s.Patterns) == 0 && len(s.MultipleOf) == 0 &&
		s.MinLength == nil && s.MaxLength == nil && s.Minimum == nil && s.Maximum == nil
}

// isRecursive reports whether a schema that needs no declaration contains
// itself by way of others that need none: it then needs one after all.
func (l *lowerer) isRecursive(s *schema.Schema) bool {
	seen := map[*schema.Schema]bool{}
	var walk func(*schema.Schema) bool
	walk = func(at *schema.Schema) bool {
		for _, next := range [][]*doctree.Node{at.Items, at.Additional} {
			if len(next) == 0 {
				continue
			}
			target := l.schemas.Target(l.schemas.Read(next...))
			if target == s {
				return true
			}
			if !seen[target] && !l.isDeclared(target) {
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

// defined is the value of a recursive array or map.
func (l *lowerer) defined(s *schema.Schema, p place) ir.Value {
	key := declKey{schema: s, dir: answer}
	t, ok := l.declared[key]
	if !ok {
		t = ir.Named(p.base)
		l.declared[key] = t
		d := &ir.Defined{Name: p.base, Doc: l.typeDoc(p.base, s)}
		l.inShared++
		l.add(p.base, d)
		d.Value = l.elements(s, p)
		l.inShared--
	}
	return ir.Value{Type: t, Checked: true}
}
