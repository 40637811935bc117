package types

import (
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// BreakCycles makes optional pointers of the required fields by which a struct
// would contain itself: such a value would have no end, and Go no type for it.
// Which fields those are depends on the schemas alone. It returns a diagnostic for
// each, at the position of its struct.
func BreakCycles(decls []ir.Decl, positions map[string]diag.Position) []diag.Diagnostic {
	c := cycles{structs: map[string]*ir.Struct{}, index: map[string]int{}, low: map[string]int{}, of: map[string]int{}}
	for _, d := range decls {
		if st, ok := d.(*ir.Struct); ok && st.Name != "" { // one whose name collides has none
			c.structs[st.Name] = st
		}
	}
	for _, d := range decls {
		if st, ok := d.(*ir.Struct); ok && c.index[st.Name] == 0 {
			c.visit(st)
		}
	}
	var list []diag.Diagnostic
	for _, d := range decls {
		if st, ok := d.(*ir.Struct); ok {
			list = append(list, c.cut(st, positions[st.Name])...)
		}
	}
	return list
}

// cut makes optional pointers of the fields of st that lead back to it.
func (c *cycles) cut(st *ir.Struct, pos diag.Position) []diag.Diagnostic {
	var list []diag.Diagnostic
	for i := range st.Fields {
		f := &st.Fields[i]
		held := c.held(f)
		if held == nil || c.of[held.Name] != c.of[st.Name] {
			continue
		}
		f.Value.Type = &ir.Pointer{Elem: f.Value.Type}
		f.Presence, f.Omit = ir.IfNotNil, ir.OmitEmpty
		list = append(list, diag.Warningf(pos, "endless", "each value of this schema needs another one in %s, without an end; the property is read as optional", diag.Quote(f.Wire)).
			Fix("remove %s from required", f.Wire))
	}
	return list
}

// cycles finds the structs that contain each other by value: the strongly
// connected components of the graph, by Tarjan's algorithm.
type cycles struct {
	structs map[string]*ir.Struct
	index   map[string]int // order of the first visit, from 1
	low     map[string]int // the earliest that is reached
	of      map[string]int // the component, from 1
	stack   []string
	count   int
}

// held returns the struct that a field contains, nil if it contains none.
func (c *cycles) held(f *ir.Field) *ir.Struct {
	name, _ := f.Value.Type.(ir.Named)
	return c.structs[string(name)]
}

func (c *cycles) visit(st *ir.Struct) {
	c.count++
	c.index[st.Name], c.low[st.Name] = c.count, c.count
	c.stack = append(c.stack, st.Name)
	for i := range st.Fields {
		held := c.held(&st.Fields[i])
		switch {
		case held == nil || c.of[held.Name] != 0:
		case c.index[held.Name] == 0:
			c.visit(held)
			c.low[st.Name] = min(c.low[st.Name], c.low[held.Name])
		default:
			c.low[st.Name] = min(c.low[st.Name], c.index[held.Name])
		}
	}
	if c.low[st.Name] != c.index[st.Name] {
		return
	}
	for { // st and all that were visited since are one component
		last := c.stack[len(c.stack)-1]
		c.stack = c.stack[:len(c.stack)-1]
		c.of[last] = c.index[st.Name]
		if last == st.Name {
			return
		}
	}
}
