package lower

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/load"
)

// A schema within an operation is named after that operation, even if other
// operations refer to it. An operation is therefore lowered after those that it
// refers into, whichever comes first in the document.
type ordering struct {
	set     *doctree.Set
	byRef   map[string]*operation // canonical reference of an operation -> the operation
	visited map[*operation]bool
	walked  map[string]bool // canonical references
	out     []*operation
}

// referredFirst returns ops in the document's order, except that an operation
// comes after those that it refers into.
func referredFirst(doc *load.Document, ops []*operation) []*operation {
	o := &ordering{set: doc.Set, byRef: map[string]*operation{}, visited: map[*operation]bool{}, walked: map[string]bool{}}
	for _, op := range ops {
		o.byRef[refOf(doc, op)] = op
	}
	for _, op := range ops {
		o.visit(op)
	}
	return o.out
}

// refOf returns the canonical reference of an operation.
func refOf(doc *load.Document, op *operation) string {
	item := doc.Path + "#/paths/" + types.PointerEscape(op.Key)
	if _, ref, ok := doc.Set.Resolve(doc.Root.Get("paths").Get(op.Key)); ok {
		item = ref
	}
	return item + "/" + strings.ToLower(op.Method)
}

func (o *ordering) visit(op *operation) {
	if o.visited[op] {
		return
	}
	o.visited[op] = true
	o.walk(op.Item.Get("parameters"))
	o.walk(op.Node)
	o.out = append(o.out, op)
}

func (o *ordering) walk(n *doctree.Node) {
	if n.Get("$ref").Is(doctree.String) {
		o.follow(n)
	}
	for _, value := range n.Peek() {
		o.walk(value)
	}
	for _, item := range n.PeekItems() {
		o.walk(item)
	}
}

func (o *ordering) follow(n *doctree.Node) {
	target, ref, ok := o.set.Step(n)
	if !ok {
		return
	}
	for i, c := range ref {
		if c != '/' {
			continue
		}
		if owner := o.byRef[ref[:i]]; owner != nil {
			o.visit(owner)
		}
	}
	if !o.walked[ref] {
		o.walked[ref] = true
		o.walk(target)
	}
}
