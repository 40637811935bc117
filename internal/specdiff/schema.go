package specdiff

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// direction says who writes a value: a request is written by those who generate,
// who need what was accepted to stay so; a response is read by them, who need that
// nothing else comes than before.
type direction bool

const (
	request  direction = true
	response direction = false
)

// narrower is the level of a change after which fewer values are right.
func (in direction) narrower() Level {
	if in == request {
		return Breaking
	}
	return Additive
}

// wider is the level of a change after which more values are right.
func (in direction) wider() Level {
	if in == request {
		return Additive
	}
	return Breaking
}

// pair is what was compared already: a schema may be part of itself.
type pair struct {
	old, now *schema.Schema
	in       direction
}

// schema notes two schemas that drain will compare, once. place is that of the value.
func (d *differ) schema(in direction, place string, old, now *schema.Schema) {
	p := pair{old, now, in}
	if !d.seen[p] {
		d.seen[p] = true
		d.queue = append(d.queue, visit{p, d.at, place})
	}
}

// visit is a pair of schemas to compare, at a place.
type visit struct {
	pair
	at    Change
	place string
}

// drain compares the schemas of an operation, the outer ones first: of a schema that
// is part of itself, the shortest place is named.
func (d *differ) drain() {
	for len(d.queue) > 0 {
		v := d.queue[0]
		d.queue = d.queue[1:]
		d.at = v.at
		d.within(v.place, v.old.Pos, v.now.Pos, func() { d.schemas(v.in, v.place, v.old, v.now) })
	}
}

func (d *differ) schemas(in direction, place string, old, now *schema.Schema) {
	if d.values(in, old, now) {
		d.limits(in, old, now)
	}
	for _, name := range unread {
		d.changed(always, HTTP, name, written(old.Node().Get(name)), written(now.Node().Get(name)))
	}
	d.schemaWords(old, now)
	d.notes(old, now)
	d.properties(in, place, old, now)
	d.parts(in, place, old, now)
	d.variants(in, place, old, now)
}

// unread are the keywords that nothing is generated from. WeChat Pay knows what they
// mean for a request, and here any change may be breaking.
var unread = []string{
	"not", "if", "then", "else", "contains", "minContains", "maxContains", "prefixItems", "unevaluatedItems", "patternProperties",
	"propertyNames", "unevaluatedProperties", "dependentRequired", "dependentSchemas", "contentEncoding", "contentMediaType",
}

// part compares parts that both schemas have.
func (d *differ) part(in direction, place string, old, now []*doctree.Node) {
	d.schema(in, place, d.old.Schemas.Read(old...), d.now.Schemas.Read(now...))
}

// values compares types, formats and members of enums. It reports whether a value
// of both types is possible.
func (d *differ) values(in direction, old, now *schema.Schema) bool {
	if old.Never != now.Never {
		d.note(Breaking, HTTP, "schema", "no value is right %s", map[bool]string{true: "any more", false: "was said before"}[now.Never])
	}
	a, b := sorted(old.Types), sorted(now.Types)
	if !slices.Equal(a, b) {
		d.note(typeLevel(in, a, b), HTTP, "type", "the type is now %s; it was %s", anyOf(b), anyOf(a))
	}
	switch {
	case old.Nullable && !now.Nullable:
		d.note(in.narrower(), HTTP, "nullable", "null is no longer allowed")
	case now.Nullable && !old.Nullable:
		d.note(in.wider(), HTTP, "nullable", "null is now allowed")
	}
	d.within("", old.FormatPos, orElse(now.FormatPos, now.Pos), func() { d.changed(always, HTTP, "format", old.Format, now.Format) })
	d.enum(in, old, now)
	return areWithin(a, b) || areWithin(b, a)
}

