package overlay

import (
	"github.com/theory/jsonpath/spec"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// form is what counts for merging: objects, lists, and all that is neither.
func form(n *doctree.Node) string {
	switch {
	case n.Is(doctree.Mapping):
		return "an object"
	case n.Is(doctree.Sequence):
		return "a list"
	}
	return "a plain value"
}

// update merges a value into each target. Each gets a copy of its own.
func (o *overlay) update(targets []target, value *doctree.Node) {
	for _, t := range targets {
		switch {
		case form(t.node) != form(targets[0].node):
			o.conflict(value, t.node, "the target selects %s here and %s elsewhere", form(t.node), form(targets[0].node))
			return
		case t.node.Is(doctree.Sequence) && value.Is(doctree.Sequence):
			t.node.Append(value.Copy().PeekItems()...)
		case t.node.Is(doctree.Sequence):
			t.node.Append(value.Copy())
		case form(t.node) != form(value):
			o.conflict(value, t.node, "the update is %s, and the target is %s", form(value), form(t.node))
			return
		case t.node.Is(doctree.Mapping):
			o.merge(t.node, value)
		case o.v10:
			o.errorf(value.At(), "begin the overlay with overlay: 1.1.0, or update the object that has it", "Overlay 1.0 does not update plain values")
			return
		default:
			o.replace(t, value.Copy())
		}
	}
}

func (o *overlay) conflict(value, target *doctree.Node, format string, args ...any) {
	o.errorf(value.At(), "write a value of the same form, or remove the target first", format, args...)
	last := len(o.diags) - 1
	o.diags[last] = o.diags[last].See(target.At())
}

// replace puts a value in the place of a target, which is not the root.
func (o *overlay) replace(t target, value *doctree.Node) {
	switch last := t.path[len(t.path)-1].(type) {
	case spec.Name:
		t.parent.SetAt(string(last), value.At(), value)
	case spec.Index:
		t.parent.SetItem(int(last), value)
	}
}

// merge merges the members of from into those of into.
func (o *overlay) merge(into, from *doctree.Node) {
	for key, value := range from.Members() {
		old := into.Get(key)
		switch {
		case old == nil:
			into.SetAt(key, from.Key(key), value.Copy())
		case form(old) != form(value):
			o.conflict(value, old, "%s is %s in the update, and %s in the document", diag.Quote(key), form(value), form(old))
		case old.Is(doctree.Mapping):
			o.merge(old, value)
		case old.Is(doctree.Sequence):
			old.Append(value.Copy().PeekItems()...)
		default:
			into.SetAt(key, from.Key(key), value.Copy())
		}
	}
}
