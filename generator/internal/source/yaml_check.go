package source

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// checkYAMLText reports the characters that YAML forbids.
func (p *parser) checkYAMLText() bool {
	for i := 0; i < len(p.data); {
		c := p.data[i]
		if c >= 0x20 && c < 0x7f || c == '\n' || c == '\r' || c == '\t' {
			i++
			continue
		}
		r, size := utf8.DecodeRune(p.data[i:])
		if !yamlPrintable(r) {
			p.report(diag.Errorf(p.locate(p.data, i), ruleEncoding, "the character %U is not allowed in YAML", r).
				Fix("remove it, or write it as an escape in double quotes"))
			return false
		}
		i += size
	}
	return true
}

func yamlPrintable(r rune) bool {
	switch {
	case r < 0x85:
		return r >= 0x20 && r < 0x7f
	case r == 0x85:
		return true
	case r < 0xa0, r == 0xfeff, r == 0xfffe, r == 0xffff:
		return false
	}
	return true
}

// checkYAMLSize refuses a file that surely has too many values before the
// library makes a node of each. Every value but the first comes after a line
// break, a comma, a bracket, a colon or a dash. Text has these too, so that
// only a multiple of the limit tells.
func (p *parser) checkYAMLSize() bool {
	const slack = 2
	marks := bytes.Count(p.data, []byte("\n"))
	limit := p.limits.Nodes * slack
	if len(p.data) > limit {
		for _, mark := range []string{",", "[", "{", ": ", ":\n", "- "} {
			marks += bytes.Count(p.data, []byte(mark))
		}
	}
	if marks <= limit {
		return true
	}
	p.tooManyNodes(p.at(0, 0))
	return false
}

var yamlErrorLine = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?`)

// yamlSyntax says in a sentence of our own what the library found.
func (p *parser) yamlSyntax(file *File, err error) {
	text := err.Error()
	match := yamlErrorLine.FindStringSubmatch(text)
	problem := text[len(match[0]):]
	line, _ := strconv.Atoi(match[1])
	line = max(line, 1)
	if strings.HasPrefix(problem, "exceeded max depth") {
		p.tooDeep(p.firstColumn(file, line))
		return
	}
	if name, ok := strings.CutPrefix(problem, "unknown anchor '"); ok {
		p.unknownAnchor(strings.TrimSuffix(name, "' referenced"))
		return
	}
	pos, fact, remedy := p.explain(file, line, problem)
	p.report(diag.Errorf(pos, ruleSyntax, "%s", fact).Fix("%s", remedy))
}

func (p *parser) unknownAnchor(name string) {
	pos := p.at(0, 0)
	if i := bytes.Index(p.data, []byte("*"+name)); i >= 0 {
		pos = p.locate(p.data, i)
	}
	p.report(diag.Errorf(pos, ruleAlias, "the alias *%s names no anchor", name).
		Fix("write &%s before the value that it means, above this place; a text that begins with * needs quotes", name))
}

// firstColumn is the place of a line's first character that is no space.
func (p *parser) firstColumn(file *File, line int) diag.Position {
	text := file.Line(line)
	indent := len(text) - len(strings.TrimLeft(text, " \t"))
	return p.at(line, indent+1)
}

// yamlProblem is what the library says, and what that means to who wrote it.
type yamlProblem struct{ says, fact, remedy string }

var yamlProblems = []yamlProblem{
	{"mapping values are not allowed", "a colon and a space stand in a text without quotes, or the indentation is wrong", "put the text in quotes, or indent the key as its neighbours are"},
	{"cannot start any token", "a value cannot begin with this character", "put the text in quotes"},
	{"could not find expected ':'", "a key has no colon after it", "write `key: value`, and indent the lines of a long text"},
	{"did not find expected key", "a key was expected here", "indent the keys of a mapping alike, and put texts with quotes or colons in quotes"},
	{"did not find expected '-'", "a list item was expected here", "indent the items of a list alike, each with `- `"},
	{"block sequence entries", "a list item cannot stand here", "begin the list on a line of its own, below its key"},
	{"expected ',' or ']'", "a list in brackets is not closed", "separate the items by commas and close the list with ]"},
	{"expected ',' or '}'", "a mapping in braces is not closed", "separate the members by commas and close the mapping with }"},
	{"unexpected end of stream", "a text in quotes is not closed", "write the closing quote"},
	{"unexpected document indicator", "a text in quotes is not closed before the document ends", "write the closing quote"},
	{"unknown escape character", "a text in double quotes holds an unknown escape", "write a backslash as \\\\, or use single quotes"},
	{"hexdecimal", "a text in double quotes holds an escape without its hexadecimal digits", "write \\xHH or \\uHHHH"},
	{"invalid Unicode character", "a text in double quotes holds an escape that is no character", "write characters beyond U+FFFF as \\UHHHHHHHH"},
	{"expected alphabetic or numeric", "an anchor or alias has no name", "put a text that begins with & or * in quotes"},
	{"expected comment or line break", "something stands after the | or > of a long text", "begin the text on the next line"},
	{"expected node content", "a value was expected here", "write a value, or quotes around one that begins with a special character"},
	{"tab character", "a tab stands in the indentation", "indent with spaces"},
	{"undefined tag handle", "a YAML tag has an undefined handle", "put a text that begins with ! in quotes"},
}

func (p *parser) explain(file *File, line int, problem string) (pos diag.Position, fact, remedy string) {
	if at, ok := p.tabNear(file, line); ok {
		return at, "a tab stands in the indentation", "indent with spaces"
	}
	pos = p.firstColumn(file, line)
	for _, known := range yamlProblems {
		if strings.Contains(problem, known.says) {
			return pos, known.fact, known.remedy
		}
	}
	return pos, fmt.Sprintf("the YAML is not well-formed: %s", problem), "correct the syntax at this line or above it"
}

// tabNear looks for a tab in the indentation of the lines around a fault: it
// is what most often stands behind it.
func (p *parser) tabNear(file *File, line int) (diag.Position, bool) {
	for n := max(line-1, 1); n <= line+1; n++ {
		text := file.Line(n)
		indent := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
		if i := strings.IndexByte(indent, '\t'); i >= 0 && len(indent) < len(text) {
			return p.at(n, i+1), true
		}
	}
	return diag.Position{}, false
}
