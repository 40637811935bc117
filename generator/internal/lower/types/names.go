package types

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/faults"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/load"
)

// Names gives the declarations of a package their Go names, each once.
type Names struct {
	*names.Namer
	doc   *load.Document
	log   *faults.Log
	scope *names.Scope // of the package block

	components map[string]string        // canonical reference of a schema -> its Go name
	references map[string]string        // Go name of a component -> its reference
	requests   map[string]string        // reference of a body whose name is that of the request type -> that name
	origins    map[*doctree.Node]string // Go name of the type of a schema within a component
}

// OwnDeclarations are what every generated package declares.
var OwnDeclarations = []string{"Client", "New"}

// NewNames returns the names of a document's package, none of them taken but the
// package's own.
func NewNames(doc *load.Document, namer *names.Namer, log *faults.Log) *Names {
	n := &Names{
		Namer: namer, doc: doc, log: log,
		scope:      names.NewScope("declaration"),
		components: map[string]string{},
		references: map[string]string{},
		requests:   map[string]string{},
		origins:    map[*doctree.Node]string{},
	}
	n.scope.Reserve(OwnDeclarations...)
	return n
}

// Has reports whether a declaration has the name.
func (n *Names) Has(name string) bool { return n.scope.Has(name) }

// Take takes the first free name of the package block for what the document calls
// spec, or one with a number, which is a warning.
func (n *Names) Take(spec string, pos diag.Position, candidates ...string) string {
	return n.TakeIn(n.scope, spec, pos, candidates...)
}

// TakeIn is Take for another scope.
func (n *Names) TakeIn(s *names.Scope, spec string, pos diag.Position, candidates ...string) string {
	return n.TakeOr(s, spec, pos, nil, candidates...)
}

// TakeOr is TakeIn with names that are better than a number.
func (n *Names) TakeOr(s *names.Scope, spec string, pos diag.Position, others []string, candidates ...string) string {
	name, fault := s.TakeOr(spec, pos, others, candidates...)
	if fault != nil {
		n.log.Report(*fault)
	}
	return name
}

// Of returns the Go name for what a node describes: its x-go-name, or the one that
// follows from name.
func (n *Names) Of(node *doctree.Node, name string) string {
	own, ok := node.Get("x-go-name").Str()
	if !ok || !n.Check(own, node.Get("x-go-name").At()) {
		return n.Exported(name)
	}
	return own
}

// Check reports whether an x-go-name can be used, and logs a warning if not: other
// tools have the word too, and take other names.
func (n *Names) Check(name string, pos diag.Position) bool {
	if names.ValidExported(name) {
		return true
	}
	n.log.Report(diag.Warningf(pos, "go-name", "x-go-name %s is not an exported Go identifier, and is ignored", diag.Quote(name)).
		Fix("begin it with a capital letter, and use letters and digits alone"))
	return false
}

// Body notes that the schema that node refers to is the JSON body of a request
// type. If both would have the same name, the body's gets a suffix.
func (n *Names) Body(node *doctree.Node, request string) {
	target, ref, ok := n.doc.Set.Resolve(node)
	if ok && n.ofProperty(target, LastToken(ref)) == request {
		n.requests[ref] = request
	}
}

// Components names the schemas under components, used or not, so that a new use
// renames nothing.
func (n *Names) Components() {
	for name, node := range n.doc.Root.Get("components").Get("schemas").Members() {
		n.component(n.doc.Path+"#/components/schemas/"+PointerEscape(name), name, node)
	}
}

// BodyBase returns the prefix of the names of types within a body that is a
// component: the component's name, whichever operations send it.
func (n *Names) BodyBase(ref string) string {
	name := n.Component(ref)
	if request := n.requests[ref]; request != "" && request+"Body" == name {
		return request
	}
	return name
}

// Component returns the Go name of a component, which may be in another file.
func (n *Names) Component(ref string) string {
	if name, ok := n.components[ref]; ok {
		return name
	}
	return n.component(ref, placeName(ref), n.node(ref))
}

// node returns the node that a canonical reference leads to.
func (n *Names) node(ref string) *doctree.Node {
	if ref == "" {
		return nil
	}
	file, pointer, _ := strings.Cut(ref, "#")
	target, _, _ := n.doc.Set.ResolveRef(n.doc.Set.File(file).Root, "#"+pointer)
	return target
}

// isComponent reports whether name is that of a component.
func (n *Names) isComponent(name string) bool { return n.references[name] != "" }

// isNameOf reports whether name is that of the component that node is.
func (n *Names) isNameOf(name string, node *doctree.Node) bool {
	ref := n.references[name]
	return ref != "" && node != nil && n.node(ref) == node
}

// component names a schema. If it is the body of an operation, the operation's
// request type has the first right to the name.
func (n *Names) component(ref, spec string, node *doctree.Node) string {
	if name, ok := n.components[ref]; ok {
		return name
	}
	goName := n.Of(node, spec)
	candidates := []string{goName, n.Verbatim(spec)}
	switch {
	case n.origins[node] != "" && node.Get("x-go-name") == nil: // it is within another component
		candidates = []string{n.origins[node], n.origins[node] + "Value"}
	case goName != "" && n.requests[ref] == goName:
		candidates = []string{goName + "Body"}
	case slices.Contains(OwnDeclarations, goName):
		candidates = []string{goName + "Schema"}
	}
	leave := n.log.Enter(faults.Schema(ref)) // a collision concerns those who use the schema
	name := n.TakeOr(n.scope, spec, node.At(), []string{n.Spelled(spec)}, candidates...)
	leave()
	n.components[ref] = name
	n.references[name] = ref
	n.noteOrigins(node, n.BodyBase(ref), 0)
	return name
}
