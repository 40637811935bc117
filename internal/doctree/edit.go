package doctree

import (
	"maps"
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// NewScalar returns a node of a scalar kind at pos. The text of a Number is
// JSON, that of a Bool true or false.
func NewScalar(kind Kind, text string, pos diag.Position) *Node {
	return &Node{Kind: kind, Pos: pos, text: text}
}

// NewSequence returns a sequence at pos.
func NewSequence(pos diag.Position, items ...*Node) *Node {
	return &Node{Kind: Sequence, Pos: pos, items: items}
}

// NewMapping returns an empty mapping at pos.
func NewMapping(pos diag.Position) *Node { return &Node{Kind: Mapping, Pos: pos} }

// Set sets a member of the mapping n. It replaces the member of that name, or
// appends one whose key has the position of its value. It does nothing if n is
// not a mapping.
func (n *Node) Set(key string, value *Node) {
	if !n.Is(Mapping) {
		return
	}
	if i := n.find(key); i >= 0 {
		n.items[i] = value
		return
	}
	n.add(key, value.At(), value)
}

// SetAt is Set with the place of the key, which a new member gets, and one that is
// replaced too.
func (n *Node) SetAt(key string, pos diag.Position, value *Node) {
	if !n.Is(Mapping) {
		return
	}
	if i := n.find(key); i >= 0 {
		n.items[i], n.keys[i].line, n.keys[i].column = value, int32(pos.Line), int32(pos.Column)
		return
	}
	n.add(key, pos, value)
}

// SetItem puts a value in the place of an item of the sequence n, or, for nil, takes
// the item out. It does nothing when there is no such item.
func (n *Node) SetItem(i int, value *Node) {
	switch {
	case !n.Is(Sequence) || i < 0 || i >= len(n.items):
	case value == nil:
		n.items = slices.Delete(n.items, i, i+1)
	default:
		n.items[i] = value
	}
}

// add appends a member whose key is known to be new.
func (n *Node) add(key string, pos diag.Position, value *Node) {
	n.keys = append(n.keys, member{name: key, line: int32(pos.Line), column: int32(pos.Column)})
	n.items = append(n.items, value)
	switch {
	case n.index != nil:
		n.index[key] = len(n.keys) - 1
	case len(n.keys) == indexFrom:
		n.reindex()
	}
}

func (n *Node) reindex() {
	n.index = make(map[string]int, 2*len(n.keys))
	for i := range n.keys {
		n.index[n.keys[i].name] = i
	}
}

// Remove removes the member of that name from the mapping n, and reports
// whether it existed.
func (n *Node) Remove(key string) bool {
	i := n.find(key)
	if i < 0 {
		return false
	}
	n.keys = slices.Delete(n.keys, i, i+1)
	n.items = slices.Delete(n.items, i, i+1)
	if n.index != nil {
		n.reindex()
	}
	return true
}

// rename gives a member of the mapping n another name; none has it.
func (n *Node) rename(old, now string) {
	if i := n.find(old); i >= 0 {
		n.keys[i].name = now
		if n.index != nil {
			n.reindex()
		}
	}
}

// Append adds items to the sequence n. It does nothing when n is not one.
func (n *Node) Append(items ...*Node) {
	if n.Is(Sequence) {
		n.items = append(n.items, items...)
	}
}

// Copy returns a copy of n with the same positions. Reading the copy marks n as
// read.
func (n *Node) Copy() *Node {
	if n == nil {
		return nil
	}
	out := Node{Kind: n.Kind, Pos: n.Pos, text: n.text, json: n.json, origin: n}
	out.keys, out.index = slices.Clone(n.keys), maps.Clone(n.index)
	out.items = make([]*Node, len(n.items))
	for i, item := range n.items {
		out.items[i] = item.Copy()
	}
	return &out
}

// Overlay returns a mapping with the members of top, and with those of base that
// top does not have; those of base come first. References are members like any
// other. To read the values is to read those of base and top.
func Overlay(base, top *Node) *Node {
	made := NewMapping(top.At())
	for _, from := range []*Node{base, top} {
		for key, value := range from.Members() {
			if i := made.find(key); i >= 0 {
				pos := from.Key(key)
				made.items[i], made.keys[i].line, made.keys[i].column = value, int32(pos.Line), int32(pos.Column)
				continue
			}
			made.add(key, from.Key(key), value)
		}
	}
	return made
}
