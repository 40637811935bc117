package wxpay

import (
	"errors"
	"reflect"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/decode"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/request"
)

// TypedError is an [Error] whose body the operation documents as a T, for APIs whose errors
// are not WeChat Pay's own. A call returns the *Error; errors.As makes a TypedError of it:
//
//	var problem *wxpay.TypedError[shop.Problem]
//	if errors.As(err, &problem) {
//		fmt.Println(problem.Err.StatusCode, problem.Body.Reason)
//	}
//
// It does so if the status has a documented body of this type, and if the body that came is
// JSON of this type with one of its members. Members of an unexpected type are absent. A
// response with a wrong signature has no typed body.
type TypedError[T any] struct {
	// Err is the error that the call returned, with status, code and header.
	Err *Error
	// Body is the decoded body. Sensitive values in it are not decrypted.
	Body T
}

// Error returns the text of Err. It quotes nothing of the body.
func (e *TypedError[T]) Error() string { return e.Err.Error() }

// Unwrap returns Err.
func (e *TypedError[T]) Unwrap() error { return e.Err }

// As makes a [TypedError] of the error if target is for one and the operation documents a
// body of this type for the status. It is called by errors.As.
func (e *Error) As(target any) bool {
	if e.body == nil || e.badSignature != nil {
		return false
	}
	return e.body.As(e, e.decodeBody, target)
}

// decodeBody decodes the body and reports whether it has a member of out.
func (e *Error) decodeBody(out any) bool {
	if err := decode.JSON(e.Body, out); err != nil && !errors.As(err, new(*decode.Partial)) {
		return false
	}
	declared := declaredBy(reflect.TypeOf(out))
	return declared.any || declared.cameIn(e.Body)
}

// typedBody is the documented body of a response.
type typedBody = request.TypedBody
