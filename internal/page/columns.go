package page

import (
	"regexp"
	"slices"
	"strings"
)

// columns has the numbers of the columns of a table, by their content.
type columns map[string]int

// columnTitles has the titles of columns, whose order differs from page to
// page.
var columnTitles = []struct {
	name    string
	pattern *regexp.Regexp
}{
	{"name", title(`变量名?|变量名称|字段|variable(?:\s*names?)?|id|参数变量|field id`)},
	{"title", title(`参数名称?|名称|字段名称?|中文名|字段说明|names?|fields?(?:\s*names?)?|parameters?(?:\s*names?)?|参数|属性名?|请求参数|返回参数|应答参数|返回字典|返回字段`)},
	{"type", title(`(?:参数|数据|字段)?类型.*|(?:data )?types?.*|格式`)},
	{"required", title(`(?:是否)?(?:必填|必选|必传|必须|必需)项?.*|required\??|mandatory|是否需要|optional\??`)},
	{"length", title(`(?:最大)?长度.*|(?:max )?length.*`)},
	{"in", title(`(?:参数)?(?:位置|所在位置|传参位置)|in|location|place|position`)},
	{"example", title(`示例值?|样例|例子|examples?(?: values?)?|sample`)},
	{"text", title(`描述|说明|参数说明|参数描述|含义|备注|descriptions?|remarks?|notes?|comments?|details?`)},
}

// columnsOf reads the header of a table of fields.
func columnsOf(cells []string) (columns, bool) {
	c := columns{}
	for i, cell := range cells {
		cell = strings.TrimSpace(strings.TrimLeft(withoutAttributes(cell), "+"))
		for _, t := range columnTitles {
			if _, taken := c[t.name]; !taken && t.pattern.MatchString(cell) {
				c[t.name] = i
				break
			}
		}
	}
	if _, ok := c["name"]; !ok {
		if at, ok := c["title"]; ok {
			c["name"] = at
			delete(c, "title")
		}
	}
	_, hasName := c["name"]
	_, hasType := c["type"]
	_, hasRequired := c["required"]
	_, hasText := c["text"]
	isCodes := slices.ContainsFunc(cells, func(s string) bool { return strings.Contains(s, "错误码") || strings.Contains(s, "状态码") })
	return c, hasName && (hasType || hasRequired && hasText) && !isCodes && len(c) >= 2
}

var headerLine = regexp.MustCompile(`(?i)^[+＋]?\s*(?:参数名称?|字段名称?|名称|names?|fields?(?: names?)?|parameters?)\s+(?:变量名?|字段名?|参数|variables?(?: names?)?|ids?)\s+(?:类型|type)`)

// isHeader reports whether a block is the header of a table of fields.
func isHeader(b block) bool {
	if b.kind != row {
		return headerLine.MatchString(b.text)
	}
	_, ok := columnsOf(b.cells)
	return ok && len(anchors(b.cells)) == 0
}

// readHeader reads the header of a table. A header within a table means that
// members of the object above follow.
func readHeader(r *fieldReader) int {
	b := r.blocks[r.i]
	taken := headerCells(r.blocks[r.i:])
	switch {
	case isHeader(b):
		taken = 1
		if b.kind == row {
			r.columns, _ = columnsOf(b.cells)
		}
	case taken == 0:
		return 0
	}
	if f := r.last(); f != nil && f.Type.isContainer() {
		r.open(b)
	}
	return taken
}

// headerCells returns how many lines are cells of a header, with one cell in
// each line.
func headerCells(blocks []block) int {
	n := 0
	for n < len(blocks) && n < 8 && blocks[n].kind == line && isColumnTitle(blocks[n].text) {
		n++
	}
	if n < 3 {
		return 0
	}
	return n
}

func isColumnTitle(text string) bool {
	return slices.ContainsFunc(columnTitles, func(t struct {
		name    string
		pattern *regexp.Regexp
	},
	) bool {
		return t.pattern.MatchString(strings.TrimLeft(text, "+ "))
	})
}

// readColumns reads a row of a table by its header or, if the cells do not
// match, by a name next to a type.
func readColumns(r *fieldReader) int {
	b := r.blocks[r.i]
	if b.kind != row {
		return 0
	}
	if f := r.columns.field(b.cells); f != nil {
		if place := phpPlace(f); place != "" {
			r.items = append(r.items, item{place: place, level: -1})
			return 1
		}
		level := phpAttributes(f)
		r.add(b, f)
		last := &r.items[len(r.items)-1]
		_, last.hasMark = r.columns["required"]
		if level >= 0 {
			last.level = level
		}
		return 1
	}
	return r.anchored(b)
}

