package text

import (
	"fmt"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/pattern"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// Limits says in words what a value may be: "1 to 32 characters", "encrypted on
// the wire".
func Limits(s *schema.Schema) []string { return LimitsIn(s, nil) }

// LimitsIn is Limits in another language: translate returns the format of a text
// given the English one; nil is English.
func LimitsIn(s *schema.Schema, translate func(english string) string) []string {
	say := speech(translate)
	if len(s.Types) != 1 {
		return nil
	}
	var out []string
	add := func(text string) {
		if text != "" {
			out = append(out, text)
		}
	}
	for _, text := range limitsOfType(s, say) {
		add(text)
	}
	if len(s.Enum) == 1 {
		add(say.f("always %s", valueText(s.Enum[0])))
	}
	if s.Encrypted {
		add(say.f("encrypted on the wire"))
	}
	return out
}

// speech formats texts in the language that it translates to; nil is English.
type speech func(english string) string

func (say speech) f(english string, args ...any) string {
	if say != nil {
		english = say(english)
	}
	return fmt.Sprintf(english, args...)
}

func limitsOfType(s *schema.Schema, say speech) []string {
	switch s.Types[0] {
	case "string":
		unit := "characters"
		if s.LengthInBytes {
			unit = "bytes"
		}
		return []string{say.between(s.MinLength, s.MaxLength, unit)}
	case "array":
		out := []string{say.between(s.MinItems, s.MaxItems, "items")}
		if s.UniqueItems {
			out = append(out, say.f("no two alike"))
		}
		return out
	case "object":
		return []string{say.between(s.MinProperties, s.MaxProperties, "properties")}
	case "integer", "number":
		out := []string{say.bounds(s.Minimum, s.Maximum)}
		for _, m := range s.MultipleOf {
			out = append(out, say.f("a multiple of %s", m.Text))
		}
		return out
	}
	return nil
}

// valueText writes a value: a string unquoted, anything else as JSON.
func valueText(n *doctree.Node) string {
	if text, ok := n.Str(); ok {
		return text
	}
	return string(n.AppendJSON(nil))
}

// PatternNotes says what the patterns of a value require.
func PatternNotes(s *schema.Schema) []string {
	var notes []string
	for _, p := range s.Patterns {
		if note := patternNote(p.Value); note != "" {
			notes = append(notes, note)
		}
	}
	return notes
}

// patternNote says what a pattern requires, if that can be said in a few
// characters.
func patternNote(expr string) string {
	const longest = 60
	found, err := pattern.Translate(expr)
	switch {
	case err != nil || len(expr) > longest:
		return ""
	case found.ClassOnly() && found.Readable():
		return countOf(found) + "of the characters " + strings.ReplaceAll(found.ClassText(expr), `\-`, "-")
	}
	return "matching " + expr
}

// countOf says how many characters a class-only pattern requires, if that is more
// than some.
func countOf(p pattern.Pattern) string {
	switch {
	case p.Max == p.Min:
		return fmt.Sprintf("exactly %d ", p.Min)
	case p.Max >= 0 && p.Min > 0:
		return fmt.Sprintf("%d to %d ", p.Min, p.Max)
	case p.Max >= 0:
		return fmt.Sprintf("at most %d ", p.Max)
	case p.Min > 1:
		return fmt.Sprintf("at least %d ", p.Min)
	}
	return ""
}

// between words two limits of a count. unit is its plural.
func (say speech) between(low, high *schema.Limit, unit string) string {
	switch {
	case low == nil && high == nil, high == nil && low.N == 0:
		return ""
	case high == nil:
		return say.f("at least %s", say.count(low.N, unit))
	case low == nil || low.N == 0:
		return say.f("at most %s", say.count(high.N, unit))
	case low.N == high.N:
		return say.f("exactly %s", say.count(high.N, unit))
	}
	return say.f("%d to %s", low.N, say.count(high.N, unit))
}

func (say speech) count(n int64, unit string) string {
	switch {
	case n != 1:
		return say.f("%d "+unit, n)
	case unit == "properties":
		return say.f("%d property", n)
	}
	return say.f("%d "+strings.TrimSuffix(unit, "s"), n)
}

// bounds words two limits of a number.
func (say speech) bounds(low, high *schema.Bound) string {
	text := func(b *schema.Bound, exclusive, inclusive string) string {
		if b.Exclusive {
			return say.f(exclusive, b.Text)
		}
		return say.f(inclusive, b.Text)
	}
	switch {
	case low == nil && high == nil:
		return ""
	case high == nil:
		return text(low, "above %s", "at least %s")
	case low == nil:
		return text(high, "below %s", "at most %s")
	case low.Exclusive || high.Exclusive:
		return say.f("%s and %s", text(low, "above %s", "at least %s"), text(high, "below %s", "at most %s"))
	}
	return say.f("%s to %s", low.Text, high.Text)
}

// ModeNote says to which calling mode a member belongs.
func ModeNote(s *schema.Schema) string {
	note := s.Mode + " mode only"
	if s.RequiredInMode {
		note += ", and required there"
	}
	return note
}

// Default says what the server assumes if a field is not sent, d being the
// schema's default or nil.
func Default(d *doctree.Node) string {
	switch {
	case d == nil || d.Is(doctree.Null):
		return ""
	case d.Is(doctree.Sequence) || d.Is(doctree.Mapping):
		return "Default: " + string(d.AppendJSON(nil)) + "."
	case d.Is(doctree.String):
		return fmt.Sprintf("Default: %q.", d.Text())
	}
	return "Default: " + d.Text() + "."
}
