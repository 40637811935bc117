package main

import (
	"context"
	"errors"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

// attempts is the maximum number of calls. wait is the pause before the second one; it grows by as much each time.
const (
	attempts = 3
	wait     = 100 * time.Millisecond
)

// cancelUntilCertain makes the same call until its outcome is certain: a cancellation, or an error. If it is still unknown after
// the last attempt, the error wraps wxpay.ErrOutcomeUnknown.
//
// The arguments, including the reason, must be the same each time. Otherwise WeChat Pay takes the second request for another one.
func cancelUntilCertain(ctx context.Context, s *stage, req payscore.CancelServiceOrderRequest) error {
	var unknown error // the error of an attempt that may have taken effect
	for attempt := range attempts {
		if cause := pause(ctx, time.Duration(attempt)*wait); cause != nil {
			return errors.Join(unknown, cause)
		}
		_, err := s.orders.CancelServiceOrder(ctx, req)
		switch {
		case err == nil:
			s.say("attempt %d: cancelled", attempt+1)
			return nil
		case errors.Is(err, payscore.ErrOrderCanceled):
			s.say("attempt %d: it was cancelled before", attempt+1)
			return nil
		case !errors.Is(err, wxpay.ErrOutcomeUnknown):
			// This error says nothing about an earlier attempt, so both are
			// returned.
			return errors.Join(unknown, err)
		}
		s.say("attempt %d: no response, the outcome is unknown", attempt+1)
		unknown = err
	}
	return unknown
}

func pause(ctx context.Context, wait time.Duration) error {
	select {
	case <-time.After(wait):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// callsAgain loses the response of a cancellation that took effect. The caller cannot see whether it did.
func callsAgain(ctx context.Context, s *stage) error {
	if err := s.shop.cancelling.InjectFaults(1, sandbox.DropAfterEffect()); err != nil {
		return err
	}
	if err := cancelUntilCertain(ctx, s, cancellation("order-4")); err != nil {
		return err
	}
	s.shop.print(s, "order-4")
	return nil
}

// clientRetries leaves the same to the client, which repeats what the spec
// marks as repeatable, and nothing else.
func clientRetries(ctx context.Context, s *stage) error {
	options := append(s.gateway.Options(),
		wxpay.WithRetry(wxpay.DefaultRetry),
		wxpay.WithObserver(func(_ context.Context, e wxpay.Event) {
			s.say("attempt %d: %s", e.Attempt, e.Outcome)
		}),
	)
	pay, err := wxpay.NewClient(options...)
	if err != nil {
		return err
	}
	if err := s.shop.cancelling.InjectFaults(1, sandbox.DropAfterEffect()); err != nil {
		return err
	}
	if _, err := payscore.New(pay).CancelServiceOrder(ctx, cancellation("order-5")); err != nil {
		return err
	}
	s.shop.print(s, "order-5")
	return nil
}

// queriesTheState stops calling. The state of the order says whether it was cancelled.
func queriesTheState(ctx context.Context, s *stage) error {
	if err := s.shop.cancelling.InjectFaults(sandbox.Always, sandbox.DropAfterEffect()); err != nil {
		return err
	}
	defer s.shop.cancelling.ClearFaults()
	err := cancelUntilCertain(ctx, s, cancellation("order-6"))
	if !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		return err
	}
	order, err := s.orders.QueryServiceOrder(ctx, payscore.QueryServiceOrderRequest{
		OutOrderNo: "order-6",
		AppID:      "wxd678efh567hg6787",
		ServiceID:  "500001",
	})
	if err != nil {
		return err // still unknown: record the order, and query it later
	}
	s.say("the order is %s: one of the attempts cancelled it", order.State)
	return nil
}
