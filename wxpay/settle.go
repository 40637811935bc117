package wxpay

import (
	"errors"
	"net/http"
	"slices"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/request"
)

// After an attempt with an unknown outcome, most errors prove nothing, since that attempt may
// have caused them: after a cancellation whose response was lost, the next one returns
// ORDER_CANCELED or INVALID_REQUEST, and after such a payment AUTH_CODE_EXPIRED. WeChat Pay
// has been seen to report a wrong state as PARAM_ERROR. Therefore this file lists the codes
// that settle a call, and not those that do not.

// undecidedCodes say, with any status, that the outcome is not known yet.
var undecidedCodes = []Code{"USER_PAYING", "SYSTEM_ERROR", "BANK_ERROR"}

// settlingCodes say that no attempt can have had an effect: the object of the request does
// not exist and never did.
var settlingCodes = []Code{"ORDER_NOT_EXIST", "MCH_NOT_EXISTS", "APPID_MCHID_NOT_MATCH"}

// accessCodes say that this attempt was rejected for its signature, missing permission or
// frequency, which says nothing about earlier attempts.
var accessCodes = []Code{
	"SIGN_ERROR", "NO_AUTH", "FREQUENCY_LIMITED", "FREQUENCY_LIMIT", "FREQUENCY_LIMIT_EXCEED", "FREQUENCY_LIMIT_EXCEEDED",
	"RATE_LIMITED", "RATE_LIMIT", "RATE_LIMIT_EXCEED", "RATE_LIMIT_EXCEEDED", "TOO_MANY_REQUESTS",
}

func hasCodeOf(code Code, codes []Code) bool {
	return slices.ContainsFunc(codes, func(c Code) bool { return code.Is(c) })
}

// WithEarlierError says that an earlier call with the same request returned err. If its
// outcome is unknown and this call returns an error, the outcome of both is unknown, unless
// the error proves that neither had an effect; see [WithRetry]. Any other err, such as nil,
// has no effect, so that a loop can always pass its last error.
func WithEarlierError(err error) CallOption {
	return callOption(func(s *callSettings) {
		s.unknownBefore = s.unknownBefore || errors.Is(err, ErrOutcomeUnknown)
	})
}

// settle returns the error of a call whose last attempt failed with last. After an attempt
// with an unknown outcome, the outcome is known only if last settles both.
func settle(last error, unknownEarlier bool, op *request.Operation) error {
	if !unknownEarlier || errors.Is(last, ErrOutcomeUnknown) {
		return last
	}
	var apiErr *Error
	if errors.As(last, new(*NotSentError)) || errors.As(last, &apiErr) && !apiErr.settles(op) {
		return &unknownBefore{last}
	}
	return last
}

// settles reports whether the error says that no earlier attempt of op had an effect. It must
// be signed, which proves that it is from WeChat Pay. A request that only reads has no effect,
// so that any other signed error settles it.
func (e *Error) settles(op *request.Operation) bool {
	switch e.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests:
		return false
	}
	if !e.Verified || e.Code == "" || hasCodeOf(e.Code, accessCodes) {
		return false
	}
	return op.Method == http.MethodGet || hasCodeOf(e.Code, settlingCodes)
}
