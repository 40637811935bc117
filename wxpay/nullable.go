package wxpay

import (
	"bytes"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/decode"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
)

// Nullable is an optional member of a request that can be absent, null or a value. The zero
// value is absent. Generated code has it where the document says that null is not the same
// as absence: null removes a member, and in a merge patch an empty text replaces one.
//
//	req.Name = wxpay.Value("new")
//	req.Remark = wxpay.Null[string]()
type Nullable[T any] struct {
	// Value points to the value. It is nil if the member is absent or null.
	Value *T
	// Null says that the member is null. It is ignored if there is a Value.
	Null bool
}

// Value returns a member that has a value.
func Value[T any](value T) Nullable[T] { return Nullable[T]{Value: &value} }

// Null returns a member that is null.
func Null[T any]() Nullable[T] { return Nullable[T]{Null: true} }

// IsZero reports whether the member is absent. encoding/json calls it for the option
// omitzero.
func (n Nullable[T]) IsZero() bool { return n.Value == nil && !n.Null }

// Get returns the value and reports whether there is one.
func (n Nullable[T]) Get() (value T, ok bool) {
	if n.Value == nil {
		return value, false
	}
	return *n.Value, true
}

// MarshalJSON encodes the value, or null. A nil list or map is an empty one.
func (n Nullable[T]) MarshalJSON() ([]byte, error) {
	if n.Value == nil {
		return []byte("null"), nil
	}
	return jsonvalue.MarshalMember(n.Value)
}

// UnmarshalJSON decodes a value, or null.
func (n *Nullable[T]) UnmarshalJSON(data []byte) error {
	*n = Nullable[T]{Null: bytes.Equal(bytes.TrimSpace(data), []byte("null"))}
	if n.Null {
		return nil
	}
	n.Value = new(T)
	return decode.JSON(data, n.Value)
}
