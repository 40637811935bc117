package pattern

import (
	"slices"
	"strings"
	"unicode"
)

// Readable reports whether the class can be shown in messages: a few ranges of
// printable characters.
func (p Pattern) Readable() bool {
	const ranges = 12
	return len(p.Class) <= 2*ranges && !slices.ContainsFunc(p.Class, func(r rune) bool { return !unicode.IsPrint(r) })
}

// ClassText returns the class as it is written in ecma, the original of p, if
// that means the same between brackets; otherwise its ranges: "0-9A-Za-z", with a
// backslash before a hyphen or a backslash.
func (p Pattern) ClassText(ecma string) string {
	_, rest, ok := strings.Cut(ecma, "[")
	text, after, closed := strings.Cut(rest, "]")
	plain := strings.ReplaceAll(text, `\-`, "")
	if !ok || !closed || text == "" || text[0] == '^' || strings.ContainsAny(plain, `\[`) || strings.ContainsAny(after, "[]") ||
		strings.Contains(plain, "--") {
		return rangesText(p.Class)
	}
	again, err := Translate("^[" + text + "]*$")
	if err != nil || !slices.Equal(again.Class, p.Class) {
		return rangesText(p.Class)
	}
	return text
}

func rangesText(class []rune) string {
	var b strings.Builder
	write := func(r rune) {
		if r == '-' || r == '\\' {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	for i := 0; i+1 < len(class); i += 2 {
		write(class[i])
		if class[i+1] > class[i] {
			b.WriteByte('-')
			write(class[i+1])
		}
	}
	return b.String()
}
