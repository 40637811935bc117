// Package merchants is for programs that act for several merchants: [Registry] creates
// the client of each merchant once and renews it when its keys change, and [Receiver]
// receives the notifications of all merchants at one notify_url.
//
// A service provider (partner) is one merchant here: its own client sends the requests
// for its sub-merchants, whose numbers are members of the requests.
package merchants

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// Load creates the client of a merchant:
//
//	func(ctx context.Context, mchID string) (*wxpay.Client, error) {
//		secrets, err := store.Load(ctx, mchID)
//		…
//		return wxpay.NewClient(keys.Config{MchID: mchID, …})
//	}
//
// It is called by the goroutine of a call, at most once at a time for one merchant.
type Load func(ctx context.Context, mchID string) (*wxpay.Client, error)

// Registry has the clients of merchants by their numbers. A client is created at its
// first use and kept until [Registry.Renew] or [Registry.Forget]. A Registry is safe for
// concurrent use. [NewRegistry] returns one. All clients share one pool of connections,
// unless load gives them their own http.Clients.
type Registry struct {
	load Load

	mu      sync.Mutex
	entries map[string]*entry
}

// entry is one merchant's client, or the attempt to create it.
type entry struct {
	loading chan struct{} // closed when client and err are set
	client  *wxpay.Client
	err     error
}

// NewRegistry returns a registry that calls load to create clients. It panics if load is
// nil.
func NewRegistry(load Load) *Registry {
	if load == nil {
		panic("merchants.NewRegistry: load is nil")
	}
	return &Registry{load: load, entries: map[string]*entry{}}
}

// Client returns the client of a merchant. Concurrent callers wait for one call of load
// and share its result. An error is not cached: the next caller tries again. The error
// names the merchant and wraps that of load.
func (r *Registry) Client(ctx context.Context, mchID string) (*wxpay.Client, error) {
	for {
		r.mu.Lock()
		e := r.entries[mchID]
		if e == nil {
			e = &entry{loading: make(chan struct{})}
			r.entries[mchID] = e
			r.mu.Unlock()
			r.fill(ctx, mchID, e)
		} else {
			r.mu.Unlock()
		}
		select {
		case <-e.loading:
		case <-ctx.Done():
			return nil, fmt.Errorf("merchants: waiting for the client of merchant %s: %w", mchID, context.Cause(ctx))
		}
		if e.err == nil || !errors.Is(e.err, errAbandoned) || ctx.Err() != nil {
			return e.client, e.err
		}
	}
}

// errAbandoned marks the error of a load whose caller was cancelled. One of the waiting
// callers then loads again.
var errAbandoned = errors.New("the call was cancelled")

// fill creates the client of an entry, and removes the entry if that fails.
func (r *Registry) fill(ctx context.Context, mchID string, e *entry) {
	defer func() {
		if e.client == nil {
			r.mu.Lock()
			if r.entries[mchID] == e {
				delete(r.entries, mchID)
			}
			r.mu.Unlock()
		}
		close(e.loading)
	}()
	e.err = fmt.Errorf("merchants: load panicked for merchant %s", mchID) // replaced unless it does
	client, err := r.load(ctx, mchID)
	switch {
	case err != nil && ctx.Err() != nil:
		e.err = fmt.Errorf("merchants: the client of merchant %s: %w: %w", mchID, errAbandoned, err)
	case err != nil:
		e.err = fmt.Errorf("merchants: the client of merchant %s: %w", mchID, err)
	case client == nil:
		e.err = fmt.Errorf("merchants: load returned no client for merchant %s", mchID)
	default:
		e.client, e.err = client, nil
	}
}

// Renew creates a new client for a merchant, after its keys have changed, and replaces
// the existing one. Running calls end with the client with which they began; calls of
// [Registry.Caller] that begin after Renew has returned use the new one. If load fails,
// the existing client remains, and Renew returns the error.
func (r *Registry) Renew(ctx context.Context, mchID string) error {
	e := &entry{loading: make(chan struct{})}
	r.fill(ctx, mchID, e)
	if e.err != nil {
		return e.err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries[mchID] = e
	return nil
}

// Forget removes the client of a merchant. The next call creates it again.
func (r *Registry) Forget(mchID string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.entries, mchID)
}

// Caller returns a caller for the generated packages of the merchant. It uses the client
// that the registry has at the time of each call, so that it can be kept when keys
// change:
//
//	orders := payments.New(registry.Caller("1900000109"))
//
// If the client cannot be created, a call fails with a [*wxpay.NotSentError].
func (r *Registry) Caller(mchID string) wxpay.Caller { return caller{r, mchID} }

type caller struct {
	registry *Registry
	mchID    string
}

// Call performs req with the merchant's client.
func (c caller) Call(ctx context.Context, req *wxpay.Request, out any, opts ...wxpay.CallOption) error {
	if ctx == nil {
		ctx = context.Background() // the client reports it
	}
	client, err := c.registry.Client(ctx, c.mchID)
	if err != nil {
		return wxpay.NotSent(req, err, opts...)
	}
	return client.Call(ctx, req, out, opts...)
}
