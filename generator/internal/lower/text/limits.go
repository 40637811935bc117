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
func Limits(s *schema.Schema) []string {
	if len(s.Types) != 1 {
		return nil
	}
	var out []string
	add := func(text string) {
		if text != "" {
			out = append(out, text)
		}
	}
	for _, text := range limitsOfType(s) {
		add(text)
	}
	if len(s.Enum) == 1 {
		add("always " + valueText(s.Enum[0]))
	}
	if s.Encrypted {
		add("encrypted on the wire")
	}
	return out
}

func limitsOfType(s *schema.Schema) []string {
	switch s.Types[0] {
	case "string":
		unit := "characters"
		if s.LengthInBytes {
			unit = "bytes"
		}
		return []string{between(s.MinLength, s.MaxLength, unit)}
	case "array":
		out := []string{between(s.MinItems, s.MaxItems, "items")}
		if s.UniqueItems {
			out = append(out, "no two alike")
		}
		return out
	case "object":
		return []string{between(s.MinProperties, s.MaxProperties, "properties")}
	case "integer", "number":
		out := []string{bounds(s.Minimum, s.Maximum)}
		for _, m := range s.MultipleOf {
			out = append(out, "a multiple of "+m.Text)
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
func between(low, high *schema.Limit, unit string) string {
	switch {
	case low == nil && high == nil, high == nil && low.N == 0:
		return ""
	case high == nil:
		return "at least " + count(low.N, unit)
	case low == nil || low.N == 0:
		return "at most " + count(high.N, unit)
	case low.N == high.N:
		return "exactly " + count(high.N, unit)
	}
	return fmt.Sprintf("%d to %s", low.N, count(high.N, unit))
}

func count(n int64, unit string) string {
	switch {
	case n != 1:
		return fmt.Sprintf("%d %s", n, unit)
	case unit == "properties":
		return "1 property"
	}
	return "1 " + strings.TrimSuffix(unit, "s")
}

// bounds words two limits of a number.
func bounds(low, high *schema.Bound) string {
	text := func(b *schema.Bound, exclusive, inclusive string) string {
		if b.Exclusive {
			return exclusive + b.Text
		}
		return inclusive + b.Text
	}
	switch {
	case low == nil && high == nil:
		return ""
	case high == nil:
		return text(low, "above ", "at least ")
	case low == nil:
		return text(high, "below ", "at most ")
	case low.Exclusive || high.Exclusive:
		return text(low, "above ", "at least ") + text(high, " and below ", " and at most ")
	}
	return low.Text + " to " + high.Text
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
