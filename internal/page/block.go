package page

import "strings"

// The kinds of blocks.
type kind int

const (
	line kind = iota
	heading
	row
	code
)

// A block is a piece of a page in reading order.
type block struct {
	n     int // line in the file
	kind  kind
	text  string   // cleaned; all cells of a row; code unchanged
	cells []string // of a row; lines of a cell are separated by \n
	depth int      // of indentation, lists or nested tables: comparable within one page
	table int      // number of the table that the row is in, from 1; 0 for none
	outer int      // number of the table around that one
	open  bool     // the row is in a table whose end is known
}

// A document is a page as blocks, before it is interpreted.
type document struct {
	file   string
	title  string // HTML's title
	url    string // the page's own address, if the file has it
	shell  bool   // HTML that a script fills in the browser
	blocks []block
	tables int

	pending []block   // of tables within the row that is being read
	parent  *document // while the blocks of a table are collected
}

// root returns the document that blocks are collected for.
func (d *document) root() *document {
	if d.parent != nil {
		return d.parent
	}
	return d
}

func (d *document) add(b block) {
	if b.kind == row {
		b.text = strings.ReplaceAll(strings.Join(b.cells, " | "), "\n", " ")
	}
	if strings.TrimSpace(b.text) != "" {
		d.blocks = append(d.blocks, b)
	}
}

// addRow adds a row, or a line if the row has one cell with text.
func (d *document) addRow(b block, cells []string) {
	filled, last := 0, ""
	for _, c := range cells {
		if strings.TrimSpace(visibleText(c)) != "" {
			filled, last = filled+1, c
		}
	}
	switch filled {
	case 0:
	case 1:
		for i, text := range strings.Split(last, "\n") {
			one := b
			one.n, one.kind, one.text = b.n+i, line, clean(text)
			d.add(one)
		}
	default:
		b.kind, b.cells = row, cells
		d.add(b)
	}
}
