package specdiff

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// A bound is a limit of either version; nil is none.
type bound struct {
	value *big.Rat
	text  string
	pos   diag.Position
}

func count(l *schema.Limit) *bound {
	if l == nil {
		return nil
	}
	return &bound{new(big.Rat).SetInt64(l.N), fmt.Sprint(l.N), l.Pos}
}

// number reads a bound; an exclusive one is compared after the number.
func number(b *schema.Bound) *bound {
	if b == nil {
		return nil
	}
	value, ok := new(big.Rat).SetString(b.Text)
	if !ok {
		value = new(big.Rat)
	}
	text := b.Text
	if b.Exclusive {
		text += " (exclusive)"
	}
	return &bound{value, text, b.Pos}
}

// limits compares what limits values.
func (d *differ) limits(in direction, old, now *schema.Schema) {
	for _, limit := range []struct {
		what     string
		old, now *bound
		upper    bool
	}{
		{"minLength", count(old.MinLength), count(now.MinLength), false},
		{"maxLength", count(old.MaxLength), count(now.MaxLength), true},
		{"minItems", count(old.MinItems), count(now.MinItems), false},
		{"maxItems", count(old.MaxItems), count(now.MaxItems), true},
		{"minProperties", count(old.MinProperties), count(now.MinProperties), false},
		{"maxProperties", count(old.MaxProperties), count(now.MaxProperties), true},
		{"minimum", number(old.Minimum), number(now.Minimum), false},
		{"maximum", number(old.Maximum), number(now.Maximum), true},
	} {
		d.limit(in, limit.what, limit.old, limit.now, limit.upper)
	}
	d.texts(in, "pattern", patterns(old), patterns(now))
	d.texts(in, "multipleOf", multiples(old), multiples(now))
	if old.UniqueItems != now.UniqueItems {
		level := in.wider()
		if now.UniqueItems {
			level = in.narrower()
		}
		d.note(level, HTTP, "uniqueItems", "uniqueItems is now %t", now.UniqueItems)
	}
}

func (d *differ) limit(in direction, what string, old, now *bound, upper bool) {
	switch {
	case old == nil && now == nil || old != nil && now != nil && old.text == now.text:
	case old == nil:
		d.within("", d.at.Old, now.pos, func() { d.note(in.narrower(), HTTP, what, "%s %s is new", what, now.text) })
	case now == nil:
		d.within("", old.pos, d.at.Pos, func() { d.note(in.wider(), HTTP, what, "%s %s is removed", what, old.text) })
	default:
		level := in.wider()
		if tighter(old, now, upper) {
			level = in.narrower()
		}
		d.within("", old.pos, now.pos, func() { d.note(level, HTTP, what, "%s is now %s; it was %s", what, now.text, old.text) })
	}
}

// tighter reports whether a limit admits less than before. With the same number, it
// is the exclusive one that does.
func tighter(old, now *bound, upper bool) bool {
	order := now.value.Cmp(old.value)
	if order == 0 {
		return strings.HasSuffix(now.text, ")")
	}
	return (order < 0) == upper
}

// texts compares lists of constraints that all hold.
func (d *differ) texts(in direction, what string, old, now []string) {
	for _, t := range old {
		if !slices.Contains(now, t) {
			d.note(in.wider(), HTTP, what, "%s %s is removed", what, t)
		}
	}
	for _, t := range now {
		if !slices.Contains(old, t) {
			d.note(in.narrower(), HTTP, what, "%s %s is new", what, t)
		}
	}
}

func patterns(s *schema.Schema) []string {
	var list []string
	for _, p := range s.Patterns {
		list = append(list, p.Value)
	}
	return list
}

func multiples(s *schema.Schema) []string {
	var list []string
	for _, m := range s.MultipleOf {
		list = append(list, m.Text)
	}
	return list
}
