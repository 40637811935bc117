package page

import (
	"regexp"
	"strings"
)

// readText splits copied text into blocks.
func readText(d *document, data string) { readLines(d, data, 1) }

var (
	fence     = regexp.MustCompile("^\\s*(```|~~~)")
	ruler     = regexp.MustCompile(`^[\s|:+-]*--[\s|:+-]*$`)
	textTitle = regexp.MustCompile(`^#{1,6}\s+`)
)

// readLines adds the lines of a text that begins at the line first.
func readLines(d *document, data string, first int) {
	t := &textReader{doc: d}
	data = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u0085", "\n").Replace(data)
	lines := strings.Split(data, "\n")
	for i := 0; i < len(lines); {
		i += t.read(lines[i:], first+i)
	}
}

type textReader struct {
	doc     *document
	inTable bool
	failed  int // pieces of code that do not end
}

// read adds the block that begins at the first line, and returns its number of
// lines.
func (t *textReader) read(lines []string, n int) int {
	raw := lines[0]
	switch {
	case fence.MatchString(raw):
		return t.fenced(lines, n)
	case ruler.MatchString(raw):
		return 1
	}
	if text, count := codeAt(lines, &t.failed); count > 0 {
		t.inTable = false
		t.doc.add(block{n: n, kind: code, text: text, depth: indent(raw)})
		return count
	}
	t.line(raw, n)
	return 1
}

func (t *textReader) fenced(lines []string, n int) int {
	for i := 1; i < len(lines); i++ {
		if fence.MatchString(lines[i]) {
			t.doc.add(block{n: n + 1, kind: code, text: strings.Join(lines[1:i], "\n")})
			return i + 1
		}
	}
	return 1 // not closed: they are read as single lines
}

func (t *textReader) line(raw string, n int) {
	cells := splitCells(raw)
	if len(cells) < 2 {
		t.inTable = false
		text := clean(bullet.ReplaceAllString(unmark(raw), ""))
		// A cell on a separate line has the bar after it.
		b := block{n: n, text: clean(strings.Trim(text, "|")), depth: indent(raw)}
		if textTitle.MatchString(raw) {
			b.kind, b.text = heading, textTitle.ReplaceAllString(b.text, "")
		}
		t.doc.add(b)
		return
	}
	if !t.inTable {
		t.inTable = true
		t.doc.tables++
	}
	t.doc.addRow(block{n: n, depth: indent(raw), table: t.doc.tables}, cells)
}

// splitCells returns the cells of a row that is written with bars or tabs. Any
// other line is one cell.
func splitCells(raw string) []string {
	raw = strings.ReplaceAll(raw, `\|`, "\x00")
	separator := "|"
	if !strings.Contains(raw, "|") {
		if separator = "\t"; strings.Count(strings.TrimSpace(raw), "\t") < 2 {
			return nil
		}
	}
	raw = strings.TrimSpace(raw)
	raw = strings.TrimSuffix(strings.TrimPrefix(raw, separator), separator)
	if separator == "|" && !barSeparates(raw) {
		return nil
	}
	var cells []string
	for cell := range strings.SplitSeq(raw, separator) {
		cells = append(cells, cleanCell(unmark(strings.ReplaceAll(cell, "\x00", "|"))))
	}
	return cells
}

// barSeparates reports whether the bars of a line are those of a table: with
// space around them, unlike _-|*.
func barSeparates(s string) bool {
	return strings.Contains(s, " | ") || strings.Contains(s, "| ") && strings.Contains(s, " |") || strings.HasPrefix(s, " ")
}
