package wxpayimpl

import "github.com/wxpaygen/wxpaygen/wxpay"

// BodyType is the Type of an [ErrorBody] with the type T.
type BodyType[T any] struct{}

// As stores a [wxpay.TypedError] with the body in target, if target is for one with a T.
func (BodyType[T]) As(err error, decode func(out any) bool, target any) bool {
	typed, ok := target.(**wxpay.TypedError[T])
	apiErr, isAPI := err.(*wxpay.Error)
	if !ok || !isAPI {
		return false
	}
	body := new(T)
	if !decode(body) {
		return false
	}
	*typed = &wxpay.TypedError[T]{Err: apiErr, Body: *body}
	return true
}
