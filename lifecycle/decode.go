package lifecycle

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// value is a decoded value whose members have an order.
type value struct {
	kind  kind
	text  string // of a scalar
	keys  []string
	items []value // of a list, or the members' values
}

type kind uint8

const (
	isNull kind = iota
	isBool
	isNumber
	isString
	isList
	isMapping
)

var kindNames = [...]string{"null", "a boolean", "a number", "a string", "a list", "a mapping"}

func (k kind) String() string { return kindNames[k] }

func (v value) get(key string) (value, bool) {
	if i := slices.Index(v.keys, key); i >= 0 {
		return v.items[i], true
	}
	return value{}, false
}

// decode takes JSON text, whose order it keeps, or what a decoder made of it,
// whose members it sorts.
func decode(v any) (value, error) {
	switch v := v.(type) {
	case json.RawMessage:
		return decodeJSON(v)
	case []byte:
		return decodeJSON(v)
	}
	return decoded(v), nil
}

func decoded(v any) value {
	switch v := v.(type) {
	case nil:
		return value{}
	case bool:
		return value{kind: isBool, text: strconv.FormatBool(v)}
	case string:
		return value{kind: isString, text: v}
	case []any:
		out := value{kind: isList}
		for _, item := range v {
			out.items = append(out.items, decoded(item))
		}
		return out
	case map[string]any:
		out := value{kind: isMapping, keys: slices.Sorted(maps.Keys(v))}
		for _, key := range out.keys {
			out.items = append(out.items, decoded(v[key]))
		}
		return out
	case float64:
		return value{kind: isNumber, text: strconv.FormatFloat(v, 'f', -1, 64)}
	}
	return value{kind: isNumber, text: fmt.Sprint(v)} // integers and json.Number
}

func decodeJSON(text []byte) (value, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return next(decoder)
}

// next reads one value. The nesting is bounded by whoever made the text, and by
// the decoder.
func next(decoder *json.Decoder) (value, error) {
	token, err := decoder.Token()
	if err != nil {
		return value{}, err
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return decoded(token), nil
	}
	out := value{kind: isList}
	if delim == '{' {
		out.kind = isMapping
	}
	for decoder.More() {
		if out.kind == isMapping {
			key, err := decoder.Token()
			if err != nil {
				return value{}, err
			}
			out.keys = append(out.keys, fmt.Sprint(key))
		}
		item, err := next(decoder)
		if err != nil {
			return value{}, err
		}
		out.items = append(out.items, item)
	}
	_, err = decoder.Token()
	return out, err
}
