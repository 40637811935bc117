package report

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/visible"
)

const (
	excerptWidth = 100 // cells of a terminal that an excerpt takes at most
	tabWidth     = 4
)

// excerpt returns the line for a terminal, and the number of cells before the character at column, which counts characters from 1. A
// long line is truncated around that character.
func excerpt(line string, column int) (text string, indent int) {
	runes := []rune(line)
	target := min(max(column-1, 0), len(runes))
	from := start(runes, target)
	var b strings.Builder
	width := 0
	if from > 0 {
		b.WriteString("…")
		width = 1
	}
	indent = -1
	for i := from; i < len(runes); i++ {
		if i == target {
			indent = width
		}
		shown, cells := display(runes[i], width)
		if width+cells > excerptWidth && i > target {
			b.WriteString("…")
			break
		}
		b.WriteString(shown)
		width += cells
	}
	if indent < 0 { // just after the end of the line
		indent = width
	}
	return b.String(), indent
}

// start returns the first character to show, so that the one at target is visible with some context.
func start(runes []rune, target int) int {
	width, from := 0, target
	for from > 0 {
		_, cells := display(runes[from-1], 0)
		if width+cells > excerptWidth/2 {
			break
		}
		width += cells
		from--
	}
	if lineWidth(runes[:target]) <= excerptWidth*3/4 {
		return 0
	}
	return from
}

func lineWidth(runes []rune) int {
	width := 0
	for _, r := range runes {
		_, cells := display(r, width)
		width += cells
	}
	return width
}

// display returns a character for a terminal, and the number of cells that it takes. Control characters, and characters that change
// the direction of text, are replaced by a question mark in a box.
func display(r rune, at int) (string, int) {
	switch {
	case r == '\t':
		n := tabWidth - at%tabWidth
		return strings.Repeat(" ", n), n
	case visible.Hidden(r):
		return string(visible.Replacement), 1
	default:
		return string(r), visible.Columns(r)
	}
}
