package pattern

import (
	"fmt"
	"regexp"
	"strings"
)

// goMaxRepeat is the maximum number of repetitions in Go's regular expressions,
// with nested counts multiplied.
const goMaxRepeat = 1000

// maxText limits the written expression, in bytes.
const maxText = 1 << 20

// precedence is the precedence of the place where a node is written.
type precedence uint8

const (
	precedenceAlternatives precedence = iota // anything is allowed
	precedenceSequence                       // alternatives need a group
	precedenceRepeat                         // so do sequences, repetitions and assertions
)

// writer writes a tree in Go's syntax.
type writer struct {
	text strings.Builder
	full bool // more than maxText
}

func (w *writer) add(text string) {
	if w.text.Len()+len(text) > maxText {
		w.full = true
		return
	}
	w.text.WriteString(text)
}

// node writes n, and returns the highest product of the counts in it.
func (w *writer) node(n *node, at precedence) (weight int) {
	if w.full {
		return 1
	}
	if n.kind == kindSequence && len(n.subs) == 1 {
		return w.node(n.subs[0], at)
	}
	if n.needsGroup(at) {
		w.add("(?:")
		defer w.add(")")
	}
	weight = 1
	switch n.kind {
	case kindClass:
		w.add(n.class.String())
	case kindAssertion:
		w.add(n.text)
	case kindSequence:
		for _, sub := range n.subs {
			weight = max(weight, w.node(sub, precedenceSequence))
		}
	case kindAlternatives:
		for i, sub := range n.subs {
			if i > 0 {
				w.add("|")
			}
			weight = max(weight, w.node(sub, precedenceAlternatives))
		}
	case kindRepeat:
		weight = w.repeat(n)
	}
	return weight
}

func (n *node) needsGroup(at precedence) bool {
	switch n.kind {
	case kindAlternatives:
		return at > precedenceAlternatives
	case kindSequence, kindRepeat, kindAssertion:
		return at == precedenceRepeat
	}
	return false
}

// repeat writes a repetition. If Go does not allow its counts, it becomes an
// equivalent sequence of repetitions.
func (w *writer) repeat(n *node) (weight int) {
	inner := &writer{}
	innerWeight := inner.node(n.subs[0], precedenceRepeat)
	w.full = w.full || inner.full
	chunk := max(goMaxRepeat/innerWeight, 1)
	grouped := n.count() > chunk
	if grouped {
		w.add("(?:")
	}
	least, most := n.min, n.max
	for first := true; first || least > 0 || most > 0; first = false {
		if w.full {
			return 1
		}
		part, partMost := min(least, chunk), unlimited
		if most != unlimited {
			partMost = min(most, chunk)
		} else if least > chunk {
			partMost = part
		}
		w.add(inner.text.String())
		w.add(countText(part, partMost))
		weight = max(weight, max(part, partMost, 1)*innerWeight)
		least -= part
		if most != unlimited {
			most -= partMost
		}
	}
	if grouped {
		w.add(")")
	}
	return weight
}

func countText(least, most int) string {
	switch {
	case least == 1 && most == 1:
		return ""
	case least == 0 && most == unlimited:
		return "*"
	case least == 1 && most == unlimited:
		return "+"
	case least == 0 && most == 1:
		return "?"
	case least == most:
		return fmt.Sprintf("{%d}", least)
	case most == unlimited:
		return fmt.Sprintf("{%d,}", least)
	default:
		return fmt.Sprintf("{%d,%d}", least, most)
	}
}

// String returns the class in Go's syntax.
func (c class) String() string {
	ranges := merge(c.ranges)
	if len(c.props) == 0 {
		switch {
		case !c.negated && len(ranges) == 2 && ranges[0] == ranges[1]:
			return literalText(ranges[0])
		case len(ranges) == 0:
			ranges, c.negated = all, !c.negated
		}
	}
	if len(c.props) == 1 && len(ranges) == 0 && !c.negated {
		return c.props[0].String()
	}
	var b strings.Builder
	b.WriteByte('[')
	if c.negated {
		b.WriteByte('^')
	}
	for i := 0; i < len(ranges); i += 2 {
		b.WriteString(memberText(ranges[i]))
		if ranges[i] == ranges[i+1] {
			continue
		}
		if ranges[i]+1 < ranges[i+1] {
			b.WriteByte('-')
		}
		b.WriteString(memberText(ranges[i+1]))
	}
	for _, p := range c.props {
		b.WriteString(p.String())
	}
	b.WriteByte(']')
	return b.String()
}

// String returns the property in Go's syntax.
func (p property) String() string {
	if p.negated {
		return `\P{` + p.name + "}"
	}
	return `\p{` + p.name + "}"
}

// literalText writes a literal character.
func literalText(r rune) string {
	if r >= ' ' && r < 0x7f {
		return regexp.QuoteMeta(string(r))
	}
	return codeText(r)
}

// memberText writes a character of a class.
func memberText(r rune) string {
	switch {
	case strings.ContainsRune(`\]^-[`, r):
		return `\` + string(r)
	case r >= ' ' && r < 0x7f:
		return string(r)
	}
	return codeText(r)
}

func codeText(r rune) string {
	switch r {
	case '\t':
		return `\t`
	case '\n':
		return `\n`
	case '\r':
		return `\r`
	}
	return fmt.Sprintf(`\x{%X}`, r)
}
