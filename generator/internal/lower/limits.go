package lower

import (
	"fmt"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/pattern"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// limits says in words what a value may be.
func (l *lowerer) limits(s *schema.Schema) []string {
	var out []string
	unit := "characters"
	if s.LengthInBytes {
		unit = "bytes"
	}
	add := func(text string) {
		if text != "" {
			out = append(out, text)
		}
	}
	if len(s.Types) != 1 {
		return nil
	}
	switch s.Types[0] {
	case "string":
		add(between(s.MinLength, s.MaxLength, unit))
	case "array":
		add(between(s.MinItems, s.MaxItems, "items"))
		if s.UniqueItems {
			add("no two alike")
		}
	case "object":
		add(between(s.MinProperties, s.MaxProperties, "properties"))
	case "integer", "number":
		add(bounds(s.Minimum, s.Maximum))
		for _, m := range s.MultipleOf {
			add("a multiple of " + m.Text)
		}
	}
	if len(s.Enum) == 1 {
		add("always " + oneLine(s.Enum[0]))
	}
	if s.Encrypted {
		add("encrypted on the wire")
	}
	return out
}

// oneLine writes a value: a text as it is, anything else as JSON.
func oneLine(n *doctree.Node) string {
	if text, ok := n.Str(); ok {
		return text
	}
	return string(n.AppendJSON(nil))
}

// patternNotes says what the patterns of a value ask for.
func patternNotes(s *schema.Schema) []string {
	var notes []string
	for _, p := range s.Patterns {
		if note := patternNote(p.Value); note != "" {
			notes = append(notes, note)
		}
	}
	return notes
}

// patternNote says what a pattern asks for, when that can be said in a few
// characters.
func patternNote(expr string) string {
	const longest = 60
	found, err := pattern.Translate(expr)
	switch {
	case err != nil || len(expr) > longest:
		return ""
	case found.ClassOnly() && isReadable(found.Class):
		return countOf(found) + "of the characters " + strings.ReplaceAll(writtenClass(expr, found.Class), `\-`, "-")
	}
	return "matching " + expr
}

// countOf says how many characters a class-only pattern asks for, where that is
// more than some.
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

func between(low, high *schema.Limit, unit string) string {
	one := strings.TrimSuffix(unit, "s")
	if unit == "properties" {
		one = "property"
	}
	count := func(n int64) string {
		if n == 1 {
			return "1 " + one
		}
		return fmt.Sprintf("%d %s", n, unit)
	}
	switch {
	case low == nil && high == nil, high == nil && low.N == 0:
		return ""
	case high == nil:
		return "at least " + count(low.N)
	case low == nil || low.N == 0:
		return "at most " + count(high.N)
	case low.N == high.N:
		return "exactly " + count(high.N)
	}
	return fmt.Sprintf("%d to %s", low.N, count(high.N))
}

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
