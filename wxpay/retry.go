package wxpay

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
)

// Retry says how a call is repeated. Only operations that are marked repeatable
// are, with identical bytes and a new signature, after a network failure, a
// status of 500 and above, or 429. Other calls end with their first attempt:
// their error says whether the outcome is known.
type Retry struct {
	// Attempts is how often a request is sent at most, the first time included.
	Attempts int
	// Wait is the time before the second attempt; it doubles with each further
	// attempt, up to MaxWait. The time really waited is a random one between
	// half of it and all of it.
	Wait, MaxWait time.Duration
	// MaxRetryAfter is the longest Retry-After that is waited for. An answer that
	// asks for more ends the call, and the error has the time.
	MaxRetryAfter time.Duration
	// Random returns a number of [0, 1) and is safe for concurrent use; nil is
	// math/rand/v2's.
	Random func() float64
	// Sleep waits, or returns the context's error when it is done before; it is
	// safe for concurrent use. nil is a timer.
	Sleep func(context.Context, time.Duration) error
}

// DefaultRetry makes three attempts, waiting about 200 and 400 ms between them.
var DefaultRetry = Retry{
	Attempts:      3,
	Wait:          200 * time.Millisecond,
	MaxWait:       5 * time.Second,
	MaxRetryAfter: 10 * time.Second,
}

// WithRetry retries calls as r says. Without it nothing is sent twice, and what
// net/http would send again by itself is not: see [ErrOutcomeUnknown].
//
// When the outcome of one attempt is unknown, so is that of the call, unless a
// later attempt succeeds, or is refused with the signed code ORDER_NOT_EXIST,
// MCH_NOT_EXISTS or APPID_MCHID_NOT_MATCH. Any other refusal may be a consequence
// of the unknown attempt: an order that it cancelled cannot be cancelled again. A
// GET has no effect, and any signed refusal of it counts, except those with a
// status of 401, 403 or 429 or a code of that kind. [errors.Is] finds the code of
// the last attempt in either case.
func WithRetry(r Retry) core.ClientOption {
	return clientOption(func(c *config) error {
		if r.Attempts < 1 || r.Wait < 0 || r.MaxWait < 0 || r.MaxRetryAfter < 0 {
			return errors.New("WithRetry: Attempts must be 1 or more, and no time below 0; begin with wxpay.DefaultRetry")
		}
		c.retry = r
		return nil
	})
}

// delay returns how long to wait after attempt, which counts from 1, failed with
// err; ok is false when the answer asks for longer than allowed.
func (r *Retry) delay(attempt int, err error) (wait time.Duration, ok bool) {
	var refusal *Error
	if errors.As(err, &refusal) && refusal.RetryAfter > 0 {
		return refusal.RetryAfter, refusal.RetryAfter <= r.MaxRetryAfter
	}
	wait = r.Wait
	for i := 1; i < attempt && wait < r.MaxWait; i++ {
		wait *= 2
	}
	wait = min(wait, max(r.MaxWait, r.Wait))
	random := r.Random
	if random == nil {
		random = rand.Float64
	}
	return wait/2 + time.Duration(random()*float64(wait/2)), true
}

// sleep waits, unless the context would be done before.
func (r *Retry) sleep(ctx context.Context, wait time.Duration) error {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
		return context.DeadlineExceeded
	}
	if r.Sleep != nil {
		return r.Sleep(ctx, wait)
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// isNetworkFailure reports whether err means that the server could not be
// talked to, so that another one may do better.
func isNetworkFailure(err error) bool {
	var broken *networkError
	return errors.As(err, &broken)
}

// mayRepeat reports whether err is one after which a repeatable operation is
// sent again.
func mayRepeat(err error) bool {
	var refusal *Error
	if errors.As(err, &refusal) && refusal.badSignature == nil {
		return refusal.StatusCode >= 500 || refusal.StatusCode == http.StatusTooManyRequests
	}
	return isNetworkFailure(err)
}

// retryAfter reads a Retry-After header: seconds, or a date.
func retryAfter(header http.Header, now time.Time) time.Duration {
	text := header.Get("Retry-After")
	if text == "" {
		return 0
	}
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.Duration(min(max(seconds, 0), int64(24*time.Hour/time.Second))) * time.Second
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	return max(at.Sub(now), 0)
}
