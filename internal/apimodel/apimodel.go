// Package apimodel lists what a loaded document describes: its operations with
// their parameters, bodies and responses, and its callbacks and webhooks. Every
// reader of operations uses it: the lowering, the reference, the lint, the
// lifecycles and the sandbox.
//
// A model is made of the document's nodes, in the document's order. It reads a
// schema only when it is asked for it, and reports nothing itself.
package apimodel

import (
	"iter"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/load"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// Model lists the operations of a document. It is for one goroutine, as its
// reader of schemas is.
type Model struct {
	Doc     *load.Document
	Schemas *schema.Reader
	Title   string
	Text    string // the description
	URL     string // of externalDocs
	Servers []*Server
	// Operations are those under paths, also when several have the same
	// operationId.
	Operations []*Operation
	// Callbacks are those of the operations and then the webhooks. An operation
	// that several callbacks refer to is listed at its first mention.
	Callbacks []*Callback

	items map[*doctree.Node]*doctree.Node // path items with a $ref and members of their own, as they are read
}

// Read lists what doc describes. Faults that are found while a schema is read
// go to report; nil drops them.
func Read(doc *load.Document, report func(diag.Diagnostic)) *Model {
	if report == nil {
		report = func(diag.Diagnostic) {}
	}
	info := doc.Root.Get("info")
	m := &Model{
		Doc: doc, Schemas: schema.NewReader(doc.Set, doc.V31, report),
		Title: info.Get("title").Text(), Text: info.Get("description").Text(),
		URL:     doc.Root.Get("externalDocs").Get("url").Text(),
		Servers: serversOf(doc.Root.Get("servers")),
		items:   map[*doctree.Node]*doctree.Node{},
	}
	paths := doc.Root.Get("paths")
	for path, ref := range paths.Members() {
		if !isExtension(path) {
			m.path(path, paths.Key(path), m.item(ref))
		}
	}
	m.listCallbacks()
	return m
}

// All returns the operations and then those of the callbacks.
func (m *Model) All() []*Operation {
	all := slices.Clone(m.Operations)
	for _, c := range m.Callbacks {
		all = append(all, &c.Operation)
	}
	return all
}

func (m *Model) path(key string, pos diag.Position, item *doctree.Node) {
	path := ReadPath(key)
	for method, node := range m.operationsOf(item) {
		op := m.operation(method, item, node)
		op.Key, op.Route, op.Path, op.PathPos, op.kinItem = key, path, path.Template, pos, kinPath(key)
		if !op.HasID {
			op.ID = op.Method + " " + key
		}
		m.bind(op)
		m.Operations = append(m.Operations, op)
	}
}

// item returns a path item with what its $ref refers to. Members of its own count
// more, and parameters add up.
func (m *Model) item(node *doctree.Node) *doctree.Node {
	if made := m.items[node]; made != nil {
		return made
	}
	base := m.base(node)
	if base == nil {
		return node
	}
	base = m.item(base)
	if node.Len() == 1 {
		return base
	}
	made := doctree.Overlay(base, node)
	made.Remove("$ref")
	if own, shared := node.Get("parameters"), base.Get("parameters"); own != nil && shared != nil {
		both := doctree.NewSequence(own.At())
		for _, p := range shared.Items() {
			if !slices.ContainsFunc(own.Items(), func(q *doctree.Node) bool { return m.sameParam(p, q) }) {
				both.Append(p)
			}
		}
		both.Append(own.Items()...)
		made.Set("parameters", both)
	}
	m.items[node] = made
	return made
}

// base returns what the $ref of a node refers to, which may be a reference itself,
// nil if it has none that leads to a value.
func (m *Model) base(node *doctree.Node) *doctree.Node {
	if _, _, ok := m.Doc.Set.Resolve(node); !ok {
		return nil
	}
	target, _, _ := m.Doc.Set.Step(node)
	return target
}

// sameParam reports whether two nodes are parameters of the same name and place.
func (m *Model) sameParam(a, b *doctree.Node) bool {
	a, b = m.Deref(a), m.Deref(b)
	return isSame(a.Get("in").Text(), a.Get("name").Text(), b.Get("in").Text(), b.Get("name").Text())
}

// operationsOf ranges over the operations of a path item: methods and nodes. One
// that is a reference has the members of what it refers to, and its own.
func (m *Model) operationsOf(item *doctree.Node) iter.Seq2[string, *doctree.Node] {
	return func(yield func(string, *doctree.Node) bool) {
		for method, node := range item.Members() {
			if slices.Contains(methods, method) && node.Is(doctree.Mapping) && !yield(method, m.operationNode(node)) {
				return
			}
		}
		for method, node := range item.Get("additionalOperations").Members() {
			if node.Is(doctree.Mapping) && !yield(method, m.operationNode(node)) {
				return
			}
		}
	}
}

func (m *Model) operationNode(node *doctree.Node) *doctree.Node {
	base := m.base(node)
	if base == nil {
		return node
	}
	base = m.operationNode(base)
	if node.Len() == 1 {
		return base
	}
	made := doctree.Overlay(base, node)
	made.Remove("$ref")
	return made
}

// methods are the members of a path item that are operations; query is one since
// OpenAPI 3.2.
var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}

func isExtension(key string) bool { return strings.HasPrefix(key, "x-") }

// Deref follows a reference to its end. It returns a node that is not a
// reference, or one that is broken, as it is.
func (m *Model) Deref(node *doctree.Node) *doctree.Node {
	if target, _, ok := m.Doc.Set.Resolve(node); ok {
		return target
	}
	return node
}

// ref returns the canonical reference of what a node refers to, "" when it is
// not a reference, or a broken one.
func (m *Model) ref(node *doctree.Node) string {
	_, canonical, _ := m.Doc.Set.Resolve(node)
	return canonical
}
