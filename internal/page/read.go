package page

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"
)

// An Error says where and why reading a page stopped.
type Error struct {
	File   string
	Line   int // 0 for the file as a whole
	Fact   string
	Remedy string
}

func (e *Error) Error() string {
	where := e.File
	if e.Line > 0 {
		where = fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	return where + ": " + e.Fact + "; " + e.Remedy
}

// MaxBytes is the size of the largest page that is read.
const MaxBytes = 8 << 20

// Read reads a page and returns the operations that it describes, in their
// order, at least one. name is for errors; its ending distinguishes Markdown from text.
// An error is an *Error.
func Read(name string, data []byte) ([]*Page, error) {
	d, err := readDocument(name, data)
	if err != nil {
		return nil, err
	}
	var pages []*Page
	for _, blocks := range d.operations() {
		p, err := d.operation(blocks)
		if err != nil {
			return nil, err
		}
		pages = append(pages, p)
	}
	return pages, nil
}

var (
	htmlStart  = regexp.MustCompile(`(?i)^\s*(?:<!doctype html|<html|<!--|<(?:div|table|body|head|section|article|h[1-6]|p|ul)\b)`)
	mdHeading  = regexp.MustCompile(`(?m)^#{1,6} \S`)
	mdTableRow = regexp.MustCompile("(?m)^(?:```|\\|\\s*:?-{3,})")
)

func readDocument(name string, data []byte) (*document, error) {
	d := &document{file: name}
	switch {
	case len(data) > MaxBytes:
		return nil, &Error{name, 0, fmt.Sprintf("the file has more than %d bytes", MaxBytes), "save only this page"}
	case !utf8.Valid(data):
		return nil, &Error{name, 1 + strings.Count(string(validPrefix(data)), "\n"), "the file is not UTF-8", "save it as UTF-8"}
	}
	text := strings.TrimPrefix(string(data), "\uFEFF")
	switch ext := strings.ToLower(path.Ext(name)); {
	case ext == ".html" || ext == ".htm" || ext == ".shtml" || ext == ".mhtml" || htmlStart.MatchString(text):
		if err := readHTML(d, []byte(text)); err != nil {
			return nil, &Error{name, 0, "the file is not HTML: " + err.Error(), "save the page again, or copy its text"}
		}
	case ext == ".md" || ext == ".markdown", mdHeading.MatchString(text) && mdTableRow.MatchString(text):
		readMarkdown(d, []byte(text))
	default:
		readText(d, text)
	}
	d.tidy(text)
	if len(d.blocks) == 0 {
		fact, remedy := "the file has no text", "copy the text of the page, or save the page"
		if d.shell {
			fact = "the file is a shell that a script fills in the browser"
		}
		return nil, &Error{name, 1, fact, remedy}
	}
	return d, nil
}

func validPrefix(data []byte) []byte {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return data[:i]
		}
		i += size
	}
	return data
}

// tidy converts a page from traditional to simplified characters, and joins JSON that
// is split into lines.
func (d *document) tidy(text string) {
	if isTraditional(text) {
		for i := range d.blocks {
			b := &d.blocks[i]
			b.text = simplify(b.text)
			for k := range b.cells {
				b.cells[k] = simplify(b.cells[k])
			}
		}
		d.title = simplify(d.title)
	}
	d.joinCode()
}

// joinCode joins lines that are JSON or a call of curl.
func (d *document) joinCode() {
	var out []block
	failed := 0
	for i := 0; i < len(d.blocks); i++ {
		b := d.blocks[i]
		if failed <= maxFailed && b.kind == line && (jsonStart.MatchString(b.text) || curlStart.MatchString(b.text) || phpStart.MatchString(b.text)) {
			if text, count := codeAt(textsFrom(d.blocks[i:]), &failed); count > 0 {
				b.kind, b.text = code, text
				i += count - 1
			}
		}
		out = append(out, b)
	}
	d.blocks = out
}

func textsFrom(blocks []block) []string {
	var lines []string
	for _, b := range blocks[:min(len(blocks), maxCodeLines)] {
		lines = append(lines, b.text)
	}
	return lines
}

// operations splits the blocks of a page with several operations. Each begins at the
// heading above the line with its method or address.
func (d *document) operations() [][]block {
	var starts []int
	for i, b := range d.blocks {
		if isOperation(b) {
			starts = append(starts, i)
		}
	}
	if len(starts) < 2 || !d.hasHeadings(starts) {
		return [][]block{d.blocks}
	}
	var list [][]block
	begin := d.headingAbove(starts[0])
	for k := range starts {
		end := len(d.blocks)
		if k+1 < len(starts) {
			end = d.headingAbove(starts[k+1])
		}
		list = append(list, d.blocks[begin:end])
		begin = end
	}
	return list
}

// hasHeadings reports whether each operation is below a heading of its own.
func (d *document) hasHeadings(starts []int) bool {
	for k, at := range starts {
		if above := d.headingAbove(at); above < 0 || k > 0 && above <= starts[k-1] {
			return false
		}
	}
	return true
}

func (d *document) headingAbove(at int) int {
	for i := at; i >= 0; i-- {
		if d.blocks[i].kind == heading && !genericTitle.MatchString(d.blocks[i].text) {
			return i
		}
	}
	return -1
}
