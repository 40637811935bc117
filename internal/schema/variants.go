package schema

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// enums narrows the members of s by those of node. A const is an enum of one.
func (r *Reader) enums(s *Schema, node *doctree.Node) {
	members := node.Get("enum")
	switch {
	case members == nil:
	case !members.Is(doctree.Sequence):
		r.shape(node, "enum", "a list of values")
	case members.Len() == 0:
		r.report(diag.Warningf(members.At(), "enum-empty", "the enum has no member, which would admit no value; it is not enforced").
			Fix("list the members, or remove enum"))
	default:
		r.narrowEnum(s, r.distinct(members.Items()), node.Key("enum"))
	}
	if value := node.Get("const"); value != nil {
		r.narrowEnum(s, []*doctree.Node{value}, node.Key("const"))
	}
}

// narrowEnum keeps the members of s that are among items.
func (r *Reader) narrowEnum(s *Schema, items []*doctree.Node, pos diag.Position) {
	if s.Enum != nil {
		both := common(s.Enum, items)
		if len(both) == 0 {
			r.report(diag.Warningf(pos, "allof-conflict", "no value is a member of both lists; a member of either is read").
				See(s.EnumPos).Fix("make the lists overlap"))
			both = append(slices.Clone(s.Enum), items...)
		}
		items = both
	}
	s.Enum, s.EnumPos = items, pos
}

// enumFromVariants reads a choice of constants, each with its own title or
// description, as an enum.
func (r *Reader) enumFromVariants(s *Schema) {
	if len(s.Variants) == 0 {
		return
	}
	var items []*doctree.Node
	for _, v := range s.Variants {
		node := v.Nodes[0]
		constant := node.Get("const")
		if list := node.Get("enum"); constant == nil && list.Len() == 1 {
			constant = list.Items()[0]
		}
		if v.Ref != "" || constant == nil || constant.Is(doctree.Mapping) || constant.Is(doctree.Sequence) {
			return
		}
		items = append(items, constant)
	}
	notes := map[string]Note{}
	for i, v := range s.Variants {
		title, description := v.Nodes[0].Get("title").Text(), v.Nodes[0].Get("description").Text()
		notes[string(items[i].AppendJSON(nil))] = Note{Title: title, Description: description}
	}
	if s.Enum == nil {
		s.VarNames = nil
	}
	s.Notes = notes
	r.narrowEnum(s, r.distinct(items), s.VariantsPos)
	s.Variants, s.Discriminator = nil, nil
}

// MemberNote returns the note on a member of the enum.
func (s *Schema) MemberNote(member *doctree.Node) Note {
	return s.Notes[string(member.AppendJSON(nil))]
}

func (r *Reader) distinct(items []*doctree.Node) []*doctree.Node {
	seen := map[string]*doctree.Node{}
	var out []*doctree.Node
	for _, item := range items {
		text := string(item.AppendJSON(nil))
		if first := seen[text]; first != nil {
			r.report(diag.Warningf(item.At(), "enum-repeated", "the member %s is listed twice", diag.Quote(item.Text())).
				See(first.At()).Fix("remove one of them"))
			continue
		}
		seen[text] = item
		out = append(out, item)
	}
	return out
}

func common(a, b []*doctree.Node) []*doctree.Node {
	texts := map[string]bool{}
	for _, item := range b {
		texts[string(item.AppendJSON(nil))] = true
	}
	var both []*doctree.Node
	for _, item := range a {
		if texts[string(item.AppendJSON(nil))] {
			both = append(both, item)
		}
	}
	return both
}

// variants reads oneOf and anyOf.
func (r *Reader) variants(s *Schema, node *doctree.Node) {
	for _, key := range []string{"oneOf", "anyOf"} {
		value := node.Get(key)
		switch {
		case value == nil:
			continue
		case !value.Is(doctree.Sequence) || value.Len() == 0:
			r.report(diag.Errorf(value.At(), "keyword-shape", "%s is %s, not a list of schemas with at least one", key, value.Kind).
				Fix("list the schemas, or remove %s", key))
			continue
		case s.Variants != nil:
			r.report(diag.Warningf(node.Key(key), "not-enforced", "a second choice of schemas for the same value is not checked").
				See(s.VariantsPos).Fix("write one oneOf or anyOf"))
			continue
		}
		s.VariantsPos, s.Exclusive = node.Key(key), key == "oneOf"
		for _, item := range r.ending(node, key) {
			s.Variants = append(s.Variants, Variant{Pos: item.At(), Nodes: []*doctree.Node{item}, Ref: r.identity(item, 0)})
		}
		s.Discriminator = r.discriminator(node)
	}
	r.inherit(s, node)
}

func (r *Reader) discriminator(node *doctree.Node) *Discriminator {
	value := node.Get("discriminator")
	name, ok := value.Get("propertyName").Str()
	if value == nil {
		return nil
	}
	if !ok {
		r.report(diag.Errorf(value.At(), "keyword-shape", "the discriminator has no propertyName").
			Fix("name the property that identifies the schemas"))
		return nil
	}
	d := &Discriminator{Property: name, Pos: value.At()}
	for word, target := range value.Get("mapping").Members() {
		text, _ := target.Str()
		ref := r.mappingRef(node, text)
		if ref == "" {
			r.report(diag.Warningf(target.At(), "ref-missing", "the discriminator maps %s to %s, which is not a schema of the document, and is ignored",
				diag.Quote(word), diag.Quote(text)).Fix("write a reference such as #/components/schemas/Name"))
			continue
		}
		d.Mapping = append(d.Mapping, Mapped{Value: word, Ref: ref, Pos: target.At()})
	}
	return d
}

// mappingRef returns the canonical reference of the target of a mapping,
// following components that are only references.
func (r *Reader) mappingRef(node *doctree.Node, text string) string {
	target, ref, ok := r.set.ResolveMapping(node, text)
	if !ok {
		return ""
	}
	if inner := r.identity(target, 0); inner != "" {
		return inner
	}
	return ref
}

// enumWithin removes the members that the schema's own limits exclude.
func (r *Reader) enumWithin(s *Schema) {
	kept := slices.DeleteFunc(slices.Clone(s.Enum), func(m *doctree.Node) bool { return !s.Admits(m) })
	switch {
	case len(kept) == len(s.Enum):
		return
	case len(kept) == 0:
		r.report(diag.Warningf(s.EnumPos, "enum-limits", "no member is within the limits of the schema; the limits are not checked").
			Fix("correct the limits, or the members"))
		return
	}
	r.report(diag.Warningf(s.EnumPos, "enum-limits", "%d of %d members are not within the limits of the schema, and are ignored", len(s.Enum)-len(kept), len(s.Enum)).
		Fix("remove the members, or correct the limits"))
	s.Enum, s.VarNames = kept, nil
}
