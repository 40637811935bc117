package doctree

import (
	"bytes"
	"regexp"
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

// fullWidths are punctuation marks of a Chinese keyboard in places where YAML
// has those of ASCII: a colon after a key, a comma or a bracket in a mapping of
// one line.
var fullWidths = regexp.MustCompile(`^\s*(?:- +)*["']?[\w${}/.-]+["']?\s*(：)|[{,]\s*["']?[\w$-]+["']?\s*(：)|(，)\s*["']?[\w$-]+["']?\s*[:：]|:\s*([｛［])|([｝］])\s*$`)

// asciiMarks has the ASCII mark for each of them.
var asciiMarks = strings.NewReplacer("：", ": ", "，", ", ", "｛", "{", "｝", "}", "［", "[", "］", "]")
