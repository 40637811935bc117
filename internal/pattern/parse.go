package pattern

import "strconv"

// The limits of the parser.
const (
	maxCount = 1 << 30 // a higher maximum means no limit, a higher minimum is an error
	maxDepth = 200     // of groups within groups
)

// parser reads an expression. After an error its methods return quickly.
type parser struct {
	input []rune
	at    int
	depth int
	err   *Error
}

func (p *parser) parse() (*node, error) {
	tree := p.alternatives()
	if p.err == nil && p.at < len(p.input) {
		p.invalid(p.at, "a closing parenthesis", "closes nothing; write \\) for the character")
	}
	if p.err != nil {
		return nil, p.err
	}
	return tree, nil
}

func (p *parser) fail(e Error) {
	if p.err == nil {
		p.err = &e
	}
}

func (p *parser) invalid(offset int, construct, problem string) {
	p.fail(Error{Construct: construct, Problem: problem, Offset: offset, Invalid: true})
}

func (p *parser) unsupported(offset int, construct string) {
	p.fail(Error{Construct: construct, Problem: "is not supported by Go's regular expressions", Offset: offset})
}

// next returns the character at the current offset, or -1 at the end.
func (p *parser) next() rune { return p.ahead(0) }

func (p *parser) ahead(n int) rune {
	if p.err != nil || p.at+n >= len(p.input) {
		return -1
	}
	return p.input[p.at+n]
}

func (p *parser) skip(text string) bool {
	for i, r := range []rune(text) {
		if p.ahead(i) != r {
			return false
		}
	}
	p.at += len([]rune(text))
	return true
}

func (p *parser) alternatives() *node {
	offset := p.at
	subs := []*node{p.sequence()}
	for p.skip("|") {
		subs = append(subs, p.sequence())
	}
	if len(subs) == 1 {
		return subs[0]
	}
	return &node{kind: kindAlternatives, subs: subs, offset: offset}
}

func (p *parser) sequence() *node {
	n := &node{kind: kindSequence, offset: p.at}
	for {
		switch p.next() {
		case -1, '|', ')':
			return n
		}
		n.subs = append(n.subs, p.term())
	}
}

// term reads an assertion, or an atom and its count.
func (p *parser) term() *node {
	offset := p.at
	atom := p.atom()
	least, most, counted := p.count()
	if !counted {
		return atom
	}
	if atom.kind == kindAssertion && atom.offset == offset {
		p.invalid(offset, "the assertion "+atom.text, "cannot be repeated")
	}
	p.skip("?") // lazy: the same strings match
	return &node{kind: kindRepeat, subs: []*node{atom}, min: least, max: most, offset: offset}
}

func (p *parser) atom() *node {
	offset := p.at
	r := p.next()
	p.at++
	switch r {
	case '^', '$':
		return &node{kind: kindAssertion, text: string(r), offset: offset}
	case '.':
		return &node{kind: kindClass, class: class{negated: true, ranges: lineBreaks}, offset: offset}
	case '(':
		return p.group(offset)
	case '[':
		return &node{kind: kindClass, class: p.class(offset), offset: offset}
	case '\\':
		return p.escaped(offset)
	case '*', '+', '?':
		p.invalid(offset, "the count "+string(r), "follows nothing that can be repeated")
	case '{':
		p.at = offset
		if _, _, isCount := p.braces(); isCount {
			p.invalid(offset, "a count in braces", "follows nothing that can be repeated")
		}
		p.at = offset + 1
	}
	return literal(r, offset)
}

func literal(r rune, offset int) *node {
	return &node{kind: kindClass, class: class{ranges: []rune{r, r}}, offset: offset}
}

// count reads *, +, ? or braces.
func (p *parser) count() (least, most int, ok bool) {
	switch {
	case p.skip("*"):
		return 0, unlimited, true
	case p.skip("+"):
		return 1, unlimited, true
	case p.skip("?"):
		return 0, 1, true
	case p.next() == '{':
		return p.braces()
	}
	return 0, 0, false
}

// braces reads {3}, {3,} or {3,5}; anything else in braces is text.
func (p *parser) braces() (least, most int, ok bool) {
	start := p.at
	p.skip("{")
	least, ok = p.number()
	most = least
	if ok && p.skip(",") {
		most = unlimited
		if p.next() != '}' {
			most, ok = p.number()
		}
	}
	if !ok || !p.skip("}") {
		p.at = start
		return 0, 0, false
	}
	switch {
	case least > maxCount:
		p.fail(Error{Construct: "a count", Offset: start, Problem: "is larger than any string"})
	case most > maxCount:
		most = unlimited
	case most != unlimited && most < least:
		p.invalid(start, "a count", "has a maximum below its minimum")
	}
	return least, most, true
}

// number reads decimal digits; a number beyond maxCount is maxCount+1.
func (p *parser) number() (int, bool) {
	start := p.at
	value := 0
	for '0' <= p.next() && p.next() <= '9' {
		value = min(value*10+int(p.next()-'0'), maxCount+1)
		p.at++
	}
	return value, p.at > start
}

// unsupportedGroups are the beginnings of groups that Go does not support.
var unsupportedGroups = []struct {
	text, name string
	invalid    bool
}{
	{"?=", "a lookahead (?=", false},
	{"?!", "a negative lookahead (?!", false},
	{"?<=", "a lookbehind (?<=", false},
	{"?<!", "a negative lookbehind (?<!", false},
	{"?>", "an atomic group (?>", true},
	{"?#", "a comment (?#", true},
	{"?P", "a group (?P", true},
}

func (p *parser) group(offset int) *node {
	for _, known := range unsupportedGroups {
		if p.skip(known.text) {
			p.fail(Error{Construct: known.name, Offset: offset, Invalid: known.invalid, Problem: "is not supported by Go's regular expressions"})
			if known.invalid {
				p.err.Problem = "is not part of ECMA-262's regular expressions"
			}
		}
	}
	switch {
	case p.skip("?:"):
	case p.skip("?<"):
		p.groupName(offset)
	case p.next() == '?':
		p.unsupported(offset, "a group with flags")
	}
	if p.depth++; p.depth > maxDepth {
		p.unsupported(offset, "a group in more than "+strconv.Itoa(maxDepth)+" others")
	}
	inner := p.alternatives()
	p.depth--
	if !p.skip(")") {
		p.invalid(offset, "a group", "is not closed; write \\( for the character")
	}
	return inner
}
