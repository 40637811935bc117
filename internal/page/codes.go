package page

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A code may contain soft hyphens, or the characters that a copy has in their
// place.
var (
	codeValue  = regexp.MustCompile(`^[A-Z][A-Z0-9]*(?:_+[?\x{FFFD}]?[A-Z0-9]+|\?[A-Z0-9]+)*$`)
	codeLine   = regexp.MustCompile(`^(?:(\d{3})(?:\s*[A-Za-z][A-Za-z ]*?)?\s*[|\-–—:：]?\s+)?([A-Z][A-Z0-9]*(?:_[?\x{FFFD} -]?[A-Z0-9]+)*)(?:\s+(.*))?$`)
	statusCell = regexp.MustCompile(`^(\d{3})(?:\s*[-–—]?\s*[A-Za-z ]*)?$`)
)

type codeColumns struct{ status, name, title, remedy int }

// readCodes reads a table of error codes.
func readCodes(s section) (list []*Code, missed []Note) {
	r := &codeReader{common: s.common, columns: codeColumns{0, 1, 2, 3}}
	for i := 0; i < len(s.blocks); {
		i += max(r.read(s.blocks[i:]), 1)
	}
	return r.list, r.missed
}

type codeReader struct {
	common  bool
	columns codeColumns
	list    []*Code
	missed  []Note
	status  int // of the row above, where a table joins its cells
}

// read reads the next code and returns the number of blocks that it consists of.
func (r *codeReader) read(blocks []block) int {
	b := blocks[0]
	switch {
	case b.kind == code:
		return 1
	case isCodeHeader(b):
		r.header(b)
		return 1
	case b.kind == row:
		r.row(b)
		return 1
	}
	if n := r.cells(blocks); n > 0 {
		return n
	}
	r.line(b)
	return 1
}

var codeTitles = []*regexp.Regexp{
	title(`.*(?:状态码|status).*|http`),
	title(`(?:名称|错误码|错误代码|error ?codes?|codes?|name)`),
	title(`(?:描述|说明|错误描述|含义|原因|descriptions?|reasons?|message)`),
	title(`.*(?:解决|处理|solutions?|remed|action).*`),
}

func (r *codeReader) header(b block) {
	if b.kind != row {
		return
	}
	at := [4]int{-1, -1, -1, -1}
	for i, cell := range b.cells {
		for k, pattern := range codeTitles {
			if at[k] < 0 && pattern.MatchString(visibleText(cell)) {
				at[k] = i
				break
			}
		}
	}
	r.columns = codeColumns{at[0], at[1], at[2], at[3]}
}

func (r *codeReader) row(b block) {
	cell := func(i int) string {
		if i < 0 || i >= len(b.cells) {
			return ""
		}
		return strings.ReplaceAll(visibleText(b.cells[i]), "\n", " ")
	}
	name := r.columns.name
	if !isCode(cell(name)) {
		name = slices.IndexFunc(b.cells, func(c string) bool { return isCode(visibleText(c)) })
	}
	if name < 0 {
		r.miss(b)
		return
	}
	title, remedy := r.columns.title, r.columns.remedy
	if name != r.columns.name { // the row lacks the status of the one above
		title, remedy = title+name-r.columns.name, remedy+name-r.columns.name
	}
	status := 0
	for i := range b.cells {
		if m := statusCell.FindStringSubmatch(cell(i)); m != nil && i != name {
			status, _ = strconv.Atoi(m[1])
			break
		}
	}
	for one := range strings.FieldsFuncSeq(cell(name), isBetweenCodes) {
		r.add(b, status, strings.TrimSpace(one), cell(title), cell(remedy))
	}
}

// isBetweenCodes reports whether a character separates codes that share a row.
func isBetweenCodes(r rune) bool { return strings.ContainsRune("/、,，;；\n", r) }

