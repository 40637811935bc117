package types

import (
	"slices"
	"strconv"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// union declares a value that is one of several types.
func (b *Builder) union(s *schema.Schema, p Place) {
	u := &ir.Union{Name: p.Base, Doc: Doc(p.Base, s), Validate: ir.ValidatedByOthers}
	b.Add(p.Base, u)
	b.Positions[p.Base] = s.Pos
	u.Iface = b.Names.Take(p.Spec, p.Pos, p.Base+"Value", p.Base+"Choice")
	if s.Discriminator == nil {
		s.Discriminator = b.Kinds.impliedDiscriminator(s)
	}
	if s.Discriminator != nil {
		u.Discriminator = s.Discriminator.Property
	}
	tags := b.tags(s)
	if tags == nil {
		u.Discriminator = ""
	}
	for i, v := range b.unionVariants(s) {
		m := b.unionMember(s, v, i, p)
		if tags != nil {
			m.Tags = tags[i]
		}
		b.addMember(u, m, v.Pos)
	}
}

// addMember adds a member to a union, unless its type is a member already.
func (b *Builder) addMember(u *ir.Union, m ir.Member, pos diag.Position) {
	i := slices.IndexFunc(u.Members, func(old ir.Member) bool {
		return m.Wrapper == "" && old.Wrapper == "" && old.Type == m.Type
	})
	if i < 0 {
		u.Members = append(u.Members, m)
		return
	}
	for _, tag := range m.Tags {
		if !slices.Contains(u.Members[i].Tags, tag) {
			u.Members[i].Tags = append(u.Members[i].Tags, tag)
		}
	}
	b.log.Report(diag.Warningf(pos, "choice-repeated", "the schema %s is chosen from twice; it is read once", m.Label).Fix("remove one of them"))
}

// unionVariants returns the schemas that a union chooses from: its variants, or
// one for each of its types.
func (b *Builder) unionVariants(s *schema.Schema) []schema.Variant {
	if len(s.Variants) > 0 {
		return s.Variants
	}
	var variants []schema.Variant
	for _, t := range s.Types {
		variants = append(variants, schema.Variant{Pos: s.Pos, Nodes: []*doctree.Node{b.Schemas.OfType(s, t)}})
	}
	return variants
}

var jsonKinds = map[Kind]string{
	String: "string", Integer: "number", Number: "number", Boolean: "boolean", Array: "array",
	Map: "object", Struct: "object", Union: "", Raw: "",
}

func (b *Builder) unionMember(s *schema.Schema, variant schema.Variant, index int, p Place) ir.Member {
	one := b.Schemas.Read(variant.Nodes...)
	target := b.Schemas.Target(one)
	label := b.variantLabel(s, one, variant, index)
	base := p.Base + b.Names.Exported(label)
	if variant.Base != "" {
		base = b.Names.Component(variant.Base) + "Base"
	}
	if target.GoType.Value != "" {
		b.log.Report(diag.Warningf(target.GoType.Pos, "extension", "x-go-type is on a member of a choice, and is ignored").Fix("remove it"))
	}
	value := b.Value(one, Place{Base: base, Spec: label, Pos: variant.Pos, Dir: p.Dir, Variant: true})
	m := ir.Member{Type: value.Type, Label: label, Value: value, JSONKind: jsonKinds[b.Kinds.Of(target)]}
	if b.Kinds.Of(target) == Enum {
		m.JSONKind = jsonKinds[b.Kinds.ScalarOfEnum(target)]
	}
	m.Required = b.Kinds.requiredIn(target, p.Dir)
	if _, isNamed := value.Type.(ir.Named); !isNamed || b.Kinds.Of(target) == Union {
		m.Wrapper = b.Names.Take(label, variant.Pos, base, base+"Variant")
	}
	return m
}

// variantLabel is the name of a variant: that of its component, its title, its
// type, or what distinguishes it from the others.
func (b *Builder) variantLabel(s, one *schema.Schema, variant schema.Variant, index int) string {
	switch {
	case one.Ref != "":
		return LastToken(one.Ref)
	case variant.Ref != "":
		return LastToken(variant.Ref)
	case variant.Base != "":
		return LastToken(variant.Base)
	case one.Title != "" && b.Names.Exported(one.Title) != "":
		return one.Title
	case len(one.Types) == 1 && one.Types[0] != "object":
		return one.Types[0]
	}
	if label := b.distinction(s, index); label != "" {
		return label
	}
	if index < 26 {
		return "variant_" + string(rune('A'+index))
	}
	return "variant_" + strconv.Itoa(index+1)
}

// distinction returns the constant of the variant's discriminator, or the first
// property that only this variant requires; "" if there is neither.
func (b *Builder) distinction(s *schema.Schema, index int) string {
	if len(s.Variants) == 0 {
		return ""
	}
	target := func(v schema.Variant) *schema.Schema { return b.Schemas.Target(b.Schemas.Read(v.Nodes...)) }
	own := target(s.Variants[index])
	if d := s.Discriminator; d != nil {
		if prop := own.Property(d.Property); prop != nil {
			constants := b.Schemas.Target(b.Schemas.Read(prop.Nodes...)).Enum
			if len(constants) == 1 && b.Names.Exported(constants[0].Text()) != "" {
				return constants[0].Text()
			}
		}
	}
	for _, r := range own.Required {
		elsewhere := slices.ContainsFunc(s.Variants, func(v schema.Variant) bool {
			other := target(v)
			return other != own && other.IsRequired(r.Value)
		})
		if !elsewhere && b.Names.Exported(r.Value) != "" {
			return r.Value
		}
	}
	return ""
}
