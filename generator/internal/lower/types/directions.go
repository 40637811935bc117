package types

import "github.com/wxpaygen/wxpaygen/internal/schema"

// Direction is which way a value travels. A request has no read-only field and
// a response no write-only one.
type Direction uint8

// The directions.
const (
	Request Direction = iota
	Response
	// Patch is a request whose absent members stay as they are: each optional one can
	// also be null, which removes it (RFC 7396).
	Patch
)

// isOneWay reports whether a property is not sent in direction dir.
func (k *Kinds) isOneWay(value *schema.Schema, dir Direction) bool {
	read, write := k.said(value)
	if dir != Response {
		return read && !write
	}
	return write && !read
}

// said reports whether a property is read-only and whether it is write-only. One
// that is both is sent in both directions, since it would be sent in none.
func (k *Kinds) said(value *schema.Schema) (read, write bool) {
	target := k.schemas.Target(value)
	return value.ReadOnly || target.ReadOnly, value.WriteOnly || target.WriteOnly
}

// requiredIn returns the required properties of an object that are sent in
// direction dir.
func (k *Kinds) requiredIn(target *schema.Schema, dir Direction) []string {
	var required []string
	for _, r := range target.Required {
		if prop := target.Property(r.Value); prop == nil || !k.isOneWay(k.schemas.Read(prop.Nodes...), dir) {
			required = append(required, r.Value)
		}
	}
	return required
}

// isDirected reports whether a schema has, at any depth, a property that is sent
// in one direction only, or null in requests. Such a schema becomes two types.
func (k *Kinds) isDirected(s *schema.Schema) bool {
	s = k.schemas.Target(s)
	if known, ok := k.directed[s]; ok {
		return known
	}
	seen := map[*schema.Schema]bool{}
	found := k.hasOneWay(s, seen)
	if !found {
		for other := range seen {
			k.directed[other] = false
		}
	}
	k.directed[s] = found
	return found
}

// takesNull reports whether a request can have null for an optional property, as
// something else than its absence. Any JSON can be null anyway.
func (k *Kinds) takesNull(prop *schema.Schema) bool {
	return k.IsNullable(prop) && k.Of(prop) != Raw
}

func (k *Kinds) hasOneWay(s *schema.Schema, seen map[*schema.Schema]bool) bool {
	s = k.schemas.Target(s)
	if known, ok := k.directed[s]; ok {
		return known
	}
	if seen[s] {
		return false
	}
	seen[s] = true
	for _, p := range s.Properties {
		prop := k.schemas.Read(p.Nodes...)
		if read, write := k.said(prop); read != write || !s.IsRequired(p.Name) && k.takesNull(prop) || k.hasOneWay(prop, seen) {
			return true
		}
	}
	for _, v := range s.Variants {
		if k.hasOneWay(k.schemas.Read(v.Nodes...), seen) {
			return true
		}
	}
	return len(s.Items) > 0 && k.hasOneWay(k.schemas.Read(s.Items...), seen) ||
		len(s.Additional) > 0 && k.hasOneWay(k.schemas.Read(s.Additional...), seen)
}
