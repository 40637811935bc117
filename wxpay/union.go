package wxpay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/decode"
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
	form     reflect.Type
	clear    func()
	decode   func(data []byte) error
	limits   func(*Validator) // nil: the value checks itself, if it can
	value    func() any
}

// Member makes a candidate. target is where its value goes; the other members'
// targets are set to nil. name is its name in errors, and in a tagged union the
// value of the tag; required are the JSON members without which an object is
// not this candidate.
func Member[T any](target **T, name string, required ...string) UnionMember {
	return UnionMember{
		name:     name,
		required: required,
		form:     reflect.TypeFor[T](),
		clear:    func() { *target = nil },
		value:    func() any { return *target },
		decode: func(data []byte) error {
			value := new(T)
			err := decode.JSON(data, value)
			if err == nil || isPartial(err) {
				*target = value
			}
			return err
		},
	}
}

// Limits gives a candidate whose type has no method Validate its limits. check is
// called, when several candidates fit, after the target has been set.
func (m UnionMember) Limits(check func(*Validator)) UnionMember {
	m.limits = check
	return m
}

// isValid asks the limits of what has been decoded.
func (m *UnionMember) isValid() bool {
	if m.limits != nil {
		var v Validator
		m.limits(&v)
		return v.Err() == nil
	}
	checker, ok := m.value().(interface{ Validate() error })
	return !ok || checker.Validate() == nil
}

// UnmarshalUnion decodes data into the member that fits by the JSON types of its
// members and the names that it requires. Of several, those within their limits
// come first, then the one that declares most of the members that data has, then
// the first. Members that no candidate declares do not change the choice. If
// choices within choices would make that long, limits are not checked. null sets
// none. When none fits, or data is nested more than 256 deep
// (less if it is megabytes long, never less than 16), raw is set to data and nil is
// returned, so that an answer with a new form stays readable; with a nil raw the
// error is a [*UnionError].
//
// An error for members that could not be read comes after everything else was
// decoded; see [Unmarshal].
func UnmarshalUnion(data []byte, raw *json.RawMessage, members ...UnionMember) error {
	clearUnion(raw, members)
	if isNull(data) {
		return nil
	}
	if isTooDeep(nesting(data), len(data)) {
		return noMember(data, raw, members)
	}
	found := candidates(data, members)
	if len(found) > 1 && !affordable(found) {
		found = found[:1]
	}
	if m := choose(data, found); m != nil {
		if err := m.decode(data); err == nil || isPartial(err) {
			return err
		}
	}
	return noMember(data, raw, members)
}

// isPartial reports whether a value was decoded except for some members.
func isPartial(err error) bool { return errors.As(err, new(*decode.Partial)) }

// candidate is a member that data may be, as far as its form tells.
type candidate struct {
	*UnionMember
	fit fit
}

// candidates returns the members whose form data has, those that keep most of it
// first. One that would leave everything out counts only if there is no other.
func candidates(data []byte, members []UnionMember) []candidate {
	var found []candidate
	present := objectKeys(data)
	for i := range members {
		m := &members[i]
		if !m.hasRequired(present) {
			continue
		}
		if f := fitOf(data, m.form); f.ok {
			found = append(found, candidate{m, f})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return a.fit.compare(b.fit) })
	if n := slices.IndexFunc(found, func(c candidate) bool { return c.fit.nothing }); n > 0 {
		found = found[:n]
	}
	return found
}

// choose returns the candidate to decode. Several are decoded, and taken back,
// to ask their limits.
func choose(data []byte, found []candidate) *UnionMember {
	if len(found) == 1 {
		return found[0].UnionMember
	}
	var best *UnionMember
	for _, c := range found {
		err := c.decode(data)
		if err != nil && !isPartial(err) {
			continue
		}
		valid := err == nil && c.isValid()
		c.clear()
		if valid {
			return c.UnionMember
		}
		if best == nil {
			best = c.UnionMember
		}
	}
	return best
}

// affordable reports whether each candidate may be decoded, though at every level
// within them the same may happen again.
func affordable(found []candidate) bool {
	const most = 256
	depth, work := 0, 1
	for _, c := range found {
		depth = max(depth, c.fit.depth)
	}
	for range depth {
		if work *= len(found) + 1; work > most && depth > 1 {
			return false
		}
	}
	return true
}

// UnmarshalTagged decodes data into the member whose name is the value of the
// property tag. Several names can have one target. When the tag is missing or
// unknown, or the value is no object, it ends as [UnmarshalUnion] does. A property
// of an unexpected type costs that property only; see [Unmarshal].
func UnmarshalTagged(data []byte, tag string, raw *json.RawMessage, members ...UnionMember) error {
	clearUnion(raw, members)
	if isNull(data) {
		return nil
	}
	if isTooDeep(nesting(data), len(data)) {
		return noMember(data, raw, members)
	}
	if name := tagIn(objectKeys(data)[tag]); name != "" {
		i := slices.IndexFunc(members, func(m UnionMember) bool { return m.name == name })
		if i >= 0 {
			if err := members[i].decode(data); err == nil || isPartial(err) {
				return err
			}
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

// HasMember reports whether a union's value is there: an interface that holds a
// nil pointer is not.
func HasMember(value any) bool {
	v := reflect.ValueOf(value)
	return v.IsValid() && (v.Kind() != reflect.Pointer || !v.IsNil())
}

// MarshalUnion encodes the one of members, which are pointers, that is not nil,
// or raw when all are. No member, or more than one, is an error that names the
// members' types.
func MarshalUnion(raw json.RawMessage, members ...any) ([]byte, error) {
	var chosen any
	var set, types []string
	for _, m := range members {
		types = append(types, typeName(m))
		if HasMember(m) {
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
