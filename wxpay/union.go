package wxpay

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// A generated union is a struct with a pointer per member and the JSON that fits
// none:
//
//	type Funding struct {
//		Card   *CardFunding
//		Wallet *WalletFunding
//		Raw    json.RawMessage
//	}
//
//	func (u *Funding) UnmarshalJSON(data []byte) error {
//		return wxpay.UnmarshalUnion(data, &u.Raw,
//			wxpay.Member(&u.Card, "Card", "card_no"),
//			wxpay.Member(&u.Wallet, "Wallet", "wallet_id"))
//	}
//
//	func (u Funding) MarshalJSON() ([]byte, error) {
//		return wxpay.MarshalUnion(u.Raw, u.Card, u.Wallet)
//	}

// UnionMember is one candidate of a union; see [Member].
type UnionMember struct {
	name     string
	required []string
	clear    func()
	try      func(data []byte, strict bool) (valid bool, err error)
}

// Member makes a candidate. target is where its value goes; the other members'
// targets are set to nil. name is its name in errors, and in a tagged union the
// value of the tag; required are the JSON members without which an object is
// not this candidate.
func Member[T any](target **T, name string, required ...string) UnionMember {
	return UnionMember{
		name:     name,
		required: required,
		clear:    func() { *target = nil },
		try: func(data []byte, strict bool) (bool, error) {
			value := new(T)
			dec := json.NewDecoder(bytes.NewReader(data))
			if strict {
				dec.DisallowUnknownFields()
			}
			if err := dec.Decode(value); err != nil {
				return false, err
			}
			*target = value
			return isValid(value), nil
		},
	}
}

// isValid asks a value that can check itself.
func isValid(value any) bool {
	checker, ok := value.(interface{ Validate() error })
	return !ok || checker.Validate() == nil
}

// UnmarshalUnion decodes data into the member that fits: first one whose limits
// it keeps and whose members are the only ones, then one that leaves out members
// that it does not know, then one that breaks limits; in the order of members
// each time. null sets none. When none fits, raw is set to data and nil is
// returned, so that an answer with a new form stays readable; with a nil raw
// the error is a [*UnionError].
func UnmarshalUnion(data []byte, raw *json.RawMessage, members ...UnionMember) error {
	clearUnion(raw, members)
	if isNull(data) {
		return nil
	}
	present := objectKeys(data)
	for _, pass := range [...]struct{ strict, valid bool }{{true, true}, {false, true}, {true, false}} {
		for _, m := range members {
			if !m.hasRequired(present) {
				continue
			}
			valid, err := m.try(data, pass.strict)
			if err == nil && (valid || !pass.valid) {
				return nil
			}
			m.clear()
		}
	}
	return noMember(data, raw, members)
}

// UnmarshalTagged decodes data into the member whose name is the value of the
// property tag. Several names can have one target. When the tag is missing or
// unknown, or the value does not fit its member, it ends as [UnmarshalUnion] does.
func UnmarshalTagged(data []byte, tag string, raw *json.RawMessage, members ...UnionMember) error {
	clearUnion(raw, members)
	if isNull(data) {
		return nil
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(data, &object) == nil {
		name := tagIn(object[tag])
		for _, m := range members {
			if m.name != name || name == "" {
				continue
			}
			if _, err := m.try(data, false); err == nil {
				return nil
			}
			m.clear()
			break
		}
	}
	return noMember(data, raw, members)
}

// tagIn is the value of a tag: a string, or the text of a number or a boolean.
func tagIn(raw json.RawMessage) string {
	if text := textIn(raw); text != "" || isNull(raw) {
		return text
	}
	if text := canonicalJSON(raw); len(text) > 0 && text[0] != '"' && text[0] != '{' && text[0] != '[' {
		return string(text)
	}
	return ""
}

// UnionError says that a JSON value is none of a union's members. It does not
// quote the value.
type UnionError struct {
	// Tried are the names of the members.
	Tried []string
}

// Error lists the members that were tried.
func (e *UnionError) Error() string {
	return "wxpay: the value is none of " + strings.Join(e.Tried, ", ")
}

func noMember(data []byte, raw *json.RawMessage, members []UnionMember) error {
	if raw != nil {
		*raw = append(json.RawMessage(nil), data...)
		return nil
	}
	e := new(UnionError)
	for _, m := range members {
		e.Tried = append(e.Tried, m.name)
	}
	return e
}

func clearUnion(raw *json.RawMessage, members []UnionMember) {
	if raw != nil {
		*raw = nil
	}
	for _, m := range members {
		m.clear()
	}
}

func isNull(data []byte) bool { return string(bytes.TrimSpace(data)) == "null" }

// objectKeys returns the members of an object, nil when data is something else.
func objectKeys(data []byte) map[string]json.RawMessage {
	var object map[string]json.RawMessage
	_ = json.Unmarshal(data, &object) // what is not an object has no keys
	return object
}

func (m *UnionMember) hasRequired(present map[string]json.RawMessage) bool {
	for _, name := range m.required {
		if _, ok := present[name]; !ok {
			return false
		}
	}
	return true
}

// MarshalUnion encodes the one of members, which are pointers, that is not nil,
// or raw when all are. No member, or more than one, is an error that names the
// members' types.
func MarshalUnion(raw json.RawMessage, members ...any) ([]byte, error) {
	var chosen any
	var set, types []string
	for _, m := range members {
		types = append(types, typeName(m))
		if v := reflect.ValueOf(m); v.Kind() == reflect.Pointer && !v.IsNil() {
			chosen = m
			set = append(set, typeName(m))
		}
	}
	switch {
	case len(set) > 1:
		return nil, &unencodable{"a union has more than one member set: " + strings.Join(set, ", ")}
	case chosen != nil:
		return marshal(chosen)
	case len(raw) > 0 && json.Valid(raw):
		return raw, nil
	case len(raw) > 0:
		return nil, &unencodable{"a union's raw value is not JSON"}
	}
	return nil, &unencodable{"a union has no member set; set one of " + strings.Join(types, ", ")}
}

func typeName(m any) string { return strings.TrimPrefix(fmt.Sprintf("%T", m), "*") }

// unencodable is a value that cannot be encoded.
type unencodable struct{ problem string }

func (e *unencodable) Error() string { return "wxpay: " + e.problem }
