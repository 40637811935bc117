package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/internal/pattern"
)

// A maker makes JSON values from schemas: mostly ones that keep every limit, and
// stand at it, with a fault here and there.
type maker struct {
	root map[string]any // the document, for references
	rng  *rand.Rand
	wild float64 // how often a limit is stepped over
}

// maxDepth is where optional members are left out, so that values of recursive
// schemas end.
const maxDepth = 6

func (m *maker) chance(p float64) bool { return m.rng.Float64() < p }
func (m *maker) fault() bool           { return m.chance(m.wild) }

func pick[T any](m *maker, list []T) T { return list[m.rng.IntN(len(list))] }

// value makes a value for a schema.
func (m *maker) value(schema any, depth int) any {
	s := m.flat(schema, depth)
	if m.fault() && m.chance(0.3) {
		return pick(m, []any{nil, "x", json.Number("1"), true, []any{}, map[string]any{}})
	}
	if members := constantsOf(s); len(members) > 0 && !(m.fault() && m.chance(0.7)) {
		return pick(m, members)
	}
	switch t := m.typeOf(s); t {
	case "string":
		return m.text(s)
	case "integer", "number":
		return m.number(s, t)
	case "boolean":
		return m.chance(0.5)
	case "array":
		return m.array(s, depth)
	case "object":
		return m.object(s, depth)
	case "null":
		return nil
	}
	return pick(m, []any{"x", json.Number("7"), true, map[string]any{"a": json.Number("1")}, []any{"y"}})
}

func constantsOf(s map[string]any) []any {
	if c, ok := s["const"]; ok {
		return []any{c}
	}
	members, _ := s["enum"].([]any)
	return members
}

// typeOf chooses one of the types that a schema admits.
func (m *maker) typeOf(s map[string]any) string {
	if on, _ := s["nullable"].(bool); on && m.chance(0.1) {
		return "null"
	}
	switch t := s["type"].(type) {
	case string:
		return t
	case []any:
		return pick(m, t).(string)
	}
	for _, key := range []string{"properties", "additionalProperties", "required"} {
		if s[key] != nil {
			return "object"
		}
	}
	if s["items"] != nil {
		return "array"
	}
	return ""
}

// flat takes references, allOf and a choice out of a schema.
func (m *maker) flat(schema any, depth int) map[string]any {
	s, _ := schema.(map[string]any)
	if s == nil {
		return map[string]any{}
	}
	out := map[string]any{}
	for key, value := range s {
		switch key {
		case "$ref", "allOf", "oneOf", "anyOf":
		default:
			out[key] = value
		}
	}
	if ref, ok := s["$ref"].(string); ok && depth < 4*maxDepth {
		m.join(out, m.flat(m.resolve(ref), depth+1))
	}
	if list, ok := s["allOf"].([]any); ok && depth < 4*maxDepth {
		for _, item := range list {
			m.join(out, m.flat(item, depth+1))
		}
	}
	for _, key := range []string{"oneOf", "anyOf"} {
		if list, ok := s[key].([]any); ok && len(list) > 0 && depth < 4*maxDepth {
			m.join(out, m.flat(pick(m, list), depth+1))
		}
	}
	return out
}

// join adds the keywords of one schema to another.
func (m *maker) join(to, from map[string]any) {
	for key, value := range from {
		switch old := to[key].(type) {
		case map[string]any:
			if more, ok := value.(map[string]any); ok && key == "properties" {
				both := maps.Clone(old)
				maps.Copy(both, more)
				to[key] = both
			}
		case []any:
			if more, ok := value.([]any); ok && key == "required" {
				to[key] = append(slices.Clone(old), more...)
			}
		case nil:
			to[key] = value
		}
	}
}

func (m *maker) resolve(ref string) any {
	var at any = m.root
	for _, token := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		object, _ := at.(map[string]any)
		at = object[token]
	}
	return at
}

// count chooses a number at the limits low and high of a schema, or over them.
func (m *maker) count(s map[string]any, low, high string, most int) int {
	lo, hi := 0, most
	if n, ok := intOf(s[low]); ok {
		lo = n
	}
	if n, ok := intOf(s[high]); ok {
		hi = min(n, 4096)
	} else {
		hi = max(lo+2, hi)
	}
	if m.fault() {
		return max(0, pick(m, []int{lo - 1, lo, hi, hi + 1, 0}))
	}
	if m.chance(0.5) && hi > lo {
		return lo + m.rng.IntN(min(hi-lo, 8)+1)
	}
	return pick(m, []int{lo, min(lo+1, max(lo, hi)), max(hi-1, lo), max(hi, lo)})
}

func intOf(v any) (int, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	r, ok := new(big.Rat).SetString(n.String())
	if !ok || !r.IsInt() || !r.Num().IsInt64() {
		return 0, false
	}
	return int(min(r.Num().Int64(), 1<<20)), true
}

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

func (m *maker) array(s map[string]any, depth int) any {
	n := min(m.count(s, "minItems", "maxItems", 2), 120)
	if low, _ := intOf(s["minItems"]); depth > maxDepth && low == 0 {
		n = 0
	}
	items := []any{}
	seen := map[string]bool{}
	for len(items) < n {
		item := m.value(s["items"], depth+1)
		key := fmt.Sprint(item)
		if seen[key] && s["uniqueItems"] == true && !m.fault() {
			n-- // a repetition is left out
			continue
		}
		seen[key] = true
		items = append(items, item)
	}
	return items
}

func (m *maker) object(s map[string]any, depth int) any {
	out := map[string]any{}
	properties, _ := s["properties"].(map[string]any)
	required, _ := s["required"].([]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		must := slices.Contains(required, any(name))
		switch {
		case must && m.fault() && m.chance(0.5):
			continue
		case !must && (depth > maxDepth || m.chance(0.5)):
			continue
		}
		out[name] = m.value(properties[name], depth+1)
	}
	for _, name := range required {
		if text, ok := name.(string); ok && properties[text] == nil && !m.fault() {
			out[text] = "x"
		}
	}
	more := s["additionalProperties"]
	_, typed := more.(map[string]any)
	if typed && depth <= maxDepth || len(properties) == 0 && m.chance(0.5) || m.fault() && m.chance(0.2) {
		n := m.count(s, "minProperties", "maxProperties", 2)
		for i := range min(n, 40) {
			name := fmt.Sprintf("k%d", i)
			if out[name] == nil && len(out) < max(n, 1) {
				out[name] = m.value(more, depth+1)
			}
		}
	}
	return out
}
