package types

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// field is a field of a struct in a test; names of structs are their types.
func field(name string, t ir.Type) ir.Field {
	return ir.Field{Name: name, Wire: strings.ToLower(name), Value: ir.Value{Type: t, Checked: true, Sensitive: true}}
}

func pointer(name string) ir.Type { return &ir.Pointer{Elem: ir.Named(name)} }

func structs(list ...*ir.Struct) []ir.Decl {
	var decls []ir.Decl
	for _, st := range list {
		decls = append(decls, st)
	}
	return decls
}

func TestBreakCycles(t *testing.T) {
	for name, c := range map[string]struct {
		decls []ir.Decl
		want  string // pointers afterwards
	}{
		"none":    {structs(&ir.Struct{Name: "A", Fields: []ir.Field{field("B", ir.Named("B"))}}, &ir.Struct{Name: "B"}), ""},
		"itself":  {structs(&ir.Struct{Name: "A", Fields: []ir.Field{field("A", ir.Named("A"))}}), "A.A"},
		"pointer": {structs(&ir.Struct{Name: "A", Fields: []ir.Field{field("A", pointer("A"))}}), ""},
		"slice":   {structs(&ir.Struct{Name: "A", Fields: []ir.Field{field("A", &ir.Slice{Elem: ir.Named("A")})}}), ""},
		"two": {structs(
			&ir.Struct{Name: "A", Fields: []ir.Field{field("B", ir.Named("B"))}},
			&ir.Struct{Name: "B", Fields: []ir.Field{field("A", ir.Named("A"))}}), "A.B B.A"},
		"one of two": {structs(
			&ir.Struct{Name: "A", Fields: []ir.Field{field("B", ir.Named("B")), field("A", ir.Named("A"))}},
			&ir.Struct{Name: "B"}), "A.A"},
	} {
		t.Run(name, func(t *testing.T) {
			before := pointers(c.decls)
			faults := BreakCycles(c.decls, map[string]diag.Position{})
			got := slices.DeleteFunc(pointers(c.decls), func(p string) bool { return slices.Contains(before, p) })
			if strings.Join(got, " ") != c.want || len(faults) != len(got) {
				t.Errorf("got %q and %d faults, want %q", got, len(faults), c.want)
			}
		})
	}
}

func pointers(decls []ir.Decl) []string {
	var list []string
	for _, d := range decls {
		for _, f := range d.(*ir.Struct).Fields {
			if _, ok := f.Value.Type.(*ir.Pointer); ok {
				list = append(list, DeclName(d)+"."+f.Name)
			}
		}
	}
	return list
}

func TestCheckSizes(t *testing.T) {
	// Each struct has two fields of the next, so that the first has 2 to the power
	// of n fields.
	chain := func(n int) (decls []ir.Decl, positions map[string]diag.Position) {
		positions = map[string]diag.Position{}
		for i := range n {
			name, next := fmt.Sprintf("S%d", i), ir.Named(fmt.Sprintf("S%d", i+1))
			decls = append(decls, &ir.Struct{Name: name, Fields: []ir.Field{field("A", next), field("B", next)}})
			positions[name] = diag.Position{File: name}
		}
		return decls, positions
	}
	for n, want := range map[int]string{1: "", 15: "", 40: "S0"} {
		got := ""
		for _, d := range CheckSizes(chain(n)) {
			got += d.Pos.File
		}
		if got != want {
			t.Errorf("%d structs: reports %q, want %q", n, got, want)
		}
	}
}

func TestSettleChecks(t *testing.T) {
	limited := field("A", ir.String)
	limited.Value.Rules = []ir.Rule{{Call: "Length"}}
	required := ir.Field{Name: "A", Required: true, Value: ir.Value{Type: &ir.Slice{Elem: ir.String}}}
	for name, c := range map[string]struct {
		inner ir.Field
		tops  string
		want  string // of Outer and Inner
	}{
		"nothing":       {field("A", ir.String), "Outer", "none none"},
		"rule":          {limited, "Outer", "alone others"},
		"required":      {required, "Outer", "alone others"},
		"both are made": {limited, "Outer Inner", "alone callers"},
		"no top":        {limited, "", "others others"},
	} {
		t.Run(name, func(t *testing.T) {
			outer := &ir.Struct{Name: "Outer", Fields: []ir.Field{field("I", ir.Named("Inner"))}}
			inner := &ir.Struct{Name: "Inner", Fields: []ir.Field{c.inner}}
			tops := map[string]bool{}
			for _, name := range strings.Fields(c.tops) {
				tops[name] = true
			}
			SettleChecks(structs(outer, inner), tops)
			names := [...]string{"none", "others", "callers", "alone"}
			if got := names[outer.Validate] + " " + names[inner.Validate]; got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if checked := outer.Fields[0].Value.Checked; checked != (c.want != "none none") {
				t.Errorf("the field is checked: %t", checked)
			}
		})
	}
}

func TestSettleText(t *testing.T) {
	made := func() *ir.Struct {
		f := field("A", ir.String)
		f.Value.Rules = []ir.Rule{{Call: "UTF8"}, {Call: "Length"}}
		return &ir.Struct{Name: "Inner", Fields: []ir.Field{f}}
	}
	outer := &ir.Struct{Name: "Outer", Fields: []ir.Field{field("I", pointer("Inner"))}}
	for request, want := range map[string]int{"Outer": 2, "Other": 1} {
		inner := made()
		SettleText(structs(outer, inner), []string{request})
		if got := len(inner.Fields[0].Value.Rules); got != want {
			t.Errorf("requests are %s: %d rules, want %d", request, got, want)
		}
	}
}
