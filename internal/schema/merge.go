package schema

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// merge narrows s by the keywords of p. index is 0 for the outermost object,
// whose notes come first.
func (r *Reader) merge(s *Schema, p part, index int) {
	for key, value := range p.node.Members() {
		switch {
		case key == "$ref" || key == "allOf":
		case isNote(key) && key == "x-go-name" && p.noVariants: // it is the choice's
		case isNote(key):
			r.note(s, key, value, index)
		case notEnforced[key]:
			r.report(diag.Warningf(p.node.Key(key), "not-enforced", "%s is not checked before sending", key).
				Fix("WeChat Pay checks it; remove it, or use other keywords"))
		case !known[key]:
			r.unknown(p.node, key)
		default:
			r.keyword(s, p, key, value)
		}
	}
	if p.node.Get("$ref") == nil {
		r.types(s, p)
	}
	r.enums(s, p.node)
	if !p.noVariants {
		r.variants(s, p.node)
	}
}

func (r *Reader) unknown(node *doctree.Node, key string) {
	d := diag.Warningf(node.Key(key), "unknown-keyword", "%s is not a keyword of a schema, so it is not enforced", diag.Quote(key))
	word, value, glued := strings.Cut(key, ":")
	switch near := diag.Near(key, knownInOrder); {
	case glued && known[word]: // {type:string} is a mapping with one key and no value
		d = d.Fix("write a space after the colon: %s: %s", word, value)
	case near != "":
		d = d.Fix("did you mean %s?", near)
	default:
		d = d.Fix("remove it, or begin its name with x-")
	}
	r.report(d)
}

// keyword merges one keyword that constrains the value.
func (r *Reader) keyword(s *Schema, p part, key string, value *doctree.Node) {
	switch key {
	case "format":
		r.format(s, p, value)
	case "minLength":
		s.MinLength = r.atLeast(s.MinLength, p.node, key)
	case "maxLength":
		s.MaxLength = r.atMost(s.MaxLength, p.node, key)
	case "minItems":
		s.MinItems = r.atLeast(s.MinItems, p.node, key)
	case "maxItems":
		s.MaxItems = r.atMost(s.MaxItems, p.node, key)
	case "minProperties":
		s.MinProperties = r.atLeast(s.MinProperties, p.node, key)
	case "maxProperties":
		s.MaxProperties = r.atMost(s.MaxProperties, p.node, key)
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf":
		r.number(s, p.node, key)
	case "pattern":
		if text, ok := r.text(p.node, key); ok {
			s.Patterns = append(s.Patterns, text)
		}
	case "uniqueItems":
		s.UniqueItems = r.flag(p.node, key) || s.UniqueItems
	case "items":
		r.items(s, p.node, value)
	case "properties":
		r.properties(s, p, value)
	case "required":
		r.required(s, p.node, value)
	case "additionalProperties":
		r.additional(s, p.node, value)
	}
}

func (r *Reader) shape(node *doctree.Node, key, want string) {
	value := node.Get(key)
	r.report(diag.Errorf(value.At(), "keyword-shape", "%s is %s, not %s", key, value.Kind, want).
		Fix("write %s", want))
}

func (r *Reader) text(node *doctree.Node, key string) (Text, bool) {
	value, ok := node.Get(key).Str()
	if !ok {
		r.shape(node, key, "a string")
	}
	return Text{Value: value, Pos: node.Get(key).At()}, ok
}

func (r *Reader) flag(node *doctree.Node, key string) bool {
	value, ok := node.Get(key).Bool()
	if !ok {
		r.shape(node, key, "true or false")
	}
	return value
}

// limit reads a count, which is never negative.
func (r *Reader) limit(node *doctree.Node, key string) *Limit {
	value := node.Get(key)
	n, ok := value.Int()
	if _, isNumber := value.Number(); isNumber && (!ok || n < 0) {
		r.report(diag.Errorf(value.At(), "keyword-shape", "%s is %s, not a whole number from 0", key, value.Text()).
			Fix("write a whole number from 0"))
		return nil
	}
	if !ok {
		r.shape(node, key, "a whole number from 0")
		return nil
	}
	return &Limit{N: n, Pos: node.Key(key)}
}

func (r *Reader) atLeast(old *Limit, node *doctree.Node, key string) *Limit {
	l := r.limit(node, key)
	if l == nil || (old != nil && old.N >= l.N) {
		return old
	}
	return l
}

func (r *Reader) atMost(old *Limit, node *doctree.Node, key string) *Limit {
	l := r.limit(node, key)
	if l == nil || (old != nil && old.N <= l.N) {
		return old
	}
	return l
}

// number merges the keywords about numbers. Exclusive limits differ: 3.0 has a
// boolean next to minimum, 3.1 a number.
func (r *Reader) number(s *Schema, node *doctree.Node, key string) {
	value := node.Get(key)
	text, ok := value.Number()
	if !ok {
		if strings.HasPrefix(key, "exclusive") && value.Is(doctree.Bool) {
			r.exclusiveFlag(node, key)
			return
		}
		r.shape(node, key, "a number")
		return
	}
	bound := Bound{Text: string(text), Pos: node.Key(key)}
	switch key {
	case "multipleOf":
		if compare(bound.Text, "0") <= 0 {
			r.shape(node, key, "a number above 0")
			return
		}
		s.MultipleOf = append(s.MultipleOf, bound)
	case "minimum", "exclusiveMinimum":
		exclusive, _ := node.Get("exclusiveMinimum").Bool()
		bound.Exclusive = key == "exclusiveMinimum" || exclusive
		s.Minimum = narrower(s.Minimum, &bound, 1)
	case "maximum", "exclusiveMaximum":
		exclusive, _ := node.Get("exclusiveMaximum").Bool()
		bound.Exclusive = key == "exclusiveMaximum" || exclusive
		s.Maximum = narrower(s.Maximum, &bound, -1)
	}
}

// exclusiveFlag is the boolean of 3.0, which is read with minimum or maximum.
// 3.1 does not define it, and otherwise it has no meaning.
func (r *Reader) exclusiveFlag(node *doctree.Node, key string) {
	on, _ := node.Get(key).Bool()
	limit := strings.ToLower(strings.TrimPrefix(key, "exclusive"))
	way := diag.Warningf(node.Get(key).At(), "sloppy-boolean", "%s is a boolean, which is OpenAPI 3.0's way", key)
	switch {
	case on && node.Get(limit) == nil:
		r.report(diag.Warningf(node.Get(key).At(), "not-enforced", "%s is true without a %s that it applies to", key, limit).
			Fix("add %s, or remove it", limit))
	case on && r.v31:
		r.report(way.Fix("write the limit itself as a number; %s is exclusive here", limit))
	case r.v31:
		r.report(way.Fix("remove it"))
	}
}

// narrower returns the narrower of two bounds; sign is 1 for lower bounds and
// -1 for upper ones.
func narrower(a, b *Bound, sign int) *Bound {
	if a == nil {
		return b
	}
	switch order := compare(a.Text, b.Text) * sign; {
	case order > 0, order == 0 && a.Exclusive:
		return a
	default:
		return b
	}
}
