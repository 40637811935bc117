package page

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// lineAttribute passes the line of a start tag through the parser, which has no
// positions.
const lineAttribute = "wxpaygen-line"

// withLines writes the line of each start tag into the tag.
func withLines(data []byte) []byte {
	var out bytes.Buffer
	z := html.NewTokenizer(bytes.NewReader(data))
	n := 1
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return out.Bytes()
		}
		raw := slices.Clone(z.Raw())
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken {
			name, _ := z.TagName()
			end := 1 + len(name)
			out.Write(raw[:end])
			fmt.Fprintf(&out, " %s=%d ", lineAttribute, n)
			raw = raw[end:]
		}
		out.Write(raw)
		n += bytes.Count(z.Raw(), []byte("\n"))
	}
}

// maxHTMLDepth limits the recursion. Deeper elements are ignored.
const maxHTMLDepth = 400

// readHTML splits a saved page into blocks.
func readHTML(d *document, data []byte) error {
	root, err := html.Parse(bytes.NewReader(withLines(data)))
	if err != nil {
		return err
	}
	w := &htmlWalker{doc: d, n: 1}
	w.walk(root, 0)
	w.flush()
	d.shell = len(d.blocks) < 3 && bytes.Contains(data, []byte("<script"))
	return nil
}

// htmlWalker collects the text of a page, line by line.
type htmlWalker struct {
	doc   *document
	n     int // the line of the latest start tag
	start int // where the text begins
	text  strings.Builder
	depth int // of lists and tables
	table int // the innermost table, and the one around it
	outer int
	cells *[]string // of the row that is being read; nil outside of tables
	level bool      // within a heading
}

func (w *htmlWalker) flush() {
	text := w.text.String()
	w.text.Reset()
	if w.cells != nil {
		last := len(*w.cells) - 1
		(*w.cells)[last] += text + "\n"
		return
	}
	b := block{n: w.start, text: clean(text), depth: w.depth, table: w.table, outer: w.outer, open: w.table > 0}
	if w.level {
		b.kind = heading
	}
	w.doc.add(b)
}

var ignored = []atom.Atom{
	atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Iframe, atom.Select, atom.Option, atom.Textarea, atom.Button,
}

var blockElements = []atom.Atom{
	atom.P, atom.Div, atom.Li, atom.Ul, atom.Ol, atom.Dl, atom.Dt, atom.Dd, atom.Section, atom.Article, atom.Header, atom.Footer,
	atom.Main, atom.Nav, atom.Aside, atom.Blockquote, atom.Details, atom.Summary, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
	atom.Body, atom.Form, atom.Hr, atom.Figure, atom.Figcaption,
}

func (w *htmlWalker) walk(n *html.Node, depth int) {
	if depth > maxHTMLDepth {
		return
	}
	switch n.Type {
	case html.TextNode:
		w.write(n.Data)
	case html.CommentNode:
		if m := savedFrom.FindStringSubmatch(n.Data); m != nil {
			w.doc.url = m[1]
		}
	case html.ElementNode:
		w.element(n, depth)
	default:
		w.children(n, depth)
	}
}

var savedFrom = regexp.MustCompile(`saved from url=\(\d+\)(https?://\S+)`)

func (w *htmlWalker) children(n *html.Node, depth int) {
	for c := range n.ChildNodes() {
		w.walk(c, depth+1)
	}
}

// write adds text. A line break within HTML's text is a space.
func (w *htmlWalker) write(s string) {
	if strings.TrimSpace(w.text.String()) == "" {
		w.start = w.n
	}
	w.text.WriteString(strings.NewReplacer("\n", " ", "\r", "").Replace(s))
}

func (w *htmlWalker) element(n *html.Node, depth int) {
	if at, err := strconv.Atoi(attribute(n, lineAttribute)); err == nil {
		w.n = at
	}
	switch {
	case slices.Contains(ignored, n.DataAtom), isHidden(n):
	case n.DataAtom == atom.Head:
		w.head(n)
	case n.DataAtom == atom.Br:
		w.flush()
	case n.DataAtom == atom.Img:
		w.write(pictureText(attribute(n, "alt") + " " + attribute(n, "title") + " " + attribute(n, "src")))
	case n.DataAtom == atom.Pre:
		w.pre(n)
	case n.DataAtom == atom.Table:
		w.readTable(n, depth)
	case slices.Contains(blockElements, n.DataAtom):
		w.blockElement(n, depth)
	case n.FirstChild == nil && (n.DataAtom == atom.I || n.DataAtom == atom.Span) && attribute(n, "class") != "":
		w.write(pictureText(attribute(n, "class"))) // an icon
	default:
		w.children(n, depth)
		if !isTight(n) {
			w.write(" ")
		}
	}
}

// isTight reports whether text continues after an element without a space: a
// link or an emphasis may end within a word, while the parts of a line, such as
// a field's name and its type, are separate elements.
func isTight(n *html.Node) bool {
	return slices.Contains([]atom.Atom{atom.A, atom.B, atom.Strong, atom.Em, atom.Code, atom.U, atom.Font, atom.Wbr}, n.DataAtom) &&
		n.NextSibling != nil && n.NextSibling.Type == html.TextNode
}

var hiddenStyle = regexp.MustCompile(`(?i)display\s*:\s*none`)

// isHidden reports whether an element is never shown. Folded parts, which a
// style hides, are read.
func isHidden(n *html.Node) bool {
	return attribute(n, "aria-hidden") == "true" && hiddenStyle.MatchString(attribute(n, "style"))
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func (w *htmlWalker) head(n *html.Node) {
	for c := range n.Descendants() {
		switch {
		case c.DataAtom == atom.Title && c.FirstChild != nil:
			w.doc.title = clean(c.FirstChild.Data)
		case c.DataAtom == atom.Link && attribute(c, "rel") == "canonical":
			w.doc.url = attribute(c, "href")
		}
	}
}

func (w *htmlWalker) blockElement(n *html.Node, depth int) {
	w.flush()
	nested := n.DataAtom == atom.Li || n.DataAtom == atom.Dd
	isHeading := len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6'
	if nested {
		w.depth += nestedDepth
	}
	w.level = w.level || isHeading
	w.children(n, depth)
	w.flush()
	if nested {
		w.depth -= nestedDepth
	}
	if isHeading {
		w.level = false
	}
}

// nestedDepth is the depth that a list or a table within another adds. A
// smaller difference may be accidental in copied text.
const nestedDepth = 4

// pre reads a piece of code.
func (w *htmlWalker) pre(n *html.Node) {
	w.flush()
	var text strings.Builder
	for c := range n.Descendants() {
		switch {
		case c.Type == html.TextNode && !isLineNumber(c.Parent):
			text.WriteString(c.Data)
		case slices.Contains([]atom.Atom{atom.Br, atom.Li, atom.Div, atom.Tr, atom.P}, c.DataAtom):
			text.WriteString("\n")
		}
	}
	w.doc.add(block{n: w.n, kind: code, text: text.String(), depth: w.depth})
}

var lineNumberClass = regexp.MustCompile(`(?i)line-?num|gutter|hljs-ln-n|lineno`)

func isLineNumber(n *html.Node) bool {
	return n != nil && lineNumberClass.MatchString(attribute(n, "class"))
}
