package page

import (
	"regexp"
	"slices"
	"strings"
)

// An item is the result of a grammar: a field, or a mark that members of the
// object above follow.
type item struct {
	field *Field
	opens bool

	depth   int      // of the block
	table   int      // of the block; 0 for none, or for one whose end is unknown
	outer   int      // the table around it
	level   int      // of nesting, from 0; -1 if the page does not say it
	path    []string // names of the objects around the field, if the page says them
	hasMark bool     // the row has a column for required
	place   string   // path, query or body: where the next fields are
}

// A grammar reads blocks from the current one on and returns how many it
// understood, or 0.
type grammar struct {
	name string
	read func(*fieldReader) int
}

// grammars are tried in this order at each block, since pages are mixed: a table
// of one form may contain another form.
var grammars = []grammar{
	{"tree", readTree},
	{"header", readHeader},
	{"columns", readColumns},
	{"wiki", readWikiLine},
	{"wiki", readWikiCells},
}

// A fieldReader reads the fields of a section.
type fieldReader struct {
	blocks  []block
	i       int
	columns columns // of the table that is being read; nil before its header
	items   []item
	counts  map[string]int // fields by grammar
	missed  []Note
	seen    map[int][]*Field // fields by table, to find repeated cells
	inText  bool             // the section's rows name their place
}

func readFields(blocks []block, requests bool) *fieldReader {
	r := &fieldReader{blocks: blocks, counts: map[string]int{}, seen: map[int][]*Field{}, inText: requests}
	for r.i < len(blocks) {
		r.i += r.next()
	}
	r.unmarked()
	return r
}

// unmarked makes fields optional whose cell for required is empty in a table
// that marks others.
func (r *fieldReader) unmarked() {
	marked := map[int]bool{}
	for _, it := range r.items {
		if it.field != nil && it.field.Required == Yes {
			marked[it.table] = true
		}
	}
	for _, it := range r.items {
		if f := it.field; f != nil && it.hasMark && f.Required == Unknown && marked[it.table] {
			f.Required = No
			f.note("its cell for required is empty, while others have a mark; it is assumed to be optional")
		}
	}
}

func (r *fieldReader) next() int {
	if r.blocks[r.i].kind == code {
		return 1
	}
	for _, g := range grammars {
		before := len(r.items)
		if taken := g.read(r); taken > 0 {
			for _, it := range r.items[before:] {
				if it.field != nil {
					r.counts[g.name]++
				}
			}
			return taken
		}
	}
	r.text(r.blocks[r.i])
	return 1
}

// last returns the field that was read last, or nil.
func (r *fieldReader) last() *Field {
	for _, it := range slices.Backward(r.items) {
		if it.field != nil {
			return it.field
		}
	}
	return nil
}

// text adds a line to the field above.
func (r *fieldReader) text(b block) {
	if looksLikeField.MatchString(b.text) && b.kind != heading {
		r.missed = append(r.missed, Note{b.n, "a line looks like a field, but is not understood: " + shorten(b.text)})
		return
	}
	if f := r.last(); f != nil {
		f.Text = strings.TrimSpace(f.Text + "\n" + visibleText(b.text))
	}
}

// looksLikeField matches a type with a length, which does not occur in
// sentences.
var looksLikeField = regexp.MustCompile(`(?i)(?:^|[\s|])(?:string|array|int)\s?` + openMark + `\s*\d+\s*(?:[,，]\s*\d+\s*)?` + closeMark + `(?:$|[\s|])`)

func shorten(s string) string {
	const most = 60
	if list := []rune(visibleText(s)); len(list) > most {
		return string(list[:most]) + "…"
	}
	return visibleText(s)
}

// fieldLike reports whether a grammar finds a field in a single block.
func fieldLike(b block) bool {
	return treeField.MatchString(treeOrder(b.text)) || wikiLine.MatchString(b.text) || looksLikeField.MatchString(b.text) ||
		b.kind == row && len(anchors(b.cells)) > 0 || isHeader(b)
}

func (r *fieldReader) add(b block, f *Field) {
	f.Line = b.n
	it := item{field: f, depth: b.depth, level: -1}
	if b.open {
		it.table, it.outer = b.table, b.outer
		r.seen[b.table] = append(r.seen[b.table], f)
	}
	if names := strings.Split(strings.ReplaceAll(f.Name, "[]", ""), "."); len(names) > 1 {
		it.path, f.Name = names[:len(names)-1], names[len(names)-1]
	}
	f.Name = strings.TrimSuffix(f.Name, "[]")
	r.items = append(r.items, it)
}

func (r *fieldReader) open(b block) {
	it := item{opens: true, depth: b.depth, level: -1}
	if b.open {
		it.table, it.outer = b.table, b.outer
	}
	r.items = append(r.items, it)
}

// requiredWords are the words for required and optional fields, in lower case.
var requiredWords = map[string]Required{
	"是": Yes, "必填": Yes, "必选": Yes, "必传": Yes, "必须": Yes, "required": Yes, "yes": Yes, "y": Yes, "true": Yes, "√": Yes, "✓": Yes, "✔": Yes, "✅": Yes, "m": Yes, "mandatory": Yes,
	"否": No, "选填": No, "可选": No, "非必填": No, "非必传": No, "optional": No, "no": No, "n": No, "false": No, "×": No, "✗": No, "❌": No, "o": No, "条件选填": No, "条件必填": No, "conditional": No, "c": No, "-": No,
}

const requiredPattern = `(?:非必填|非必传|条件必填|条件选填|必填|必选|必传|必须|选填|可选|是|否|Yes|No|Required|Optional|Mandatory|Conditional|true|false)`

var (
	yesPicture = regexp.MustCompile(`(?i)requir|must|bitian|必填|必选|check|tick|gou|yes|是`)
	noPicture  = regexp.MustCompile(`(?i)option|xuantian|选填|cross|否|\bno\b`)
)

// setRequired reads the cell that says whether a field is required.
func (f *Field) setRequired(cell string) {
	word := strings.ToLower(strings.Trim(visibleText(cell), " *（）()[]"))
	if value, ok := requiredWords[word]; ok {
		f.Required = value
	}
	if strings.HasPrefix(word, "条件") || strings.HasPrefix(word, "condition") || word == "c" {
		f.note("it is required under a condition: " + word)
	}
	if word != "" && f.Required == Unknown {
		if value, ok := requiredWords[firstWord(word)]; ok {
			f.Required = value
		}
		f.note("whether it is required is given as " + shorten(cell))
	}
	if m := picture.FindStringSubmatch(cell); m != nil && word == "" {
		switch {
		case noPicture.MatchString(m[1]):
			f.Required = No
		case yesPicture.MatchString(m[1]):
			f.Required = Yes
		}
	}
}

func firstWord(s string) string {
	if i := strings.IndexAny(s, " ,，（(。;；\n"); i > 0 {
		return s[:i]
	}
	return s
}

func (f *Field) note(text string) {
	f.Notes = append(f.Notes, Note{f.Line, text})
}

var placePrefix = regexp.MustCompile(`(?i)^(path|query|body|header)(?:\s+|[\p{Han}:：,，]|$|[A-Z（(])`)

// takePlace moves the word for the field's place from the text to In.
func (f *Field) takePlace(text string) string {
	m := placePrefix.FindStringSubmatch(text)
	if m == nil {
		return text
	}
	f.In = strings.ToLower(m[1])
	return strings.TrimLeft(text[len(m[1]):], " :：,，\n")
}
