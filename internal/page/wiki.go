package page

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// wikiLine matches a row of the old pages that was copied as one line:
//
//	title SP name SP type (SP required)? (SP in)? text
//
// A plus before the title means that members follow, below a header.
var wikiLine = regexp.MustCompile(`(?i)^[+＋]?\s*(\S.*?)\s+(` + namePattern + `)\s+(` + typePattern + `)(?:\s+(` + requiredPattern + `))?(?:\s+(.*)|)$`)

// readWikiLine reads a row that has all cells in one line.
func readWikiLine(r *fieldReader) int {
	b := r.blocks[r.i]
	if b.kind != line && b.kind != heading {
		return 0
	}
	m := wikiLine.FindStringSubmatch(b.text)
	if m == nil || !isTitle(m[1]) || isType(m[2]) && !strings.Contains(m[2], "_") && !strings.ContainsAny(m[3], "[(（") {
		return 0
	}
	f := &Field{Name: m[2], Title: m[1], Type: parseType(m[3])}
	f.setRequired(m[4])
	f.Text = f.takePlace(m[5])
	if isSentence(m[1], m[2], m[3]) && m[4] == "" && f.In == "" {
		return 0
	}
	r.add(b, f)
	return 1
}

// isSentence reports whether three words of a line may be part of an English
// sentence, such as "Contact information object details".
func isSentence(title, name, kind string) bool {
	return !hasHan(title) && !strings.Contains(name, "_") && !strings.ContainsAny(kind, "[(（［")
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// isTitle reports whether a text can be a field's title: it is short and not a
// sentence.
func isTitle(s string) bool {
	return len([]rune(s)) <= 60 && !strings.ContainsAny(s, "，。；：,;:") && !strings.HasPrefix(s, "示例") && !headerLine.MatchString(s)
}

// readWikiCells reads a row whose cells are on separate lines:
//
//	title NL name NL type (NL required)? NL (in SP)? text
func readWikiCells(r *fieldReader) int {
	rest := r.blocks[r.i:]
	at, count := cellRow(rest)
	if count == 0 {
		return 0
	}
	f := &Field{Name: strings.Trim(visibleText(rest[at].text), "+ ")}
	if at > 0 {
		f.Title = strings.TrimLeft(visibleText(rest[0].text), "+＋ ")
	}
	for _, b := range rest[at+1 : count] {
		if isType(visibleText(b.text)) {
			f.Type = parseType(visibleText(b.text))
		} else {
			f.setRequired(b.text)
		}
	}
	if count < len(rest) && f.Required == Unknown && rest[count].kind == line {
		if _, ok := requiredWords[strings.ToLower(visibleText(rest[count].text))]; ok {
			f.setRequired(rest[count].text)
			count++
		}
	}
	r.add(rest[at], f)
	r.firstText(f, r.i+count)
	return count
}

// firstText removes the place from the line after a row.
func (r *fieldReader) firstText(f *Field, i int) {
	if i >= len(r.blocks) || r.blocks[i].kind != line {
		return
	}
	b := r.blocks[i]
	if _, count := cellRow(r.blocks[i:]); count > 0 {
		return
	}
	rest := f.takePlace(b.text)
	if f.In == "" {
		return
	}
	r.blocks = slices.Clone(r.blocks)
	r.blocks[i].text = rest
}

// cellRow returns which line is the name in a row of single cells, and how many
// lines are its title, name and type; 0 if there is no such row.
func cellRow(blocks []block) (at, count int) {
	var cells []string
	for _, b := range blocks[:min(len(blocks), 4)] {
		if b.kind != line {
			break
		}
		cells = append(cells, b.text)
	}
	for at := range min(len(cells), 2) {
		if at == 1 && (!isTitle(cells[0]) || isType(cells[0])) {
			break
		}
		if kind := typeAfter(cells, at); kind > 0 {
			return at, kind + 1
		}
	}
	return 0, 0
}
