package apimodel

import "github.com/wxpaygen/wxpaygen/internal/doctree"

// Reach returns the nodes that the operation is described by: its own, the
// parameters of its path, and all that they refer to.
func (m *Model) Reach(op *Operation) map[*doctree.Node]bool {
	seen := map[*doctree.Node]bool{}
	queue := []*doctree.Node{op.Node, op.Item.Get("parameters")}
	for len(queue) > 0 {
		node := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if node == nil || seen[node] {
			continue
		}
		seen[node] = true
		if target, _, ok := m.Doc.Set.Step(node); ok {
			queue = append(queue, target)
		}
		for _, value := range node.Get("mapping").Peek() { // of a discriminator
			if target, _, ok := m.Doc.Set.ResolveMapping(node, value.Text()); ok {
				queue = append(queue, target)
			}
		}
		for _, value := range node.Peek() {
			queue = append(queue, value)
		}
		queue = append(queue, node.PeekItems()...)
	}
	return seen
}
