package doctree

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// veiled are the characters that YAML 1.2 has as text, or that many writers let
// into it, and that the library takes for line breaks, as YAML 1.1 does, or
// refuses.
var veiled = slices.Concat([]rune{0x2028, 0x2029, 0x7f, 0xfffe, 0xffff}, runes(0x80, 0x9f))

func runes(first, last rune) []rune {
	var list []rune
	for r := first; r <= last; r++ {
		list = append(list, r)
	}
	return list
}

// The private use area, of which a file rarely has a character.
const (
	firstPrivate = 0xe000
	lastPrivate  = 0xf8ff
)

// veil replaces these characters in the data by as many private ones that it does
// not have, and has them put back into every text that is read. It does nothing
// when there is none of them.
func (p *parser) veil() {
	used := map[rune]bool{}
	found := false
	for i := 0; i < len(p.data); {
		r, size := utf8.DecodeRune(p.data[i:])
		switch {
		case r < 0x7f:
		case firstPrivate <= r && r <= lastPrivate:
			used[r] = true
		case isVeiled(r):
			found = true
			p.warnVeiled(r, i, used)
			used[r] = true
		}
		i += size
	}
	base, ok := freeBlock(used)
	if !found || !ok {
		return
	}
	var there, back []string
	for i, r := range veiled {
		there = append(there, string(r), string(base+rune(i)))
		back = append(back, string(base+rune(i)), string(r))
	}
	p.data = []byte(strings.NewReplacer(there...).Replace(string(p.data)))
	p.unveil = strings.NewReplacer(back...)
}

func isVeiled(r rune) bool { return r <= 0x9f || r >= 0x2028 && slices.Contains(veiled, r) }

// freeBlock returns the first of as many unused private characters as there are
// veiled ones.
func freeBlock(used map[rune]bool) (rune, bool) {
	for base := rune(firstPrivate); base+rune(len(veiled)) <= lastPrivate; base += rune(len(veiled)) {
		if !slices.ContainsFunc(runes(base, base+rune(len(veiled))-1), func(r rune) bool { return used[r] }) {
			return base, true
		}
	}
	return 0, false
}

// warnVeiled warns of the first of each control character. Those that YAML 1.2
// allows are nothing to warn of.
func (p *parser) warnVeiled(r rune, offset int, seen map[rune]bool) {
	if seen[r] || r == 0x85 || r == 0x2028 || r == 0x2029 {
		return
	}
	p.report(diag.Warningf(p.locate(p.data, offset), ruleEncoding, "the character %U is not allowed in YAML", r).
		Fix("remove it, or write it as an escape in double quotes; it is text here"))
}

// text returns a scalar as the file has it.
func (p *parser) text(value string) string {
	if p.unveil == nil {
		return value
	}
	return p.unveil.Replace(value)
}
