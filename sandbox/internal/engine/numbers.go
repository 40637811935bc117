package engine

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
)

// exact gives the numbers of a JSON value, decoded with UseNumber, the types that [members] have. Lists and objects are changed
// in place.
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

// exactNumber reads a number as JSON writes it: an integer is an int64, however it is written, or stays text when it is greater;
// any other number is a float64.
func exactNumber(text string) any {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	if !strings.ContainsAny(text, ".eE") {
		return json.Number(text)
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return json.Number(text) // beyond all floating-point numbers
	}
	return plainNumber(f)
}

// isJSONNumber reports whether text is a number as JSON writes it.
func isJSONNumber(text string) bool {
	return text != "" && (text[0] == '-' || text[0] >= '0' && text[0] <= '9') && json.Valid([]byte(text))
}

// maxExact is the greatest integer up to which a float64 is exact.
const maxExact = 1 << 53

// plainNumber gives the numbers of documents, which are int or float64, the types of those of requests. Lists and objects are
// copied.
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

// expressible gives expressions, which know no greater integers than int64, floating-point numbers for those. A value without
// them is returned as it is.
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
		f, _ := v.Float64() // an infinity, if it is beyond
		return f
	}
	return value
}

// hasGreater reports whether there is an integer beyond int64 in a value.
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
