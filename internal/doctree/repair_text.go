package doctree

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

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
