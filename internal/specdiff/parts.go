package specdiff

import (
	"slices"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// below is the place of a member of the value at a place: "request payer", and then
// "request payer.openid".
func below(place, member string) string {
	isBody := place == "request" || strings.HasPrefix(place, "response ") && strings.Count(place, " ") == 1 && !strings.Contains(place, "[")
	if isBody {
		return place + " " + member
	}
	return place + "." + member
}

func (d *differ) properties(in direction, place string, old, now *schema.Schema) {
	for _, p := range old.Properties {
		q := now.Property(p.Name)
		if q == nil {
			d.within(below(place, p.Name), p.Pos, d.now.Schemas.Target(now).Pos, func() { d.note(Breaking, HTTP, "property", "the member is removed") })
			continue
		}
		at := below(place, p.Name)
		d.within(at, p.Pos, q.Pos, func() { d.required(in, old.IsRequired(p.Name), now.IsRequired(p.Name)) })
		d.part(in, at, p.Nodes, q.Nodes)
	}
	for _, q := range now.Properties {
		if old.Property(q.Name) != nil {
			continue
		}
		level, what := Additive, "optional"
		if now.IsRequired(q.Name) {
			level, what = in.narrower(), "required"
		}
		d.within(below(place, q.Name), d.old.Schemas.Target(old).Pos, q.Pos, func() { d.note(level, HTTP, "property", "the member is new, and %s", what) })
	}
	if old.Closed != now.Closed {
		level := in.wider()
		if now.Closed {
			level = in.narrower()
		}
		d.note(level, HTTP, "additionalProperties", "further members are %s", map[bool]string{true: "no longer allowed", false: "now allowed"}[now.Closed])
	}
}

// parts compares the items of a list and the values of a map.
func (d *differ) parts(in direction, place string, old, now *schema.Schema) {
	if len(old.Items) > 0 && len(now.Items) > 0 {
		d.part(in, place+"[]", old.Items, now.Items)
	}
	if len(old.Additional) > 0 && len(now.Additional) > 0 {
		d.part(in, place+"[*]", old.Additional, now.Additional)
	}
	for _, part := range []struct {
		what     string
		old, now int
	}{{"items", len(old.Items), len(now.Items)}, {"additionalProperties", len(old.Additional), len(now.Additional)}} {
		switch {
		case part.old == 0 && part.now > 0:
			d.note(in.narrower(), HTTP, part.what, "%s is new", part.what)
		case part.old > 0 && part.now == 0:
			d.note(in.wider(), HTTP, part.what, "%s is removed", part.what)
		}
	}
}

// variants compares the members of oneOf or anyOf: by the component that they are,
// else by their order.
func (d *differ) variants(in direction, place string, old, now *schema.Schema) {
	if a, b := discriminator(old), discriminator(now); a != b {
		d.note(Breaking, HTTP, "discriminator", "the discriminator is now %s; it was %s", orNone(b), orNone(a))
	}
	if old.Exclusive != now.Exclusive && len(old.Variants) > 0 && len(now.Variants) > 0 {
		d.note(Breaking, HTTP, "oneOf", "a value is now %s the schemas", map[bool]string{true: "exactly one of", false: "one or several of"}[now.Exclusive])
	}
	left := slices.Clone(now.Variants)
	for i, v := range old.Variants {
		j := slices.IndexFunc(left, func(w schema.Variant) bool { return nameOf(w) == nameOf(v) })
		if j < 0 {
			d.within("", v.Pos, now.Pos, func() { d.note(in.narrower(), HTTP, "variant", "the variant %s is removed", orIndex(nameOf(v), i)) })
			continue
		}
		d.part(in, place, v.Nodes, left[j].Nodes)
		left = slices.Delete(left, j, j+1)
	}
	for _, w := range left {
		d.within("", old.Pos, w.Pos, func() {
			d.note(in.wider(), HTTP, "variant", "the variant %s is new", orIndex(nameOf(w), len(old.Variants)))
		})
	}
}

// nameOf is the name of the component that a variant is, "" for one of its own.
func nameOf(v schema.Variant) string { return v.Ref[strings.LastIndex(v.Ref, "/")+1:] }

func discriminator(s *schema.Schema) string {
	if s.Discriminator == nil {
		return ""
	}
	text := s.Discriminator.Property
	for _, m := range s.Discriminator.Mapping {
		text += ", " + m.Value + ": " + m.Ref[strings.LastIndex(m.Ref, "/")+1:]
	}
	return text
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

func orIndex(name string, i int) string {
	if name != "" {
		return name
	}
	return "number " + strconv.Itoa(i+1)
}
