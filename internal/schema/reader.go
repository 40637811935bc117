package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// Reader reads the schemas of one document and of the files it refers to. It is
// for one goroutine.
type Reader struct {
	set     *doctree.Set
	v31     bool
	sink    func(diag.Diagnostic)
	reading []*Schema // what is being read, the innermost last
	cache   map[string]*Schema
	bases   map[*doctree.Node]*doctree.Node // a variant's substitute for its base -> the base
	nodes   map[string]*doctree.Node        // canonical reference -> what it points to
	kin     *family                         // nil until it is needed
}

// IsNew reports whether schemas are those of OpenAPI 3.1 or later.
func (r *Reader) IsNew() bool { return r.v31 }

// NewReader returns a reader of set. Faults of schemas go to report. v31 says
// that the document is OpenAPI 3.1 or later.
func NewReader(set *doctree.Set, v31 bool, report func(diag.Diagnostic)) *Reader {
	return &Reader{
		set: set, v31: v31, sink: report,
		cache: map[string]*Schema{},
		bases: map[*doctree.Node]*doctree.Node{},
		nodes: map[string]*doctree.Node{},
	}
}

// Read returns the schema that nodes form together. It returns the same *Schema
// for the same nodes. Reading no nodes gives the schema that admits everything.
func (r *Reader) Read(nodes ...*doctree.Node) *Schema {
	key := cacheKey(nodes)
	if s, ok := r.cache[key]; ok {
		for _, d := range s.diags {
			r.sink(d) // each user of a faulty schema is faulty; duplicates are dropped later
		}
		return s
	}
	s := &Schema{nodes: slices.Clone(nodes)}
	r.cache[key] = s
	r.reading = append(r.reading, s)
	defer func() { r.reading = r.reading[:len(r.reading)-1] }()
	if len(nodes) > 0 {
		s.Pos = nodes[0].At()
	}
	e := expansion{reader: r, schema: s}
	for _, node := range nodes {
		e.add(node, false)
	}
	s.parts = e.parts
	s.Ref = r.common(nodes)
	for i, p := range s.parts {
		r.merge(s, p, i)
	}
	r.settle(s)
	r.followRef(s)
	return s
}

// followRef follows a reference to a component that is a reference itself,
// possibly with null, to the last component.
func (r *Reader) followRef(s *Schema) {
	if node := r.nodes[s.Ref]; node != nil {
		if target := r.Read(node); target != s && target.Ref != "" {
			s.Ref = target.Ref
		}
	}
}

// report keeps d with the schema that is being read, and passes it on.
func (r *Reader) report(d diag.Diagnostic) {
	if n := len(r.reading); n > 0 {
		r.reading[n-1].diags = append(r.reading[n-1].diags, d)
	}
	r.sink(d)
}

func cacheKey(nodes []*doctree.Node) string {
	var b strings.Builder
	for _, node := range nodes {
		fmt.Fprintf(&b, "%p ", node)
	}
	return b.String()
}

// expansion resolves the references and allOf of a schema, the outermost object
// first.
type expansion struct {
	reader *Reader
	schema *Schema
	parts  []part
	far    int                    // references on the way to what is being expanded
	open   []*doctree.Node        // objects that are being expanded
	done   map[*doctree.Node]bool // objects that were expanded
}

