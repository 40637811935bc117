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

// checkYAMLSize reports a file that certainly has too many values, before the
// library makes a node of each. Every value but the first comes after a line
// break, a comma, a bracket, a colon or a dash. Text contains these as well, so
// that a multiple of the limit is allowed.
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

// tabNear looks for a tab in the indentation around a fault, which is its most
// common cause.
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

// fullWidths are punctuation marks of a Chinese keyboard in places where YAML
// has those of ASCII: a colon after a key, a comma or a bracket in a mapping of
// one line.
var fullWidths = regexp.MustCompile(`^\s*(?:- +)*["']?[\w${}/.-]+["']?\s*(：)|[{,]\s*["']?[\w$-]+["']?\s*(：)|(，)\s*["']?[\w$-]+["']?\s*[:：]|:\s*([｛［])|([｝］])\s*$`)

// asciiMarks has the ASCII mark for each of them.
var asciiMarks = strings.NewReplacer("：", ": ", "，", ", ", "｛", "{", "｝", "}", "［", "[", "］", "]")

// fullWidthNear finds such a mark in or next to a line that cannot be read. It
// may be part of a text: it is the fault only if the file can be read further
// without it.
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

// readsFurther reports whether the file can be read to its end, or at least to
// a later line, with another text in a line.
func (p *parser) readsFurther(file *File, n int, text string) bool {
	if len(p.data) > slowToRead {
		return false
	}
	start := int(file.starts[n-1])
	line, _ := yamlFaultLine(p.data)
	now, ok := yamlFaultLine(slices.Concat(p.data[:start], []byte(text), p.data[start+len(file.Line(n)):]))
	return ok || now > line
}
