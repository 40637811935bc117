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

// Retry configures retries. Only operations that are marked as repeatable are retried, with
// identical bytes and a new signature, after a network failure, a status of 500 and above, or
// 429. All others have one attempt, whose error says whether the outcome is known.
type Retry struct {
	// Attempts is the maximum number of attempts, including the first.
	Attempts int
	// Wait is the time before the second attempt. It doubles with each further attempt, up
	// to MaxWait. The actual time is random, between one half of it and all of it.
	Wait, MaxWait time.Duration
	// MaxRetryAfter is the longest Retry-After that is accepted. A response with a longer
	// one ends the call; Error.RetryAfter has the time.
	MaxRetryAfter time.Duration
	// Random returns a number in [0, 1) and must be safe for concurrent use. nil means
	// math/rand/v2.Float64.
	Random func() float64
	// Sleep waits, or returns the context's error if it ends before. It must be safe for
	// concurrent use. nil means a timer.
	Sleep func(context.Context, time.Duration) error
}

// DefaultRetry makes up to three attempts and waits up to 200 and 400 ms between them.
var DefaultRetry = Retry{
	Attempts:      3,
	Wait:          200 * time.Millisecond,
	MaxWait:       5 * time.Second,
	MaxRetryAfter: 10 * time.Second,
}

// WithRetry enables retries as configured by r. Without it, no request is sent twice, not
// even those that net/http would send again by itself.
//
// If the outcome of one attempt is unknown, so is that of the call, unless a later attempt
// succeeds or returns a signed error with the code ORDER_NOT_EXIST, MCH_NOT_EXISTS or
// APPID_MCHID_NOT_MATCH. Any other error may be a consequence of the attempt with the unknown
// outcome: an order that it cancelled cannot be cancelled again. For a GET, which has no
// effect, any signed error makes the outcome known, except those with status 401, 403 or 429
// or with a code for missing permission or too many requests. [errors.Is] matches the code of
// the last attempt in either case.
func WithRetry(r Retry) core.ClientOption {
	return clientOption(func(c *config) error {
		if r.Attempts < 1 || r.Wait < 0 || r.MaxWait < 0 || r.MaxRetryAfter < 0 {
			return errors.New("WithRetry: Attempts must be at least 1, and times must not be negative; start with wxpay.DefaultRetry")
		}
		c.retry = r
		return nil
	})
}

// delay returns how long to wait after attempt, counted from 1, failed with err. ok is false
// if the response asks for a longer time than r allows.
func (r *Retry) delay(attempt int, err error) (wait time.Duration, ok bool) {
	var apiErr *Error
	if errors.As(err, &apiErr) && apiErr.RetryAfter > 0 {
		return apiErr.RetryAfter, apiErr.RetryAfter <= r.MaxRetryAfter
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

// sleep waits. It returns at once if the context ends before the time is over.
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

// isNetworkFailure reports whether err is a network failure, after which another server may
// succeed.
func isNetworkFailure(err error) bool {
	var broken *networkError
	return errors.As(err, &broken)
}

// mayRetry reports whether a repeatable operation is retried after err.
func mayRetry(err error) bool {
	var apiErr *Error
	if errors.As(err, &apiErr) && apiErr.badSignature == nil {
		return apiErr.StatusCode >= 500 || apiErr.StatusCode == http.StatusTooManyRequests
	}
	return isNetworkFailure(err)
}

// retryAfter returns the time of a Retry-After header, which has seconds or a date.
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
