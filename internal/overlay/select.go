package overlay

import (
	"slices"

	"github.com/theory/jsonpath"
	"github.com/theory/jsonpath/spec"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// target is a value that a JSONPath selects.
type target struct {
	path   spec.NormalizedPath
	node   *doctree.Node
	parent *doctree.Node // nil for the root
}

// find returns what the JSONPath in a member of an action selects, in the document's
// order of paths.
func (o *overlay) find(action *doctree.Node, key string) []target {
	n := action.Get(key)
	text, ok := n.Str()
	if !ok {
		pos := action.At()
		if n != nil {
			pos = n.At()
		}
		o.errorf(pos, "write a JSONPath, such as $.paths", "the action has no %s that is a text", key)
		return nil
	}
	query, err := jsonpath.Parse(text)
	if err != nil {
		o.errorf(n.At(), "write a JSONPath (RFC 9535), such as $.paths['/v3/pay/transactions/jsapi'].post", "%s is no JSONPath: %v", diag.Quote(text), err)
		return nil
	}
	located := query.SelectLocated(plain(o.root)).Deduplicate()
	located.Sort()
	var targets []target
	for _, found := range located {
		targets = append(targets, o.at(found.Path))
	}
	return targets
}

// at returns the value at a path that was selected.
func (o *overlay) at(selected spec.NormalizedPath) target {
	t := target{path: selected, node: o.root}
	for _, step := range selected {
		t.parent = t.node
		switch step := step.(type) {
		case spec.Name:
			t.node = t.node.Get(string(step))
		case spec.Index:
			t.node = t.node.PeekItems()[int(step)]
		}
	}
	return t
}

// plain is a tree as JSONPath reads it.
func plain(n *doctree.Node) any {
	switch n.Kind {
	case doctree.Mapping:
		made := make(map[string]any, n.Len())
		for key, value := range n.Peek() {
			made[key] = plain(value)
		}
		return made
	case doctree.Sequence:
		made := make([]any, 0, n.Len())
		for _, item := range n.PeekItems() {
			made = append(made, plain(item))
		}
		return made
	case doctree.Number:
		number, _ := n.Number()
		if value, err := number.Float64(); err == nil {
			return value
		}
		return number.String()
	case doctree.Bool:
		value, _ := n.Bool()
		return value
	case doctree.String:
		return n.Text()
	}
	return nil
}

// remove takes the targets out, the last first: items of a list keep their indexes.
func (o *overlay) remove(targets []target) {
	for _, t := range slices.Backward(targets) {
		if t.parent == nil {
			o.errorf(o.root.At(), "remove a part of it", "an overlay removes the whole document")
			return
		}
		switch last := t.path[len(t.path)-1].(type) {
		case spec.Name:
			t.parent.Remove(string(last))
		case spec.Index:
			t.parent.SetItem(int(last), nil)
		}
	}
}
