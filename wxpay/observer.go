package wxpay

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
)

// Outcome says how an exchange ended.
type Outcome string

// The outcomes of an exchange.
const (
	OutcomeSuccess Outcome = "success"  // a verified success
	OutcomeRefused Outcome = "refused"  // WeChat Pay refused
	OutcomeUnknown Outcome = "unknown"  // nobody knows; see ErrOutcomeUnknown
	OutcomeNotSent Outcome = "not_sent" // nothing reached WeChat Pay
)

// Event is one exchange: one attempt of a call. It holds no value of a request
// or an answer, so that it can be logged and counted as it is.
type Event struct {
	// Operation is the operation's name.
	Operation string
	// Method and Route are the HTTP method and the path's template.
	Method, Route string
	// Server is the base URL that the attempt went to.
	Server string
	// Attempt counts from 1.
	Attempt int
	// StatusCode is the answer's status, 0 without an answer.
	StatusCode int
	// Code is WeChat Pay's error code, "" when there is none to believe, or none
	// that can be shown: see [Error].
	Code Code
	// RequestID is the answer's Request-ID.
	RequestID string
	// Outcome says how the exchange ended.
	Outcome Outcome
	// Unread lists the members of the response that could not be read.
	Unread []Unread
	// Duration is how long it took, signing and verifying included.
	Duration time.Duration
}

// LogValue makes an event a group of attributes for log/slog.
func (e Event) LogValue() slog.Value {
	attributes := []slog.Attr{
		slog.String("operation", e.Operation),
		slog.String("method", e.Method),
		slog.String("route", e.Route),
		slog.String("server", e.Server),
		slog.Int("attempt", e.Attempt),
		slog.Int("status", e.StatusCode),
		slog.String("code", string(e.Code)),
		slog.String("request_id", e.RequestID),
		slog.String("outcome", string(e.Outcome)),
		slog.Duration("duration", e.Duration),
	}
	if len(e.Unread) > 0 {
		attributes = append(attributes, slog.String("unread", listUnread(e.Unread)))
	}
	return slog.GroupValue(attributes...)
}

// observe tells the observers about a finished attempt.
func (c *Client) observe(ctx context.Context, x *exchange, began time.Time, err error) {
	if len(c.config.observers) == 0 {
		return
	}
	event := Event{
		Operation: x.op.Name, Method: x.op.Method, Route: x.op.Path, Server: x.server, Attempt: x.attempt,
		StatusCode: x.status, RequestID: ascii.OneLine(x.requestID, 128),
		Code: printableCodeOf(err), Outcome: outcomeOf(err), Unread: x.unread, Duration: time.Since(began),
	}
	for _, observe := range c.config.observers {
		guarded(ctx, event.Operation, func() { observe(ctx, event) })
	}
}

// guarded calls observe. A panic there is logged with [slog.Default], and does not
// reach the caller, who would lose the outcome of a payment by it. What was
// panicked with is left out, since it may quote a value.
func guarded(ctx context.Context, what string, observe func()) {
	defer func() {
		if fault := recover(); fault != nil {
			slog.ErrorContext(ctx, "wxpay: an observer panicked",
				"operation", what, "panic", fmt.Sprintf("%T", fault), "stack", string(debug.Stack()))
		}
	}()
	observe()
}

func printableCodeOf(err error) Code {
	if refusal := (*Error)(nil); errors.As(err, &refusal) {
		return refusal.printableCode()
	}
	return ""
}

func outcomeOf(err error) Outcome {
	var refusal *Error
	switch {
	case err == nil:
		return OutcomeSuccess
	case errors.Is(err, ErrOutcomeUnknown):
		return OutcomeUnknown
	case errors.As(err, new(*DecodeError)):
		return OutcomeSuccess
	case errors.As(err, &refusal):
		return OutcomeRefused
	}
	return OutcomeNotSent
}
