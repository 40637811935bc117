package doctree

import (
	"cmp"
	"slices"
)

// Transplant gives a tree that was made from another the places, and the order,
// of what it was made from: what a converter says of a document is then told
// where its author wrote it. Members are matched by their names; renamed has the
// names that the converter gave new ones. What has no counterpart is placed where
// the closest thing around it stands.
func Transplant(made, from *Node, renamed map[string]string) {
	made.transplant(from, renamed, 0)
}

func (n *Node) transplant(from *Node, renamed map[string]string, depth int) {
	if n == nil || from == nil || depth > maxTransplantDepth {
		return
	}
	n.Pos = from.Pos
	switch n.Kind {
	case Mapping:
		n.orderLike(from, renamed)
		for i := range n.keys {
			at := from.counterpart(n.keys[i].name, renamed)
			key := from.Pos
			if at != nil {
				key = from.Key(from.oldName(n.keys[i].name, renamed))
			} else {
				at = from
			}
			n.keys[i].line, n.keys[i].column = int32(key.Line), int32(key.Column)
			n.items[i].transplant(at, renamed, depth+1)
		}
	case Sequence:
		for i, item := range n.items {
			item.transplant(from.itemLike(item, i), renamed, depth+1)
		}
	}
}

// maxTransplantDepth is deeper than any document that was read.
const maxTransplantDepth = 2000

func (n *Node) oldName(name string, renamed map[string]string) string {
	if n.Get(name) == nil && renamed[name] != "" {
		return renamed[name]
	}
	return name
}

// counterpart is the member that name was made from. A request body was made
// from a parameter.
func (n *Node) counterpart(name string, renamed map[string]string) *Node {
	if at := n.Get(n.oldName(name, renamed)); at != nil || name != "requestBody" {
		return at
	}
	for _, p := range n.Get("parameters").Items() {
		if in := p.Get("in").Text(); in == "body" || in == "formData" {
			return p
		}
	}
	return nil
}

// itemLike is the item of a sequence that another was made from: the one of the
// same name and place, else the one at the same index.
func (n *Node) itemLike(item *Node, i int) *Node {
	if name := item.Get("name").Text(); name != "" {
		for _, candidate := range n.Items() {
			if candidate.Get("name").Text() == name && candidate.Get("in").Text() == item.Get("in").Text() {
				return candidate
			}
		}
	}
	if ref := item.Get("$ref").Text(); ref != "" {
		for _, candidate := range n.Items() {
			if candidate.Get("$ref").Text() == ref {
				return candidate
			}
		}
	}
	if i < len(n.Items()) {
		return n.Items()[i]
	}
	return n
}

// orderLike sorts the members as their counterparts stand; those without one
// come last, in the order that they had.
func (n *Node) orderLike(from *Node, renamed map[string]string) {
	rank := func(name string) int {
		if i := from.find(from.oldName(name, renamed)); i >= 0 {
			return i
		}
		return len(from.items)
	}
	order := make([]int, len(n.keys))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rank(n.keys[a].name), rank(n.keys[b].name)) })
	keys, items := make([]member, len(order)), make([]*Node, len(order))
	for to, i := range order {
		keys[to], items[to] = n.keys[i], n.items[i]
	}
	n.keys, n.items = keys, items
	if n.index != nil {
		n.reindex()
	}
}

// Replace makes root the tree of the set's document.
func (s *Set) Replace(root *Node) {
	old := s.File(s.root)
	s.Files[s.root] = &File{Path: old.Path, Root: root, data: old.data, starts: old.starts}
}
