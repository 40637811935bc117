package wxpay

import (
	"bytes"
	"cmp"
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
	"sync"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/decode"
)

// fit is how well a JSON value fits a Go type. Members that no candidate declares
// must not change which candidate fits best: hence kept counts what is declared,
// and not what is left out.
type fit struct {
	ok      bool // it can be decoded
	nothing bool // it can, and no member that it has is kept
	part    bool // a member that it has is left out
	kept    int  // declared members that it has, at any depth
	depth   int  // levels of what is declared, and of values that decode themselves
}

var fitWhole = fit{ok: true}

// within adds the fit of a value within this one.
func (f *fit) within(inner fit) {
	f.ok = f.ok && inner.ok
	f.part = f.part || inner.part || inner.nothing
	f.kept += inner.kept
	f.depth = max(f.depth, inner.depth+1)
}

// compare puts the better fit first.
func (f fit) compare(other fit) int {
	return cmp.Or(order(f.nothing, other.nothing), cmp.Compare(other.kept, f.kept), order(f.part, other.part))
}

// order puts false before true.
func order(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

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
		return fit{}
	case isNull(data):
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

// fitOfObject compares an object with a struct, which keeps what it does not
// know when it decodes itself.
func fitOfObject(data []byte, t reflect.Type, keeps bool) fit {
	if data[0] != '{' {
		return fit{}
	}
	fields, out := fieldsOf(t), fitWhole
	known, object := 0, objectKeys(data)
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
	for _, item := range objectKeys(data) {
		out.within(fitOf(item, elem))
	}
	return out
}

// fieldsByType has, for each struct type, the types of its fields by JSON name.
var fieldsByType sync.Map // reflect.Type to map[string]reflect.Type

// fieldsOf returns the types of a struct's tagged fields by their JSON names.
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
