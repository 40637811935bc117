package templates

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// words splits text at white space, including all kinds of line breaks, and removes what a
// source file must not contain: control characters, characters that reorder or hide text,
// and invalid UTF-8. Quotation marks that gofmt would change are changed.
func words(text string) []string {
	text = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c) || c == '\u2028' || c == '\u2029':
			return ' '
		case c == utf8.RuneError || unicode.In(c, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs):
			return -1
		default:
			return c
		}
	}, text)
	return strings.Fields(quotes(text))
}

// quotes replaces two grave accents and two apostrophes by “ and ”, as gofmt does.
func quotes(text string) string {
	if !strings.Contains(text, "``") && !strings.Contains(text, "''") {
		return text
	}
	for strings.Contains(text, "``") {
		text = strings.ReplaceAll(text, "``", "“")
	}
	for strings.Contains(text, "''") {
		text = strings.ReplaceAll(text, "''", "”")
	}
	return text
}

// unlinked changes a line that would be the definition of a link.
func unlinked(text string) string {
	if !strings.Contains(text, "]:") {
		return text
	}
	return strings.ReplaceAll(text, "]:", "] :")
}

// endsOpen reports whether a paragraph has the form of a heading: it begins with a capital
// letter and ends with a letter or digit.
func endsOpen(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	return unicode.IsUpper(first) && (unicode.IsLetter(last) || unicode.IsDigit(last)) && !isURL(text[strings.LastIndexByte(text, ' ')+1:])
}

// isMarker reports whether a line that starts with text would be an item of a list, a heading
// or a build constraint.
func isMarker(text string) bool {
	word, _, _ := strings.Cut(text, " ")
	switch {
	case word == "-" || word == "*" || word == "+" || word == "•" || word == "#":
		return true
	case strings.HasPrefix(word, "+build"):
		return true
	}
	digits := strings.TrimLeft(word, "0123456789")
	return len(digits) < len(word) && (digits == "." || digits == ")")
}

func isURL(word string) bool {
	return strings.HasPrefix(word, "https://") || strings.HasPrefix(word, "http://")
}
