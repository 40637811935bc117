package wxpayimpl

import (
	"context"
	"errors"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/request"
)

// The types with which generated clients describe operations and requests.
type (
	// Operation describes one operation of WeChat Pay. Generated code declares one per
	// method and never changes it.
	Operation = request.Operation
	// DocumentedError is one line of an operation's table of error codes.
	DocumentedError = request.DocumentedError
	// ErrorBody is the documented body of the error responses with a status.
	ErrorBody = request.ErrorBody
	// TypedBody makes errors with bodies of one type; see [BodyType].
	TypedBody = request.TypedBody
	// Echo is a member of a success response that repeats a value of the request.
	Echo = request.Echo
	// Place is a part of a request.
	Place = request.Place
	// Style is how a parameter is written.
	Style = request.Style
	// FormFile is a [wxpay.File], which is converted to it.
	FormFile = request.FormFile
	// PartHeader is a header of a part of a form.
	PartHeader = request.PartHeader
	// Request is one request of an operation, and a *[wxpay.Request] to callers.
	Request = request.Request
)

// The parts of a request.
const (
	InPath   = request.InPath
	InQuery  = request.InQuery
	InHeader = request.InHeader
	InBody   = request.InBody
	InCookie = request.InCookie
)

// NewRequest begins a request of op. A nil op is an error when the request is sent.
func NewRequest(op *Operation) *Request { return request.New(op) }

// Do performs req and returns the response as a *T, nil on error.
func Do[T any](ctx context.Context, caller wxpay.Caller, req *Request, opts ...wxpay.CallOption) (*T, error) {
	out := new(T)
	if err := call(ctx, caller, req, out, opts); err != nil {
		return nil, err
	}
	return out, nil
}

// DoValue is [Do] for responses that are lists, maps or other values that need no
// pointer. The value is zero on error.
func DoValue[T any](ctx context.Context, caller wxpay.Caller, req *Request, opts ...wxpay.CallOption) (T, error) {
	out, err := Do[T](ctx, caller, req, opts...)
	if err != nil {
		var zero T
		return zero, err
	}
	return *out, nil
}

// Exec performs req and ignores the body of its response.
func Exec(ctx context.Context, caller wxpay.Caller, req *Request, opts ...wxpay.CallOption) error {
	return call(ctx, caller, req, nil, opts)
}

var errNoCaller = errors.New("the caller is nil; give New the result of wxpay.NewClient")

func call(ctx context.Context, caller wxpay.Caller, req *Request, out any, opts []wxpay.CallOption) error {
	public := (*wxpay.Request)(req)
	if caller == nil {
		return &wxpay.NotSentError{Operation: public.Operation(), Err: errNoCaller}
	}
	return caller.Call(ctx, public, out, opts...)
}
