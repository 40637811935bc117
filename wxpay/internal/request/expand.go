package request

import (
	"encoding/json"
	"iter"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
)

// JSONText returns v as JSON, for a parameter whose value is JSON text. A v that
// cannot be written as JSON is a problem.
func (r *Request) JSONText(v any) string { return r.jsonText("a parameter", v) }

// jsonText is JSONText with the name by which problems call v.
func (r *Request) jsonText(name string, v any) string {
	text, err := jsonvalue.MarshalAs(name, v)
	if err != nil {
		r.problems = append(r.problems, err)
	}
	return string(text)
}

// ScalarText returns the text of a scalar whose type is known at run time only: of a
// string without its quotes, of a number or of a boolean. Any other v is a problem.
func (r *Request) ScalarText(v any) string {
	text := r.JSONText(v)
	if text == "" {
		return "" // already reported
	}
	if raw := json.RawMessage(text); !jsonvalue.IsNested(raw) && !jsonvalue.IsNull(raw) {
		return jsonvalue.PlainText(raw)
	}
	r.problem("a parameter is an object, an array or null; it must be a single value")
	return ""
}

// DeepObject yields the names and values of v in the style deepObject: name[key] for
// each member of an object and name[0], name[1], … for the elements of an array, at
// any depth; a scalar has the bare name. Null is omitted. A v that cannot be written
// as JSON is a problem.
func (r *Request) DeepObject(name string, v any) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		if text := r.jsonText("parameter "+name, v); text != "" {
			deepObject(name, json.RawMessage(text), yield)
		}
	}
}

func deepObject(name string, text json.RawMessage, yield func(name, value string) bool) bool {
	if !jsonvalue.IsNested(text) {
		return jsonvalue.IsNull(text) || yield(name, jsonvalue.PlainText(text))
	}
	for key, value := range jsonvalue.Children(text) {
		if !deepObject(name+"["+key+"]", value, yield) {
			return false
		}
	}
	return true
}

// Exploded yields the names and values of v in the style form, exploded: name for
// each element of an array, and the member's own name for each member of an object;
// a scalar has the bare name. Null is omitted. Values that are nested deeper have no
// such form and are a problem.
func (r *Request) Exploded(name string, v any) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		text := json.RawMessage(r.jsonText("parameter "+name, v))
		if len(text) == 0 {
			return // already reported
		}
		if !jsonvalue.IsNested(text) {
			deepObject(name, text, yield)
			return
		}
		for key, value := range jsonvalue.Children(text) {
			if text[0] == '[' {
				key = name
			}
			switch {
			case jsonvalue.IsNested(value):
				r.problem("parameter %s contains a nested object or array", name)
				return
			case !deepObject(key, value, yield):
				return
			}
		}
	}
}
