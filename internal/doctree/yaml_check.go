package doctree

import (
	"bytes"
	"regexp"
	"slices"
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
	case r < 0x20, r >= 0x7f && r < 0xa0 && r != 0x85, r == 0xfeff, r == 0xfffe, r == 0xffff:
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

// fullWidths are marks of a Chinese keyboard where YAML wants those of ASCII:
// a colon behind a key, a comma or bracket in a mapping of one line.
var fullWidths = regexp.MustCompile(`^\s*(?:- +)*["']?[\w${}/.-]+["']?\s*(：)|[{,]\s*["']?[\w$-]+["']?\s*(：)|(，)\s*["']?[\w$-]+["']?\s*[:：]|:\s*([｛［])|([｝］])\s*$`)

// asciiMarks has what is meant by each of them.
var asciiMarks = strings.NewReplacer("：", ": ", "，", ", ", "｛", "{", "｝", "}", "［", "[", "］", "]")

// fullWidthNear finds such a mark in a line that does not read, or beside it. In
// a text it may be right: it is wrong if the file reads further without it.
func (p *parser) fullWidthNear(file *File, line int) (pos diag.Position, wrong, right string, ok bool) {
	for _, n := range []int{line, line - 1, line + 1} {
		text := file.Line(n)
		at := fullWidths.FindStringSubmatchIndex(text)
		for i := 2; i < len(at); i += 2 {
			if at[i] < 0 {
				continue
			}
			before, mark, behind := text[:at[i]], text[at[i]:at[i+1]], text[at[i+1]:]
			if p.readsFurther(file, n, before+asciiMarks.Replace(mark)+behind) || p.readsFurther(file, n, asciiMarks.Replace(text)) {
				return p.at(n, utf8.RuneCountInString(before)+1), mark, strings.TrimSpace(asciiMarks.Replace(mark)), true
			}
		}
	}
	return diag.Position{}, "", "", false
}

// readsFurther reports whether the file is well-formed with another text in a
// line, or at least up to a later line than it is now.
func (p *parser) readsFurther(file *File, n int, text string) bool {
	if len(p.data) > slowToRead {
		return false
	}
	start := int(file.starts[n-1])
	line, _ := yamlFaultLine(p.data)
	now, ok := yamlFaultLine(slices.Concat(p.data[:start], []byte(text), p.data[start+len(file.Line(n)):]))
	return ok || now > line
}
