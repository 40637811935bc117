package apimodel

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// bind compares the path parameters of an operation with the placeholders of its
// path. A parameter whose name differs in letters or signs alone gets the name of the
// placeholder, one whose placeholder is in the query becomes a query parameter, and
// one without a placeholder is unplaced. A placeholder without a parameter is a text.
func (m *Model) bind(op *Operation) {
	op.Params = slices.DeleteFunc(op.Params, func(p *Param) bool {
		if p.In != "path" || op.place(p) {
			return false
		}
		op.Unplaced = append(op.Unplaced, p)
		return true
	})
	if op.BrokenParam {
		return
	}
	for _, name := range op.Route.Names {
		if !op.has("path", name) {
			op.Params = append(op.Params, m.undeclared(op, "path", name))
		}
	}
	for _, inner := range op.Route.bound() {
		if name := op.Route.Bound[inner]; !op.has("query", name) && !op.has("query", inner) {
			op.Params = append(op.Params, m.undeclared(op, "query", name))
		}
	}
}

// bound returns the placeholders of the query, sorted.
func (p Path) bound() []string {
	var names []string
	for name := range p.Bound {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (op *Operation) has(in, name string) bool {
	return slices.ContainsFunc(op.Params, func(p *Param) bool { return p.In == in && p.Name == name })
}

// place finds the placeholder of a path parameter, and reports whether there is one.
func (op *Operation) place(p *Param) bool {
	if slices.Contains(op.Route.Names, p.Name) {
		return true
	}
	if name, ok := op.Route.Bound[p.Name]; ok {
		p.In, p.Name = "query", name
		return true
	}
	i := slices.IndexFunc(op.Route.Names, func(name string) bool {
		return strings.EqualFold(plainName(name), plainName(p.Name)) && !op.has("path", name)
	})
	if i < 0 {
		return false
	}
	p.Listed, p.Name = p.Name, op.Route.Names[i]
	return true
}

// undeclared is the parameter of a placeholder that no parameter describes.
func (m *Model) undeclared(op *Operation, in, name string) *Param {
	text := doctree.NewMapping(op.PathPos)
	text.Set("type", doctree.NewScalar(doctree.String, "string", op.PathPos))
	node := doctree.NewMapping(op.PathPos)
	node.Set("schema", text)
	return &Param{Name: name, In: in, Required: in == "path", Undeclared: true, Pos: op.PathPos, Node: node, model: m}
}
