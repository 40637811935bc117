package schema

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

func (r *Reader) items(s *Schema, node, value *doctree.Node) {
	if value.Is(doctree.Sequence) {
		r.report(diag.Warningf(node.Key("items"), "not-enforced", "a list of items by position is not checked before sending").
			Fix("write one schema for every item"))
		return
	}
	first := node.Get("prefixItems")
	admits, isBool := value.Bool()
	switch {
	case isBool && !admits: // none but those by position
		pos := node.Key("items")
		if end := (&Limit{N: int64(first.Len()), Pos: pos}); s.MaxItems == nil || end.N < s.MaxItems.N {
			s.MaxItems = end
		}
	case first != nil && !isBool:
		r.report(diag.Warningf(node.Key("items"), "not-enforced", "items, which applies to those after prefixItems, is not checked before sending").
			Fix("WeChat Pay checks it; write one schema for every item, and remove prefixItems"))
	default:
		s.Items = append(s.Items, value)
	}
}

// properties merges the properties of a part. Of the schemas of one property the
// nearer ones come first.
func (r *Reader) properties(s *Schema, p part, value *doctree.Node) {
	if !value.Is(doctree.Mapping) {
		r.shape(p.node, "properties", "a mapping from names to schemas")
		return
	}
	known := make(map[string]int, len(s.Properties)) // there may be very many
	for i := range s.Properties {
		known[s.Properties[i].Name] = i
	}
	for name, schema := range value.Members() {
		i, ok := known[name]
		if !ok {
			s.Properties = append(s.Properties, Property{Name: name, Pos: value.Key(name), Nodes: []*doctree.Node{schema}, far: []int{p.far}})
			continue
		}
		prop := &s.Properties[i]
		at := slices.IndexFunc(prop.far, func(far int) bool { return far > p.far })
		if at < 0 {
			at = len(prop.far)
		}
		prop.Nodes, prop.far = slices.Insert(prop.Nodes, at, schema), slices.Insert(prop.far, at, p.far)
	}
}

func (r *Reader) required(s *Schema, node, value *doctree.Node) {
	if !value.Is(doctree.Sequence) {
		r.shape(node, "required", "a list of property names")
		return
	}
	for _, item := range value.Items() {
		name, ok := item.Str()
		if !ok {
			r.report(diag.Errorf(item.At(), "keyword-shape", "required names a property by %s, not by a string", item.Kind).
				Fix("write the property's name"))
			continue
		}
		if !s.IsRequired(name) {
			s.Required = append(s.Required, Text{Value: name, Pos: item.At()})
		}
	}
}

func (r *Reader) additional(s *Schema, node, value *doctree.Node) {
	admits, isBool := value.Bool()
	switch {
	case node.Get("patternProperties") != nil:
		s.Open = true // for items that are not checked
	case isBool && !admits:
		s.Closed = true
	case isBool:
		s.Open = true
	default:
		s.Open = true
		s.Additional = append(s.Additional, value)
	}
}
