// Package visible makes text that comes from others harmless to those who read
// it on a terminal or a page.
package visible

import (
	"strings"
	"unicode"
)

// Replacement takes the place of each character that is not shown.
const Replacement = '\uFFFD'

// Hidden reports whether a character acts on what shows it, or hides what is
// written: control characters (C0, DEL, C1), marks that change the direction of
// text, and the line and paragraph separators. The line feed and the tab are
// among them.
func Hidden(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r)
}

// Text returns s with the replacement character in place of what is hidden, and
// of bytes that are not UTF-8. Line ends and tabs stay.
func Text(s string) string {
	if !strings.ContainsFunc(s, unsafe) {
		return strings.ToValidUTF8(s, string(Replacement))
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		if unsafe(r) {
			return Replacement
		}
		return r
	}, s)
}

func unsafe(r rune) bool { return Hidden(r) && r != '\n' && r != '\t' }

// Line is Text on one line: line ends and tabs are spaces.
func Line(s string) string {
	return strings.NewReplacer("\n", " ", "\t", " ").Replace(Text(s))
}