func orElse(pos, other diag.Position) diag.Position {
	if pos.IsZero() {
		return other
	}
	return pos
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

func anyOf(types []string) string {
	if len(types) == 0 {
		return "any"
	}
	return strings.Join(types, " or ")
}

// typeLevel is the level of another list of types.
func typeLevel(in direction, old, now []string) Level {
	switch {
	case areWithin(now, old):
		return in.narrower()
	case areWithin(old, now):
		return in.wider()
	}
	return Breaking
}

// areWithin reports whether b has all types of a. An empty list has every type, and
// an integer is a number.
func areWithin(a, b []string) bool {
	return len(b) == 0 || len(a) > 0 && !slices.ContainsFunc(a, func(t string) bool {
		return !slices.Contains(b, t) && (t != "integer" || !slices.Contains(b, "number"))
	})
}

// enum compares the members. A response may always have others, which callers are
// told to expect, so that a new one breaks nothing.
func (d *differ) enum(in direction, old, now *schema.Schema) {
	before, after := membersOf(old), membersOf(now)
	d.within("", orElse(old.EnumPos, old.Pos), orElse(now.EnumPos, now.Pos), func() {
		switch {
		case old.Enum == nil && now.Enum == nil:
		case old.Enum == nil:
			d.note(in.narrower(), HTTP, "enum", "the values are now limited to %s", strings.Join(after, ", "))
		case now.Enum == nil:
			d.note(Additive, HTTP, "enum", "the values are no longer limited to %s", strings.Join(before, ", "))
		default:
			for _, m := range before {
				if !slices.Contains(after, m) {
					d.note(in.narrower(), HTTP, "enum", "the value %s is removed", m)
				}
			}
			for _, m := range after {
				if !slices.Contains(before, m) {
					d.note(Additive, HTTP, "enum", "the value %s is new", m)
				}
			}
		}
	})
	d.varNames(old, now)
}

func membersOf(s *schema.Schema) []string {
	var list []string
	for _, m := range s.Enum {
		list = append(list, written(m))
	}
	return list
}

// varNames compares the Go names of the members that both versions have.
func (d *differ) varNames(old, now *schema.Schema) {
	before, after := namesOf(old), namesOf(now)
	if (old.VarNames == nil) != (now.VarNames == nil) {
		d.changed(words["x-enum-varnames"], Vocabulary, "x-enum-varnames", listOf(old.VarNames), listOf(now.VarNames))
		return
	}
	for _, m := range membersOf(old) {
		if name, ok := after[m]; ok && name != before[m] {
			d.note(Breaking, Vocabulary, "x-enum-varnames", "the Go name of %s is now %s; it was %s", m, name, before[m])
		}
	}
}

func namesOf(s *schema.Schema) map[string]string {
	names := map[string]string{}
	for i, m := range membersOf(s) {
		if i < len(s.VarNames) {
			names[m] = s.VarNames[i].Text()
		}
	}
	return names
}

func listOf(nodes []*doctree.Node) string {
	var list []string
	for _, n := range nodes {
		list = append(list, written(n))
	}
	return strings.Join(list, ", ")
}

// schemaWords compares the x- words of schemas, after $ref and allOf are followed.
func (d *differ) schemaWords(old, now *schema.Schema) {
	before, after := wordsOf(old), wordsOf(now)
	if before["x-length-unit"] == "" || after["x-length-unit"] == "" {
		before["x-length-unit"], after["x-length-unit"] = "", "" // the limits are new or gone, which is said
	}
	for _, name := range schemaWordNames {
		d.changed(words[name], Vocabulary, name, before[name], after[name])
	}
	if !old.Echo.On && !now.Echo.On && old.Echo.IsSaid() != now.Echo.IsSaid() {
		d.note(Wording, Vocabulary, "x-echo", "x-echo: false is %s", map[bool]string{true: "added", false: "removed"}[now.Echo.IsSaid()])
	}
}

var schemaWordNames = []string{"x-length-unit", "x-length", "x-encrypted", "x-echo", "x-mode", "x-required-in-mode", "x-go-name", "x-go-type"}

func wordsOf(s *schema.Schema) map[string]string {
	says := func(is bool, text string) string {
		if is {
			return text
		}
		return ""
	}
	echo := says(s.Echo.On, "true")
	if s.Echo.Name != "" {
		echo = s.Echo.Name
	}
	unit := ""
	if s.MinLength != nil || s.MaxLength != nil {
		unit = map[bool]string{true: "bytes", false: "characters"}[s.LengthInBytes]
	}
	return map[string]string{
		"x-length-unit": unit, "x-length": says(s.LengthUnpublished, "unpublished"), "x-encrypted": says(s.Encrypted, "true"),
		"x-echo": echo, "x-mode": s.Mode, "x-required-in-mode": says(s.RequiredInMode, "true"), "x-go-name": s.GoName.Value, "x-go-type": s.GoType.Value,
	}
}

// notes compares what is said to readers.
func (d *differ) notes(old, now *schema.Schema) {
	d.wording(HTTP, "title", old.Title, now.Title)
	d.wording(HTTP, "description", old.Description, now.Description)
	if old.Deprecated != now.Deprecated {
		d.note(Wording, HTTP, "deprecated", "deprecated is now %t", now.Deprecated)
	}
	if a, b := written(old.Example), written(now.Example); a != b {
		d.note(Wording, HTTP, "example", "the example differs")
	}
	d.changed(row{Wording, Wording, Breaking}, HTTP, "default", written(old.Default), written(now.Default))
	for _, flag := range []struct {
		name     string
		old, now bool
	}{{"readOnly", old.ReadOnly, now.ReadOnly}, {"writeOnly", old.WriteOnly, now.WriteOnly}} {
		if flag.old != flag.now {
			d.note(Breaking, HTTP, flag.name, "%s is now %t", flag.name, flag.now)
		}
	}
}
