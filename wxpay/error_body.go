package wxpay

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"sync"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/fieldpath"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
)

// WeChat Pay has been seen to return status 200 with {"code": …, "message": …} after a
// failure. Decoded, that would be an empty response and no error. But some documented
// responses have members with these names.

// isErrorBody reports whether the body of a documented success has a code and no member
// that out declares by its JSON tags. The result is false for an out that accepts any member:
// a map, json.RawMessage, a type that decodes itself and has no tags. Members that are null
// are ignored.
func isErrorBody(body []byte, out any) bool {
	if !hasCode(body) {
		return false
	}
	declared := declaredBy(reflect.TypeOf(out))
	return !declared.any && !declared.cameIn(body)
}

// cameIn reports whether a body has one of the names; what is no object has any.
func (m *members) cameIn(body []byte) bool {
	var came map[string]json.RawMessage
	if json.Unmarshal(body, &came) != nil {
		return true
	}
	for name, value := range came {
		if m.names[name] && !jsonvalue.IsNull(value) {
			return true
		}
	}
	return false
}

// noMember returns an error if a success has none of the members that out declares,
// though one is required: {}, null, or a response to another request.
func noMember(body []byte, out any) error {
	declared := declaredBy(reflect.TypeOf(out))
	if declared.any || !declared.required || declared.cameIn(body) {
		return nil
	}
	return &undecided{&fieldpath.Error{Path: "the response", Problem: "has none of the documented members"}}
}

// hasCode reports whether a body is a JSON object with a code of any type.
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

// isErrorInUnion is isErrorBody for a decoded union. Its members are not known before
// decoding.
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
	return isErrorBody(body, value.Interface())
}

// members has the member names that a type decodes: any name, or those of its fields.
type members struct {
	any      bool
	names    map[string]bool
	required bool // one of the names is, by its tag
}

var (
	declarations sync.Map // of members by reflect.Type
	unmarshaler  = reflect.TypeFor[json.Unmarshaler]()
	decoder      = reflect.TypeFor[ResponseDecoder]()
	rawMessage   = reflect.TypeFor[json.RawMessage]()
)

// declaredBy returns the members that t, the type of a call's out, declares. t is nil if the
// call ignores the response.
func declaredBy(t reflect.Type) members {
	if t == nil {
		return members{}
	}
	if known, ok := declarations.Load(t); ok {
		return known.(members)
	}
	found := members{names: map[string]bool{}}
	if t.Implements(decoder) {
		found.addForms(t)
	} else {
		found.add(t, 0)
	}
	declarations.Store(t, found)
	return found
}

// addForms adds the members of a type with several forms of responses, one per field. A type
// without exported fields may decode any member.
func (m *members) addForms(t reflect.Type) {
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

// maxDepth limits the depth of types that embed themselves or point to themselves.
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

// addTagged adds the names in the tags of a struct that decodes itself, such as one with
// additional properties. A type without tags may decode any member.
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
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
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
		m.required = m.required || !strings.Contains(options, "omit")
	}
}
