package lower

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// A schema that stands within an operation is named after it, also when other
// operations refer to it. So that it is, whichever the document has first, an
// operation is lowered after those that it refers into.
type ordering struct {
	set     *doctree.Set
	byRef   map[string]*operation // canonical reference of an operation -> the operation
	visited map[*operation]bool
	walked  map[string]bool // canonical references
	out     []*operation
}

// referredFirst returns ops in the document's order, but for those that others
// refer into, which come before these.
func (l *lowerer) referredFirst(ops []*operation) []*operation {
	o := &ordering{set: l.doc.Set, byRef: map[string]*operation{}, visited: map[*operation]bool{}, walked: map[string]bool{}}
	for _, op := range ops {
		o.byRef[l.refOf(op)] = op
	}
	for _, op := range ops {
		o.visit(op)
	}
	return o.out
}

// refOf returns the canonical reference of an operation.
func (l *lowerer) refOf(op *operation) string {
	item := l.doc.Path + "#/paths/" + pointerEscape(op.Path)
	if _, ref, ok := l.doc.Set.Resolve(l.doc.Root.Get("paths").Get(op.Path)); ok {
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
