package doctree

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// Excerpt returns the line at pos, its number before it, and a line with a
// caret under the column; "" when the file does not have that line. Long
// lines are cut around the column; what a terminal would take for a command
// is shown as a space.
func (f *File) Excerpt(pos diag.Position) string {
	if f == nil || pos.Line < 1 || pos.Line > len(f.starts) {
		return ""
	}
	const before, after = 60, 40
	line := []rune(f.Line(pos.Line))
	column := min(max(pos.Column-1, 0), len(line))
	start, end := max(0, column-before), min(len(line), column+after)
	head, tail := "", ""
	if start > 0 {
		head = "…"
	}
	if end < len(line) {
		tail = "…"
	}
	number := fmt.Sprint(pos.Line)
	margin := strings.Repeat(" ", len(number))
	shown := head + printable(line[start:end]) + tail
	caret := strings.Repeat(" ", width(line[start:column])+len([]rune(head)))
	return fmt.Sprintf("%s | %s\n%s | %s^\n", number, shown, margin, caret)
}

func printable(line []rune) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsGraphic(r) || unicode.Is(unicode.Zs, r) && r != 0x3000 {
			return ' '
		}
		return r
	}, string(line))
}

// width returns how many columns of a terminal a text takes.
func width(line []rune) int {
	n := 0
	for _, r := range line {
		switch {
		case unicode.Is(unicode.Mn, r):
		case isWide(r):
			n += 2
		default:
			n++
		}
	}
	return n
}

// isWide reports whether a character takes two columns, as the scripts of
// East Asia and emoji do.
func isWide(r rune) bool {
	switch {
	case r < 0x1100:
		return false
	case r <= 0x115f, r >= 0x2e80 && r <= 0x303e, r >= 0x3041 && r <= 0xa4cf, r >= 0xac00 && r <= 0xd7a3:
		return true
	case r >= 0xf900 && r <= 0xfaff, r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60, r >= 0xffe0 && r <= 0xffe6:
		return true
	}
	return r >= 0x1f300 && r <= 0x1faff || r >= 0x20000 && r <= 0x3fffd
}