func (c columns) cell(cells []string, name string) string {
	if i, ok := c[name]; ok && i < len(cells) {
		return cells[i]
	}
	return ""
}

// indentMarks precede the members of an object.
const indentMarks = "+＋-└├─│ "

// field reads a row whose cells match the header. It returns nil for others.
func (c columns) field(cells []string) *Field {
	name := strings.TrimSpace(strings.TrimLeft(attributesOf.ReplaceAllString(visibleText(c.cell(cells, "name")), ""), indentMarks))
	kind := withoutAttributes(c.cell(cells, "type"))
	_, hasType := c["type"]
	if !isName(name) || hasType && !isType(kind) || len(cells) > len(c)+2 {
		return nil
	}
	f := &Field{Name: name, Title: strings.TrimLeft(visibleText(c.cell(cells, "title")), indentMarks), Text: visibleText(c.cell(cells, "text"))}
	f.Type = Type{Doubtful: true}
	if hasType {
		f.Type = parseType(kind)
	}
	if m := attributesOf.FindString(c.cell(cells, "name")); m != "" {
		f.Text = m + f.Text
	}
	if low, high, ok := numbers(visibleText(c.cell(cells, "length"))); ok && f.Type.Max == nil {
		f.Type.Min, f.Type.Max = low, high
	}
	f.setRequired(c.cell(cells, "required"))
	f.In = placeOf(c.cell(cells, "in"))
	if _, ok := c["in"]; !ok {
		f.Text = f.takePlace(f.Text)
	}
	if example := visibleText(c.cell(cells, "example")); example != "" && example != "-" {
		f.Text += "\n示例值：" + example
	}
	return f
}

func placeOf(cell string) string {
	cell = strings.ToLower(visibleText(cell))
	for _, place := range []string{"path", "query", "body", "header"} {
		if strings.HasPrefix(cell, place) {
			return place
		}
	}
	return ""
}

// anchors returns the numbers of the cells that are names with a type in the
// next cell or the one after.
func anchors(cells []string) []int {
	var list []int
	for i := 0; i < len(cells); i++ {
		if typeAfter(cells, i) > 0 {
			list = append(list, i)
		}
	}
	return list
}

// typeAfter returns the number of the cell with the type of the name in cell i,
// or 0. Between the two there may be the cell for required.
func typeAfter(cells []string, i int) int {
	name := strings.Trim(visibleText(cells[i]), "+ ")
	if !isName(name) || isType(name) && !strings.Contains(name, "_") {
		return 0
	}
	for j := i + 1; j <= i+2 && j < len(cells); j++ {
		text := visibleText(cells[j])
		if isType(text) {
			return j
		}
		if _, ok := requiredWords[strings.ToLower(text)]; !ok && text != "" {
			return 0
		}
	}
	return 0
}

// anchored reads the fields of a row by their names and types. A row has
// several if a table within it was flattened.
func (r *fieldReader) anchored(b block) int {
	list := anchors(b.cells)
	if len(list) == 0 {
		return 0
	}
	for k, at := range list {
		end := len(b.cells)
		if k+1 < len(list) {
			end = max(list[k+1]-1, at+2) // the next title
		}
		if k > 0 && r.last().Type.isContainer() {
			r.open(b)
		}
		r.add(b, anchoredField(b.cells, at, end))
	}
	return 1
}

func anchoredField(cells []string, at, end int) *Field {
	f := &Field{Name: strings.Trim(visibleText(cells[at]), "+ ")}
	if at > 0 {
		f.Title = strings.TrimLeft(visibleText(cells[at-1]), "+＋ ")
	}
	kind := typeAfter(cells, at)
	f.Type = parseType(visibleText(cells[kind]))
	var text []string
	for i := at + 1; i < end && i < len(cells); i++ {
		_, isMark := requiredWords[strings.ToLower(visibleText(cells[i]))]
		switch {
		case i == kind:
		case isMark && f.Required == Unknown:
			f.setRequired(cells[i])
		default:
			text = append(text, visibleText(cells[i]))
		}
	}
	f.Text = f.takePlace(strings.TrimSpace(strings.Join(text, "\n")))
	return f
}
