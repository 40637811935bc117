package visible

import (
	"unicode"

	"golang.org/x/text/width"
)

// Columns returns how many columns of a terminal a character takes: two for a wide
// one, none for a mark or a format character, otherwise one.
func Columns(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case IsWide(r):
		return 2
	}
	return 1
}

// IsWide reports whether a character takes two columns, as those of East Asian
// scripts and emoji do.
func IsWide(r rune) bool {
	kind := width.LookupRune(r).Kind()
	return kind == width.EastAsianWide || kind == width.EastAsianFullwidth
}
