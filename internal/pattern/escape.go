package pattern

import (
	"strconv"
	"strings"
	"unicode"
)

// groupName reads the rest of (?<name>. Nothing refers to it.
func (p *parser) groupName(offset int) {
	start := p.at
	for isNameRune(p.next(), p.at > start) {
		p.at++
	}
	if p.at == start || !p.skip(">") {
		p.invalid(offset, "a named group", "has no name of letters and digits followed by >")
	}
}

func isNameRune(r rune, inside bool) bool {
	return r > 0 && (r == '_' || r == '$' || unicode.IsLetter(r) || inside && unicode.IsDigit(r))
}

// escaped reads the escape whose backslash is at offset, outside a class.
func (p *parser) escaped(offset int) *node {
	switch r := p.next(); r {
	case 'b', 'B':
		p.at++
		return &node{kind: kindAssertion, text: `\` + string(r), offset: offset}
	case 'k':
		p.unsupported(offset, "a backreference \\k")
	case '1', '2', '3', '4', '5', '6', '7', '8', '9':
		p.unsupported(offset, "a backreference \\"+string(r))
	case 'A', 'z', 'Z':
		hint := "$"
		if r == 'A' {
			hint = "^"
		}
		p.invalid(offset, "the escape \\"+string(r), "is not part of ECMA-262's regular expressions; write "+hint)
	}
	return &node{kind: kindClass, class: p.classEscape(offset), offset: offset}
}

// classEscape reads an escape for a set of characters; the backslash is read.
func (p *parser) classEscape(offset int) class {
	r := p.next()
	switch r {
	case 'd', 'D':
		p.at++
		return class{ranges: digits, negated: r == 'D'}
	case 'w', 'W':
		p.at++
		return class{ranges: words, negated: r == 'W'}
	case 's', 'S':
		p.at++
		return class{ranges: spaces, negated: r == 'S'}
	case 'p', 'P':
		p.at++
		return p.property(offset, r == 'P')
	}
	char := p.character(offset)
	return class{ranges: []rune{char, char}}
}

// simpleEscapes are the escapes of single control characters.
var simpleEscapes = map[rune]rune{'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v'}

// character reads an escape for one character.
func (p *parser) character(offset int) rune {
	r := p.next()
	if simple, ok := simpleEscapes[r]; ok {
		p.at++
		return simple
	}
	switch {
	case r < 0:
		p.invalid(offset, "a backslash", "ends the pattern; write \\\\ for the character")
		return 0
	case r == 'x':
		p.at++
		return p.hexadecimal(offset, 2)
	case r == 'u':
		p.at++
		return p.unicode(offset)
	case r == 'c':
		p.at++
		return p.control(offset)
	case r == '0':
		p.at++
		if next := p.next(); '0' <= next && next <= '9' {
			p.invalid(offset, "an octal escape", "is not allowed; write \\xHH")
		}
		return 0
	case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
		p.invalid(offset, "the escape \\"+string(r), "is not part of ECMA-262's regular expressions")
	}
	p.at++
	return r
}

func (p *parser) control(offset int) rune {
	r := p.next()
	if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') {
		p.invalid(offset, "the escape \\c", "is not followed by a letter")
		return 0
	}
	p.at++
	return r & 31
}

// hexadecimal reads exactly n digits.
func (p *parser) hexadecimal(offset, n int) rune {
	value := rune(0)
	for range n {
		digit, ok := hexValue(p.next())
		if !ok {
			p.invalid(offset, "the escape \\"+string(p.input[min(offset+1, len(p.input)-1)]), "is not followed by "+strconv.Itoa(n)+" hexadecimal digits")
			return 0
		}
		value = value<<4 | digit
		p.at++
	}
	return value
}

func hexValue(r rune) (rune, bool) {
	switch {
	case r >= '0' && r <= '9':
		return r - '0', true
	case r >= 'a' && r <= 'f':
		return r - 'a' + 10, true
	case r >= 'A' && r <= 'F':
		return r - 'A' + 10, true
	}
	return 0, false
}

// unicode reads the rest of \uHHHH, of two of these that are a surrogate
// pair, or of \u{H…}.
func (p *parser) unicode(offset int) rune {
	if p.skip("{") {
		return p.braced(offset)
	}
	high := p.hexadecimal(offset, 4)
	if high < 0xd800 || high > 0xdbff || p.next() != '\\' || p.ahead(1) != 'u' {
		return high
	}
	back := p.at
	p.at += 2
	if p.next() != '{' {
		if low, ok := p.low(); ok {
			return 0x10000 + (high-0xd800)<<10 + (low - 0xdc00)
		}
	}
	p.at = back
	return high
}

// low reads four digits if they are the second half of a surrogate pair.
func (p *parser) low() (rune, bool) {
	value := rune(0)
	for i := range 4 {
		digit, ok := hexValue(p.ahead(i))
		if !ok {
			return 0, false
		}
		value = value<<4 | digit
	}
	if value < 0xdc00 || value > 0xdfff {
		return 0, false
	}
	p.at += 4
	return value, true
}

func (p *parser) braced(offset int) rune {
	value := rune(0)
	start := p.at
	for {
		digit, ok := hexValue(p.next())
		if !ok {
			break
		}
		value = min(value<<4|digit, unicode.MaxRune+1)
		p.at++
	}
	if p.at == start || value > unicode.MaxRune || !p.skip("}") {
		p.invalid(offset, "the escape \\u{", "does not contain the hexadecimal number of a character and }")
		return 0
	}
	return value
}

// class reads a class whose bracket is at offset.
func (p *parser) class(offset int) class {
	c := class{negated: p.skip("^")}
	for !p.skip("]") {
		if p.next() < 0 {
			p.invalid(offset, "a class", "is not closed; write \\[ for the character")
			return c
		}
		p.classRange(&c)
	}
	return c
}

// classRange reads a character, a set or a range. A dash next to a set is a
// literal dash.
func (p *parser) classRange(c *class) {
	offset := p.at
	from, single := p.classAtom()
	if !single || p.next() != '-' || p.ahead(1) == ']' || p.ahead(1) < 0 {
		c.add(from)
		return
	}
	p.at++
	to, single := p.classAtom()
	switch {
	case !single:
		c.add(from)
		c.ranges = append(c.ranges, '-', '-')
		c.add(to)
	case to.ranges[0] < from.ranges[0]:
		p.invalid(offset, "a range of a class", "ends before it begins")
	default:
		c.ranges = append(c.ranges, from.ranges[0], to.ranges[0])
	}
}

// classAtom reads one character, or a set: then single is false.
func (p *parser) classAtom() (c class, single bool) {
	offset := p.at
	r := p.next()
	p.at++
	if r != '\\' {
		return class{ranges: []rune{r, r}}, true
	}
	switch next := p.next(); {
	case next == 'b':
		p.at++
		return class{ranges: []rune{'\b', '\b'}}, true
	case next >= 0 && strings.ContainsRune("dDwWsSpP", next):
		return p.classEscape(offset), false
	}
	return p.classEscape(offset), true
}
