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

// classify returns the outcome of a call, the code of WeChat Pay's error, and
// whether the call counts as failed. A code that could quote a value is omitted, as
// in [wxpay.Event].
func classify(err error) (outcome wxpay.Outcome, code string, failed bool) {
	var apiErr *wxpay.Error
	isError := errors.As(err, &apiErr)
	if isError && (apiErr.Documented() || plain(apiErr.Code)) {
		code = string(apiErr.Code)
	}
	switch {
	case err == nil:
		return wxpay.OutcomeSuccess, "", false
	case errors.Is(err, wxpay.ErrOutcomeUnknown):
		return wxpay.OutcomeUnknown, code, true
	case errors.As(err, new(*wxpay.DecodeError)):
		return wxpay.OutcomeSuccess, code, true
	case isError:
		return wxpay.OutcomeRefused, code, !apiErr.Documented()
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

// fail marks a span as failed. An error's text is not recorded, since the error of
// another Caller or of a deduplicator may quote values.
func fail(span trace.Span, failed bool, outcome wxpay.Outcome) {
	if failed {
		span.SetStatus(statusError, string(outcome))
		span.SetAttributes(attribute.String("error.type", string(outcome)))
	}
}

// hostOf returns the host of a base URL.
func hostOf(server string) string {
	u, err := url.Parse(server)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