func isCode(s string) bool {
	if i := strings.IndexFunc(s, isBetweenCodes); i > 0 {
		return isCode(strings.TrimSpace(s[:i])) && isCode(strings.TrimFunc(s[i:], func(r rune) bool { return isBetweenCodes(r) || r == ' ' }))
	}
	return codeValue.MatchString(strings.ReplaceAll(s, " ", "")) && len(s) > 3
}

// line reads a row that has all cells in one line, separated only by spaces.
func (r *codeReader) line(b block) {
	m := codeLine.FindStringSubmatch(b.text)
	if m == nil || !strings.Contains(m[2], "_") && m[1] == "" && m[3] == "" || len(m[2]) < 4 {
		r.more(b)
		return
	}
	status, _ := strconv.Atoi(m[1])
	rest := m[3]
	if behind := statusBehind.FindStringSubmatch(rest); behind != nil && status == 0 {
		status, _ = strconv.Atoi(behind[1])
		rest = behind[2]
	}
	title, remedy := splitRemedy(rest)
	r.add(b, status, m[2], title, remedy)
	if remedy == "" && strings.Count(title, " ") > 2 {
		last := r.list[len(r.list)-1]
		last.Notes = append(last.Notes, Note{b.n, "it is not marked where the meaning of " + m[2] + " ends and the remedy begins"})
	}
}

var statusBehind = regexp.MustCompile(`^(\d{3})\s+(.*)$`)

// splitRemedy splits the text after a code: the first space in Chinese text is
// the end of a cell.
func splitRemedy(s string) (title, remedy string) {
	title, remedy, _ = strings.Cut(s, " ")
	if !strings.ContainsFunc(title, func(c rune) bool { return c > 0x2E80 }) {
		return s, ""
	}
	return title, strings.TrimSpace(remedy)
}

// cells reads a row whose cells are on lines of their own: status, code, meaning
// and remedy.
func (r *codeReader) cells(blocks []block) int {
	if len(blocks) < 3 || !statusCell.MatchString(blocks[0].text) || !isCode(blocks[1].text) || blocks[2].kind != line {
		return 0
	}
	n, remedy := 3, ""
	for n < len(blocks) && blocks[n].kind == line && !statusCell.MatchString(blocks[n].text) && !isCode(blocks[n].text) && n < 6 {
		remedy = strings.TrimSpace(remedy + " " + visibleText(blocks[n].text))
		n++
	}
	status, _ := strconv.Atoi(statusCell.FindStringSubmatch(blocks[0].text)[1])
	r.add(blocks[1], status, blocks[1].text, blocks[2].text, remedy)
	return n
}

func (r *codeReader) add(b block, status int, name, title, remedy string) {
	c := &Code{Line: b.n, Status: status, Title: title, Remedy: remedy, Common: r.common}
	c.Name = strings.NewReplacer("?", "", "\uFFFD", "", " ", "", "-", "").Replace(name)
	if c.Name != name {
		c.Notes = append(c.Notes, Note{b.n, "the code is written " + name + ", and read as " + c.Name})
	}
	if status == 0 && r.status != 0 {
		c.Status = r.status
		c.Notes = append(c.Notes, Note{b.n, "the row of " + c.Name + " has no status; it is taken from the row above"})
	}
	if status != 0 {
		r.status = status
	}
	r.list = append(r.list, c)
}

// more adds a line to the remedy of the code above, unless it looks like a code.
func (r *codeReader) more(b block) {
	if strings.Contains(b.text, "_") && values.MatchString(b.text) && len([]rune(b.text)) < 40 {
		r.miss(b)
		return
	}
	if len(r.list) > 0 && b.kind == line {
		last := r.list[len(r.list)-1]
		last.Remedy = strings.TrimSpace(last.Remedy + " " + visibleText(b.text))
	}
}

func (r *codeReader) miss(b block) {
	if values.MatchString(b.text) {
		r.missed = append(r.missed, Note{b.n, "a row of the error codes is not understood: " + shorten(b.text)})
	}
}
