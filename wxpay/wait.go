package wxpay

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"time"
)

// WaitOption is an option of [Await], [UntilCertain] and the generated methods that wait. Each
// [CallOption] is one, and is passed to each call. Only this package implements it.
type WaitOption interface {
	applyWait(*waitSettings)
}

type waitOption func(*waitSettings)

func (f waitOption) applyWait(s *waitSettings) { f(s) }

// applyWait has each call of a wait use f.
func (f callOption) applyWait(s *waitSettings) { s.calls = append(s.calls, f) }

// waitSettings has the settings of one wait.
type waitSettings struct {
	first, longest time.Duration
	calls          []CallOption
	sleep          func(context.Context, time.Duration) error
	wake           <-chan struct{}
	subscribe      func() (woken <-chan struct{}, leave func())
}

const (
	firstPause   = time.Second
	longestPause = 30 * time.Second
)

// WithPauses sets the pauses of a wait: the first one, and the longest. Each is half as long
// again as the one before, and shortened at random by up to a half, so that many waits do not
// call at the same time. The default is 1 s and 30 s. Times below 0, and a first pause that is
// longer than the longest, count as the longest.
func WithPauses(first, longest time.Duration) WaitOption {
	return waitOption(func(s *waitSettings) {
		s.longest = max(longest, 0)
		s.first = min(max(first, 0), s.longest)
	})
}

// WithWake ends a pause whenever wake receives: the next call is made at once. [Waker] makes
// such channels for notifications. A closed channel has no effect.
func WithWake(wake <-chan struct{}) WaitOption {
	return waitOption(func(s *waitSettings) { s.wake = wake })
}

// WithWaitSleep replaces the timer of the pauses: sleep returns after the time, or an error,
// which ends the wait. It is for tests that move the sandbox's clock. Nothing wakes it.
func WithWaitSleep(sleep func(context.Context, time.Duration) error) WaitOption {
	return waitOption(func(s *waitSettings) { s.sleep = sleep })
}

// UnsettledError is the error of a wait that ended, usually with its context, before the state
// was settled. Its outcome is unknown: it matches [ErrOutcomeUnknown]. Go on waiting, or query
// later.
type UnsettledError struct {
	// Last is the error of the last query, nil if it returned a state that was not settled.
	Last error
	// Err is why the wait ended, such as context.DeadlineExceeded.
	Err error
}

// Error returns why the wait ended, and the last error.
func (e *UnsettledError) Error() string {
	text := "wxpay: outcome unknown: the wait ended before the state was settled: " + e.Err.Error()
	if e.Last != nil {
		text += "; the last query: " + e.Last.Error()
	}
	return text
}

// Unwrap returns Err and Last.
func (e *UnsettledError) Unwrap() []error {
	if e.Last == nil {
		return []error{e.Err}
	}
	return []error{e.Err, e.Last}
}

// Is reports whether target is [ErrOutcomeUnknown].
func (e *UnsettledError) Is(target error) bool { return target == ErrOutcomeUnknown }

// wait is one wait.
type wait struct {
	waitSettings
	pauses int // since the wait began, or was woken
	woken  <-chan struct{}
	leave  func()
}

// newWait subscribes before the first call, so that no notification is missed.
func newWait(opts []WaitOption) *wait {
	w := &wait{waitSettings: waitSettings{first: firstPause, longest: longestPause}}
	for _, opt := range opts {
		if opt != nil {
			opt.applyWait(&w.waitSettings)
		}
	}
	if w.subscribe != nil {
		w.woken, w.leave = w.subscribe()
	}
	return w
}

func (w *wait) close() {
	if w.leave != nil {
		w.leave()
	}
}

// pause waits before the next call, after one that returned err. Its error says that ctx has
// ended.
func (w *wait) pause(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	length := w.next(err)
	if w.sleep != nil {
		return w.sleep(ctx, length)
	}
	timer := time.NewTimer(length)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-timer.C:
			return nil
		case <-w.woken:
			w.pauses = 0
			return nil
		case _, ok := <-w.wake:
			if ok {
				w.pauses = 0
				return nil
			}
			w.wake = nil
		}
	}
}

// next returns the length of the next pause. A Retry-After is respected.
func (w *wait) next(err error) time.Duration {
	length := w.first
	for i := 0; i < w.pauses && length < w.longest; i++ {
		length += length / 2
	}
	w.pauses++
	length = min(length, w.longest)
	length -= time.Duration(rand.Int64N(int64(length/2) + 1))
	if apiErr := (*Error)(nil); errors.As(err, &apiErr) {
		length = max(length, apiErr.RetryAfter)
	}
	return length
}

// passes reports whether the same call may have another result later: its outcome is unknown,
// it was not sent for a network failure or by a limiter, or there were too many requests.
func passes(err error) bool {
	if earlier := (*unknownBefore)(nil); errors.As(err, &earlier) {
		err = earlier.last
	}
	var apiErr *Error
	if errors.As(err, &apiErr) && apiErr.StatusCode == http.StatusTooManyRequests {
		return true
	}
	return errors.Is(err, ErrOutcomeUnknown) || errors.Is(err, ErrNotSent) || isNetworkFailure(err)
}
