package doctree

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// tabs replaces tabs in the indentation.
func tabs(line string, around neighbours) []fix {
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	at := strings.IndexByte(indent, '\t')
	if at < 0 || len(indent) == len(line) {
		return nil
	}
	f := fix{offset: at, fact: "the indentation contains a tab", remedy: "indent with spaces"}
	var texts []string
	for _, width := range []int{2, 4, 8} {
		texts = append(texts, strings.ReplaceAll(indent, "\t", strings.Repeat(" ", width))+line[len(indent):])
	}
	return f.with(append(texts, indented(line[len(indent):], around)...)...)
}

// indented returns the text with the indentations that it may have.
func indented(text string, around neighbours) []string {
	var texts []string
	for _, width := range []int{indentOf(around.before), indentOf(around.after), indentOf(around.before) + 2, indentOf(around.before) - 2} {
		texts = append(texts, strings.Repeat(" ", max(width, 0))+text)
	}
	return texts
}

// with returns the fix with each of several texts.
func (f fix) with(texts ...string) []fix {
	var list []fix
	for _, text := range texts {
		f.text = text
		list = append(list, f)
	}
	return list
}

// wideIndents replaces spaces in the indentation that YAML takes for text.
func wideIndents(line string, around neighbours) []fix {
	text := strings.TrimLeft(line, " "+wideSpaces)
	indent := line[:len(line)-len(text)]
	at := strings.IndexAny(indent, wideSpaces)
	if at < 0 || text == "" {
		return nil
	}
	f := fix{offset: at, fact: "the indentation contains a full-width or hidden space, which YAML takes for text", remedy: "indent with ordinary spaces"}
	return f.with(append(indented(text, around), strings.Repeat(" ", 2*strings.Count(indent, "\u3000")+strings.Count(indent, " "))+text)...)
}

// wideMarks replaces marks of a Chinese keyboard where YAML wants those of ASCII.
func wideMarks(line string, _ neighbours) []fix {
	var list []fix
	at := fullWidths.FindStringSubmatchIndex(line)
	for i := 2; i < len(at); i += 2 {
		if at[i] < 0 {
			continue
		}
		before, mark, behind := line[:at[i]], line[at[i]:at[i+1]], line[at[i+1]:]
		right := strings.TrimSpace(asciiMarks.Replace(mark))
		f := fix{
			offset: at[i], fact: "a full-width " + mark + " is used where YAML has " + right,
			remedy: "write the half-width " + right + ", and a space after a colon or a comma",
		}
		list = append(list, f.with(before+asciiMarks.Replace(mark)+behind, asciiMarks.Replace(line))...)
	}
	return list
}

// fences removes the marks of a code block in Markdown.
func fences(line string, _ neighbours) []fix {
	if !strings.HasPrefix(strings.TrimSpace(line), "```") {
		return nil
	}
	return []fix{{fact: "a line of Markdown, ```, is in the file", remedy: "delete it"}}
}

// scalar is a value without quotes in a line: where it begins and ends.
type scalar struct {
	start, end int
	inFlow     bool // within braces or brackets
}

// plainAround returns the value without quotes around an offset.
func plainAround(line string, at int) (s scalar) {
	depth := 0
	quote := byte(0)
	for i := 0; i < at; i++ {
		switch c := line[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && strings.TrimSpace(line[s.start:i]) == "":
			quote = c
		case c == '{' || c == '[':
			depth++
			s.start = i + 1
		case c == '}' || c == ']':
			depth--
		case c == ',' && depth > 0, (c == ':' || c == '-' && strings.TrimSpace(line[:i]) == "") && i+1 < len(line) && line[i+1] == ' ':
			s.start = i + 1
		}
	}
	s.start += len(line[s.start:]) - len(strings.TrimLeft(line[s.start:], " "))
	s.end, s.inFlow = len(line), depth > 0
	if s.inFlow {
		if end := strings.IndexAny(line[at:], ",}]"); end >= 0 {
			s.end = at + end
		}
	}
	s.end -= len(line[:s.end]) - len(strings.TrimRight(line[:s.end], " "))
	return s
}

