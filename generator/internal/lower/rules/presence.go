package rules

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// WhenPresent returns the rules of a value that may be absent, and whether they
// apply only while it is present. They need no condition if an absent value obeys
// them all. A string that is absent when it is empty obeys a minimum of one
// character by having none: the minimum is then zero.
func WhenPresent(list []ir.Rule, p ir.Presence) (adjusted []ir.Rule, guarded bool) {
	if p == ir.Always {
		return list, false
	}
	if p == ir.IfNotEmpty {
		list = slices.Clone(list)
		for i, rule := range list {
			if at := minimumAt(rule); at >= 0 && rule.Args[at] == ir.Int(1) {
				list[i].Args = slices.Clone(rule.Args)
				list[i].Args[at] = ir.Int(0)
			}
		}
	}
	return list, slices.ContainsFunc(list, func(r ir.Rule) bool { return !admitsAbsent(r) })
}

// admitsAbsent reports whether "", or a nil slice or map, obeys the rule.
func admitsAbsent(rule ir.Rule) bool {
	if rule.Call == "UTF8" || strings.HasPrefix(rule.Call, "Unique") {
		return true
	}
	at := minimumAt(rule)
	return at >= 0 && rule.Args[at] == ir.Int(0)
}

// minimumAt returns the index of a counting rule's minimum among its arguments,
// or -1.
func minimumAt(rule ir.Rule) int {
	at := -1
	switch rule.Call {
	case "Length", "Bytes", "EncodedLength", "Items", "Properties":
		at = 0
	case "Chars":
		at = 1
	}
	if at >= len(rule.Args) {
		return -1
	}
	return at
}
