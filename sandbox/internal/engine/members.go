package engine

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// members is a JSON object. Its values are nil, bool, int64, float64, string, []any and members. An integer is an int64, so that amounts
// are exact, or a json.Number if it is larger.
type members = map[string]any

// cloneValue copies a JSON value deeply.
func cloneValue(value any) any {
	switch v := value.(type) {
	case members:
		out := make(members, len(v))
		for name, member := range v {
			out[name] = cloneValue(member)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = cloneValue(item)
		}
		return out
	}
	return value
}

// merge copies from to into: objects member by member, everything else, including lists, as a whole.
func merge(into, from members) {
	for _, name := range slices.Sorted(maps.Keys(from)) {
		if object, ok := from[name].(members); ok {
			if old, ok := into[name].(members); ok {
				merge(old, object)
				continue
			}
		}
		into[name] = cloneValue(from[name])
	}
}

// at returns the value at a dotted path, in which 0 is the first element of a list.
func at(value any, path string) (any, bool) {
	if object, ok := value.(members); ok && !strings.Contains(path, ".") { // most are, and links look at very many
		member := object[path]
		return member, member != nil
	}
	for _, step := range strings.Split(path, ".") {
		switch v := value.(type) {
		case members:
			member, ok := v[step]
			if !ok {
				return nil, false
			}
			value = member
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(v) {
				return nil, false
			}
			value = v[i]
		default:
			return nil, false
		}
	}
	return value, value != nil
}

// put sets a member by its dotted path, and creates missing objects. It ignores paths into lists.
func put(into members, path string, value any) {
	steps := strings.Split(path, ".")
	for _, step := range steps[:len(steps)-1] {
		next, ok := into[step].(members)
		if !ok {
			if into[step] != nil {
				return
			}
			next = make(members)
			into[step] = next
		}
		into = next
	}
	into[steps[len(steps)-1]] = value
}

func text(m members, path string) string {
	value, _ := at(m, path)
	s, _ := value.(string)
	return s
}
