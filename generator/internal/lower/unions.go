package lower

import (
	"slices"
	"strconv"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// union declares a value that is one of several types.
func (l *lowerer) union(s *schema.Schema, p place) {
	u := &ir.Union{Name: p.base, Doc: l.typeDoc(p.base, s), Validate: ir.ValidatedByOthers}
	l.add(p.base, u)
	l.unionPos[p.base] = s.Pos
	u.Iface = l.take(l.scope, p.spec, p.pos, p.base+"Value", p.base+"Choice")
	if s.Discriminator == nil {
		s.Discriminator = l.impliedDiscriminator(s)
	}
	if s.Discriminator != nil {
		u.Discriminator = s.Discriminator.Property
	}
	for i, v := range l.unionVariants(s) {
		l.addMember(u, l.unionMember(s, v, i, p), v.Pos)
	}
}

// addMember adds a member to a union, unless its type is a member already.
func (l *lowerer) addMember(u *ir.Union, m ir.Member, pos diag.Position) {
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
	l.report(diag.Warningf(pos, "choice-repeated", "the schema %s is chosen from twice; it is read once", m.Label).Fix("take one of them out"))
}

// impliedDiscriminator finds a property that tells the variants apart without
// being called a discriminator: each requires it, and holds it to constants that
// no other variant has.
func (l *lowerer) impliedDiscriminator(s *schema.Schema) *schema.Discriminator {
	if len(s.Variants) < 2 {
		return nil
	}
	for _, name := range l.schemas.Target(l.schemas.Read(s.Variants[0].Nodes...)).Required {
		if l.tellsApart(s, name.Value) {
			return &schema.Discriminator{Property: name.Value, Pos: s.VariantsPos}
		}
	}
	return nil
}

func (l *lowerer) tellsApart(s *schema.Schema, name string) bool {
	seen := map[string]bool{}
	for _, v := range s.Variants {
		one := l.schemas.Read(v.Nodes...)
		prop := l.schemas.Target(one).Property(name)
		if prop == nil || !l.schemas.Target(one).IsRequired(name) || l.kind(one) != kindStruct {
			return false
		}
		value := l.schemas.Target(l.schemas.Read(prop.Nodes...))
		if len(value.Enum) == 0 || value.Nullable || !value.Is("string") && !value.Is("integer") {
			return false
		}
		for _, m := range value.Enum {
			if seen[m.Text()] {
				return false
			}
			seen[m.Text()] = true
		}
	}
	return true
}

// unionVariants returns the schemas that a union chooses from: its variants, or
// one for each of its types.
func (l *lowerer) unionVariants(s *schema.Schema) []schema.Variant {
	if len(s.Variants) > 0 {
		return s.Variants
	}
	var variants []schema.Variant
	for _, t := range s.Types {
		variants = append(variants, schema.Variant{Pos: s.Pos, Nodes: []*doctree.Node{l.schemas.OfType(s, t)}})
	}
	return variants
}

var jsonKinds = map[kind]string{
	kindString: "string", kindInteger: "number", kindNumber: "number", kindBoolean: "boolean", kindArray: "array",
	kindMap: "object", kindStruct: "object", kindUnion: "", kindRaw: "",
}

func (l *lowerer) unionMember(s *schema.Schema, variant schema.Variant, index int, p place) ir.Member {
	one := l.schemas.Read(variant.Nodes...)
	target := l.schemas.Target(one)
	label := l.variantLabel(s, one, variant, index)
	base := p.base + l.namer.Exported(label)
	value := l.value(one, place{base: base, spec: label, pos: variant.Pos, dir: p.dir})
	m := ir.Member{Type: value.Type, Label: label, Value: value, JSONKind: jsonKinds[l.kind(target)]}
	if l.kind(target) == kindEnum {
		m.JSONKind = jsonKinds[l.scalarOfEnum(target)]
	}
	m.Required = l.requiredThatTravel(target, p.dir)
	if d := s.Discriminator; d != nil {
		ref := one.Ref
		if ref == "" {
			ref = variant.Ref // which more is said about, where it is chosen
		}
		m.Tags = l.tags(d, ref, target)
	}
	if _, isNamed := value.Type.(ir.Named); !isNamed || l.kind(target) == kindUnion {
		m.Wrapper = l.take(l.scope, label, variant.Pos, base, base+"Variant")
	}
	return m
}

// requiredThatTravel returns the required properties of an object that are sent
// in the direction dir.
func (l *lowerer) requiredThatTravel(target *schema.Schema, dir direction) []string {
	f := fields{lowerer: l, p: place{dir: dir}}
	var required []string
	for _, r := range target.Required {
		if prop := target.Property(r.Value); prop == nil || !f.isOneWay(l.schemas.Read(prop.Nodes...)) {
			required = append(required, r.Value)
		}
	}
	return required
}

// variantLabel is what a variant is called: by its component, its title, its
// type, or what tells it apart from the others.
func (l *lowerer) variantLabel(s, one *schema.Schema, variant schema.Variant, index int) string {
	switch {
	case one.Ref != "":
		return lastToken(one.Ref)
	case variant.Ref != "":
		return lastToken(variant.Ref)
	case one.Title != "" && l.namer.Exported(one.Title) != "":
		return one.Title
	case len(one.Types) == 1 && one.Types[0] != "object":
		return one.Types[0]
	}
	if label := l.telling(s, index); label != "" {
		return label
	}
	if index < 26 {
		return "variant_" + string(rune('A'+index))
	}
	return "variant_" + strconv.Itoa(index+1)
}

// telling names the variant index by the constant that its discriminator has, or
// by the first property that it alone requires; "" when neither does.
func (l *lowerer) telling(s *schema.Schema, index int) string {
	if len(s.Variants) == 0 {
		return ""
	}
	target := func(v schema.Variant) *schema.Schema { return l.schemas.Target(l.schemas.Read(v.Nodes...)) }
	own := target(s.Variants[index])
	if d := s.Discriminator; d != nil {
		if prop := own.Property(d.Property); prop != nil {
			constants := l.schemas.Target(l.schemas.Read(prop.Nodes...)).Enum
			if len(constants) == 1 && l.namer.Exported(constants[0].Text()) != "" {
				return constants[0].Text()
			}
		}
	}
	for _, r := range own.Required {
		elsewhere := slices.ContainsFunc(s.Variants, func(v schema.Variant) bool {
			other := target(v)
			return other != own && other.IsRequired(r.Value)
		})
		if !elsewhere && l.namer.Exported(r.Value) != "" {
			return r.Value
		}
	}
	return ""
}

// tags returns the values of the discriminator that mean a variant: those that
// are mapped to it, else the schema's name, or what its property is held to.
func (l *lowerer) tags(d *schema.Discriminator, ref string, target *schema.Schema) []string {
	var tags []string
	for _, m := range d.Mapping {
		if m.Ref == ref && ref != "" {
			tags = append(tags, m.Value)
		}
	}
	if len(tags) > 0 {
		return tags
	}
	if prop := target.Property(d.Property); prop != nil {
		for _, m := range l.schemas.Target(l.schemas.Read(prop.Nodes...)).Enum {
			tags = append(tags, m.Text())
		}
	}
	if len(tags) == 0 && ref != "" {
		tags = []string{lastToken(ref)}
	}
	if len(tags) == 0 {
		l.report(diag.Errorf(target.Pos, "discriminator", "no value of %s means this schema", diag.Quote(d.Property)).
			See(d.Pos).Fix("map a value to it under discriminator, or make it a component"))
	}
	return tags
}
