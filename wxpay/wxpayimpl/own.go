package wxpayimpl

import (
	"encoding/json"
	"reflect"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
)

// These functions are for values of types that a spec names with x-go-type. They are
// read as they are sent: from their JSON.

// Own requires that value is written as JSON of a kind: string, integer, number or
// boolean.
func Own(v *Validator, name string, value any, kind string) {
	var fits bool
	switch kind {
	case "string":
		_, fits = written[string](value)
	case "integer":
		_, fits = written[int64](value)
	case "number":
		_, fits = written[float64](value)
	case "boolean":
		_, fits = written[bool](value)
	}
	if !fits {
		v.fault(name, "type", "is not written as JSON of the type "+kind)
	}
}

// written returns the value that is sent, and reports whether it is of the type T.
func written[T any](value any) (sent T, ok bool) {
	data, err := jsonvalue.Marshal(value)
	if err != nil || string(data) == "null" {
		return sent, false
	}
	return sent, json.Unmarshal(data, &sent) == nil
}

// TextOf returns the text that is sent for value, "" if it is not sent as one.
func TextOf(value any) string {
	text, _ := written[string](value)
	return text
}

// IntegerOf returns the integer that is sent for value, 0 if it is not sent as one.
func IntegerOf(value any) int64 {
	n, _ := written[int64](value)
	return n
}

// NumberOf returns the number that is sent for value, 0 if it is not sent as one.
func NumberOf(value any) float64 {
	n, _ := written[float64](value)
	return n
}

// IsZero reports whether value is the zero value of its type.
func IsZero(value any) bool { return value == nil || reflect.ValueOf(value).IsZero() }
