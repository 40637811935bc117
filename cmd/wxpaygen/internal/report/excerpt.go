package report

import (
	"strings"
	"unicode"

	"github.com/wxpaygen/wxpaygen/internal/visible"
)

const (
	excerptWidth = 100 // cells of a terminal that an excerpt takes at most
	tabWidth     = 4
)

// excerpt returns the line as a terminal shows it, and how many cells stand
// before the character at column (counted from 1, in characters). A long line is
// cut around that character.
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
	if indent < 0 { // just behind the end of the line
		indent = width
	}
	return b.String(), indent
}

// start is the first character to show, so that the one at target is in sight
// with something on both sides.
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

// display is a character as it may go to a terminal, and the cells that it takes
// there. A control character would act on the terminal, and one that turns the
// direction of the text would hide what is written; both show as a question mark
// in a box.
func display(r rune, at int) (string, int) {
	switch {
	case r == '\t':
		n := tabWidth - at%tabWidth
		return strings.Repeat(" ", n), n
	case visible.Hidden(r):
		return string(visible.Replacement), 1
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return string(r), 0
	case unicode.Is(wide, r):
		return string(r), 2
	default:
		return string(r), 1
	}
}

// wide are the characters that take two cells: those of Chinese, Japanese and
// Korean, their punctuation and full-width forms, and emoji.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x1100, Hi: 0x115f, Stride: 1}, // Hangul letters
		{Lo: 0x231a, Hi: 0x231b, Stride: 1}, // watch, hourglass
		{Lo: 0x2e80, Hi: 0x303e, Stride: 1}, // radicals, CJK punctuation
		{Lo: 0x3041, Hi: 0xa4cf, Stride: 1}, // kana, Han, Yi
		{Lo: 0xac00, Hi: 0xd7a3, Stride: 1}, // Hangul
		{Lo: 0xf900, Hi: 0xfaff, Stride: 1}, // Han, compatibility
		{Lo: 0xfe30, Hi: 0xfe6f, Stride: 1}, // vertical and small forms
		{Lo: 0xff01, Hi: 0xff60, Stride: 1}, // full-width forms
		{Lo: 0xffe0, Hi: 0xffe6, Stride: 1}, // full-width signs
	},
	R32: []unicode.Range32{
		{Lo: 0x1f300, Hi: 0x1f64f, Stride: 1}, // emoji
		{Lo: 0x1f680, Hi: 0x1f6ff, Stride: 1},
		{Lo: 0x1f900, Hi: 0x1faff, Stride: 1},
		{Lo: 0x20000, Hi: 0x3fffd, Stride: 1}, // Han, rare
	},
}
