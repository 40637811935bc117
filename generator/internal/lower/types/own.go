package types

import (
	"cmp"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/internal/lower/rules"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// ownValue is the value of a scalar that x-go-type gives a type of the user's. Its rules
// read what is sent for it.
func (b *Builder) ownValue(s *schema.Schema, p Place) ir.Value {
	dot := strings.LastIndexByte(s.GoType.Value, '.')
	t := ir.External{Path: s.GoType.Value[:dot], Name: s.GoType.Value[dot+1:]}
	if !slices.Contains(b.externals, t) {
		b.externals = append(b.externals, t)
	}
	v := ir.Value{Type: t, Rules: []ir.Rule{{Call: "Own", Func: true, Args: []ir.Arg{ir.Text(s.Types[0])}}}}
	maker := b.Rules(p)
	var limits []ir.Rule
	switch s.Types[0] {
	case "string":
		limits = maker.String(s)
	case "integer":
		limits = maker.Integer(s)
	case "number":
		limits = maker.Number(s)
	}
	for _, rule := range limits {
		if rule.Call != "Enum" && rule.Call != "Finite" { // the first compares Go values; JSON has finite numbers alone
			v.Rules = append(v.Rules, rule)
		}
	}
	v.Rules = append(v.Rules, rules.JSONMembers(s)...)
	return v
}

// Externals returns the types of users that the package refers to, sorted.
func (b *Builder) Externals() []ir.External {
	return slices.SortedFunc(slices.Values(b.externals), func(a, c ir.External) int {
		return cmp.Or(strings.Compare(a.Path, c.Path), strings.Compare(a.Name, c.Name))
	})
}
