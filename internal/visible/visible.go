// Package visible makes text from other sources safe to show on a terminal or a
// page.
package visible

import (
	"strings"
	"unicode"
)

// Replacement replaces each character that is not shown.
const Replacement = '\uFFFD'

// Hidden reports whether a character controls a terminal or hides text: control
// characters (C0, DEL, C1), marks that change the direction of text, and the
// line and paragraph separators. The line feed and the tab are among them.
func Hidden(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r)
}

// Text returns s with each hidden character, and each byte that is not UTF-8,
// replaced. It keeps line ends and tabs.
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

// Line is like Text, but replaces line ends and tabs by spaces.
func Line(s string) string {
	return strings.NewReplacer("\n", " ", "\t", " ").Replace(Text(s))
}
