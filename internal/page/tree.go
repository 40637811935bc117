package page

import (
	"regexp"
	"slices"
	"strings"
)

const treeRequired = `(非必填|非必传|条件必填|条件选填|必填|必选|必传|选填|可选|(?i:required|optional))`

// treeField matches the beginning of a field on the pages since 2024:
//
//	name SP (必填|选填) SP type, then 【title】text
var (
	treeField = regexp.MustCompile(`(?:^|[\s|>】。；，)）` + pictureMark + `}])(` + namePattern + `)\s+` + treeRequired + `\s+((?i:` + typePattern + `))`)
	wholeTree = regexp.MustCompile(`^(` + namePattern + `)\s+` + treeRequired + `\s+((?i:` + typePattern + `))$`)
	treeTitle = regexp.MustCompile(`^\s*【([^】]+)】\s*`)
	// members matches the word that precedes an object's members.
	members     = regexp.MustCompile(`(?i)(?:展开|收起)?(?:子)?属性\s*$|(?:^|\s)(?:child )?(?:attributes|properties)\s*$`)
	membersLine = regexp.MustCompile(`(?i)^(?:展开|收起|全部|子)*属性$|^(?:show |hide )?(?:child )?(?:attributes|properties)$`)
)

// readTree reads the fields of a line, or of the cells of a row. A table's cells
// have several, one after the other; copies repeat such cells.
func readTree(r *fieldReader) int {
	b := r.blocks[r.i]
	if membersLine.MatchString(visibleText(b.text)) {
		r.open(b)
		return 1
	}
	if b.kind == row {
		return r.treeRow(b)
	}
	if treeField.MatchString(b.text) && r.isRepeated(b, b.text) {
		return 1
	}
	if joined, taken := r.joined(); taken > 1 {
		b.text = joined
		r.treeText(b, b.text)
		return taken
	}
	if !r.treeText(b, b.text) {
		return 0
	}
	return 1
}

// joined returns the lines of a field whose name, mark and type are on separate
// lines.
func (r *fieldReader) joined() (string, int) {
	text := ""
	for n, b := range r.blocks[r.i:min(len(r.blocks), r.i+3)] {
		if b.kind != line {
			break
		}
		text = strings.TrimSpace(text + " " + visibleText(b.text))
		if n > 0 && wholeTree.MatchString(treeOrder(text)) && !treeField.MatchString(r.blocks[r.i].text) {
			return text, n + 1
		}
	}
	return "", 0
}

func (r *fieldReader) treeRow(b block) int {
	found := false
	for _, cell := range b.cells {
		if membersLine.MatchString(visibleText(cell)) {
			r.open(b)
			found = true
			continue
		}
		cell = treeOrder(cell)
		if !treeField.MatchString(cell) {
			continue
		}
		found = true
		if !r.isRepeated(b, cell) {
			r.treeText(b, cell)
		}
	}
	if !found {
		return 0
	}
	return 1
}

// isRepeated reports whether this table had all fields of a cell before.
func (r *fieldReader) isRepeated(b block, cell string) bool {
	if !b.open {
		return false
	}
	for _, m := range treeField.FindAllStringSubmatch(cell, -1) {
		same := func(f *Field) bool { return f.Name == m[1] && f.Type.Raw == m[3] }
		if !slices.ContainsFunc(r.seen[b.table], same) {
			return false
		}
	}
	return true
}

// treeText adds the fields of a text, and reports whether there are any.
func (r *fieldReader) treeText(b block, text string) bool {
	text = treeOrder(text)
	found := treeField.FindAllStringSubmatchIndex(text, -1)
	if len(found) == 0 || b.kind != row && found[0][2] > 0 && !startsField(text[:found[0][2]]) {
		return false
	}
	if lead := strings.TrimSpace(visibleText(text[:found[0][2]])); members.MatchString(lead) {
		r.open(b)
	}
	for k, m := range found {
		end := len(text)
		if k+1 < len(found) {
			end = found[k+1][2]
		}
		f := &Field{Name: text[m[2]:m[3]], Type: parseType(text[m[6]:m[7]])}
		f.setRequired(text[m[4]:m[5]])
		about := strings.TrimRight(visibleText(text[m[1]:end]), " |")
		opened := members.MatchString(about)
		f.Text = strings.TrimSpace(members.ReplaceAllString(about, ""))
		r.add(b, f)
		if opened && k+1 < len(found) {
			r.open(b)
		}
	}
	return true
}

// otherOrder matches a field whose type precedes the mark.
var otherOrder = regexp.MustCompile(`(^|[\s|>])(` + namePattern + `)\s+((?i:` + typePattern + `))\s+` + treeRequired + `($|[\s【（(])`)

// treeOrder puts the parts of fields into the order name, mark, type.
func treeOrder(text string) string {
	return otherOrder.ReplaceAllString(text, "$1$2 $4 $3$5")
}

// startsField reports whether a field may begin after a text: after a bullet, or
// after the word that precedes members.
func startsField(before string) bool {
	before = strings.TrimSpace(visibleText(before))
	return before == "" || members.MatchString(before) || strings.Trim(before, "+-*•|>└├─ ") == ""
}
