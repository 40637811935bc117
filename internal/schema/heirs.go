package schema

import (
	"maps"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// A schema with a discriminator may leave out oneOf: a value is then one of the
// schemas that are made of it by allOf, its heirs. The schema is read as a choice
// of them and, unless the mapping excludes it, of itself.

// component is a schema under components.
type component struct {
	name, ref string // ref is canonical
	node      *doctree.Node
}

// family has the bases of a set and what is made of them.
type family struct {
	reader *Reader
	byNode map[*doctree.Node]component
	heirs  map[*doctree.Node][]component     // base -> its heirs, in the document's order
	parent map[*doctree.Node]*doctree.Node   // heir or base -> what has the discriminator
	known  map[*doctree.Node][]*doctree.Node // base -> its choice; see choiceOf
	stands map[*doctree.Node]*doctree.Node   // base -> its stand-in in choices
}

// relatives returns the family, which is found once.
func (r *Reader) relatives() *family {
	if r.kin == nil {
		r.kin = &family{
			reader: r, byNode: map[*doctree.Node]component{}, heirs: map[*doctree.Node][]component{},
			parent: map[*doctree.Node]*doctree.Node{},
			known:  map[*doctree.Node][]*doctree.Node{}, stands: map[*doctree.Node]*doctree.Node{},
		}
		r.kin.find()
	}
	return r.kin
}

// find fills the family.
func (f *family) find() {
	var all []component
	found := false
	for _, path := range slices.Sorted(maps.Keys(f.reader.set.Files)) {
		root := f.reader.set.Files[path].Root
		for name, node := range root.Get("components").Get("schemas").Peek() {
			c := component{name: name, ref: path + "#/components/schemas/" + pointerEscaper.Replace(name), node: node}
			all = append(all, c)
			f.byNode[node] = c
			found = found || isBase(node)
		}
	}
	if !found {
		return
	}
	for _, c := range all {
		f.add(c)
	}
	for _, c := range all {
		f.addMapped(c)
	}
}

var pointerEscaper = strings.NewReplacer("~", "~0", "/", "~1", "%", "%25")

// isBase reports whether a schema has a discriminator and no list of what it
// distinguishes.
func isBase(node *doctree.Node) bool {
	return node.Get("discriminator").Get("propertyName").Is(doctree.String) && node.Get("oneOf") == nil && node.Get("anyOf") == nil
}

// add notes the bases that a schema is made of.
func (f *family) add(c component) {
	bases := f.ancestors(c.node)
	i := slices.IndexFunc(bases, isBase)
	switch {
	case i < 0:
		if isBase(c.node) {
			f.parent[c.node] = c.node
		}
		return
	case !isBase(c.node):
		f.parent[c.node] = bases[i]
	default:
		f.parent[c.node] = c.node
	}
	if !f.isHeir(c, bases[i]) {
		delete(f.parent, c.node)
		return
	}
	for _, base := range bases {
		if isBase(base) || slices.ContainsFunc(f.ancestors(base), isBase) {
			f.heirs[base] = append(f.heirs[base], c)
		}
	}
}

// isHeir reports whether a schema that is made of a base is one of its kinds. One
// that adds nothing but notes may be another name for the base.
func (f *family) isHeir(c component, base *doctree.Node) bool {
	if isStructural(c.node) || len(c.node.Get("allOf").PeekItems()) > 1 {
		return true
	}
	if slices.ContainsFunc(c.node.Get("allOf").PeekItems(), isStructural) {
		return true
	}
	if mapping := base.Get("discriminator").Get("mapping"); mapping.Len() > 0 {
		return slices.ContainsFunc(f.mapped(base), func(m component) bool { return m.node == c.node })
	}
	return c.node.Get("allOf") != nil && c.node.Get("nullable") == nil
}

// addMapped adds the schemas that the mapping of a base names and that are not
// made of it.
func (f *family) addMapped(c component) {
	if f.parent[c.node] != c.node || slices.ContainsFunc(f.ancestors(c.node), isBase) {
		return
	}
	for _, m := range f.mapped(c.node) {
		if m.node != c.node && !slices.ContainsFunc(f.heirs[c.node], func(h component) bool { return h.node == m.node }) {
			f.heirs[c.node] = append(f.heirs[c.node], m)
		}
	}
}

// mapped returns the components that the mapping of a base names.
func (f *family) mapped(base *doctree.Node) []component {
	var list []component
	for _, target := range base.Get("discriminator").Get("mapping").Peek() {
		if target.Is(doctree.String) {
			if node, _, ok := f.reader.set.ResolveMapping(base, target.Text()); ok && f.byNode[node].node != nil {
				list = append(list, f.byNode[node])
			}
		}
	}
	return list
}

// ancestors returns the components that a schema is made of, the nearest first.
func (f *family) ancestors(node *doctree.Node) []*doctree.Node {
	var list []*doctree.Node
	seen := map[*doctree.Node]bool{node: true}
	var walk func(at *doctree.Node)
	walk = func(at *doctree.Node) {
		next := slices.Clone(at.Get("allOf").PeekItems())
		if target, _, ok := f.reader.set.Step(at); ok && (at != node || isStructural(at)) {
			next = append(next, target)
		}
		for _, inner := range next {
			if !inner.Is(doctree.Mapping) || seen[inner] {
				continue
			}
			seen[inner] = true
			if f.byNode[inner].node != nil {
				list = append(list, inner)
			}
			walk(inner)
		}
	}
	walk(node)
	return list
}

// choiceOf returns what a value of a base is chosen from, nil if node is no base
// or nothing is made of it.
func (f *family) choiceOf(base *doctree.Node) []*doctree.Node {
	if list, ok := f.known[base]; ok || len(f.heirs[base]) == 0 {
		return list
	}
	var list []*doctree.Node
	if f.isKind(base) {
		list = append(list, f.standIn(base))
	}
	for _, heir := range f.heirs[base] {
		if len(f.heirs[heir.node]) > 0 && f.parent[heir.node] != nil {
			if f.isKind(heir.node) {
				list = append(list, f.standIn(heir.node))
			}
			continue
		}
		ref := doctree.NewMapping(heir.node.Pos)
		ref.Set("$ref", doctree.NewScalar(doctree.String, "#/components/schemas/"+pointerEscaper.Replace(heir.name), heir.node.Pos))
		list = append(list, ref)
	}
	f.known[base] = list
	return list
}

// standIn returns the node that represents a base without its choice.
func (f *family) standIn(base *doctree.Node) *doctree.Node {
	if f.stands[base] == nil {
		f.stands[base] = doctree.NewMapping(base.Pos)
		f.reader.bases[f.stands[base]] = base
	}
	return f.stands[base]
}

// isKind reports whether a value can be of a base itself: its name can be the value
// of the discriminator, or the mapping has one for it.
func (f *family) isKind(base *doctree.Node) bool {
	mapping := f.parent[base].Get("discriminator").Get("mapping")
	if mapping.Len() == 0 {
		return true
	}
	return slices.ContainsFunc(f.mapped(f.parent[base]), func(m component) bool { return m.node == base })
}

// isAlone reports whether a schema with one schema in allOf is a kind of its own
// and not another name for that one.
func (r *Reader) isAlone(node *doctree.Node) bool {
	f := r.relatives()
	parent := f.parent[node]
	return parent != nil && (parent != node || len(f.heirs[node]) > 0)
}

// inherit takes in the choice of a base, unless the schema has one.
func (r *Reader) inherit(s *Schema, node *doctree.Node) {
	f := r.relatives()
	items := f.choiceOf(node)
	if len(items) == 0 || s.Variants != nil {
		return
	}
	parent := f.parent[node]
	s.VariantsPos, s.Inherited = parent.Key("discriminator"), true
	s.Discriminator = r.discriminator(parent)
	for _, item := range items {
		v := Variant{Pos: item.At(), Nodes: []*doctree.Node{item}, Ref: r.identity(item, 0)}
		if base := r.bases[item]; base != nil {
			v.Base = f.byNode[base].ref
		}
		s.Variants = append(s.Variants, v)
	}
}

// choice returns the members of oneOf or anyOf of a schema, or what its value is
// chosen from by its discriminator.
func (r *Reader) choice(node *doctree.Node, key string) []*doctree.Node {
	if node.Get(key) == nil && key == "oneOf" && node.Get("anyOf") == nil {
		return r.relatives().choiceOf(node)
	}
	return node.Get(key).Items()
}