// quoted returns the line with a part of it in quotes.
func quoted(line string, s scalar) string {
	if s.start >= s.end {
		return line
	}
	return line[:s.start] + strconv.Quote(line[s.start:s.end]) + line[s.end:]
}

// comments quotes a value that a # after a space cuts off.
func comments(line string, _ neighbours) []fix {
	at := strings.Index(line, " #")
	if at < 0 || strings.TrimSpace(line[:at]) == "" {
		return nil
	}
	f := fix{offset: at + 1, fact: "a # after a space begins a comment, so that the rest of the line is missing", remedy: "put the text with the # in quotes"}
	return f.with(quoted(line, plainAround(line, at+1)))
}

var notationInLine = regexp.MustCompile(`(type["']?:\s*)([A-Za-z]+\d*\s*[(（\[［【<〈][^()（）\[\]［］{}]*[)）\]］】>〉])`)

// pageNotation replaces a type as the pages of WeChat Pay write it, string[1,80].
func pageNotation(line string, _ neighbours) []fix {
	at := notationInLine.FindStringSubmatchIndex(line)
	if at == nil {
		return nil
	}
	n := NewMapping(diag.Position{})
	n.Set("type", NewScalar(String, line[at[4]:at[5]], n.Pos))
	m := &mender{set: &Set{own: true}}
	if !m.pageType(n, n.Get("type")) {
		return nil
	}
	d := m.diags[0]
	text := line[:at[3]] + strings.TrimPrefix(strings.TrimPrefix(d.Remedy, "write "), "type: ") + line[at[5]:]
	return []fix{{text: text, offset: at[4], rule: d.Rule, fact: d.Fact, remedy: d.Remedy}}
}

var narrowColon = regexp.MustCompile(`^(\s*(?:- +)*[\w$-]+):([^\s:/].*)$`)

// narrowColons puts a space after the colon of a key.
func narrowColons(line string, _ neighbours) []fix {
	at := narrowColon.FindStringSubmatchIndex(line)
	if at == nil {
		return nil
	}
	return []fix{{
		text: line[:at[3]] + ": " + line[at[4]:], offset: at[3], fact: "there is no space after the colon of the key",
		remedy: "write `" + strings.TrimSpace(line[at[2]:at[3]]) + ": ` with a space",
	}}
}

// bracketsInText quotes a value without quotes in braces that has brackets of its own.
func bracketsInText(line string, _ neighbours) []fix {
	var list []fix
	for at, c := range line {
		if c != '[' && c != '{' || at == 0 || strings.ContainsRune(" [{,:-", rune(line[at-1])) {
			continue
		}
		s := plainAround(line, at)
		if !s.inFlow {
			continue
		}
		if end := strings.IndexAny(line[at:], "]}"); end >= 0 {
			s.end = at + end + 1
			f := fix{offset: at, fact: "a " + string(c) + " is in a text without quotes, in braces or brackets", remedy: "put the text in quotes"}
			list = append(list, f.with(quoted(line, s))...)
		}
	}
	return list
}

var (
	blockValue = regexp.MustCompile(`^(\s*(?:- +)*["']?[^\s"':#][^"':]*["']?:\s+)([^\s"'\[{|>&*!].*)$`)
	flowValue  = regexp.MustCompile(`([\w$-]+:\s+)([^\s"'\[{,}][^,}]*?:\s[^,}]*?)\s*(?:[,}]|$)`)
)

