package wxpay_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// orders is a query whose results are played one after the other; the last one stays.
type orders struct {
	results []any // a state, or an error
	queries int
	at      []time.Duration // of the queries
	began   time.Time
	options int // of the last query
}

func (o *orders) query(_ context.Context, _ string, opts ...wxpay.CallOption) (string, error) {
	if o.queries == 0 {
		o.began = time.Now()
	}
	o.at = append(o.at, time.Since(o.began))
	o.queries++
	o.options = len(opts)
	switch result := o.results[min(o.queries, len(o.results))-1].(type) {
	case string:
		return result, nil
	case error:
		return "", result
	}
	panic("neither a state nor an error")
}

func isPaid(state string) bool { return state == "PAID" }

var errUnknownQuery = &wxpay.NoResponseError{Operation: "x", Err: errors.New("broken")}

func TestAwait(t *testing.T) {
	refused := &wxpay.Error{StatusCode: 404, Code: errOrderNotExist}
	for name, test := range map[string]struct {
		results []any
		want    string
		err     error
		queries int
	}{
		"at once":           {[]any{"PAID"}, "PAID", nil, 1},
		"later":             {[]any{"OPEN", "OPEN", "PAID"}, "PAID", nil, 3},
		"after no response": {[]any{errUnknownQuery, "PAID"}, "PAID", nil, 2},
		"after status 500":  {[]any{&wxpay.Error{StatusCode: 500}, "PAID"}, "PAID", nil, 2},
		"after status 429":  {[]any{&wxpay.Error{StatusCode: 429, Code: "FREQUENCY_LIMITED"}, "PAID"}, "PAID", nil, 2},
		"after a wrong signature": {[]any{
			&wxpay.SignatureError{Err: errors.New("wrong")}, "PAID",
		}, "PAID", nil, 2},
		"after a limiter":         {[]any{&wxpay.NotSentError{Err: fmt.Errorf("%w: slow down", wxpay.ErrNotSent)}, "PAID"}, "PAID", nil, 2},
		"refused":                 {[]any{"OPEN", refused}, "OPEN", errOrderNotExist, 2},
		"invalid":                 {[]any{&wxpay.ValidationError{}}, "", nil, 1},
		"not sent for the client": {[]any{&wxpay.NotSentError{Err: errors.New("no cipher")}}, "", nil, 1},
		"never decodable":         {[]any{&wxpay.DecodeError{Err: errors.New("x")}}, "", nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := &orders{results: test.results}
				got, err := wxpay.Await(t.Context(), o.query, "1", isPaid)
				if got != test.want || o.queries != test.queries || (err == nil) != isPaid(got) || test.err != nil && !errors.Is(err, test.err) {
					t.Errorf("%q, error %v after %d queries", got, err, o.queries)
				}
			})
		})
	}
}

// A wait that ends before the state is settled says nothing about money.
func TestAwaitDeadline(t *testing.T) {
	for name, last := range map[string]any{"open": "OPEN", "unknown": errUnknownQuery} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				o := &orders{results: []any{"OPEN", last}}
				began := time.Now()
				got, err := wxpay.Await(ctx, o.query, "1", isPaid)
				var unsettled *wxpay.UnsettledError
				if !errors.As(err, &unsettled) || !errors.Is(err, wxpay.ErrOutcomeUnknown) || !errors.Is(err, context.DeadlineExceeded) {
					t.Fatalf("error %v", err)
				}
				if (unsettled.Last != nil) != (last != "OPEN") || got != "OPEN" || time.Since(began) != time.Minute {
					t.Errorf("%q, last %v after %v", got, unsettled.Last, time.Since(began))
				}
			})
		})
	}
}

func TestAwaitPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		o := &orders{results: []any{"OPEN"}}
		_, _ = wxpay.Await(ctx, o.query, "1", isPaid, wxpay.WithPauses(time.Second, 8*time.Second), wxpay.WithHeader("X-A", "b"))
		full := time.Second
		for i := 1; i < len(o.at); i++ {
			if pause := o.at[i] - o.at[i-1]; pause < full/2 || pause > full {
				t.Errorf("pause %d is %v, want %v to %v", i, pause, full/2, full)
			}
			full = min(full+full/2, 8*time.Second)
		}
		if len(o.at) < 75 || len(o.at) > 160 || o.options != 1 {
			t.Errorf("%d queries in 10 minutes, the last with %d options", len(o.at), o.options)
		}
	})
}

func TestAwaitRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &orders{results: []any{&wxpay.Error{StatusCode: 429, RetryAfter: time.Hour}, "PAID"}}
		if _, err := wxpay.Await(t.Context(), o.query, "1", isPaid); err != nil || o.at[1] != time.Hour {
			t.Errorf("queries at %v, error %v", o.at, err)
		}
	})
}

// WithWaitSleep is for the sandbox's clock.
func TestAwaitSleep(t *testing.T) {
	stop := errors.New("stop")
	var slept int
	sleep := func(context.Context, time.Duration) error {
		if slept++; slept == 3 {
			return stop
		}
		return nil
	}
	o := &orders{results: []any{"OPEN"}}
	_, err := wxpay.Await(t.Context(), o.query, "1", isPaid, wxpay.WithWaitSleep(sleep))
	if !errors.Is(err, stop) || !errors.Is(err, wxpay.ErrOutcomeUnknown) || o.queries != 3 {
		t.Errorf("error %v after %d queries", err, o.queries)
	}
}
