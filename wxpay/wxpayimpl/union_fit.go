package wxpayimpl

import (
	"bytes"
	"cmp"
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
	"sync"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/decode"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
)

// fit describes how well a JSON value fits a Go type. Members that no candidate declares
// must not affect which candidate fits best; therefore kept counts the declared members,
// and nothing counts the dropped ones.
type fit struct {
	ok      bool // it can be decoded
	nothing bool // it can be decoded, but none of its members is kept
	part    bool // one of its members is dropped
	kept    int  // its declared members, at any depth
	depth   int  // levels of declared members, and of values that decode themselves
}

var fitWhole = fit{ok: true}

// within adds the fit of a nested value. If that drops everything, this one is partial.
func (f *fit) within(inner fit) {
	f.ok = f.ok && inner.ok
	f.part = f.part || inner.part || inner.nothing
	f.kept += inner.kept
	f.depth = max(f.depth, inner.depth+1)
}

// compare orders the better fit first.
func (f fit) compare(other fit) int {
	return cmp.Or(order(f.nothing, other.nothing), cmp.Compare(other.kept, f.kept), order(f.part, other.part))
}

// order orders false before true.
func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// maxNesting is the largest nesting depth of the value of a union.
const maxNesting = 256

// isTooDeep reports whether a value is nested too deeply for a union. A union in a union
// is read once for each level around it; therefore large values have a lower limit.
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

var (
	unmarshaler     = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
	rawMessage      = reflect.TypeFor[json.RawMessage]()
)

// fitOf compares a JSON value with a type by names and JSON types. It does not look into
// unions: a type that decodes itself fits.
func fitOf(data []byte, t reflect.Type) fit {
	data = bytes.TrimSpace(data)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	own := reflect.PointerTo(t).Implements(unmarshaler)
	switch {
	case len(data) == 0:
		return fit{}
	case jsonvalue.IsNull(data):
		return fitWhole
	case t.Kind() == reflect.Struct && (!own || len(fieldsOf(t)) > 0):
		return fitOfObject(data, t, own)
	case own && t == rawMessage:
		return fitWhole
	case own:
		return fit{ok: true, depth: nesting(data)}
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
	return fitIf(decode.JSON(data, reflect.New(t).Interface()) == nil)
}

func fitIf(ok bool) fit { return fit{ok: ok} }

// fitOfObject compares an object with a struct. keeps says that the struct decodes
// itself and keeps unknown members.
func fitOfObject(data []byte, t reflect.Type, keeps bool) fit {
	if data[0] != '{' {
		return fit{}
	}
	fields, out := fieldsOf(t), fitWhole
	known, object := 0, jsonvalue.Members(data)
	for key, value := range object {
		field, ok := fields[key]
		if !ok {
			out.part = out.part || !keeps
			continue
		}
		known++
		if out.within(fitOf(value, field)); !out.ok {
			return fit{}
		}
	}
	out.kept += known
	out.nothing = known == 0 && len(object) > 0 && !keeps
	return out
}

func fitOfArray(data []byte, elem reflect.Type) fit {
	var items []json.RawMessage
	if json.Unmarshal(data, &items) != nil {
		return fit{}
	}
	out := fitWhole
	for _, item := range items {
		out.within(fitOf(item, elem))
	}
	return out
}

func fitOfMap(data []byte, elem reflect.Type) fit {
	if data[0] != '{' {
		return fit{}
	}
	out := fitWhole
	for _, item := range jsonvalue.Members(data) {
		out.within(fitOf(item, elem))
	}
	return out
}

// fieldsByType maps struct types to the types of their fields by JSON name.
var fieldsByType sync.Map // reflect.Type to map[string]reflect.Type

// fieldsOf returns the types of the tagged fields of a struct by their JSON names.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	if known, ok := fieldsByType.Load(t); ok {
		return known.(map[string]reflect.Type)
	}
	fields := map[string]reflect.Type{}
	for i := range t.NumField() {
		tag, ok := t.Field(i).Tag.Lookup("json")
		if name, _, _ := strings.Cut(tag, ","); ok && tag != "-" && name != "" {
			fields[name] = t.Field(i).Type
		}
	}
	known, _ := fieldsByType.LoadOrStore(t, fields)
	return known.(map[string]reflect.Type)
}