// colonsInText quotes a value that contains a colon and a space.
func colonsInText(line string, _ neighbours) []fix {
	var list []fix
	for _, form := range []*regexp.Regexp{flowValue, blockValue} {
		at := form.FindStringSubmatchIndex(line)
		if at == nil {
			continue
		}
		s := scalar{start: at[4], end: at[5]}
		colon := strings.Index(line[s.start:s.end]+" ", ": ")
		if colon < 0 {
			continue
		}
		f := fix{offset: s.start + colon, fact: "a text without quotes contains a colon and a space", remedy: "put the text in quotes"}
		list = append(list, f.with(quoted(line, s))...)
	}
	return list
}

var missingComma = regexp.MustCompile(`([^\s,{\[:]) +(["']?[\w$-]+["']?: )`)

// commas separates members in braces.
func commas(line string, _ neighbours) []fix {
	if !strings.ContainsAny(line, "{[") {
		return nil
	}
	var list []fix
	for _, at := range missingComma.FindAllStringSubmatchIndex(line, -1) {
		if !isWord(strings.Trim(line[at[4]:at[5]], `"': `)) {
			continue
		}
		list = append(list, fix{
			text: line[:at[3]] + ", " + line[at[4]:], offset: at[4], fact: "there is no comma before " + strings.TrimSpace(line[at[4]:at[5]]),
			remedy: "separate the members in braces by commas",
		})
	}
	return list
}

// badStarts quotes a value that begins with a sign.
func badStarts(line string, _ neighbours) []fix {
	for _, sign := range []string{"@", "`", "%", "*", "&", "!"} {
		for _, before := range []string{": ", "- ", ", ", "[", "{ "} {
			if at := strings.Index(line, before+sign); at >= 0 {
				f := fix{offset: at + len(before), fact: "a value cannot begin with this character", remedy: "put the text in quotes"}
				return f.with(quoted(line, plainAround(line, at+len(before))))
			}
		}
	}
	return nil
}

var (
	strayDash  = regexp.MustCompile(`^(\s*)- +(["']?([\w$-]+)["']?:(?:\s.*)?)$`)
	otherColon = regexp.MustCompile(`^(\s*(?:- +)*([\w$-]+))\s*[=;]\s*(\S.*)$`)
	secondKey  = regexp.MustCompile(`^(\s*(?:- +)*([\w$-]+):)\s+((\$?[\w-]+):\s.*)$`)
)

// strays removes comments of other languages and dashes before keys, and replaces signs that YAML does not have.
func strays(line string, around neighbours) []fix {
	indent := indentOf(line)
	if strings.HasPrefix(line[indent:], "//") {
		return []fix{{offset: indent, fact: "a line begins with //, and comments begin with #", remedy: "write # in place of //"}}
	}
	if at := strayDash.FindStringSubmatch(line); at != nil && isWord(at[3]) && indentOf(around.after) <= indent {
		f := fix{offset: indent, fact: "a dash begins an item of a list, among the keys of a mapping", remedy: "remove the dash"}
		return f.with(append(indented(at[2], around), at[1]+at[2])...)
	}
	at := otherColon.FindStringSubmatch(line)
	if at == nil || !isWord(at[2]) {
		return nil
	}
	f := fix{offset: len(at[1]), fact: "a key has another sign after it than a colon", remedy: "write `" + at[2] + ": " + at[3] + "`"}
	return f.with(at[1] + ": " + at[3])
}

// secondKeys puts a key that follows another one on its line in braces.
func secondKeys(line string, _ neighbours) []fix {
	at := secondKey.FindStringSubmatchIndex(line)
	if at == nil || !isWord(line[at[4]:at[5]]) || !isWord(line[at[8]:at[9]]) {
		return nil
	}
	f := fix{offset: at[6], fact: "the key " + line[at[8]:at[9]] + " is on the line of the key " + line[at[4]:at[5]], remedy: "write it on the next line, indented, or in braces"}
	return f.with(line[:at[3]] + " { " + line[at[6]:at[7]] + " }")
}

// isWord reports whether a name is a member of some object of OpenAPI.
func isWord(name string) bool {
	for s := shapeDocument; s <= shapeSchema; s++ {
		if contains(allWords(s), name) {
			return true
		}
	}
	return false
}

