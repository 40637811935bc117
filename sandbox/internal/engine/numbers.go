package engine

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
)

// exact converts the numbers of a JSON value that was decoded with UseNumber to the types of [members], in place in lists and
// objects.
func exact(value any) any {
	switch v := value.(type) {
	case members:
		for name, member := range v {
			v[name] = exact(member)
		}
	case []any:
		for i, item := range v {
			v[i] = exact(item)
		}
	case json.Number:
		return exactNumber(string(v))
	}
	return value
}

// exactNumber parses a JSON number: an integer is an int64, or a json.Number if it is larger; any other number is a float64.
func exactNumber(text string) any {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	if !strings.ContainsAny(text, ".eE") {
		return json.Number(text)
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return json.Number(text) // out of the range of float64
	}
	return plainNumber(f)
}

// isJSONNumber reports whether text is a JSON number.
func isJSONNumber(text string) bool {
	return text != "" && (text[0] == '-' || text[0] >= '0' && text[0] <= '9') && json.Valid([]byte(text))
}

// maxExact is the largest integer up to which float64 is exact.
const maxExact = 1 << 53

// plainNumber converts the numbers of documents, which are int or float64, to the types of [members]. It copies lists and objects.
func plainNumber(value any) any {
	switch n := value.(type) {
	case int:
		return int64(n)
	case float64:
		if n == math.Trunc(n) && math.Abs(n) <= maxExact {
			return int64(n)
		}
	case members:
		out := make(members, len(n))
		for name, member := range n {
			out[name] = plainNumber(member)
		}
		return out
	case []any:
		out := make([]any, len(n))
		for i, item := range n {
			out[i] = plainNumber(item)
		}
		return out
	}
	return value
}

// expressible converts integers beyond int64 to float64 for expressions, which have no larger integers. Other values are returned
// unchanged.
func expressible(value any) any {
	if !hasGreater(value) {
		return value
	}
	switch v := value.(type) {
	case members:
		out := make(members, len(v))
		for name, member := range v {
			out[name] = expressible(member)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = expressible(item)
		}
		return out
	case json.Number:
		f, _ := v.Float64() // infinity, if out of range
		return f
	}
	return value
}

// hasGreater reports whether a value contains an integer beyond int64.
func hasGreater(value any) bool {
	switch v := value.(type) {
	case members:
		for _, member := range v {
			if hasGreater(member) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, hasGreater)
	case json.Number:
		return true
	}
	return false
}
