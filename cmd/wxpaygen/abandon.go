package main

import "context"

// abandon returns what work returns, or ctx.Err() as soon as ctx ends: parsers take no context. Work that was abandoned goes on and
// has no effect, since it only reads.
func abandon[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := work()
		done <- result{value, err}
	}()
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}
