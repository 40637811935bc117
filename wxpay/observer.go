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

// Outcome is the outcome of an attempt.
type Outcome string

// The outcomes of an attempt.
const (
	OutcomeSuccess Outcome = "success"  // a verified success
	OutcomeRefused Outcome = "refused"  // WeChat Pay rejected the request
	OutcomeUnknown Outcome = "unknown"  // see ErrOutcomeUnknown
	OutcomeNotSent Outcome = "not_sent" // nothing reached WeChat Pay
)

// Event describes one attempt of a call. It contains no value of a request or response, so
// that it can be logged and counted unchanged.
type Event struct {
	// Operation is the operation's name.
	Operation string
	// Method and Route are the HTTP method and the path's template.
	Method, Route string
	// Server is the base URL to which the attempt was sent.
	Server string
	// Attempt counts from 1.
	Attempt int
	// StatusCode is the status of the response, 0 without a response.
	StatusCode int
	// Code is WeChat Pay's error code. It is "" if there is none, or if it could quote a
	// value: see [Error].
	Code Code
	// RequestID is the Request-ID of the response.
	RequestID string
	// Outcome is the outcome of the attempt.
	Outcome Outcome
	// Unread lists the members of the response that could not be read.
	Unread []Unread
	// Duration is how long the attempt took, including signing and verifying.
	Duration time.Duration
}

// LogValue returns the event as a group of attributes for log/slog.
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

// observe calls the observers after an attempt.
func (c *Client) observe(ctx context.Context, x *call, began time.Time, err error) {
	if len(c.config.observers) == 0 {
		return
	}
	event := Event{
		Operation: x.op.Name, Method: x.op.Method, Route: x.op.Path, Server: x.server.url, Attempt: x.attempt,
		StatusCode: x.status, RequestID: ascii.OneLine(x.requestID, 128),
		Code: printableCodeOf(err), Outcome: outcomeOf(err), Unread: x.unread, Duration: time.Since(began),
	}
	for _, observe := range c.config.observers {
		callObserver(ctx, event.Operation, func() { observe(ctx, event) })
	}
}

// callObserver calls observe. A panic is logged with [slog.Default] and is not passed on to
// the caller, who would lose the outcome of a payment. The log omits the value of the panic,
// since it may quote a value.
func callObserver(ctx context.Context, operation string, observe func()) {
	defer func() {
		if fault := recover(); fault != nil {
			slog.ErrorContext(ctx, "wxpay: an observer panicked",
				"operation", operation, "panic", fmt.Sprintf("%T", fault), "stack", string(debug.Stack()))
		}
	}()
	observe()
}

func printableCodeOf(err error) Code {
	if apiErr := (*Error)(nil); errors.As(err, &apiErr) {
		return apiErr.printableCode()
	}
	return ""
}

func outcomeOf(err error) Outcome {
	var apiErr *Error
	switch {
	case err == nil:
		return OutcomeSuccess
	case errors.Is(err, ErrOutcomeUnknown):
		return OutcomeUnknown
	case errors.As(err, new(*DecodeError)):
		return OutcomeSuccess
	case errors.As(err, &apiErr):
		return OutcomeRefused
	}
	return OutcomeNotSent
}
