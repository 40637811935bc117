package text

import (
	"html"
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// Blocks reads a description, which is CommonMark in OpenAPI, as blocks of a Go
// comment: paragraphs, lists and code. Emphasis, links and HTML become plain text.
func Blocks(description string) ir.Doc {
	description = strings.TrimSpace(strings.ReplaceAll(description, "\r\n", "\n"))
	if isPlain(description) {
		return plainBlocks(description)
	}
	source := []byte(fromHTML(description))
	w := &walker{source: source}
	w.blocks(markdown.Parse(text.NewReader(source)))
	return w.doc
}

// markdown reads tables too: descriptions have many of them.
var markdown = goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(
	parser.WithInlineParsers(), parser.WithParagraphTransformers(),
)).Parser()

var markup = regexp.MustCompile("[*_`<>#&\\[\\]|~\\\\]|(?m)^(\\s{4}|\\t|\\s*([-+]|\\d+[.)])\\s|\\s*(---|===))")

// isPlain reports whether nothing in a text means anything in CommonMark but
// blank lines. Underscores within words do not.
func isPlain(s string) bool { return !markup.MatchString(innerUnderscore.ReplaceAllString(s, "$1$2")) }

var innerUnderscore = regexp.MustCompile(`([\pL\pN])_+([\pL\pN])`)

func plainBlocks(s string) ir.Doc {
	var doc ir.Doc
	for part := range strings.SplitSeq(s, "\n\n") {
		if para := oneLine(part); para != "" {
			doc = append(doc, ir.Para(notDeprecated(para)))
		}
	}
	return doc
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

var (
	htmlBreak = regexp.MustCompile(`(?i)<\s*(/?p|br|/?div|/?ul|/?ol|/?h[1-6]|hr|/?table|/?tr|/?tbody|/?thead)(\s[^<>]*)?/?\s*>`)
	htmlItem  = regexp.MustCompile(`(?i)<\s*li(\s[^<>]*)?>`)
	htmlCell  = regexp.MustCompile(`(?i)<\s*/(td|th)\s*>`)
	htmlOther = regexp.MustCompile(`(?i)</?\s*(a|abbr|b|big|blockquote|center|cite|code|dd|del|dl|dt|em|font|i|img|ins|kbd|li|mark|pre|q|s|` +
		`samp|small|span|strike|strong|sub|summary|details|sup|td|th|tt|u|var)(\s[^<>]*)?/?\s*>|<!--(?s:.*?)-->`)
)

// fromHTML converts the HTML in descriptions to CommonMark. A name in angle
// brackets that is not a tag is kept.
func fromHTML(s string) string {
	if !strings.Contains(s, "<") {
		return s
	}
	s = htmlItem.ReplaceAllString(s, "\n* ")
	s = htmlBreak.ReplaceAllString(s, "\n\n")
	s = htmlCell.ReplaceAllString(s, " ")
	return htmlOther.ReplaceAllString(s, "")
}

// walker collects the blocks of a document.
type walker struct {
	source []byte
	doc    ir.Doc
}

func (w *walker) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		w.block(n)
	}
}

func (w *walker) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.List:
		if items := w.items(n); len(items) > 0 {
			w.doc = append(w.doc, ir.List(items))
		}
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		w.code(n)
	case *ast.Blockquote:
		w.blocks(n)
	case *ast.ThematicBreak:
	default:
		if isTable(n) {
			w.table(n)
			return
		}
		w.paragraph(n)
	}
}

func isTable(n ast.Node) bool { return n.Kind().String() == "Table" }

func (w *walker) paragraph(n ast.Node) {
	text := w.inline(n)
	if _, isHeading := n.(*ast.Heading); isHeading && text != "" {
		text = stop(text)
	}
	if text != "" {
		w.doc = append(w.doc, ir.Para(notDeprecated(text)))
	}
}

// items returns the items of a list; those of lists within it follow their item.
func (w *walker) items(list ast.Node) []string {
	var items []string
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		var own []string
		var nested []string
		for n := item.FirstChild(); n != nil; n = n.NextSibling() {
			if n.Kind() == ast.KindList {
				nested = append(nested, w.items(n)...)
			} else if text := w.inline(n); text != "" {
				own = append(own, text)
			}
		}
		if len(own) > 0 {
			items = append(items, strings.Join(own, " "))
		}
		items = append(items, nested...)
	}
	return items
}

// code keeps the lines of a code block.
func (w *walker) code(n ast.Node) {
	var code ir.Literal
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		code = append(code, strings.TrimRight(string(line.Value(w.source)), "\n"))
	}
	w.literal(code)
}

// literal adds a block of code. Go doc takes code right after a list for a part of
// the list, so a paragraph separates them.
func (w *walker) literal(code ir.Literal) {
	if len(code) == 0 {
		return
	}
	if len(w.doc) > 0 {
		if _, afterList := w.doc[len(w.doc)-1].(ir.List); afterList {
			w.doc = append(w.doc, ir.Para("Example:"))
		}
	}
	w.doc = append(w.doc, code)
}

// table writes a row a line.
func (w *walker) table(table ast.Node) {
	var code ir.Literal
	for row := table.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, w.inline(cell))
		}
		code = append(code, strings.Join(cells, " | "))
	}
	w.literal(code)
}

// inline returns the text of a block as one line.
func (w *walker) inline(n ast.Node) string {
	var b strings.Builder
	w.write(&b, n)
	return oneLine(b.String())
}

func (w *walker) write(b *strings.Builder, parent ast.Node) {
	if parent.FirstChild() == nil && parent.Type() == ast.TypeBlock {
		for i := range parent.Lines().Len() { // an HTML block
			line := parent.Lines().At(i)
			b.WriteString(html.UnescapeString(string(line.Value(w.source))))
		}
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			b.WriteString(html.UnescapeString(unescaped(string(n.Segment.Value(w.source)))))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(n.Value)
		case *ast.CodeSpan:
			w.codeSpan(b, n)
		case *ast.Link:
			w.link(b, n, string(n.Destination))
		case *ast.Image:
			w.write(b, n)
		case *ast.AutoLink:
			b.Write(n.URL(w.source))
		case *ast.RawHTML:
			for i := range n.Segments.Len() { // no tag of HTML: a name in angle brackets
				segment := n.Segments.At(i)
				b.Write(segment.Value(w.source))
			}
		default:
			w.write(b, n)
		}
	}
}

var escape = regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])")

// unescaped takes off the backslashes that CommonMark has before punctuation.
func unescaped(s string) string { return escape.ReplaceAllString(s, "$1") }

// codeSpan puts text in grave accents, unless it contains some.
func (w *walker) codeSpan(b *strings.Builder, n ast.Node) {
	var code strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			code.Write(t.Segment.Value(w.source))
		}
	}
	quote := "`"
	if strings.Contains(code.String(), "`") {
		quote = ""
	}
	b.WriteString(quote + code.String() + quote)
}

// link writes a link's text, and its address where that says more.
func (w *walker) link(b *strings.Builder, n ast.Node, address string) {
	var label strings.Builder
	w.write(&label, n)
	b.WriteString(label.String())
	isWeb := strings.HasPrefix(address, "http://") || strings.HasPrefix(address, "https://")
	if isWeb && !strings.Contains(label.String(), "://") {
		b.WriteString(" (" + address + ")")
	}
}
