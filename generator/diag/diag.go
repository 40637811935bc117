// Package diag has the diagnostics of the generator: a fact about a spec with
// its position, the rule that found it and a remedy.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Position is a place in an input file. Line and Column count from 1, the
// column in characters; a zero Line means the whole file. The zero Position
// means no place.
type Position struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// IsZero reports whether p is the zero Position.
func (p Position) IsZero() bool { return p == Position{} }

// String returns "file:line:column", without the parts that are unknown.
func (p Position) String() string {
	switch {
	case p.Line == 0:
		return p.File
	case p.Column == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	default:
		return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
	}
}

// Compare orders positions by file, line and column.
func (p Position) Compare(q Position) int {
	return cmp.Or(
		cmp.Compare(p.File, q.File),
		cmp.Compare(p.Line, q.Line),
		cmp.Compare(p.Column, q.Column),
	)
}

// Severity says whether a diagnostic stops the run.
type Severity uint8

// The severities. The zero value is Error.
const (
	Error Severity = iota
	Warning
)

// String returns "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// MarshalText writes the severity as its name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Diagnostic is one fact about an input, with its position and its remedy.
type Diagnostic struct {
	Pos      Position   `json:"position"`
	Severity Severity   `json:"severity"`
	Rule     string     `json:"rule"` // kebab-case; what wxpaygen.yaml raises or silences
	Fact     string     `json:"fact"`
	Remedy   string     `json:"remedy,omitempty"`
	Related  []Position `json:"related,omitempty"` // other places that the fact is about
}

// Errorf returns an error: pos, rule and the fact. Add the remedy with Fix.
func Errorf(pos Position, rule, format string, args ...any) Diagnostic {
	return Diagnostic{Pos: pos, Rule: rule, Fact: fmt.Sprintf(format, args...)}
}

// Warningf is like Errorf for a fact that does not stop the run.
func Warningf(pos Position, rule, format string, args ...any) Diagnostic {
	d := Errorf(pos, rule, format, args...)
	d.Severity = Warning
	return d
}

// Fix returns d with its remedy.
func (d Diagnostic) Fix(format string, args ...any) Diagnostic {
	d.Remedy = fmt.Sprintf(format, args...)
	return d
}

// See returns d with another place that the fact is about.
func (d Diagnostic) See(pos Position) Diagnostic {
	d.Related = append(slices.Clone(d.Related), pos)
	return d
}

// String returns "file:line:column: fact [rule]; remedy" on one line. A warning
// is marked after its position.
func (d Diagnostic) String() string {
	var b strings.Builder
	if !d.Pos.IsZero() {
		b.WriteString(d.Pos.String())
		b.WriteString(": ")
	}
	if d.Severity == Warning {
		b.WriteString("warning: ")
	}
	b.WriteString(oneLine(d.Fact))
	for i, pos := range d.Related {
		if i == 0 {
			b.WriteString(" (see ")
		} else {
			b.WriteString(", ")
		}
		b.WriteString(pos.String())
	}
	if len(d.Related) > 0 {
		b.WriteString(")")
	}
	if d.Rule != "" {
		b.WriteString(" [" + d.Rule + "]")
	}
	if d.Remedy != "" {
		b.WriteString("; " + oneLine(d.Remedy))
	}
	return b.String()
}

// oneLine removes control characters from a text that quotes its input, and
// cuts it when it is long.
func oneLine(s string) string {
	const limit = 600
	clean := strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || (r >= 0x80 && r < 0xa0) || r == 0x2028 || r == 0x2029 {
			return ' '
		}
		return r
	}, s)
	if runes := []rune(clean); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return clean
}

// Sort orders diagnostics by position, then rule and fact, and removes
// duplicates, so that every run reports the same in the same order.
func Sort(list []Diagnostic) []Diagnostic {
	slices.SortStableFunc(list, func(a, b Diagnostic) int {
		return cmp.Or(
			a.Pos.Compare(b.Pos),
			cmp.Compare(a.Severity, b.Severity),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Fact, b.Fact),
		)
	})
	return slices.CompactFunc(list, func(a, b Diagnostic) bool { return a.String() == b.String() })
}

// HasErrors reports whether one of list stops the run.
func HasErrors(list []Diagnostic) bool {
	return slices.ContainsFunc(list, func(d Diagnostic) bool { return d.Severity == Error })
}

// Quote returns text for use in a fact: in quotation marks, and cut when long.
func Quote(text string) string {
	const limit = 60
	if runes := []rune(text); len(runes) > limit {
		text = string(runes[:limit]) + "…"
	}
	return fmt.Sprintf("%q", text)
}
