package rules

import (
	"slices"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

func TestWhenPresent(t *testing.T) {
	count := func(call string, low, high int) ir.Rule {
		return ir.Rule{Call: call, Args: []ir.Arg{ir.Int(low), ir.Int(high)}}
	}
	for name, c := range map[string]struct {
		rule     ir.Rule
		presence ir.Presence
		minimum  ir.Arg // afterwards; nil: the rule has none
		guarded  bool
	}{
		"always":           {count("Length", 2, 5), ir.Always, ir.Int(2), false},
		"no minimum":       {count("Length", 0, 5), ir.IfNotEmpty, ir.Int(0), false},
		"minimum of one":   {count("Length", 1, 5), ir.IfNotEmpty, ir.Int(0), false},
		"minimum of two":   {count("Length", 2, 5), ir.IfNotEmpty, ir.Int(2), true},
		"bytes":            {count("Bytes", 1, 5), ir.IfNotEmpty, ir.Int(0), false},
		"nil, no minimum":  {count("Items", 0, 5), ir.IfNotNil, ir.Int(0), false},
		"nil, minimum":     {count("Items", 1, 5), ir.IfNotNil, ir.Int(1), true},
		"nil, unique":      {ir.Rule{Call: "Unique"}, ir.IfNotNil, nil, false},
		"format":           {ir.Rule{Call: "URI"}, ir.IfNotEmpty, nil, true},
		"text":             {ir.Rule{Call: "UTF8"}, ir.IfNotEmpty, nil, false},
		"counting nothing": {ir.Rule{Call: "Length"}, ir.IfNotEmpty, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			before := slices.Clone(c.rule.Args)
			got, guarded := WhenPresent([]ir.Rule{c.rule}, c.presence)
			if guarded != c.guarded || c.minimum != nil && got[0].Args[0] != c.minimum {
				t.Errorf("got %v, guarded %t", got, guarded)
			}
			if !slices.Equal(before, c.rule.Args) {
				t.Error("the rule was changed")
			}
		})
	}
	chars := ir.Rule{Call: "Chars", Args: []ir.Arg{ir.Text("a-z"), ir.Int(1), ir.Int(9)}}
	if got, guarded := WhenPresent([]ir.Rule{chars}, ir.IfNotEmpty); guarded || got[0].Args[1] != ir.Int(0) {
		t.Errorf("got %v, guarded %t", got, guarded)
	}
}
