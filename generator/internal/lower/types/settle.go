package types

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/internal/lower/rules"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// SettleText removes the rule for valid UTF-8 from the types that no request
// contains: text that was decoded from JSON is valid.
func SettleText(decls []ir.Decl, requests []string) {
	byName := map[string]ir.Decl{}
	for _, d := range decls {
		byName[DeclName(d)] = d
	}
	sent := map[string]bool{}
	var mark func(name string)
	mark = func(name string) {
		d := byName[name]
		if d == nil || sent[name] {
			return
		}
		sent[name] = true
		Values(d, func(v *ir.Value) { mark(TypeName(v.Type)) })
	}
	for _, name := range requests {
		mark(name)
	}
	for _, d := range decls {
		if sent[DeclName(d)] {
			continue
		}
		Values(d, func(v *ir.Value) {
			v.Rules = slices.DeleteFunc(v.Rules, func(r ir.Rule) bool { return r.Call == "UTF8" })
		})
	}
}

// SettleChecks removes the method validate from types that have nothing to check,
// and gives an exported one to the types that callers make or get, called tops.
func SettleChecks(decls []ir.Decl, tops map[string]bool) {
	checked := Spread(decls, hasOwnChecks, func(v *ir.Value) bool { return v.Checked })
	held, candidates := map[string]bool{}, map[string]bool{}
	for _, d := range decls {
		if u, ok := d.(*ir.Union); ok { // the runtime validates members to find the one that was received
			for i := range u.Members {
				candidates[TypeName(u.Members[i].Type)] = true
			}
		}
		Values(d, func(v *ir.Value) {
			name := TypeName(v.Type)
			v.Checked = v.Checked && checked[name]
			held[name] = true
		})
	}
	for _, d := range decls {
		name := DeclName(d)
		validation := ir.NotValidated
		switch top := tops[name] || candidates[name]; {
		case !checked[name]:
		case top && held[name]:
			validation = ir.ValidatedByCallers
		case top:
			validation = ir.ValidatedAlone
		default:
			validation = ir.ValidatedByOthers
		}
		switch d := d.(type) {
		case *ir.Struct:
			d.Validate = validation
		case *ir.Union:
			if validation == ir.ValidatedAlone {
				validation = ir.ValidatedByCallers
			}
			d.Validate = validation
		}
	}
}

// hasOwnChecks reports whether a declaration has a rule of its own.
func hasOwnChecks(d ir.Decl) bool {
	found := false
	Values(d, func(v *ir.Value) { found = found || len(v.Rules) > 0 || v.Nil == ir.NilRefused || len(v.Key) > 0 })
	switch d := d.(type) {
	case *ir.Union:
		return true // one member has to be there
	case *ir.Struct:
		found = found || d.Modes != nil || len(d.Rules) > 0
		for _, f := range d.Fields {
			found = found || f.Required
		}
	}
	return found
}

// SettleRules decides which rules of values that may be absent apply only while
// they are present.
func SettleRules(decls []ir.Decl) {
	for _, d := range decls {
		switch d := d.(type) {
		case *ir.Struct:
			for i := range d.Fields {
				guard(&d.Fields[i].Value, d.Fields[i].Presence)
			}
			if d.Rest != nil {
				guard(&d.Rest.Value, d.Rest.Presence)
			}
		case *ir.Defined:
			guard(&d.Value, ir.Always)
		case *ir.Union:
			for i := range d.Members {
				guard(&d.Members[i].Value, ir.Always)
			}
		}
	}
}

// guard settles the rules of a value and of its elements.
func guard(v *ir.Value, p ir.Presence) {
	v.Rules, v.Guarded = rules.WhenPresent(v.Rules, p)
	if v.Elem == nil {
		return
	}
	presence := ir.Always
	if _, isPointer := v.Elem.Type.(*ir.Pointer); isPointer || v.Elem.Nil != ir.NilNever {
		presence = ir.IfNotNil
	}
	guard(v.Elem, presence)
}
