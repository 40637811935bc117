package templates

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wxpaygen/wxpaygen/internal/visible"
)

// maxURL is the maximum width of a URL or Go name that is not broken.
const maxURL = 400

// maxPiece limits the size of the pieces of a word without a place to break, in bytes. It is
// larger than any line.
const maxPiece = 1024

// wrap breaks text into lines of at most width columns: between words, and between wide
// characters, which have no spaces. A word that is wider than a line is cut, unless it is a
// URL or a Go name. No line but the first starts with a marker that would give it another
// meaning: the marker is added to the line before, or is quoted.
func wrap(text string, width int) []string {
	if columns(text) <= width {
		if text == "" {
			return nil
		}
		return []string{text}
	}
	w := wrapper{width: width}
	for word := range strings.SplitSeq(text, " ") {
		w.word(word)
	}
	w.flush()
	return w.lines
}

// isGoName reports whether a word is the name of a declaration, such as [Client.Send].
func isGoName(word string) bool {
	name := strings.Trim(word, "[]*.,:;")
	return name != "" && !strings.ContainsFunc(name, func(c rune) bool {
		return c != '.' && c != '_' && !unicode.IsLetter(c) && !unicode.IsDigit(c)
	})
}

type wrapper struct {
	width int
	lines []string
	line  strings.Builder
	used  int
}

// word adds a word after a space.
func (w *wrapper) word(word string) {
	n := columns(word)
	space := min(w.used, 1)
	switch {
	case w.used+space+n <= w.width, w.used > 0 && isMarker(word) && w.used < w.width+40:
		w.write(strings.Repeat(" ", space)+word, space+n)
	case n <= maxURL && (isURL(word) || isGoName(word) && !hasWide(word)):
		w.flush()
		w.write(word, n)
	case n <= w.width && !hasWide(word):
		w.flush()
		w.write(word, n)
	default:
		w.cut(word, space)
	}
}

// cut adds a word in pieces. It breaks before wide characters and at the end of lines.
func (w *wrapper) cut(word string, space int) {
	if w.used >= w.width-1 || (!startsWide(word) && w.used > 0) {
		w.flush()
		space = 0
	}
	if space > 0 {
		w.write(" ", 1)
	}
	for len(word) > 0 {
		piece := nextPiece(word)
		n := columns(piece)
		if n > w.width {
			piece = head(piece, w.width)
			n = columns(piece)
		}
		if w.used+n > w.width {
			w.flush()
		}
		w.write(piece, n)
		word = word[len(piece):]
	}
}

func (w *wrapper) write(s string, columns int) {
	w.line.WriteString(s)
	w.used += columns
}

func (w *wrapper) flush() {
	if line := strings.TrimRight(w.line.String(), " "); line != "" {
		if len(w.lines) > 0 && isMarker(line) {
			word, rest, _ := strings.Cut(line, " ")
			line = `"` + word + `" ` + rest
		}
		w.lines = append(w.lines, strings.TrimRight(line, " "))
	}
	w.line.Reset()
	w.used = 0
}

// nextPiece returns the beginning of word up to the next place to break: after a wide
// character with its closing punctuation, or before a wide character.
func nextPiece(word string) string {
	first, size := utf8.DecodeRuneInString(word)
	i := size
	for i < min(len(word), maxPiece) {
		c, n := utf8.DecodeRuneInString(word[i:])
		if !closes(c) && (visible.IsWide(first) || visible.IsWide(c)) && !opens(first) {
			break
		}
		first = c
		i += n
	}
	return word[:i]
}

// head returns the characters of s that fit into width columns, at least one.
func head(s string, width int) string {
	used := 0
	for i, c := range s {
		if used += visible.Columns(c); used > width && i > 0 {
			return s[:i]
		}
	}
	return s
}

// closes reports whether no line should start with c.
func closes(c rune) bool {
	return unicode.In(c, unicode.Pe, unicode.Pf, unicode.Po, unicode.Mn, unicode.Me) || c == '#' || c == '-' || c == '+' || c == '"'
}

// opens reports whether no line should end with c.
func opens(c rune) bool { return unicode.In(c, unicode.Ps, unicode.Pi) }

func hasWide(s string) bool { return strings.IndexFunc(s, visible.IsWide) >= 0 }

func startsWide(s string) bool {
	c, _ := utf8.DecodeRuneInString(s)
	return visible.IsWide(c)
}

// columns counts the display columns of s.
func columns(s string) int {
	n := 0
	for _, c := range s {
		n += visible.Columns(c)
	}
	return n
}
