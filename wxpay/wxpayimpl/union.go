package wxpayimpl

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/decode"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
)

// A union may be a struct with a pointer per member and the JSON that fits none:
//
//	type Funding struct {
//		Card   *CardFunding
//		Wallet *WalletFunding
//		Raw    json.RawMessage
//	}
//
//	func (u *Funding) UnmarshalJSON(data []byte) error {
//		return wxpayimpl.UnmarshalUnion(data, &u.Raw,
//			wxpayimpl.Member(&u.Card, "Card", "card_no"),
//			wxpayimpl.Member(&u.Wallet, "Wallet", "wallet_id"))
//	}
//
//	func (u Funding) MarshalJSON() ([]byte, error) {
//		return wxpayimpl.MarshalUnion(u.Raw, u.Card, u.Wallet)
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

// Member returns a candidate whose value is stored in target; the targets of the other
// candidates are set to nil. name is its name in errors, and in a tagged union the value
// of the tag. An object without one of the JSON members required is not this candidate.
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

// Limits returns the candidate with limits, for a type without a Validate method. check
// is called after the target was set, if several candidates fit.
func (m UnionMember) Limits(check func(*Validator)) UnionMember {
	m.limits = check
	return m
}

// isValid checks the limits of the decoded value.
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
// members and by the names that it requires. If several fit, those within their limits
// are preferred, then the one that declares most of the members of data, then the first.
// Members that no candidate declares do not affect the choice. Limits are not checked
// where nested unions would make that slow. null sets no member.
//
// If no member fits, or data is nested more than 256 levels deep (fewer if it has
// megabytes, but never fewer than 16), raw is set to data and the error is nil, so that
// a response with a new form stays readable. With a nil raw the error is a
// [*UnionError].
//
// Members that could not be read are an error, but everything else is decoded; see
// [wxpay.Unmarshal].
func UnmarshalUnion(data []byte, raw *json.RawMessage, members ...UnionMember) error {
	clearUnion(raw, members)
	if jsonvalue.IsNull(data) {
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

// candidate is a member that data may be, judging by its form.
type candidate struct {
	*UnionMember
	fit fit
}

// candidates returns the members whose form data has. Those that keep most of it come
// first. One that would drop everything is a candidate only if there is no other.
func candidates(data []byte, members []UnionMember) []candidate {
	var found []candidate
	present := jsonvalue.Members(data)
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

// choose returns the candidate to decode. If there are several, each is decoded, checked
// and cleared again.
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

// affordable reports whether decoding every candidate takes bounded work, since each may
// contain unions for which all candidates are decoded as well.
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

// UnmarshalTagged decodes data into the member whose name is the value of the property
// tag. Several names can have one target. If the tag is missing or unknown, or data is
// not an object, the result is that of [UnmarshalUnion] when no member fits. A property
// of an unexpected type is skipped; see [wxpay.Unmarshal].
func UnmarshalTagged(data []byte, tag string, raw *json.RawMessage, members ...UnionMember) error {
	clearUnion(raw, members)
	if jsonvalue.IsNull(data) {
		return nil
	}
	if isTooDeep(nesting(data), len(data)) {
		return noMember(data, raw, members)
	}
	if name := tagIn(jsonvalue.Members(data)[tag]); name != "" {
		i := slices.IndexFunc(members, func(m UnionMember) bool { return m.name == name })
		if i >= 0 {
			if err := members[i].decode(data); err == nil || isPartial(err) {
				return err
			}
		}
	}
	return noMember(data, raw, members)
}

// tagIn returns the value of a tag: a string, or the text of a number or a boolean.
func tagIn(raw json.RawMessage) string {
	if text := jsonvalue.Text(raw); text != "" || jsonvalue.IsNull(raw) {
		return text
	}
	if text := jsonvalue.Canonical(raw); len(text) > 0 && text[0] != '"' && text[0] != '{' && text[0] != '[' {
		return string(text)
	}
	return ""
}

// UnionError is the error for a JSON value that fits no member of a union. It does not
// quote the value.
type UnionError struct {
	// Tried lists the names of the members.
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

func (m *UnionMember) hasRequired(present map[string]json.RawMessage) bool {
	for _, name := range m.required {
		if _, ok := present[name]; !ok {
			return false
		}
	}
	return true
}

// HasMember reports whether the value of a union is set. An interface that contains a
// nil pointer is not.
func HasMember(value any) bool {
	v := reflect.ValueOf(value)
	return v.IsValid() && (v.Kind() != reflect.Pointer || !v.IsNil())
}

// MarshalUnion encodes the member that is not nil, or raw if all members, which are
// pointers, are nil. A member that is a nil list or map is an empty one. Without a member
// and raw the result is null, as it was in a response that has null for it or lacks it;
// validation requires a member in requests. Several members are an error that names their
// types.
func MarshalUnion(raw json.RawMessage, members ...any) ([]byte, error) {
	var chosen any
	var set []string
	for _, m := range members {
		if HasMember(m) {
			chosen = m
			set = append(set, typeName(m))
		}
	}
	switch {
	case len(set) > 1:
		return nil, &jsonvalue.UnencodableError{Problem: "a union has more than one member set: " + strings.Join(set, ", ")}
	case chosen != nil:
		return jsonvalue.MarshalMember(chosen)
	case len(raw) > 0 && json.Valid(raw):
		return raw, nil
	case len(raw) > 0:
		return nil, &jsonvalue.UnencodableError{Problem: "a union's raw value is not JSON"}
	}
	return []byte("null"), nil
}

func typeName(m any) string { return strings.TrimPrefix(fmt.Sprintf("%T", m), "*") }
