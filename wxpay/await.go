package wxpay

import (
	"context"
	"errors"
)

// Await calls query with req until settled returns true for its result, and returns this
// result. Generated methods such as AwaitTransactionByOutTradeNo use it with what the spec says
// about states; a program uses it for a condition of its own:
//
//	order, err := wxpay.Await(ctx, orders.QueryTransactionByOutTradeNo, req,
//		func(o *payments.Transaction) bool { return o.TradeState != payments.TradeStateNotpay })
//
// An error that may pass (an unknown outcome, a network failure, too many requests) is followed
// by another query. Any other is returned at once: an order that does not exist is not waited
// for. The wait ends with ctx, and then the error is an [*UnsettledError]. A ctx without a
// deadline may wait forever. The result is the last one that a query returned, also with an
// error.
func Await[Q, R any](
	ctx context.Context, query func(context.Context, Q, ...CallOption) (R, error), req Q, settled func(R) bool, opts ...WaitOption,
) (R, error) {
	w := newWait(opts)
	defer w.close()
	var last R
	for {
		got, err := query(ctx, req, w.calls...)
		if err == nil {
			last = got
			if settled(got) {
				return got, nil
			}
		}
		if err != nil && ctx.Err() == nil && !passes(err) {
			return last, err
		}
		if cause := w.pause(ctx, err); cause != nil {
			return last, &UnsettledError{Last: err, Err: cause}
		}
	}
}

// UntilCertain makes the same call until its outcome is certain: it succeeds, or WeChat Pay
// rejects it. It is for calls such as a reversal, which must not be left undecided:
//
//	_, err := wxpay.UntilCertain(ctx, codes.ReverseTransaction, req)
//
// The operation must be one that may be repeated; for any other, nothing is sent and the error
// is a [*NotSentError]. A rejection after a call with an unknown outcome may be a consequence
// of that call, as with [WithEarlierError]: it ends the calls, and its error matches
// [ErrOutcomeUnknown] as well as its code. Query the state then. If ctx ends before, the error
// is that of the last call, and matches the context's error too.
func UntilCertain[Q, R any](
	ctx context.Context, call func(context.Context, Q, ...CallOption) (R, error), req Q, opts ...WaitOption,
) (R, error) {
	w := newWait(opts)
	defer w.close()
	var earlier error
	for {
		calls := append(w.calls[:len(w.calls):len(w.calls)], mustBeRepeatable, WithEarlierError(earlier))
		got, err := call(ctx, req, calls...)
		if err == nil || !passes(err) {
			return got, err
		}
		if errors.Is(err, ErrOutcomeUnknown) {
			earlier = err
		}
		if cause := w.pause(ctx, err); cause != nil {
			return got, &retryStopped{err, cause}
		}
	}
}

// ExecUntilCertain is [UntilCertain] for an operation whose response has no body.
func ExecUntilCertain[Q any](
	ctx context.Context, call func(context.Context, Q, ...CallOption) error, req Q, opts ...WaitOption,
) error {
	_, err := UntilCertain(ctx, func(ctx context.Context, req Q, opts ...CallOption) (struct{}, error) {
		return struct{}{}, call(ctx, req, opts...)
	}, req, opts...)
	return err
}

// mustBeRepeatable has a call of another operation fail before it is sent.
var mustBeRepeatable = callOption(func(s *callSettings) { s.mustBeRepeatable = true })

var errNotRepeatable = errors.New("the operation may not be repeated; query the state instead of making the call again")
