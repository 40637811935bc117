package wxpay

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"sync"
)

// WeChat Pay has been seen to answer 200 with {"code": …, "message": …} where
// something failed. Decoded, that would be an empty answer and no error; but
// some documented answers have members of these names themselves.

// isErrorInstead reports whether the body of a documented success is WeChat
// Pay's error format and has no member that out declares. What out declares is
// told by its JSON tags; an out that takes any member (a map, json.RawMessage, a
// type that decodes itself) is always believed.
func isErrorInstead(body []byte, out any) bool {
	if !bytes.Contains(body, []byte(`"code"`)) || !bytes.Contains(body, []byte(`"message"`)) || !speaksOfError(body) {
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
	for name := range came {
		if declared.names[name] {
			return false
		}
	}
	return true
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

// addAnswers adds what the fields of a type with several answers declare. A type
// that keeps no answer in its fields may decode anything.
func (m *members) addAnswers(t reflect.Type) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() == reflect.Struct {
		for i := range t.NumField() {
			m.add(t.Field(i).Type, 0)
		}
	}
	m.any = m.any || len(m.names) == 0
}

// maxDepth ends types that embed themselves or point to themselves.
const maxDepth = 16

// add adds the members that t decodes.
func (m *members) add(t reflect.Type, depth int) {
	if t.Implements(unmarshaler) || reflect.PointerTo(t).Implements(unmarshaler) {
		m.any = true
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
