package wxpay

import "context"

// Attempt says what the request that a [net/http.RoundTripper] gets is an attempt of.
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

// AttemptFrom returns the attempt that a request belongs to, by the request's context.
// It is for a RoundTripper that a program puts around a transport, and gives to the
// client in an http.Client: a limiter, a breaker by operation, an audit of what was
// sent. One that refuses a request returns an error that wraps [ErrNotSent]. ok is false
// for a request that no client of this package sent.
//
// A RoundTripper sees a response before it is verified; what became of the attempt is
// for a function of [WithObserver]. What is to happen once for a call, however many
// attempts it takes, belongs into a [Caller] around the client.
func AttemptFrom(ctx context.Context) (attempt Attempt, ok bool) {
	if a, ok := ctx.Value(attemptKey{}).(*Attempt); ok {
		return *a, true
	}
	return Attempt{}, false
}
