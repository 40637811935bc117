package doctree

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// Bundle returns the document as one that refers to no other file: what it needs of
// them is under its components, by the name that it has in its file. What OpenAPI has
// no components for, such as a path of another file, is written where it is referred
// to. A reference that leads nowhere stays as it is. Members whose values are dropped
// are left out. The set is not changed.
func (s *Set) Bundle(dropped func(value *Node) bool) (*Node, []diag.Diagnostic) {
	b := &bundler{set: s, dropped: dropped, refs: map[*Node]shape{}, mappings: map[*Node]*Node{}, names: map[string]string{}, taken: map[string]bool{}}
	m := &mender{set: s}
	m.walk(b.collect)
	root := s.Root()
	for section, table := range root.Get("components").Peek() {
		for name := range table.Peek() {
			b.taken[section+"/"+name] = true
		}
	}
	made := b.copy(root)
	for len(b.queue) > 0 { // copying one may find others
		next := b.queue[0]
		b.queue = b.queue[1:]
		b.define(made, next)
	}
	return made, b.diags
}

// shapeErrorCode is a code of x-error-codes, which may be a reference.
const shapeErrorCode = shapeSchema + 1

// bundler is a run of Bundle.
type bundler struct {
	set      *Set
	dropped  func(*Node) bool
	refs     map[*Node]shape // objects that are references
	mappings map[*Node]*Node // mappings of discriminators, and the schemas that have them
	names    map[string]string
	taken    map[string]bool // names of components, by section/name
	queue    []component
	within   []*Node // what is being written in place of a reference
	diags    []diag.Diagnostic
}

// component is a value of another file that moves to the components.
type component struct {
	section, name string
	target        *Node
}

func (b *bundler) collect(n *Node, s shape) {
	if s.takesRef() && n.Get("$ref").Is(String) {
		b.refs[n] = s
	}
	if mapping := n.Get("discriminator").Get("mapping"); s == shapeSchema && mapping != nil {
		b.mappings[mapping] = n
	}
	if s == shapeResponse || s == shapeComponents {
		for _, code := range n.Get("x-error-codes").Peek() {
			if code.Get("$ref").Is(String) {
				b.refs[code] = shapeErrorCode
			}
		}
	}
}

func (b *bundler) copy(n *Node) *Node {
	if s, ok := b.refs[n]; ok {
		return b.reference(n, s)
	}
	if schema, ok := b.mappings[n]; ok {
		return b.mapping(n, schema)
	}
	return b.members(n)
}

// members returns a copy of n, in which what n contains is bundled.
func (b *bundler) members(n *Node) *Node {
	switch {
	case n.Is(Mapping):
		made := NewMapping(n.Pos)
		for key, value := range n.Peek() {
			if b.dropped == nil || !b.dropped(value) {
				made.add(key, n.Key(key), b.copy(value))
			}
		}
		return made
	case n.Is(Sequence):
		made := NewSequence(n.Pos)
		for _, item := range n.PeekItems() {
			made.Append(b.copy(item))
		}
		return made
	}
	return n.Copy()
}

// reference returns a copy of a reference that leads to the same value.
func (b *bundler) reference(n *Node, s shape) *Node {
	target, at, ok := b.set.Step(n)
	if !ok {
		return b.members(n)
	}
	file, pointer, _ := strings.Cut(at, "#")
	made := b.members(n)
	old := n.Get("$ref")
	switch {
	case file == b.set.root && strings.HasPrefix(old.text, "#"):
	case file == b.set.root:
		made.Set("$ref", NewScalar(String, "#"+pointer, old.Pos))
	case sections[s] == "":
		return b.inPlace(n, made, target)
	default:
		made.Set("$ref", NewScalar(String, "#/components/"+sections[s]+"/"+b.component(sections[s], at, target), old.Pos))
	}
	return made
}

// sections are the parts of components for what may be referred to.
var sections = map[shape]string{shapeErrorCode: "x-error-codes"}

func init() {
	for section, slot := range grammar[shapeComponents] {
		if section != "pathItems" && section != "mediaTypes" { // which OpenAPI 3.0 does not have
			sections[slot.shape] = section
		}
	}
}

// component returns the name under which a value of another file is in a section.
func (b *bundler) component(section, at string, target *Node) string {
	key := section + " " + at
	if name, ok := b.names[key]; ok {
		return name
	}
	file, pointer, _ := strings.Cut(at, "#")
	base := strings.TrimSuffix(path.Base(file), path.Ext(file))
	name := base
	if tokens := strings.Split(pointer, "/"); len(tokens) > 1 {
		name = tokenUnescaper.Replace(tokens[len(tokens)-1])
	}
	name = notInName.ReplaceAllString(name, "_")
	if b.taken[section+"/"+name] {
		name = notInName.ReplaceAllString(base, "_") + "_" + name
	}
	first := name
	for i := 2; b.taken[section+"/"+name]; i++ {
		name = first + "_" + strconv.Itoa(i)
	}
	b.names[key], b.taken[section+"/"+name] = name, true
	b.queue = append(b.queue, component{section, name, target})
	return name
}

var notInName = regexp.MustCompile(`[^A-Za-z0-9._-]`)

func (b *bundler) define(root *Node, c component) {
	components := root.Get("components")
	if components == nil {
		components = NewMapping(root.Pos)
		root.Set("components", components)
	}
	table := components.Get(c.section)
	if table == nil {
		table = NewMapping(root.Pos)
		components.Set(c.section, table)
	}
	table.Set(c.name, b.copy(c.target))
}

// inPlace returns what a reference leads to, with the members that it has itself:
// those count, and parameters add up.
func (b *bundler) inPlace(n, own, target *Node) *Node {
	if slices.Contains(b.within, target) {
		b.diags = append(b.diags, diag.Errorf(n.Get("$ref").At(), ruleRefLoop, "the $ref leads back to what it is in, in another file").
			Fix("move what is shared to the components of a document"))
		return own
	}
	b.within = append(b.within, target)
	defer func() { b.within = b.within[:len(b.within)-1] }()
	made := b.copy(target)
	own.Remove("$ref")
	parameters := own.Get("parameters")
	for _, p := range made.Get("parameters").PeekItems() {
		if parameters != nil && !slices.ContainsFunc(parameters.PeekItems(), func(q *Node) bool { return sameParameter(p, q) }) {
			parameters.Append(p)
		}
	}
	if own.Len() == 0 {
		return made
	}
	return Overlay(made, own)
}

func sameParameter(p, q *Node) bool {
	return p.Get("name").Text() == q.Get("name").Text() && p.Get("in").Text() == q.Get("in").Text() && p.Get("$ref").Text() == q.Get("$ref").Text()
}

// mapping returns a copy of a discriminator's mapping.
func (b *bundler) mapping(n, schema *Node) *Node {
	made := NewMapping(n.Pos)
	for word, value := range n.Peek() {
		target, at, ok := b.set.ResolveMapping(schema, value.Text())
		file, _, _ := strings.Cut(at, "#")
		if !ok || file == b.set.root {
			made.add(word, n.Key(word), value.Copy())
			continue
		}
		name := b.component("schemas", at, target)
		made.add(word, n.Key(word), NewScalar(String, "#/components/schemas/"+name, value.Pos))
	}
	return made
}
