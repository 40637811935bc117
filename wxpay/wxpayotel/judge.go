package wxpayotel

import (
	"errors"
	"net/url"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

const statusError = codes.Error

// judge says how a call ended, the code of WeChat Pay's error, and whether somebody
// should look at it. A code that could quote a value is not shown, as in
// [wxpay.Event].
func judge(err error) (outcome wxpay.Outcome, code string, failed bool) {
	var refusal *wxpay.Error
	isRefusal := errors.As(err, &refusal)
	if isRefusal && (refusal.Documented() || plain(refusal.Code)) {
		code = string(refusal.Code)
	}
	switch {
	case err == nil:
		return wxpay.OutcomeSuccess, "", false
	case errors.Is(err, wxpay.ErrOutcomeUnknown):
		return wxpay.OutcomeUnknown, code, true
	case errors.As(err, new(*wxpay.DecodeError)):
		return wxpay.OutcomeSuccess, code, true
	case isRefusal:
		return wxpay.OutcomeRefused, code, !refusal.Documented()
	default:
		return wxpay.OutcomeNotSent, code, true
	}
}

// plain reports whether a code consists of at most 64 capital letters, digits and
// underscores.
func plain(code wxpay.Code) bool {
	if len(code) > 64 {
		return false
	}
	for _, c := range []byte(code) {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}

// fail marks a span as failed. An error's text is not recorded: for the error of a
// Caller or a deduplicator of somebody else nobody knows what it quotes.
func fail(span trace.Span, failed bool, outcome wxpay.Outcome) {
	if failed {
		span.SetStatus(statusError, string(outcome))
		span.SetAttributes(attribute.String("error.type", string(outcome)))
	}
}

// hostOf is the host of a base URL.
func hostOf(server string) string {
	u, err := url.Parse(server)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
