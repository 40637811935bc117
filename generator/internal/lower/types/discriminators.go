package types

import "github.com/wxpaygen/wxpaygen/internal/schema"

// impliedDiscriminator finds a property that identifies the variants without
// being called a discriminator: each variant requires it, and limits it to
// constants that no other variant has. It returns nil if there is none.
func (k *Kinds) impliedDiscriminator(s *schema.Schema) *schema.Discriminator {
	if len(s.Variants) < 2 {
		return nil
	}
	for _, name := range k.schemas.Target(k.schemas.Read(s.Variants[0].Nodes...)).Required {
		if k.isTelling(s, name.Value) {
			return &schema.Discriminator{Property: name.Value, Pos: s.VariantsPos}
		}
	}
	return nil
}

// isTelling reports whether the property name identifies the variants.
func (k *Kinds) isTelling(s *schema.Schema, name string) bool {
	seen := map[string]bool{}
	for _, v := range s.Variants {
		one := k.schemas.Read(v.Nodes...)
		prop := k.schemas.Target(one).Property(name)
		if prop == nil || !k.schemas.Target(one).IsRequired(name) || k.Of(one) != Struct {
			return false
		}
		value := k.schemas.Target(k.schemas.Read(prop.Nodes...))
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
