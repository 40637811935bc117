package lower

import (
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// breakCycles makes pointers of the fields by which a struct would hold itself:
// a required property of such a kind has no value that ends, and Go no type for
// it. Which fields those are depends on the schemas alone.
func (l *lowerer) breakCycles(decls []ir.Decl) {
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
	for _, d := range decls {
		if st, ok := d.(*ir.Struct); ok {
			l.cut(&c, st)
		}
	}
}

// cut makes optional pointers of the fields of st that lead back to it.
func (l *lowerer) cut(c *cycles, st *ir.Struct) {
	for i := range st.Fields {
		f := &st.Fields[i]
		held := c.held(f)
		if held == nil || c.of[held.Name] != c.of[st.Name] {
			continue
		}
		f.Value.Type = &ir.Pointer{Elem: f.Value.Type}
		f.Presence, f.Omit = ir.IfNotNil, ir.OmitEmpty
		l.report(diag.Warningf(l.structPos[st.Name], "endless", "each value of this schema needs another one in %s, without an end; the property is read as optional", diag.Quote(f.Wire)).
			Fix("take %s out of required", f.Wire))
	}
}

// cycles finds the structs that hold each other by value: the strongly connected
// components of the graph, by Tarjan's algorithm.
type cycles struct {
	structs map[string]*ir.Struct
	index   map[string]int // order of the first visit, from 1
	low     map[string]int // the earliest that is reached
	of      map[string]int // the component, from 1
	stack   []string
	count   int
}

// held is the struct that a field has in it, nil if none.
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
