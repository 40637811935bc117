// Package page reads documentation pages of WeChat Pay's APIv3: saved HTML, its
// Markdown twin, or the text copied from a browser.
//
// Reading has three steps. A page becomes blocks: lines, rows of tables and
// pieces of code, each with its line in the file. The blocks are split into the
// operations of the page and their sections. There is a grammar for each form
// of pages, which reads the fields of a section; the one that understands most
// is used.
//
// Facts that a page lacks remain unknown in the model and are listed in Notes.
// Nothing is invented.
package page

import "github.com/wxpaygen/wxpaygen/internal/doctree"

// A Page is one operation as a page describes it.
type Page struct {
	File string // as given to Read
	Line int    // where the operation begins

	Form    string // the grammar that read its fields: wiki, columns, tree or php; "" without fields
	English bool   // names and sentences are English
	Title   string
	Product string // of the breadcrumb; "" if there is none
	Date    string // YYYY.MM.DD; "" if there is none
	URL     string // the page's own address; "" if it is not in the file

	Method, Path   string
	Host, Fallback string   // with scheme; "" if they are not named
	Roles          []string // who may call it, as the page says
	Modes          []string // common, institutional: the modes of the global wallet that the page names
	Idempotent     string   // the page's text about a repeated request

	Params   []*Field // path, query and header
	Body     []*Field
	Response []*Field
	Status   int // of the success, 0 if the page does not say

	Codes            []*Code
	RequestExamples  []*Example
	ResponseExamples []*Example

	Notes []Note
}

// Required says whether a field is required.
type Required int

// The values of Required.
const (
	Unknown Required = iota
	Yes
	No
)

// A Field is a parameter, or a member of a body.
type Field struct {
	Line     int
	Name     string
	Title    string // as on the page, in simplified characters
	Text     string // the page's sentences about it
	Type     Type
	Required Required
	In       string // path, query, header, body; "" in responses
	Mode     string // common, institutional or ""
	Enum     []Member
	Example  *doctree.Node // nil if there is none
	Fields   []*Field      // of an object, or of an array's elements
	Notes    []Note

	Encrypted bool // the page says that it is encrypted
	DateTime  bool // the page says RFC 3339
}

// A Member is a value of an enumeration.
type Member struct{ Value, Text string }

// A Code is a row of a table of error codes.
type Code struct {
	Line   int
	Status int // 0 if the row has none
	Name   string
	Title  string
	Remedy string
	Common bool // of the table of codes that all operations share
	Notes  []Note
}

// An Example is a request or a response.
type Example struct {
	Line  int
	Title string        // the line above it, usually ""
	URL   string        // of the request
	Value *doctree.Node // the body; nil if there is none

	Arguments *doctree.Node // of a call of the PHP client, by the parameters' names
}

// A Note describes a fact that the page lacks, or an assumption about it.
type Note struct {
	Line int
	Text string
}
