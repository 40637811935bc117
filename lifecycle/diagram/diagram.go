// Package diagram draws the states of a resource as SVG: states as boxes,
// operations and events as pills between them. Operations are nodes as states
// are, so that their names never overlap lines or other names.
package diagram

import (
	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// Draw returns the diagram of a resource as an SVG document: the same bytes on
// every run. It has its own background; browsers follow the reader's choice of
// light or dark, other renderers draw it light. Its text can be selected and is read aloud by its title and
// description. head is put before the drawing as a comment, if it is not "".
func Draw(model *lifecycle.Model, resource *lifecycle.Resource, head string) []byte {
	g := build(model, resource)
	g.rank()
	g.split()
	g.order()
	g.place()
	p := painter{graph: g, model: model, resource: resource, head: head}
	return p.document()
}

// kind is the kind of a node of the graph.
type kind uint8

const (
	startNode kind = iota
	stateNode
	stepNode
	bendNode // a long edge passes here
)

// node is a box with a place.
type node struct {
	kind  kind
	id    string
	lines []line
	class string
	final bool
	layer int
	w, h  float64
	x, y  float64 // of the centre
	in    []*edge
	out   []*edge
}

// line is a line of text in a box.
type line struct {
	text  string
	class string
}

// edge leads from a layer to a later one. The arrow points the other way when
// it is reversed.
type edge struct {
	from, to *node
	reversed bool
	class    string
	chain    []*node // from, bends, to; see split
	fromX    float64 // where it touches its ends, from their centres
	toX      float64
}

// graph is the drawing in the making.
type graph struct {
	nodes  []*node
	edges  []*edge
	layers [][]*node
	short  []*edge // between neighbouring layers, bends included
	width  float64
	height float64
}

func (g *graph) add(n *node) *node {
	g.nodes = append(g.nodes, n)
	return n
}

func (g *graph) connect(from, to *node, class string) {
	e := &edge{from: from, to: to, class: class}
	g.edges = append(g.edges, e)
	from.out, to.in = append(from.out, e), append(to.in, e)
}
