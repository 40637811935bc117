package wxpay

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
)

// ErrNotSent is returned by RoundTrippers that reject a request before it is sent, such as
// a circuit breaker or a rate limiter; only they know that it was not sent. If a
// RoundTripper returns an error that wraps it, the call fails with a [*NotSentError] and is
// not retried, unless the request was observed to be written:
//
//	return nil, fmt.Errorf("%w: the circuit is open", wxpay.ErrNotSent)
//
// Callers of operations test for [ErrOutcomeUnknown] and [*NotSentError] instead.
var ErrNotSent = errors.New("the request was rejected before it was sent")

// NotSentError says that the request did not reach WeChat Pay and therefore had no effect:
// the request or the configuration is invalid, the context ended before, or no connection
// was made.
type NotSentError struct {
	// Operation is the operation's name.
	Operation string
	// Err is the cause.
	Err error
}

// Error returns the operation and the cause.
func (e *NotSentError) Error() string {
	return "wxpay: " + e.Operation + ": not sent: " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *NotSentError) Unwrap() error { return e.Err }

// NoResponseError says that the request was sent, or may have been sent, and that there is
// no complete response. It always matches [ErrOutcomeUnknown].
type NoResponseError struct {
	// Operation is the operation's name.
	Operation string
	// StatusCode is the status if the response was interrupted after it, and 0 otherwise.
	StatusCode int
	// Repeatable says that the same request may be sent again.
	Repeatable bool
	// Err is the cause. It wraps context.DeadlineExceeded after a timeout.
	Err error
}

// Error returns the operation, the cause and what to do.
func (e *NoResponseError) Error() string {
	text := "wxpay: " + e.Operation + ": outcome unknown: no complete response: " + e.Err.Error()
	if e.Repeatable {
		return text + "; it is safe to send the same request again"
	}
	return text + "; query the state before sending it again"
}

// Unwrap returns the cause.
func (e *NoResponseError) Unwrap() error { return e.Err }

// Is reports whether target is [ErrOutcomeUnknown].
func (e *NoResponseError) Is(target error) bool { return target == ErrOutcomeUnknown }

// SignatureError says that the signature of a response is missing or wrong, or that the
// response is too large to verify it. The response is not decoded. The error always matches
// [ErrOutcomeUnknown].
type SignatureError struct {
	// Operation is the operation's name.
	Operation string
	// StatusCode is the status of the response, which is not verified.
	StatusCode int
	// RequestID is the Request-ID of the response, which is not verified.
	RequestID string
	// Err is the error of the validator.
	Err error
}

// Error returns the operation, the status, the validator's reason and what to check.
func (e *SignatureError) Error() string {
	return "wxpay: " + e.Operation + ": status " + strconv.Itoa(e.StatusCode) + ": outcome unknown: " + e.reason()
}

func (e *SignatureError) reason() string {
	if errors.Is(e.Err, errTooLarge) {
		return "the signature of the response cannot be verified: " + e.Err.Error()
	}
	if errors.As(e.Err, new(*probeError)) {
		return "WeChat Pay sent a wrong signature as a test, which was correctly rejected; the keys are right"
	}
	return "the signature of the response is missing or wrong: " + ascii.OneLine(e.Err.Error(), 512) +
		"; check the WeChat Pay public key or platform certificate and the clock"
}

// Unwrap returns the error of the validator.
func (e *SignatureError) Unwrap() error { return e.Err }

// Is reports whether target is [ErrOutcomeUnknown].
func (e *SignatureError) Is(target error) bool { return target == ErrOutcomeUnknown }

// probeError is the validator's error for a signature with which WeChat Pay tests whether
// signatures are verified.
type probeError struct{ error }

func (e *probeError) Unwrap() error { return e.error }

// DecodeError says that WeChat Pay reported success in a verified response that could not
// be decoded: it is not JSON, or its outermost value is not of the documented type. The
// outcome is known: do not send the request again.
//
// A single member of an unexpected type is not an error; it is listed in the field Unread
// of [Response] and [Event]. There are two exceptions, for which the error also matches
// [ErrOutcomeUnknown]: query the order. An enumeration of the response's outermost object,
// such as the state of an order, could not be read; programs decide by them. Or none of the
// members is there, although one is required: {} may be the response to another request.
type DecodeError struct {
	// Operation is the operation's name.
	Operation string
	// StatusCode, Header and Body are those of the response. The error's text does not quote
	// them.
	StatusCode int
	Header     http.Header
	Body       []byte
	// Err is the cause.
	Err error
}

// Error returns the operation, the status, what cannot be decoded and the body's size.
func (e *DecodeError) Error() string {
	text := "wxpay: " + e.Operation + ": succeeded with status " + strconv.Itoa(e.StatusCode) + ", but the response cannot be decoded: "
	if e.Is(ErrOutcomeUnknown) {
		text = "wxpay: " + e.Operation + ": status " + strconv.Itoa(e.StatusCode) + ": outcome unknown: "
	}
	return text + decodeReason(e.Err, "the response") + " (" + describeBody(e.Header, e.Body) + ")"
}

// Unwrap returns the cause. Its text may quote the response.
func (e *DecodeError) Unwrap() error { return e.Err }

// Is reports whether target is [ErrOutcomeUnknown] and a member by which programs decide
// could not be read.
func (e *DecodeError) Is(target error) bool {
	return target == ErrOutcomeUnknown && errors.As(e.Err, new(*undecided))
}

// unknownBefore is the error of a call whose last attempt had no effect, after an earlier
// attempt with an unknown outcome.
type unknownBefore struct{ last error }

func (e *unknownBefore) Error() string {
	return e.last.Error() + " (an earlier attempt's outcome is unknown)"
}

func (e *unknownBefore) Unwrap() error { return e.last }

func (e *unknownBefore) Is(target error) bool { return target == ErrOutcomeUnknown }

// retryStopped is the error of a call whose context ended while it waited to retry an
// attempt that had failed with last.
type retryStopped struct{ last, cause error }

func (e *retryStopped) Error() string {
	return e.last.Error() + " (not retried: " + e.cause.Error() + ")"
}

func (e *retryStopped) Unwrap() []error { return []error{e.last, e.cause} }

// withoutURL removes the wrapper of net/http, whose text quotes the URL with the values of
// path and query parameters.
func withoutURL(err error) error {
	if wrapped := (*url.Error)(nil); errors.As(err, &wrapped) && wrapped.Err != nil {
		return wrapped.Err
	}
	return err
}
