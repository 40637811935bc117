// Package jsonvalue writes JSON and looks into JSON values without decoding them
// into Go types.
package jsonvalue

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"
)

// Marshal writes v as compact JSON and leaves <, > and & as they are. Errors call v
// "the body".
func Marshal(v any) ([]byte, error) { return MarshalAs("the body", v) }

// MarshalAs is [Marshal] with the name by which errors call v.
func MarshalAs(name string, v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, &marshalError{name, err}
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// marshalError omits the text of its cause, which may quote a value.
type marshalError struct {
	name string
	err  error
}

func (e *marshalError) Error() string {
	var unsupported *json.UnsupportedValueError
	if errors.As(e.err, &unsupported) {
		return e.name + " cannot be written as JSON: it contains NaN, an infinity or a cycle"
	}
	var unencodable *UnencodableError
	if errors.As(e.err, &unencodable) {
		return e.name + " cannot be written as JSON: " + unencodable.Problem
	}
	return fmt.Sprintf("%s cannot be written as JSON (%T)", e.name, e.err)
}

func (e *marshalError) Unwrap() error { return e.err }

// UnencodableError is the error of a MarshalJSON method of generated code. Problem
// quotes no value, so that errors can show it.
type UnencodableError struct{ Problem string }

// Error returns the problem.
func (e *UnencodableError) Error() string { return "wxpay: " + e.Problem }

// IsNull reports whether data is the JSON value null.
func IsNull(data []byte) bool { return string(bytes.TrimSpace(data)) == "null" }

// IsNested reports whether raw, which is not empty, is an object or an array.
func IsNested(raw json.RawMessage) bool { return raw[0] == '{' || raw[0] == '[' }

// Scalar returns raw if it is a string, a number or a boolean, and nil otherwise.
func Scalar(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 || IsNested(raw) || IsNull(raw) {
		return nil
	}
	return raw
}

// Text returns the text of a JSON string, and "" for any other value.
func Text(raw json.RawMessage) string {
	var text string
	if len(raw) == 0 || json.Unmarshal(raw, &text) != nil {
		return ""
	}
	return text
}

// PlainText returns the text of a scalar, which is valid JSON: that of a string
// without its quotes.
func PlainText(raw json.RawMessage) string {
	if raw[0] != '"' {
		return string(raw)
	}
	return Text(raw)
}

// Members returns the members of a JSON object, and nil for any other value.
func Members(data []byte) map[string]json.RawMessage {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(data, &members) // any other value has no members
	return members
}

// Member returns the member at a path of names joined by dots, or nil.
func Member(members map[string]json.RawMessage, path string) json.RawMessage {
	name, rest, more := strings.Cut(path, ".")
	raw := members[name]
	if !more || raw == nil {
		return raw
	}
	return Member(Members(raw), rest)
}

// Children yields the members of an object, or the elements of an array with their
// index as key, in their order. The value is valid JSON.
func Children(raw json.RawMessage) iter.Seq2[string, json.RawMessage] {
	return func(yield func(string, json.RawMessage) bool) {
		decoder := json.NewDecoder(bytes.NewReader(raw))
		if _, err := decoder.Token(); err != nil {
			return
		}
		for i := 0; decoder.More(); i++ {
			key := strconv.Itoa(i)
			if raw[0] == '{' {
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

// Canonical returns one spelling for equal values: it sorts members and writes
// numbers in one form. Invalid JSON is returned unchanged.
func Canonical(data []byte) []byte {
	var value any
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if dec.Decode(&value) != nil {
		return data
	}
	out, err := json.Marshal(canonicalValue(value))
	if err != nil {
		return data
	}
	return out
}

func canonicalValue(value any) any {
	switch value := value.(type) {
	case json.Number:
		return CanonicalNumber(value)
	case []any:
		for i := range value {
			value[i] = canonicalValue(value[i])
		}
	case map[string]any:
		for key := range value {
			value[key] = canonicalValue(value[key])
		}
	}
	return value
}

// CanonicalNumber returns integers as they are and other numbers in Go's shortest
// form, so that 1.0 equals 1.
func CanonicalNumber(n json.Number) json.Number {
	if _, err := n.Int64(); err == nil {
		return n
	}
	f, err := n.Float64()
	if err != nil {
		return n
	}
	return json.Number(FormatNumber(f))
}

// FormatNumber writes f as JSON does: the shortest text that reads back as f. NaN
// and the infinities, which JSON does not have, become "NaN", "+Inf" and "-Inf".
func FormatNumber(f float64) string {
	abs := math.Abs(f)
	if abs != 0 && (abs < 1e-6 || abs >= 1e21) && !math.IsInf(f, 0) {
		text := strconv.AppendFloat(make([]byte, 0, 24), f, 'e', -1, 64)
		if n := len(text); n >= 4 && text[n-4] == 'e' && text[n-2] == '0' { // encoding/json writes e-9, not e-09
			text[n-2] = text[n-1]
			text = text[:n-1]
		}
		return string(text)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
