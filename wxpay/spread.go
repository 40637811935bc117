package wxpay

import (
	"bytes"
	"encoding/json"
	"iter"
	"strconv"
)

// DeepObject yields the names and values by which v is written in the style
// deepObject: name[key] for each member of an object and name[0], name[1], … for
// the elements of a list, at any depth; a single value has the bare name. Null is
// left out. When v cannot be written as JSON, [Caller.Call] reports that and
// sends nothing.
func (r *Request) DeepObject(name string, v any) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		if text := r.jsonText("parameter "+name, v); text != "" {
			deepObject(name, json.RawMessage(text), yield)
		}
	}
}

func deepObject(name string, text json.RawMessage, yield func(name, value string) bool) bool {
	if !isNested(text) {
		return isNull(text) || yield(name, plainText(text))
	}
	for key, value := range children(text) {
		if !deepObject(name+"["+key+"]", value, yield) {
			return false
		}
	}
	return true
}

// Exploded yields the names and values by which v is written in the style form,
// exploded: name for each element of a list, and the name of its own for each
// member of an object; a single value has the bare name. Null is left out. What
// is nested deeper has no such form: [Caller.Call] reports that and sends
// nothing.
func (r *Request) Exploded(name string, v any) iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		text := json.RawMessage(r.jsonText("parameter "+name, v))
		if len(text) == 0 {
			return // which was reported
		}
		if !isNested(text) {
			deepObject(name, text, yield)
			return
		}
		for key, value := range children(text) {
			if text[0] == '[' {
				key = name
			}
			switch {
			case isNested(value):
				r.problem("parameter %s holds an object or an array within another one", name)
				return
			case !deepObject(key, value, yield):
				return
			}
		}
	}
}

// children yields the members of a JSON object, or the elements of an array by
// their number, in their order.
func children(text json.RawMessage) iter.Seq2[string, json.RawMessage] {
	return func(yield func(string, json.RawMessage) bool) {
		decoder := json.NewDecoder(bytes.NewReader(text))
		if _, err := decoder.Token(); err != nil {
			return // not so: it was written as JSON
		}
		for i := 0; decoder.More(); i++ {
			key := strconv.Itoa(i)
			if text[0] == '{' {
				token, _ := decoder.Token()
				key, _ = token.(string)
			}
			var value json.RawMessage
			if err := decoder.Decode(&value); err != nil || !yield(key, value) {
				return
			}
		}
	}
}

func isNested(text json.RawMessage) bool { return text[0] == '{' || text[0] == '[' }

// plainText is the text of a single JSON value: that of a string without its
// quotes.
func plainText(text json.RawMessage) string {
	if text[0] != '"' {
		return string(text)
	}
	var plain string
	_ = json.Unmarshal(text, &plain) // it was written as JSON
	return plain
}
