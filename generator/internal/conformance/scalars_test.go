package conformance

import (
	"encoding/json"
	"math/big"
	"regexp/syntax"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/pattern"
)

var alphabets = []string{"a", "7", "中", "微信支付", "😀", "é", "aB3 中😀", "𠮷"}

// samples are values of the formats, and values that look like them.
var samples = map[string][]string{
	"date-time": {"2018-06-08T10:34:56+08:00", "2018-06-08T10:34:56Z", "2018-06-08T10:34:56.123Z", "2018-02-30T10:34:56Z", "2018-06-08 10:34:56", "2018-06-08T10:34:56", "20180608", "x"},
	"date":      {"2018-06-08", "2020-02-29", "2019-02-29", "2018-6-8", "20180608", "2018-06-31"},
	"email":     {"a@example.com", "no", "a@", "@b"},
	"uuid":      {"123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174000", "123e4567e89b12d3a456426614174000", "x"},
	"uri":       {"https://example.com/a?b=c#d", "urn:isbn:0451450523", "example.com", "/relative", "http://", "mailto:a@b.c", "中"},
	"byte":      {"", "YQ==", "YWI=", "YWJj"},
}

func (m *maker) text(s map[string]any) string {
	format, _ := s["format"].(string)
	if list := samples[format]; list != nil && m.chance(0.8) {
		if m.fault() {
			return pick(m, list)
		}
		return list[0]
	}
	if expr, ok := s["pattern"].(string); ok && !m.fault() {
		if text, ok := m.matching(expr); ok {
			return text
		}
	}
	n := m.count(s, "minLength", "maxLength", 6)
	runes := []rune(pick(m, alphabets))
	var b strings.Builder
	for i := range n {
		b.WriteRune(runes[i%len(runes)])
	}
	return b.String()
}

// matching makes a text that matches a pattern.
func (m *maker) matching(expr string) (string, bool) {
	found, err := pattern.Translate(expr)
	if err != nil {
		return "", false
	}
	if found.ClassOnly() {
		high := found.Max
		if high < 0 {
			high = found.Min + 3
		}
		n := found.Min + m.rng.IntN(high-found.Min+1)
		var b strings.Builder
		for range n {
			i := 2 * m.rng.IntN(len(found.Class)/2)
			b.WriteRune(pick(m, found.Class[i:i+2]))
		}
		return b.String(), true
	}
	tree, err := syntax.Parse(found.Go, syntax.Perl)
	if err != nil {
		return "", false
	}
	var b strings.Builder
	m.match(&b, tree.Simplify())
	return b.String(), true
}

func (m *maker) match(b *strings.Builder, re *syntax.Regexp) {
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		i := 2 * m.rng.IntN(len(re.Rune)/2)
		b.WriteRune(min(pick(m, re.Rune[i:i+2]), 0xD7FF))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteRune('x')
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range re.Sub {
			m.match(b, sub)
		}
	case syntax.OpAlternate:
		m.match(b, pick(m, re.Sub))
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest:
		n := m.rng.IntN(3)
		if re.Op == syntax.OpPlus {
			n++
		}
		if re.Op == syntax.OpQuest {
			n = min(n, 1)
		}
		for range n {
			m.match(b, re.Sub[0])
		}
	}
}

// number makes a number at or around a schema's bounds.
func (m *maker) number(s map[string]any, t string) any {
	var near []*big.Rat
	for _, key := range []string{"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"} {
		if n, ok := s[key].(json.Number); ok {
			near = append(near, rational(n))
		}
	}
	step := big.NewRat(1, 1)
	if t == "number" && m.chance(0.3) {
		step = big.NewRat(1, 100)
	}
	if n, ok := s["multipleOf"].(json.Number); ok && !m.fault() {
		step = rational(n)
	}
	switch {
	case len(near) == 0 || m.fault() && m.chance(0.3):
		near = append(near, new(big.Rat), big.NewRat(1, 1), big.NewRat(100, 1))
		if m.fault() || m.wild == 0 && m.chance(0.2) {
			near = append(near, extremes...)
		}
	}
	at := new(big.Rat).Set(pick(m, near))
	if t == "integer" && !at.IsInt() {
		at.SetInt(new(big.Int).Div(at.Num(), at.Denom()))
	}
	if s["multipleOf"] != nil && !m.fault() { // the multiple next to it
		n := new(big.Rat).Quo(at, step)
		at.Mul(new(big.Rat).SetInt(new(big.Int).Div(n.Num(), n.Denom())), step)
	}
	at.Add(at, new(big.Rat).Mul(step, big.NewRat(int64(m.rng.IntN(3)-1), 1)))
	if m.fault() && m.chance(0.2) {
		at.Add(at, big.NewRat(1, 2))
	}
	return numberText(at)
}

// extremes are where numbers of 32, 53 and 64 bits end.
var extremes = []*big.Rat{
	big.NewRat(1<<31-1, 1), big.NewRat(-1<<31, 1), big.NewRat(1<<53, 1), big.NewRat(-1<<53, 1),
	big.NewRat(1<<63-1, 1), big.NewRat(-1<<63, 1),
}

func numberText(r *big.Rat) json.Number {
	if r.IsInt() {
		return json.Number(r.Num().String())
	}
	return json.Number(strings.TrimRight(r.FloatString(8), "0"))
}
