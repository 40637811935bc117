package wxpay

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"sync"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
)

// WeChat Pay has been seen to answer 200 with {"code": …, "message": …} where
// something failed. Decoded, that would be an empty response and no error; but
// some documented responses have members of these names themselves.

// isErrorInstead reports whether the body of a documented success has a code and
// no member that out declares. The JSON tags of out say what it declares; an out
// that takes any member (a map, json.RawMessage, a type that decodes itself and
// has no tags) is always believed. A member that is null has not come.
func isErrorInstead(body []byte, out any) bool {
	if !hasCode(body) {
		return false
	}
	declared := declaredBy(reflect.TypeOf(out))
	if declared.any {
		return false
	}
	var came map[string]json.RawMessage
	if json.Unmarshal(body, &came) != nil {
		return false
	}
	for name, value := range came {
		if declared.names[name] && !jsonvalue.IsNull(value) {
			return false
		}
	}
	return true
}

// hasCode reports whether a body is a JSON object with a code, whatever its form.
func hasCode(body []byte) bool {
	if !bytes.Contains(body, []byte(`"code"`)) {
		return false
	}
	var parsed map[string]json.RawMessage
	if json.Unmarshal(body, &parsed) != nil {
		return false
	}
	code, ok := parsed["code"]
	return ok && !jsonvalue.IsNull(code)
}

// isErrorInUnion is isErrorInstead of an out that is a union, which shows only
// after decoding what its members are.
func isErrorInUnion(body []byte, out any) bool {
	v := reflect.ValueOf(out)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct {
		return false
	}
	value, raw := v.FieldByName("Value"), v.FieldByName("Raw")
	if !value.IsValid() || value.Kind() != reflect.Interface || !raw.IsValid() || raw.Type() != rawMessage {
		return false
	}
	if value.IsNil() {
		return hasCode(raw.Bytes())
	}
	return isErrorInstead(body, value.Interface())
}

// members are the names that a type decodes: any, or those of its fields.
type members struct {
	any   bool
	names map[string]bool
}

var (
	declarations sync.Map // of members by reflect.Type
	unmarshaler  = reflect.TypeFor[json.Unmarshaler]()
	decoder      = reflect.TypeFor[ResponseDecoder]()
	rawMessage   = reflect.TypeFor[json.RawMessage]()
)

// declaredBy returns what t, the type of a call's out, declares. A nil t is a
// call that wants no answer.
func declaredBy(t reflect.Type) members {
	if t == nil {
		return members{}
	}
	if known, ok := declarations.Load(t); ok {
		return known.(members)
	}
	found := members{names: map[string]bool{}}
	if t.Implements(decoder) {
		found.addAnswers(t)
	} else {
		found.add(t, 0)
	}
	declarations.Store(t, found)
	return found
}

// addAnswers adds what the fields of a type with several responses declare. A type
// without exported fields may decode anything.
func (m *members) addAnswers(t reflect.Type) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	exported := false
	if t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			exported = exported || t.Field(i).IsExported()
			m.add(t.Field(i).Type, 0)
		}
	}
	m.any = m.any || !exported
}

// maxDepth ends types that embed themselves or point to themselves.
const maxDepth = 16

// add adds the members that t decodes.
func (m *members) add(t reflect.Type, depth int) {
	if t.Implements(unmarshaler) || reflect.PointerTo(t).Implements(unmarshaler) {
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		m.addTagged(t)
		return
	}
	switch t.Kind() {
	case reflect.Pointer:
		if depth < maxDepth {
			m.add(t.Elem(), depth+1)
		}
	case reflect.Interface, reflect.Map:
		m.any = true
	case reflect.Struct:
		for i := range t.NumField() {
			m.addField(t.Field(i), depth)
		}
	}
}

// addTagged adds the names in the tags of a struct that decodes itself, as one
// with additional properties does. Without any, it may decode anything.
func (m *members) addTagged(t reflect.Type) {
	tagged := false
	if t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			if name != "" && name != "-" {
				tagged, m.names[name] = true, true
			}
		}
	}
	m.any = m.any || !tagged
}

func (m *members) addField(f reflect.StructField, depth int) {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	switch {
	case f.Tag.Get("json") == "-" || !f.IsExported() && !f.Anonymous:
	case f.Anonymous && name == "":
		if depth < maxDepth {
			m.add(f.Type, depth+1)
		}
	case name == "":
		m.names[f.Name] = true
	default:
		m.names[name] = true
	}
}
