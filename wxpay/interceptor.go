package wxpay

import "context"

// Attempt describes the attempt to which a request of a [net/http.RoundTripper] belongs.
type Attempt struct {
	// Operation is the operation's name, such as "payscore.CancelServiceOrder".
	Operation string
	// Method and Route are the HTTP method and the path's template.
	Method, Route string
	// Number counts the attempts of the call from 1.
	Number int
	// Repeatable says that the operation may be repeated with the same request.
	Repeatable bool
}

type attemptKey struct{}

// AttemptFrom returns the attempt of a request, from the request's context. It is for a
// RoundTripper that wraps the transport of the client's http.Client, such as a rate limiter,
// a circuit breaker per operation, or an audit log. A RoundTripper that rejects a request
// returns an error that wraps [ErrNotSent]. ok is false for a request that no client of this
// package sends.
//
// A RoundTripper sees a response before it is verified. Use [WithObserver] for the outcome of
// an attempt, and a [Caller] that wraps the client for code that must run once per call.
func AttemptFrom(ctx context.Context) (attempt Attempt, ok bool) {
	if a, ok := ctx.Value(attemptKey{}).(*Attempt); ok {
		return *a, true
	}
	return Attempt{}, false
}
