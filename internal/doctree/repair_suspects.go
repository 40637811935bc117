package doctree

import (
	"regexp"
	"strconv"
	"strings"
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
