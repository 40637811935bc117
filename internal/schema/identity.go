package schema

import "github.com/wxpaygen/wxpaygen/internal/doctree"

// isStructural reports whether node has constraints in addition to references.
// Notes (a title, a default) next to a reference do not make another type of
// it.
func isStructural(node *doctree.Node) bool {
	for key := range node.Members() {
		if !isNote(key) && key != "$ref" && key != "allOf" {
			return true
		}
	}
	return false
}

// maxAliases bounds the nesting of allOf with one member.
const maxAliases = 64

// identity returns the reference of the component that node is, apart from
// notes, and "" if node is a schema of its own.
func (r *Reader) identity(node *doctree.Node, depth int) string {
	if !node.Is(doctree.Mapping) || depth > maxAliases || isStructural(node) {
		return ""
	}
	var members []*doctree.Node
	for _, item := range node.Get("allOf").Items() {
		if saysMore(item) {
			members = append(members, item)
		}
	}
	isRef := node.Get("$ref").Is(doctree.String)
	switch {
	case isRef && len(members) == 0:
		target, ref, ok := r.set.Step(node)
		if !ok {
			return ""
		}
		if inner := r.identity(target, depth+1); inner != "" {
			return inner // a component that only renames another is the other
		}
		r.nodes[ref] = target
		return ref
	case !isRef && len(members) == 1 && !r.isAlone(node):
		return r.identity(members[0], depth+1)
	}
	return ""
}

// common returns the reference of the component that all nodes are, ignoring
// those that contain only notes.
func (r *Reader) common(nodes []*doctree.Node) string {
	ref := ""
	for _, node := range nodes {
		if !saysMore(node) {
			continue
		}
		one := r.identity(node, 0)
		if one == "" || ref != "" && one != ref {
			return ""
		}
		ref = one
	}
	return ref
}

// saysMore reports whether node contains more than notes.
func saysMore(node *doctree.Node) bool {
	return !node.Is(doctree.Mapping) || node.Get("$ref") != nil || node.Get("allOf") != nil || isStructural(node)
}
