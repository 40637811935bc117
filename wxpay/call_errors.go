package wxpay

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
)

// ErrNotSent is for RoundTrippers that refuse a request before it is sent: a circuit
// breaker, a rate limiter. Nobody else can know whether such a request left. A call
// whose RoundTripper returns an error that wraps it ends with a [*NotSentError] and is
// not retried, unless the request was seen to be written all the same:
//
//	return nil, fmt.Errorf("%w: the circuit is open", wxpay.ErrNotSent)
//
// Callers of operations look at [ErrOutcomeUnknown] and [*NotSentError] instead.
var ErrNotSent = errors.New("the request was refused before it was sent")

// NotSentError says that the request did not reach WeChat Pay, so that nothing
// can have happened there: the fault is in the request or the configuration,
// the context was done before, or no connection came about.
type NotSentError struct {
	// Operation is the operation's name.
	Operation string
	// Err is the cause.
	Err error
}

// Error gives the operation and the cause.
func (e *NotSentError) Error() string {
	return "wxpay: " + e.Operation + ": not sent: " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *NotSentError) Unwrap() error { return e.Err }

// NoResponseError says that the request went out, or may have, and that no
// complete answer came back. It is always [ErrOutcomeUnknown].
type NoResponseError struct {
	// Operation is the operation's name.
	Operation string
	// StatusCode is the status when the answer broke off after it, else 0.
	StatusCode int
	// Repeatable says that the operation may be sent again unchanged.
	Repeatable bool
	// Err is the cause; context.DeadlineExceeded is in its chain after a timeout.
	Err error
}

// Error gives the operation, the cause and what to do.
func (e *NoResponseError) Error() string {
	text := "wxpay: " + e.Operation + ": outcome unknown: no complete answer: " + e.Err.Error()
	if e.Repeatable {
		return text + "; it is safe to send the same request again"
	}
	return text + "; ask for the state before sending it again"
}

// Unwrap returns the cause.
func (e *NoResponseError) Unwrap() error { return e.Err }

// Is reports true for [ErrOutcomeUnknown].
func (e *NoResponseError) Is(target error) bool { return target == ErrOutcomeUnknown }

// SignatureError says that an answer's signature is missing or wrong, or that the
// answer is too large for it to be checked. The answer is not believed and not
// decoded. It is always [ErrOutcomeUnknown].
type SignatureError struct {
	// Operation is the operation's name.
	Operation string
	// StatusCode is the status of the answer that cannot be believed.
	StatusCode int
	// RequestID is the answer's Request-ID, equally unproven.
	RequestID string
	// Err is what the validator says.
	Err error
}

// Error gives the operation, the status, the validator's reason and what to check.
func (e *SignatureError) Error() string {
	return "wxpay: " + e.Operation + ": status " + strconv.Itoa(e.StatusCode) + ": outcome unknown: " + e.reason()
}

func (e *SignatureError) reason() string {
	if errors.Is(e.Err, errTooLarge) {
		return "the answer's signature cannot be checked: " + e.Err.Error()
	}
	if errors.As(e.Err, new(*probeError)) {
		return "the signature is a test of WeChat Pay's whether wrong ones are refused, as this one was; the keys are right"
	}
	return "the answer's signature is missing or wrong: " + ascii.OneLine(e.Err.Error(), 512) +
		"; check the WeChat Pay public key or platform certificate and the clock"
}

// Unwrap returns what the validator said.
func (e *SignatureError) Unwrap() error { return e.Err }

// Is reports true for [ErrOutcomeUnknown].
func (e *SignatureError) Is(target error) bool { return target == ErrOutcomeUnknown }

// probeError is what the validator says of a signature with which WeChat Pay tests
// whether signatures are checked.
type probeError struct{ error }

func (e *probeError) Unwrap() error { return e.error }

// DecodeError says that WeChat Pay reported success, in a verified response, and
// that the response could not be decoded: it is not JSON, or its outermost value is
// not of the documented type. The outcome is known: do not send the request again.
//
// A single member of an unexpected type is no error, but is listed in the Unread
// of [Response] and [Event]. There is one exception: programs decide by an
// enumeration in the response's outermost object, such as the state of an order. If
// one of these is unreadable, the call ends as a DecodeError that is also
// [ErrOutcomeUnknown]: query the order.
type DecodeError struct {
	// Operation is the operation's name.
	Operation string
	// StatusCode, Header and Body are the response, for the caller to look into.
	// The error's text quotes nothing of them.
	StatusCode int
	Header     http.Header
	Body       []byte
	// Err is the cause.
	Err error
}

// Error gives the operation, the status, what cannot be decoded and the body's size.
func (e *DecodeError) Error() string {
	text := "wxpay: " + e.Operation + ": succeeded with status " + strconv.Itoa(e.StatusCode) + ", but the response cannot be decoded: "
	if e.Is(ErrOutcomeUnknown) {
		text = "wxpay: " + e.Operation + ": status " + strconv.Itoa(e.StatusCode) + ": outcome unknown: "
	}
	return text + decodeReason(e.Err, "the response") + " (" + describeBody(e.Header, e.Body) + ")"
}

// Unwrap returns the cause. Its text may quote the response.
func (e *DecodeError) Unwrap() error { return e.Err }

// Is reports true for [ErrOutcomeUnknown] if a member is unreadable by which
// programs decide.
func (e *DecodeError) Is(target error) bool {
	return target == ErrOutcomeUnknown && errors.As(e.Err, new(*undecided))
}

// unknownBefore is the error of a call whose last attempt says that nothing
// happened, after an earlier attempt with an unknown outcome.
type unknownBefore struct{ last error }

func (e *unknownBefore) Error() string {
	return e.last.Error() + " (an earlier attempt's outcome is unknown)"
}

func (e *unknownBefore) Unwrap() error { return e.last }

func (e *unknownBefore) Is(target error) bool { return target == ErrOutcomeUnknown }

// stoppedWaiting is the error of a call whose context was done while it waited
// to repeat an attempt that had failed with last.
type stoppedWaiting struct{ last, cause error }

func (e *stoppedWaiting) Error() string {
	return e.last.Error() + " (not repeated: " + e.cause.Error() + ")"
}

func (e *stoppedWaiting) Unwrap() []error { return []error{e.last, e.cause} }

// withoutURL drops net/http's wrapper, whose text quotes the URL and with it
// the values of path and query parameters.
func withoutURL(err error) error {
	if wrapped := (*url.Error)(nil); errors.As(err, &wrapped) && wrapped.Err != nil {
		return wrapped.Err
	}
	return err
}
