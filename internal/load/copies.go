package load

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// maxCopied limits the values that kin-openapi copies. It shares values below
// components and paths, but reads the target of any other $ref, such as a file
// with one schema, again for each $ref: 26 such files, each with two references
// to the next, become 67 million schemas.
const maxCopied = 500_000

// copies follows the references of a set as kin-openapi does, and counts copied
// values.
type copies struct {
	set    *doctree.Set
	left   int
	shared map[*doctree.Node]bool // that were visited
	within map[*doctree.Node]bool // copies that are being visited: kin-openapi stops there, too
	outer  *doctree.Node          // the $ref that makes the outermost copy
	tooFar *doctree.Node          // that $ref, if there are too many copies
}

// checkCopies reports the reference for which kin-openapi would copy too many
// values, or returns nil. It takes at most maxCopied steps in addition to one
// for each value of the set.
func (doc *Document) checkCopies() *diag.Diagnostic {
	c := &copies{set: doc.Set, left: maxCopied, shared: map[*doctree.Node]bool{}, within: map[*doctree.Node]bool{}}
	c.visit(doc.Root)
	if c.tooFar == nil {
		return nil
	}
	d := diag.Warningf(c.tooFar.At(), "openapi",
		"the $ref %s leads to schemas outside components, which kin-openapi copies for each $ref: more than %d values; nothing is checked that needs them",
		diag.Quote(c.tooFar.Text()), maxCopied).
		Fix("move them to components.schemas of a document, and refer to them there")
	return &d
}

func (c *copies) visit(n *doctree.Node) {
	if c.outer != nil {
		c.left--
	}
	if c.left < 0 {
		if c.tooFar == nil {
			c.tooFar = c.outer
		}
		return
	}
	if ref := n.Get("$ref"); ref.Is(doctree.String) {
		c.follow(n, ref)
	}
	for _, value := range n.Members() {
		c.visit(value)
	}
	for _, item := range n.Items() {
		c.visit(item)
	}
}

func (c *copies) follow(n, ref *doctree.Node) {
	target, place, ok := c.set.Step(n)
	if !ok {
		return
	}
	if isShared(place) {
		if c.shared[target] {
			return
		}
		c.shared[target] = true
		outer := c.outer
		c.outer = nil // shared, so that it is not counted
		c.visit(target)
		c.outer = outer
		return
	}
	if c.within[target] {
		return
	}
	c.within[target] = true
	defer delete(c.within, target)
	if c.outer == nil {
		c.outer = ref
		defer func() { c.outer = nil }()
	}
	c.visit(target)
}

// isShared reports whether kin-openapi has one value for all references to a
// place. This is so for places that its model of a document has.
func isShared(canonical string) bool {
	_, pointer, _ := strings.Cut(canonical, "#/")
	tokens := strings.Split(pointer, "/")
	switch tokens[0] {
	case "components", "paths", "webhooks":
		return !slices.ContainsFunc(tokens[1:], func(token string) bool { return strings.HasPrefix(token, "x-") || token == "definitions" })
	}
	return false
}
