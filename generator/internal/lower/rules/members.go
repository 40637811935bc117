package rules

import (
	"strconv"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// Members limits a scalar that is not a declared enum to the members of its
// enum.
func (m Maker) Members(s *schema.Schema) []ir.Rule {
	var args []ir.Arg
	for _, node := range s.Enum {
		if arg := m.member(node, s); arg != nil {
			args = append(args, arg)
		}
	}
	if len(args) == 0 {
		return nil
	}
	return []ir.Rule{{Call: "Enum", Func: true, Args: args}}
}

// member writes a member of an enum of scalars, nil if it is of another type.
func (m Maker) member(node *doctree.Node, s *schema.Schema) ir.Arg {
	switch n, isInt := node.Int(); {
	case node.Is(doctree.String) && s.Is("string"):
		return ir.Text(node.Text())
	case isInt && s.Is("integer"):
		return ir.Int(n)
	case s.IsUnsigned() && node.Is(doctree.Number):
		if n, err := strconv.ParseUint(node.Text(), 10, 64); err == nil {
			return ir.Uint(n)
		}
	case node.Is(doctree.Number) && s.Is("number"):
		if f, ok := m.float(node.Text(), node.At()); ok {
			return ir.Float(f)
		}
	case node.Is(doctree.Bool) && s.Is("boolean"):
		return ir.Ident(node.Text())
	default:
		m.Report(diag.Errorf(node.At(), "enum-type", "the member %s is not of the type %s", diag.Quote(node.Text()), s.Types[0]).
			Fix("correct the member, or the type"))
	}
	return nil
}

// JSONMembers limits values that Go cannot compare to the members of their
// enum, by their JSON.
func JSONMembers(s *schema.Schema) []ir.Rule {
	if len(s.Enum) == 0 {
		return nil
	}
	rule := ir.Rule{Call: "EnumJSON", Func: true}
	for _, m := range s.Enum {
		rule.Args = append(rule.Args, ir.Text(m.AppendJSON(nil)))
	}
	return []ir.Rule{rule}
}

// Raw limits free-form JSON.
func Raw(s *schema.Schema) []ir.Rule {
	if s.Is("null") {
		return []ir.Rule{{Call: "EnumJSON", Func: true, Args: []ir.Arg{ir.Text("null")}}}
	}
	return JSONMembers(s)
}

// Properties limits a map: how many keys, and which ones.
func Properties(s *schema.Schema) []ir.Rule {
	low, high, ok := interval(s.MinProperties, s.MaxProperties)
	if s.Closed {
		low, high, ok = 0, 0, true
	}
	var rules []ir.Rule
	if ok {
		rules = append(rules, ir.Rule{Call: "Properties", As: ir.AsLen, Args: []ir.Arg{low, high}})
	}
	if len(s.Required) > 0 {
		rule := ir.Rule{Call: "RequiredKeys", Func: true}
		for _, key := range s.Required {
			rule.Args = append(rule.Args, ir.Text(key.Value))
		}
		rules = append(rules, rule)
	}
	return append(rules, JSONMembers(s)...)
}

// FieldCount limits the number of properties of a struct that are set, unless
// the required and declared ones imply the limit.
func FieldCount(s *schema.Schema) []ir.Rule {
	low, high, ok := interval(s.MinProperties, s.MaxProperties)
	if int(low) <= len(s.Required) {
		low = 0
	}
	if int(high) >= len(s.Properties) && !s.Open {
		high = -1
	}
	if !ok || low == 0 && high < 0 {
		return nil
	}
	return []ir.Rule{{Call: "MemberCount", Func: true, Args: []ir.Arg{low, high}}}
}

// Unique requires that no two elements of a slice are alike; comparable elements
// are compared as Go values, others as JSON.
func Unique(comparable bool) ir.Rule {
	if comparable {
		return ir.Rule{Call: "Unique", Func: true}
	}
	return ir.Rule{Call: "UniqueJSON", Func: true}
}
