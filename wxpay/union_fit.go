package wxpay

import (
	"bytes"
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
	"sync"
)

// fit is how well a JSON value fits a Go type.
type fit int

const (
	fitNot     fit = iota // it cannot be decoded
	fitNothing            // it can, and nothing that it has is kept
	fitPart               // something that it has is left out
	fitWhole
)

// maxNesting is how deep the value of a union may be nested.
const maxNesting = 256

// isTooDeep reports whether a value is nested deeper than a union may be. A union
// in a union is read once for each level around it: a large value may be nested
// less.
func isTooDeep(depth, size int) bool {
	const plain, work = 16, 64 << 20
	return depth > maxNesting || depth > plain && depth > work/size
}

// nesting counts the levels of objects and arrays of a JSON value.
func nesting(data []byte) int {
	depth, deepest, quoted := 0, 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}

var textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()

// fitOf compares a JSON value with a type by names and JSON types. It does not
// look into unions: what decodes itself fits.
func fitOf(data []byte, t reflect.Type) fit {
	data = bytes.TrimSpace(data)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	own := reflect.PointerTo(t).Implements(unmarshaler)
	switch {
	case len(data) == 0:
		return fitNot
	case isNull(data):
		return fitWhole
	case t.Kind() == reflect.Struct && (!own || len(fieldsOf(t)) > 0):
		return fitOfObject(data, t, own)
	case own:
		return fitWhole
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return fitIf(data[0] == '"')
		}
		return fitOfArray(data, t.Elem())
	case reflect.Map:
		return fitOfMap(data, t.Elem())
	case reflect.String:
		return fitIf(data[0] == '"')
	case reflect.Interface:
		return fitWhole
	}
	if reflect.PointerTo(t).Implements(textUnmarshaler) {
		return fitIf(data[0] == '"')
	}
	return fitIf(json.Unmarshal(data, reflect.New(t).Interface()) == nil)
}

func fitIf(ok bool) fit {
	if ok {
		return fitWhole
	}
	return fitNot
}

// fitOfObject compares an object with a struct, which keeps what it does not
// know when it decodes itself.
func fitOfObject(data []byte, t reflect.Type, keeps bool) fit {
	if data[0] != '{' {
		return fitNot
	}
	fields, known, out := fieldsOf(t), 0, fitWhole
	object := objectKeys(data)
	for key, value := range object {
		field, ok := fields[key]
		if !ok {
			field, ok = fields[strings.ToLower(key)] // as encoding/json does
		}
		switch {
		case ok:
			known++
			if out = min(out, partly(fitOf(value, field))); out == fitNot {
				return fitNot
			}
		case !keeps:
			out = fitPart
		}
	}
	if known == 0 && len(object) > 0 && !keeps {
		return fitNothing
	}
	return out
}

// partly: what keeps nothing of a value within another keeps that other in part.
func partly(f fit) fit {
	if f == fitNothing {
		return fitPart
	}
	return f
}

func fitOfArray(data []byte, elem reflect.Type) fit {
	var items []json.RawMessage
	if json.Unmarshal(data, &items) != nil {
		return fitNot
	}
	out := fitWhole
	for _, item := range items {
		out = min(out, partly(fitOf(item, elem)))
	}
	return out
}

func fitOfMap(data []byte, elem reflect.Type) fit {
	if data[0] != '{' {
		return fitNot
	}
	out := fitWhole
	for _, item := range objectKeys(data) {
		out = min(out, partly(fitOf(item, elem)))
	}
	return out
}

// fieldsByType has, for each struct type, the types of its fields by JSON name.
var fieldsByType sync.Map // reflect.Type to map[string]reflect.Type

// fieldsOf returns the types of a struct's tagged fields by their JSON names, and
// by those in lower case.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	if known, ok := fieldsByType.Load(t); ok {
		return known.(map[string]reflect.Type)
	}
	fields := map[string]reflect.Type{}
	for i := range t.NumField() {
		tag, ok := t.Field(i).Tag.Lookup("json")
		if name, _, _ := strings.Cut(tag, ","); ok && tag != "-" && name != "" {
			fields[name] = t.Field(i).Type
			if lower := strings.ToLower(name); fields[lower] == nil {
				fields[lower] = t.Field(i).Type
			}
		}
	}
	known, _ := fieldsByType.LoadOrStore(t, fields)
	return known.(map[string]reflect.Type)
}