var markedText = regexp.MustCompile(`:\s+[|>][-+]?\s+([^\s#].*)$`)

// markedTexts quotes a text that begins on the line of its | or >.
func markedTexts(line string, _ neighbours) []fix {
	at := markedText.FindStringSubmatchIndex(line)
	if at == nil {
		return nil
	}
	f := fix{offset: at[2], fact: afterPipe.fact, remedy: afterPipe.remedy}
	return f.with(line[:at[0]] + ": " + strconv.Quote(line[at[2]:]))
}

var (
	bareKey  = regexp.MustCompile(`^(\s*(?:- +)*[\w$/{}.-]+)\s*$`)
	bareWord = regexp.MustCompile(`^(\s*(?:- +)*[A-Za-z$-]+)\s+([^\s:].*)$`)
)

// colons puts a colon after a key.
func colons(line string, _ neighbours) []fix {
	f := fix{offset: indentOf(line), fact: noColon.fact, remedy: noColon.remedy}
	if at := bareKey.FindStringSubmatch(line); at != nil {
		return f.with(at[1] + ":")
	}
	at := bareWord.FindStringSubmatch(line)
	if at == nil || !isWord(strings.TrimLeft(at[1], " -")) {
		return nil
	}
	return f.with(at[1] + ": " + at[2])
}

var keyOrItem = regexp.MustCompile(`^(?:- |["']?[^\s"'#:{\[][^\s"']*["']?:(?:\s|$))`)

// spaces returns text such as "1 space".
func spaces(n int) string {
	if n == 1 {
		return "1 space"
	}
	return strconv.Itoa(n) + " spaces"
}

// indents gives a line the indentation of its neighbours.
func indents(line string, around neighbours) []fix {
	text := strings.TrimLeft(line, " ")
	if !keyOrItem.MatchString(text) {
		return nil
	}
	var list []fix
	own := indentOf(line)
	for _, to := range []int{indentOf(around.before), indentOf(around.after), own + 1, own - 1, own + 2, own - 2} {
		if to == own || to < 0 {
			continue
		}
		list = append(list, fix{
			text: strings.Repeat(" ", to) + text, offset: own, guess: true,
			fact:   "the line is indented by " + spaces(own) + ", where " + strconv.Itoa(to) + " fit",
			remedy: "indent the keys of a mapping alike, and the items of a list",
		})
	}
	return list
}

// brackets closes braces and brackets at the end of a line, or removes one too many.
func brackets(line string, _ neighbours) []fix {
	var open []int
	quote := byte(0)
	for i := range len(line) {
		switch c := line[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && i > 0 && strings.IndexByte(" [{,:", line[i-1]) >= 0:
			quote = c
		case c == '#' && i > 0 && line[i-1] == ' ':
			line = line[:i]
			return closed(line, open)
		case c == '{' || c == '[':
			open = append(open, i)
		case (c == '}' || c == ']') && len(open) > 0:
			open = open[:len(open)-1]
		case c == '}' || c == ']':
			f := fix{text: line[:i] + line[i+1:], offset: i, fact: "a " + string(c) + " closes nothing", remedy: "delete it"}
			return []fix{f}
		}
	}
	return closed(line, open)
}

// closed returns the line with what is open at its end closed.
func closed(line string, open []int) []fix {
	if len(open) == 0 {
		return nil
	}
	var end strings.Builder
	for i := len(open) - 1; i >= 0; i-- {
		end.WriteByte(line[open[i]] + 2) // ] and } are two behind [ and { in ASCII
	}
	at := open[len(open)-1]
	problem := noBrace
	if line[at] == '[' {
		problem = noBracket
	}
	f := fix{offset: at, fact: problem.fact, remedy: problem.remedy}
	return f.with(strings.TrimRight(line, " ,")+" "+end.String(), strings.TrimRight(line, " ,")+string(line[at]+2))
}