func (e *expansion) add(node *doctree.Node, noVariants bool) {
	if base, ok := e.reader.bases[node]; ok {
		e.add(base, true)
		return
	}
	switch {
	case node == nil:
		return
	case node.Is(doctree.Bool):
		if admits, _ := node.Bool(); !admits {
			e.schema.Never = true
		}
		return
	case !node.Is(doctree.Mapping):
		e.reader.report(diag.Errorf(node.At(), "schema-shape", "a schema is a mapping, this is %s", node.Kind).
			Fix("write an object with a type"))
		return
	case slices.Contains(e.open, node) && e.isRefLoop(node):
		return // broken references were reported
	case slices.Contains(e.open, node):
		e.reader.report(diag.Warningf(node.At(), "allof-loop", "the schema is part of itself through $ref or allOf, which says nothing").
			Fix("remove the schema from its own allOf"))
		return
	}
	if e.done[node] {
		return
	}
	e.open = append(e.open, node)
	defer e.close(node)

	if (hasOwnKeywords(node) || len(e.reader.relatives().choiceOf(node)) > 0) && !e.has(node) {
		e.parts = append(e.parts, part{node: node, noVariants: noVariants || e.withoutVariants(node), far: e.far})
	}
	if node.Get("$ref").Is(doctree.String) {
		if target, _, ok := e.reader.set.Step(node); ok {
			e.far++
			e.add(target, noVariants)
			e.far--
		}
		e.reader.checkSiblings(node)
	}
	for _, item := range node.Get("allOf").Items() {
		e.add(item, noVariants)
	}
}

// close ends the expansion of node.
func (e *expansion) close(node *doctree.Node) {
	e.open = e.open[:len(e.open)-1]
	if e.done == nil {
		e.done = map[*doctree.Node]bool{}
	}
	e.done[node] = true
}

// isRefLoop reports whether a node leads back to itself by references alone.
func (e *expansion) isRefLoop(node *doctree.Node) bool {
	_, _, resolves := e.reader.set.Resolve(node)
	return node.Get("$ref").Is(doctree.String) && !resolves
}

// has reports whether the object is a part already.
func (e *expansion) has(node *doctree.Node) bool {
	return slices.ContainsFunc(e.parts, func(p part) bool { return p.node == node })
}

// hasOwnKeywords reports whether node has keywords other than $ref and allOf.
func hasOwnKeywords(node *doctree.Node) bool {
	for key := range node.Members() {
		if key != "$ref" && key != "allOf" {
			return true
		}
	}
	return node.Len() == 0
}

// Target returns the schema of the component that s refers to by its Ref, and s
// itself if it has none.
func (r *Reader) Target(s *Schema) *Schema {
	if s.Ref == "" {
		return s
	}
	return r.Read(r.nodes[s.Ref])
}

func (r *Reader) checkSiblings(node *doctree.Node) {
	if r.v31 || !isStructural(node) {
		return
	}
	r.report(diag.Warningf(node.Key("$ref"), "ref-siblings",
		"OpenAPI 3.0 ignores the keywords next to $ref; they are read here, as in 3.1").
		Fix("put the reference into allOf, or say openapi: 3.1.0"))
}

// variantNodes returns the nodes of a variant of s: the variant itself, and s
// without its variants.
func (r *Reader) variantNodes(s *Schema, item *doctree.Node) []*doctree.Node {
	var nodes []*doctree.Node
	for _, p := range s.parts {
		if !constrainsBesideVariants(p.node) || r.isMadeOf(item, p.node) {
			continue
		}
		stand := doctree.NewMapping(p.node.Pos)
		r.bases[stand] = p.node
		nodes = append(nodes, stand)
	}
	return append([]*doctree.Node{item}, nodes...)
}

func constrainsBesideVariants(node *doctree.Node) bool {
	for key := range node.Members() {
		switch key {
		case "oneOf", "anyOf", "discriminator", "$ref", "allOf", "$defs", "type":
		default:
			if !isNote(key) {
				return true
			}
		}
	}
	return false
}

// OfType returns a node for s with only one of its types.
func (r *Reader) OfType(s *Schema, t string) *doctree.Node {
	node := doctree.NewMapping(s.Pos)
	for _, p := range s.parts {
		for key, value := range p.node.Members() {
			if applies, ok := appliesTo[key]; ok && (applies == t || applies == "number" && t == "integer") || key == "format" || strings.HasPrefix(key, "x-") {
				node.Set(key, value)
			}
		}
	}
	node.Set("type", doctree.NewScalar(doctree.String, t, s.Pos))
	return node
}
