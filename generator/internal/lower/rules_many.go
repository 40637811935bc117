package lower

import (
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

func (l *lowerer) itemRules(s *schema.Schema) []ir.Rule {
	low, high, ok := l.interval(s.MinItems, s.MaxItems)
	if !ok {
		return nil
	}
	return []ir.Rule{{Call: "Items", As: ir.AsLen, Args: []ir.Arg{low, high}}}
}

// propertyRules limit what is in a map.
func (l *lowerer) propertyRules(s *schema.Schema) []ir.Rule {
	var rules []ir.Rule
	low, high, ok := l.interval(s.MinProperties, s.MaxProperties)
	if s.Closed {
		low, high, ok = 0, 0, true
	}
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
	return append(rules, jsonMemberRules(s)...)
}

// memberCountRules limit how many of a struct's properties are there.
func (l *lowerer) memberCountRules(s *schema.Schema) []ir.Rule {
	low, high, ok := l.interval(s.MinProperties, s.MaxProperties)
	if int(low) <= len(s.Required) {
		low = 0
	}
	if int(high) >= len(s.Properties) && !s.Open {
		high = -1
	}
	if !ok || low == 0 && high < 0 {
		return nil // what is required, and what is declared, keep the limits
	}
	return []ir.Rule{{Call: "Members", Func: true, Args: []ir.Arg{low, high}}}
}

// uniqueRule compares the elements of a slice, as values where Go can compare
// them and as JSON where it cannot.
func (l *lowerer) uniqueRule(elem ir.Value) ir.Rule {
	switch t := elem.Type.(type) {
	case ir.Kind, ir.Runtime:
		return ir.Rule{Call: "Unique", Func: true}
	case ir.Named:
		if _, isEnum := l.checkable[string(t)].(*ir.Enum); isEnum {
			return ir.Rule{Call: "Unique", Func: true}
		}
	}
	return ir.Rule{Call: "UniqueJSON", Func: true}
}

// rawRules holds free-form JSON to what is said about it.
func (l *lowerer) rawRules(s *schema.Schema) []ir.Rule {
	if s.Is("null") {
		return []ir.Rule{{Call: "OneOfJSON", Func: true, Args: []ir.Arg{ir.Text("null")}}}
	}
	return jsonMemberRules(s)
}

// jsonMemberRules holds what Go cannot compare to its members, by their JSON.
func jsonMemberRules(s *schema.Schema) []ir.Rule {
	members := s.Enum
	if len(members) == 0 {
		return nil
	}
	rule := ir.Rule{Call: "OneOfJSON", Func: true}
	for _, m := range members {
		rule.Args = append(rule.Args, ir.Text(m.AppendJSON(nil)))
	}
	return []ir.Rule{rule}
}
