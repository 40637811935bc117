package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
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
