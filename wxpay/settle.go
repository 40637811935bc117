package wxpay

import (
	"errors"
	"net/http"
	"slices"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/request"
)

// After an attempt whose outcome is unknown, most refusals prove nothing: that
// attempt may have done what is refused now. A lost cancellation makes the next
// one ORDER_CANCELED or INVALID_REQUEST, a lost payment makes the next one
// AUTH_CODE_EXPIRED, and WeChat Pay has been seen to report a wrong state as
// PARAM_ERROR. So what settles a call is listed, and not what does not.

// undecidedCodes say, under any status, that nobody knows the outcome yet.
var undecidedCodes = []Code{"USER_PAYING", "SYSTEM_ERROR", "BANK_ERROR"}

// settlingCodes say that no attempt can have had an effect: what the request is
// about does not exist and never did.
var settlingCodes = []Code{"ORDER_NOT_EXIST", "MCH_NOT_EXISTS", "APPID_MCHID_NOT_MATCH"}

// accessCodes say that this attempt was not accepted for a reason that has
// nothing to do with what was asked: its signature, permission or frequency.
var accessCodes = []Code{
	"SIGN_ERROR", "NO_AUTH", "FREQUENCY_LIMITED", "FREQUENCY_LIMIT", "FREQUENCY_LIMIT_EXCEED", "FREQUENCY_LIMIT_EXCEEDED",
	"RATE_LIMITED", "RATE_LIMIT", "RATE_LIMIT_EXCEED", "RATE_LIMIT_EXCEEDED", "TOO_MANY_REQUESTS",
}

func isOneOf(code Code, codes []Code) bool {
	return slices.ContainsFunc(codes, func(c Code) bool { return code.Is(c) })
}

// WithEarlierError tells a call that the same request was sent before and ended
// with err. If the outcome of that is unknown, so is that of a refusal of this
// call, unless the refusal proves that neither had an effect; see [WithRetry]. Any
// other err changes nothing, so that a loop can pass the error of its last turn.
func WithEarlierError(err error) CallOption {
	return callOption(func(s *callSettings) {
		s.unknownBefore = s.unknownBefore || errors.Is(err, ErrOutcomeUnknown)
	})
}

// settle makes the last attempt's error the call's. After an attempt with an
// unknown outcome, a refusal counts for the call only if it settles both.
func settle(last error, unknownEarlier bool, op *request.Operation) error {
	if !unknownEarlier || errors.Is(last, ErrOutcomeUnknown) {
		return last
	}
	var refusal *Error
	if errors.As(last, new(*NotSentError)) || errors.As(last, &refusal) && !refusal.settles(op) {
		return &unknownBefore{last}
	}
	return last
}

// settles reports whether the refusal says that no earlier attempt of op had an
// effect. It has to be WeChat Pay's own, which the signature shows. A request that
// only reads has no effect: its last result counts.
func (e *Error) settles(op *request.Operation) bool {
	switch e.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests:
		return false
	}
	if !e.Verified || e.Code == "" || isOneOf(e.Code, accessCodes) {
		return false
	}
	return op.Method == http.MethodGet || isOneOf(e.Code, settlingCodes)
}
