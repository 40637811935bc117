package schema

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// A choice with itself among its members has no end, for the reader as for a
// decoder. One such form is common and has a meaning: a base that lists the
// schemas that extend it by allOf. In these the base is read without its list.

// choices are the keywords of choices.
var choices = []string{"oneOf", "anyOf"}

// withoutVariants reports whether node is the base of one of the objects that
// it is added to.
func (e *expansion) withoutVariants(node *doctree.Node) bool {
	for _, key := range choices {
		for _, item := range e.reader.choice(node, key) {
			for _, at := range e.reader.renamings(item) {
				if at != node && slices.Contains(e.open, at) {
					return true
				}
			}
		}
	}
	return false
}

// renamings returns a schema and what it refers to by $ref alone.
func (r *Reader) renamings(item *doctree.Node) []*doctree.Node {
	if base := r.bases[item]; base != nil {
		return []*doctree.Node{base}
	}
	var all []*doctree.Node
	for item.Is(doctree.Mapping) && !slices.Contains(all, item) {
		all = append(all, item)
		item, _, _ = r.set.Step(item)
	}
	return all
}

// isMadeOf reports whether item includes base, by $ref and allOf.
func (r *Reader) isMadeOf(item, base *doctree.Node) bool {
	if stood, ok := r.bases[item]; ok {
		item = stood
	}
	seen := map[*doctree.Node]bool{}
	var walk func(at *doctree.Node) bool
	walk = func(at *doctree.Node) bool {
		if at == base {
			return true
		}
		if !at.Is(doctree.Mapping) || seen[at] {
			return false
		}
		seen[at] = true
		if target, _, ok := r.set.Step(at); ok && walk(target) {
			return true
		}
		return slices.ContainsFunc(at.Get("allOf").Items(), walk)
	}
	return walk(item)
}

// endless reports whether a member of the choice of node leads back to node
// other than by extending it.
func (r *Reader) endless(node, item *doctree.Node) bool {
	if slices.Contains(r.renamings(item), node) {
		return true
	}
	seen := map[*doctree.Node]bool{}
	var found bool
	var walk func(at *doctree.Node, chosen bool)
	walk = func(at *doctree.Node, chosen bool) {
		if at == node {
			found = found || chosen
			return
		}
		if !at.Is(doctree.Mapping) || seen[at] || found {
			return
		}
		seen[at] = true
		if target, _, ok := r.set.Step(at); ok {
			walk(target, chosen)
		}
		for _, inner := range at.Get("allOf").Items() {
			walk(inner, chosen)
		}
		for _, key := range choices {
			for _, inner := range at.Get(key).Items() {
				walk(inner, true)
			}
		}
	}
	walk(item, false)
	return found
}

// ending returns the members of a choice without those that are endless.
func (r *Reader) ending(node *doctree.Node, key string) []*doctree.Node {
	return slices.DeleteFunc(slices.Clone(r.choice(node, key)), func(item *doctree.Node) bool {
		loops := r.endless(node, item)
		if loops {
			r.report(diag.Warningf(item.At(), "endless", "this member of %s leads back to the choice itself, and is ignored", key).
				See(node.Key(key)).Fix("remove it, or write the schemas that it chooses from"))
		}
		return loops
	})
}
