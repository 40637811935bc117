package page

import (
	"bytes"
	"regexp"
	"sort"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	table "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// readMarkdown splits a page in Markdown into blocks.
func readMarkdown(d *document, data []byte) {
	if m := frontMatter.FindIndex(data); m != nil {
		blank := bytes.Repeat([]byte("\n"), bytes.Count(data[:m[1]], []byte("\n")))
		data = append(blank, data[m[1]:]...)
	}
	root := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(text.NewReader(data))
	m := &markdown{doc: d, data: data}
	for i, c := range data {
		if c == '\n' {
			m.ends = append(m.ends, i)
		}
	}
	m.children(root, 0)
}

// frontMatter matches the header of a page for a site generator.
var frontMatter = regexp.MustCompile(`^---\r?\n(?s:.*?)\n---\r?\n`)

type markdown struct {
	doc  *document
	data []byte
	ends []int // offsets of line ends
	n    int   // the latest line
}

func (m *markdown) lineOf(offset int) int {
	m.n = max(m.n, sort.SearchInts(m.ends, offset)+1)
	return m.n
}

func (m *markdown) children(n ast.Node, depth int) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		m.node(c, depth)
	}
}

func (m *markdown) node(n ast.Node, depth int) {
	switch n := n.(type) {
	case *ast.Heading:
		m.lines(n, depth, heading)
	case *ast.Paragraph, *ast.TextBlock:
		m.lines(n, depth, line)
	case *ast.FencedCodeBlock:
		m.doc.add(block{n: m.at(n), kind: code, text: m.raw(n), depth: depth})
	case *ast.CodeBlock: // text that happens to be indented
		readLines(m.doc, m.raw(n), m.at(n))
	case *ast.HTMLBlock:
		m.html(n)
	case *table.Table:
		m.table(n, depth)
	case *ast.ListItem:
		m.children(n, depth+nestedDepth)
	default:
		m.children(n, depth)
	}
}

func (m *markdown) at(n ast.Node) int {
	if lines := n.Lines(); lines.Len() > 0 {
		return m.lineOf(lines.At(0).Start)
	}
	return m.n
}

func (m *markdown) raw(n ast.Node) string {
	return string(n.Lines().Value(m.data))
}

func (m *markdown) html(n *ast.HTMLBlock) {
	raw := []byte(m.raw(n))
	if n.HasClosure() {
		raw = append(raw, n.ClosureLine.Value(m.data)...)
	}
	var inner document
	first := m.at(n)
	inner.tables = m.doc.tables
	if err := readHTML(&inner, raw); err != nil {
		return
	}
	m.doc.tables = inner.tables
	for _, b := range inner.blocks {
		b.n += first - 1
		m.doc.add(b)
	}
}

func (m *markdown) lines(n ast.Node, depth int, k kind) {
	first := m.at(n)
	for i, s := range strings.Split(m.inline(n), "\n") {
		m.doc.add(block{n: first + i, kind: k, text: clean(s), depth: depth})
	}
}

func (m *markdown) table(n *table.Table, depth int) {
	m.doc.tables++
	for r := n.FirstChild(); r != nil; r = r.NextSibling() {
		var cells []string
		at := m.n
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			at = m.at(c)
			cells = append(cells, cleanCell(m.inline(c)))
		}
		m.doc.addRow(block{n: at, depth: depth, table: m.doc.tables, open: true}, cells)
	}
}

// inline returns the text of a node and keeps its lines.
func (m *markdown) inline(n ast.Node) string {
	var out strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			out.Write(unescape(c.Segment.Value(m.data)))
			if c.SoftLineBreak() || c.HardLineBreak() {
				out.WriteByte('\n')
			}
		case *ast.String:
			out.Write(c.Value)
		case *ast.RawHTML:
			out.WriteString(m.tag(c))
		case *ast.AutoLink:
			out.Write(c.URL(m.data))
		case *ast.Image:
			out.WriteString(pictureText(m.inline(c) + " " + string(c.Destination)))
		default:
			out.WriteString(m.inline(c))
		}
	}
	return out.String()
}

// tag returns the text of a tag within a line: a line break, nothing, or the tag
// itself, since a type such as array<string> looks like one.
func (m *markdown) tag(n *ast.RawHTML) string {
	raw := string(n.Segments.Value(m.data))
	name := strings.ToLower(strings.TrimLeft(raw, "</"))
	switch {
	case strings.HasPrefix(name, "br"):
		return "\n"
	case strings.HasPrefix(name, "img"):
		return pictureText(raw)
	case isType(strings.TrimRight(name, ">")):
		return raw
	}
	return ""
}

func unescape(s []byte) []byte {
	for _, c := range []string{"|", "_", "*", "[", "]", "{", "}", "#", "-", "."} {
		s = bytes.ReplaceAll(s, []byte(`\`+c), []byte(c))
	}
	return s
}
