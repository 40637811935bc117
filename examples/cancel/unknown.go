package main

import (
	"context"
	"errors"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

// attempts bounds how often a call is made before something else is tried. wait
// is the time before the second attempt; it grows by as much each time.
const (
	attempts = 3
	wait     = 100 * time.Millisecond
)

// cancelUntilCertain makes the same call until its outcome is certain: a
// cancellation, or a refusal. When that many attempts do not settle it, the error
// is wxpay.ErrOutcomeUnknown.
//
// The arguments must be the same each time, the reason included: that is what
// makes WeChat Pay take the second request for the first one come again.
func cancelUntilCertain(ctx context.Context, s *stage, req payscore.CancelServiceOrderRequest) error {
	var unknown error // of an attempt that may have taken effect
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
			s.say("attempt %d: was cancelled before", attempt+1)
			return nil
		case !errors.Is(err, wxpay.ErrOutcomeUnknown):
			// That this attempt was refused, or not sent, does not settle an earlier
			// one: joined, both can be told.
			return errors.Join(unknown, err)
		}
		s.say("attempt %d: no answer came, the outcome is unknown", attempt+1)
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

// asksAgain loses the answer to a cancellation that took effect. To the caller
// that looks like a cancellation that did not.
func asksAgain(ctx context.Context, s *stage) error {
	if err := s.shop.cancelling.InjectFaults(1, sandbox.DropAfterEffect()); err != nil {
		return err
	}
	if err := cancelUntilCertain(ctx, s, cancellation("order-4")); err != nil {
		return err
	}
	s.shop.tell(s, "order-4")
	return nil
}

// clientAsksAgain leaves the same to the client, which repeats what the spec
// marks as repeatable, and nothing else.
func clientAsksAgain(ctx context.Context, s *stage) error {
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
	s.shop.tell(s, "order-5")
	return nil
}

// readsTheState gives up asking, which is not the same as failing: the order's
// state says what has become of it.
func readsTheState(ctx context.Context, s *stage) error {
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
		return err // still unknown: note the order down, and look again later
	}
	s.say("the order is %s: one of the attempts did cancel it", order.State)
	return nil
}
