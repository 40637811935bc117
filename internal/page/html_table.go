package page

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// readTable reads a table. A table within a cell follows the row that it is in,
// one level deeper.
func (w *htmlWalker) readTable(n *html.Node, depth int) {
	inner := w.begin()
	spans := rowSpans{}
	for _, tr := range rowsOf(n) {
		inner.tableRow(tr, spans, depth)
	}
	w.n = inner.n
	if w.cells != nil {
		w.doc.pending = append(w.doc.pending, inner.doc.blocks...)
		return
	}
	w.doc.blocks = append(w.doc.blocks, inner.doc.blocks...)
}

// begin returns a walker for a table at this place. It collects blocks
// separately, since the row around the table is not complete yet.
func (w *htmlWalker) begin() *htmlWalker {
	if w.cells == nil {
		w.flush()
	}
	w.doc.root().tables++
	inner := *w
	inner.doc = &document{parent: w.doc.root()}
	inner.text = strings.Builder{}
	inner.table, inner.outer, inner.cells = w.doc.root().tables, w.table, nil
	if w.table > 0 {
		inner.depth += nestedDepth
	}
	return &inner
}

// rowsOf returns the rows of a table without those of tables within.
func rowsOf(table *html.Node) []*html.Node {
	var rows []*html.Node
	for c := range table.ChildNodes() {
		switch c.DataAtom {
		case atom.Tr:
			rows = append(rows, c)
		case atom.Thead, atom.Tbody, atom.Tfoot:
			rows = append(rows, rowsOf(c)...)
		}
	}
	return rows
}

// rowSpans has the cells that reach into the rows below, by column.
type rowSpans map[int]struct {
	text string
	left int
}

func (w *htmlWalker) tableRow(tr *html.Node, spans rowSpans, depth int) {
	if td := layoutCell(tr); td != nil {
		w.children(td, depth)
		w.flush()
		return
	}
	start := w.n
	if at, err := strconv.Atoi(attribute(tr, lineAttribute)); err == nil {
		start = at
	}
	attributes := rowAttributes(tr)
	var cells []string
	for td := range tr.ChildNodes() {
		if td.DataAtom != atom.Td && td.DataAtom != atom.Th || isLineNumber(td) {
			continue
		}
		cells = spans.fill(cells)
		text := w.cell(td, depth)
		if len(cells) == 0 && attributes != "" {
			text += " " + attributes
		}
		if left, err := strconv.Atoi(attribute(td, "rowspan")); err == nil && left > 1 && left < 1000 {
			spans[len(cells)] = struct {
				text string
				left int
			}{text, left - 1}
		}
		cells = append(cells, text)
	}
	cells = spans.fill(cells)
	pending := w.doc.pending
	w.doc.pending = nil
	w.doc.addRow(block{n: start, depth: w.depth, table: w.table, outer: w.outer, open: true}, cells)
	w.doc.blocks = append(w.doc.blocks, pending...)
}

// layoutCell returns the only cell of a row if it has headings or tables, which
// are then read without the table around them. It returns nil for other rows.
func layoutCell(tr *html.Node) *html.Node {
	var only *html.Node
	for td := range tr.ChildNodes() {
		if td.DataAtom != atom.Td && td.DataAtom != atom.Th {
			continue
		}
		if only != nil {
			return nil
		}
		only = td
	}
	if only == nil {
		return nil
	}
	for n := range only.Descendants() {
		switch n.DataAtom {
		case atom.Table, atom.H1, atom.H2, atom.H3, atom.H4:
			return only
		}
	}
	return nil
}

// fill adds the cells that reach down from rows above.
func (s rowSpans) fill(cells []string) []string {
	for {
		above, ok := s[len(cells)]
		if !ok {
			return cells
		}
		if above.left--; above.left == 0 {
			delete(s, len(cells))
		} else {
			s[len(cells)] = above
		}
		cells = append(cells, above.text)
	}
}

// cell returns the text of a cell. Tables within it wait in doc.pending.
func (w *htmlWalker) cell(td *html.Node, depth int) string {
	if at, err := strconv.Atoi(attribute(td, lineAttribute)); err == nil {
		w.n = at
	}
	cells := []string{""}
	w.cells = &cells
	attributes := rowAttributes(td)
	w.children(td, depth)
	w.flush()
	w.cells = nil
	text := cleanCell(cells[0])
	if attributes != "" {
		text += " " + attributes
	}
	return text
}

// rowAttributes returns the attributes of a row on the pages of wechatpay.im,
// in the form that their Markdown has.
func rowAttributes(n *html.Node) string {
	var list []string
	for _, a := range n.Attr {
		switch a.Key {
		case "data-required":
			list = append(list, "data-required")
		case "data-indent":
			list = append(list, "data-indent="+a.Val)
		}
	}
	if list == nil {
		return ""
	}
	return "{" + strings.Join(list, " ") + "}"
}
