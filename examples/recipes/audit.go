// Package recipes has what many services need around the client, to be read and copied: a
// record for audit, a client next to that of the official SDK, and a change of the APIv3 key.
// Its tests play them in the sandbox.
package recipes

import (
	"context"
	"errors"
	"fmt"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// Entry is what Audit records of a call. It has no value of the request or the response.
type Entry struct {
	Operation string
	// Ended is false for the entry before the call, whose outcome is not known: after a crash,
	// query what has only this entry.
	Ended     bool
	Outcome   wxpay.Outcome
	Code      wxpay.Code
	RequestID string
}

// Audit is a Caller that records each call before it is sent and after it has ended. A call
// that cannot be recorded is not sent.
type Audit struct {
	Next   wxpay.Caller
	Record func(context.Context, Entry) error
}

// Call records and makes a call.
func (a Audit) Call(ctx context.Context, req *wxpay.Request, out any, opts ...wxpay.CallOption) error {
	if err := a.Record(ctx, Entry{Operation: req.Operation()}); err != nil {
		return wxpay.NotSent(req, fmt.Errorf("the audit failed: %w", err), opts...)
	}
	var response wxpay.Response
	err := a.Next.Call(ctx, req, out, append(opts[:len(opts):len(opts)], wxpay.WithResponse(&response))...)
	entry := Entry{Operation: req.Operation(), Ended: true, Outcome: outcome(err), Code: wxpay.CodeOf(err), RequestID: response.Header.Get("Request-Id")}
	// The call has ended, and ctx may have ended with it. If this cannot be recorded, the first
	// entry stays without a second: the result of the call must not be lost for that.
	_ = a.Record(context.WithoutCancel(ctx), entry)
	return err
}

// outcome is that of the observers. ErrOutcomeUnknown comes first, since an error can have a
// code as well.
func outcome(err error) wxpay.Outcome {
	switch {
	case err == nil:
		return wxpay.OutcomeSuccess
	case errors.Is(err, wxpay.ErrOutcomeUnknown):
		return wxpay.OutcomeUnknown
	case errors.As(err, new(*wxpay.Error)):
		return wxpay.OutcomeRefused
	case errors.As(err, new(*wxpay.DecodeError)):
		return wxpay.OutcomeSuccess
	}
	return wxpay.OutcomeNotSent
}
