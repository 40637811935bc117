package types

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// tagging finds the values of a discriminator that mean each of its variants.
type tagging struct {
	b        *Builder
	union    *schema.Schema
	property string
	mapping  []schema.Mapped
}

// tags returns for each variant of s the values of its discriminator that mean it.
// It returns nil if s has none, or if it does not tell all variants apart, which is
// a warning: they are then distinguished by their properties.
func (b *Builder) tags(s *schema.Schema) [][]string {
	d := s.Discriminator
	if d == nil {
		return nil
	}
	t := tagging{b: b, union: s, property: d.Property, mapping: d.Mapping}
	all, owners := make([][]string, len(s.Variants)), map[string]schema.Variant{}
	for i, v := range s.Variants {
		tags := t.of(v)
		if len(tags) == 0 {
			b.log.Report(diag.Warningf(v.Pos, "discriminator", "no value of %s means this schema; the schemas are distinguished by their properties", diag.Quote(d.Property)).
				See(d.Pos).Fix("map a value to it under discriminator, or make it a component"))
			return nil
		}
		all[i] = slices.DeleteFunc(tags, func(tag string) bool {
			first, taken := owners[tag]
			if taken && t.refOf(first) != t.refOf(v) {
				b.log.Report(diag.Warningf(v.Pos, "discriminator", "%s %s means another schema, too, which is read", d.Property, diag.Quote(tag)).
					See(first.Pos).Fix("give each schema a value of its own"))
			}
			if !taken {
				owners[tag] = v
			}
			return taken
		})
	}
	return all
}

// refOf returns the reference of the component that a variant is, "" if it is none.
func (t *tagging) refOf(v schema.Variant) string {
	return cmp.Or(t.b.Schemas.Read(v.Nodes...).Ref, v.Ref, v.Base) // the second if more is said about it where it is chosen
}

// of returns the values that mean a variant: those that are mapped to it, else
// those that its schema limits the property to, else its schema's name. A variant
// that is a union has those of its variants.
func (t *tagging) of(v schema.Variant) []string {
	ref := t.refOf(v)
	if tags := t.mapped(ref); len(tags) > 0 {
		return tags
	}
	target := t.b.Schemas.Target(t.b.Schemas.Read(v.Nodes...))
	switch t.b.Kinds.Of(target) {
	case Struct, Map:
	case Union:
		return t.nested(target)
	default:
		return nil
	}
	if word := t.b.Names.node(ref).Get("x-ms-discriminator-value").Text(); word != "" {
		return []string{word}
	}
	own := t.constants(target)
	if ref != "" && (len(own) == 0 || t.isShared(v, own)) {
		return []string{closest(LastToken(ref), own)}
	}
	return own
}

// mapped returns the values that are mapped to a component.
func (t *tagging) mapped(ref string) []string {
	var tags []string
	for _, m := range t.mapping {
		if m.Ref == ref && ref != "" {
			tags = append(tags, m.Value)
		}
	}
	return tags
}

// nested returns the values that mean one of the variants of a union within the
// union. Its own mapping counts if it is for the same property.
func (t *tagging) nested(target *schema.Schema) []string {
	inner := tagging{b: t.b, union: target, property: t.property, mapping: t.mapping}
	if d := target.Discriminator; d != nil && d.Property == t.property {
		inner.mapping = append(slices.Clone(t.mapping), d.Mapping...)
	}
	var all []string
	for _, v := range target.Variants {
		tags := inner.of(v)
		if len(tags) == 0 {
			return nil
		}
		all = append(all, tags...)
	}
	return all
}

// constants returns the values to which a schema limits the discriminator.
func (t *tagging) constants(target *schema.Schema) []string {
	prop := target.Property(t.property)
	if prop == nil {
		return nil
	}
	var list []string
	for _, m := range t.b.Schemas.Target(t.b.Schemas.Read(prop.Nodes...)).Enum {
		list = append(list, m.Text())
	}
	return list
}

// isShared reports whether another variant is limited to one of the values, too:
// they then list the values of all variants.
func (t *tagging) isShared(v schema.Variant, own []string) bool {
	return len(own) > 1 && slices.ContainsFunc(t.union.Variants, func(other schema.Variant) bool {
		theirs := t.constants(t.b.Schemas.Target(t.b.Schemas.Read(other.Nodes...)))
		return t.refOf(other) != t.refOf(v) && slices.ContainsFunc(theirs, func(tag string) bool { return slices.Contains(own, tag) })
	})
}

// closest returns the value that is the name but for case and signs, else the only
// one that the name begins or ends with, else the name.
func closest(name string, values []string) string {
	if slices.Contains(values, name) {
		return name
	}
	var part []string
	plain := letters(name)
	for _, value := range values {
		word := letters(value)
		switch {
		case word == "":
		case word == plain:
			return value
		case strings.HasPrefix(plain, word), strings.HasSuffix(plain, word):
			part = append(part, value)
		}
	}
	if len(part) == 1 {
		return part[0]
	}
	return name
}

// letters returns the letters and digits of a name in lower case.
func letters(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}
