package wxpay_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// The notification is a shortcut: the query after it decides.
func TestWaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var waker wxpay.Waker
		waker.Wake("1") // nobody waits
		o := &orders{results: []any{"OPEN", "OPEN", "PAID"}}
		go func() {
			time.Sleep(50 * time.Millisecond)
			waker.Wake("2")
			time.Sleep(50 * time.Millisecond)
			waker.Wake("1")
			time.Sleep(50 * time.Millisecond)
			waker.Wake("1")
		}()
		got, err := wxpay.Await(t.Context(), o.query, "1", isPaid, waker.On("1"), wxpay.WithPauses(time.Hour, time.Hour))
		if want := []time.Duration{0, 100 * time.Millisecond, 150 * time.Millisecond}; err != nil || !slices.Equal(o.at, want) {
			t.Errorf("%q, error %v, queries at %v, want %v", got, err, o.at, want)
		}
	})
}

// Two waits for one order are both woken, and the third, later, is not.
func TestWakerOfSeveral(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var waker wxpay.Waker
		done := make(chan time.Duration)
		for range 2 {
			go func() {
				o := &orders{results: []any{"OPEN", "PAID"}}
				_, _ = wxpay.Await(t.Context(), o.query, "1", isPaid, waker.On("1"), wxpay.WithPauses(time.Hour, time.Hour))
				done <- o.at[1]
			}()
		}
		time.Sleep(time.Second)
		waker.Wake("1")
		if a, b := <-done, <-done; a != time.Second || b != time.Second {
			t.Errorf("woken after %v and %v", a, b)
		}
		o := &orders{results: []any{"OPEN", "PAID"}}
		_, _ = wxpay.Await(t.Context(), o.query, "1", isPaid, waker.On("1"), wxpay.WithPauses(time.Hour, time.Hour))
		if o.at[1] < time.Hour/2 {
			t.Errorf("woken after %v by an earlier notification", o.at[1])
		}
	})
}

func TestWithWake(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wake := make(chan struct{}, 1)
		wake <- struct{}{}
		close(wake)
		o := &orders{results: []any{"OPEN", "OPEN", "PAID"}}
		_, err := wxpay.Await(t.Context(), o.query, "1", isPaid, wxpay.WithWake(wake), wxpay.WithPauses(time.Hour, time.Hour))
		if err != nil || o.at[1] != 0 || o.at[2] < time.Hour/2 {
			t.Errorf("error %v, queries at %v: a closed channel must not wake", err, o.at)
		}
	})
}
