// Package pattern translates the regular expressions of OpenAPI documents,
// which follow ECMA-262, into those of Go's regexp package.
package pattern

import (
	"fmt"
	"regexp/syntax"
)

// Pattern is a translated regular expression.
type Pattern struct {
	// Go is the expression for regexp.MustCompile; it finds a match in the same
	// strings as the original does. It is empty if the pattern is class-only
	// and Go does not compile its counts.
	Go string

	// Anchored reports that only whole strings match: every alternative begins
	// with ^ and ends with $.
	Anchored bool

	// Class is not nil if the pattern is class-only: it matches the strings
	// that consist of Min to Max characters of Class, and no others. The class
	// is a sorted list of pairs, the first and the last character of a range,
	// with a gap between each and the next. Max is negative if there is no
	// limit.
	Class    []rune
	Min, Max int
}

// ClassOnly reports whether Class, Min and Max describe the pattern completely.
func (p Pattern) ClassOnly() bool { return p.Class != nil }

// Error is the reason why a pattern cannot be translated.
type Error struct {
	Construct string // what cannot be translated: "a lookahead", "a group"
	Problem   string // the rest of the sentence: "is not supported by Go"
	Offset    int    // where it begins, in characters from 0
	Invalid   bool   // ECMA-262 does not allow it either
}

// Error returns "a lookahead at offset 3 is not supported …".
func (e *Error) Error() string {
	return fmt.Sprintf("%s at offset %d %s", e.Construct, e.Offset, e.Problem)
}

// Translate translates a pattern with the meaning that it has under ECMA-262's
// u flag: characters are code points. Syntax that this flag forbids, but that
// has a clear meaning without it, such as a brace that begins no count, has
// that meaning. The error is an *Error.
func Translate(ecma string) (Pattern, error) {
	p := &parser{input: []rune(ecma)}
	tree, err := p.parse()
	if err != nil {
		return Pattern{}, err
	}
	out := Pattern{Anchored: tree.anchored()}
	if run, ok := tree.wholeRun(); ok && run.max != 0 && len(run.class) <= maxClassRanges {
		out.Class, out.Min, out.Max = run.class, run.min, run.max
	}
	out.Go, err = render(tree)
	if err != nil && out.ClassOnly() {
		return out, nil
	}
	return out, err
}

// maxClassRanges limits a class that is returned as a list of ranges. For a
// larger one, such as \p{L}, an expression is shorter.
const maxClassRanges = 2 * 64

// maxSize limits the steps of a translated expression, with counts multiplied
// out. Each step costs time and memory.
const maxSize = 200_000

// render writes the tree in Go's syntax, and compiles it.
func render(tree *node) (string, error) {
	w := &writer{}
	if tree.size() <= maxSize {
		w.node(tree, precedenceAlternatives)
	} else {
		w.full = true
	}
	if !w.full {
		text := w.text.String()
		if _, err := syntax.Parse(text, syntax.Perl); err == nil {
			return text, nil
		}
	}
	at := tree.longestRepeat()
	if at == nil {
		return "", &Error{Construct: "the expression", Problem: "is larger than Go's regular expressions may be"}
	}
	return "", &Error{Construct: "a count", Offset: at.offset, Problem: "is larger than Go's regular expressions allow"}
}
