// Package ascii classifies bytes and makes foreign text fit for one line.
package ascii

import (
	"strings"
	"unicode"
)

// IsWord reports whether c is an ASCII letter, a digit or an underscore.
func IsWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || IsDigit(c) || c == '_'
}

// IsDigit reports whether c is an ASCII digit.
func IsDigit(c byte) bool { return c >= '0' && c <= '9' }

// IsHex reports whether c is a hexadecimal digit.
func IsHex(c byte) bool {
	return IsDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// Only reports whether every byte of text is allowed.
func Only(text string, allowed func(byte) bool) bool {
	for i := 0; i < len(text); i++ {
		if !allowed(text[i]) {
			return false
		}
	}
	return true
}

// OneLine makes foreign text fit for a log line: it replaces control characters by
// spaces and cuts the text after limit characters.
func OneLine(s string, limit int) string {
	count := 0
	clean := strings.Map(func(r rune) rune {
		count++
		switch {
		case count > limit:
			return -1
		case unicode.IsControl(r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r), unicode.Is(unicode.Cf, r):
			return ' '
		}
		return r
	}, s)
	if count > limit {
		clean += "…"
	}
	return clean
}
