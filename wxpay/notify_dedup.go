package wxpay

import (
	"context"
	"sync"
	"time"
)

// Deduplicator prevents an event from being handled twice. WeChat Pay sends a notification
// until it is acknowledged, and may post it to several servers within seconds.
//
// The receiver claims the notification's id, and then the event's business key if one is
// documented. Of concurrent calls of Claim with the same key, on all servers that share the
// deduplicator, exactly one must return [ClaimGranted]: a database can use a unique index,
// Redis SET NX. A claim that is never settled, because the process died, must expire after
// more than the 5 s that a notification may take; a minute is a good choice.
//
// Keys are the results of [Notification.Key]: about 100 bytes of ASCII at most, without
// personal data. Keys of different merchants may be equal if the resource does not name the
// merchant; a store that several merchants share should add a prefix per merchant. Keep
// handled keys for more than a day: WeChat Pay sends a notification again for that long.
//
// Implementations must be safe for concurrent use.
type Deduplicator interface {
	// Claim claims key. After an error the event is not handled, and WeChat Pay sends it
	// again.
	Claim(ctx context.Context, key string) (Claim, error)
}

// Claim is the result of [Deduplicator].Claim.
type Claim struct {
	State ClaimState
	// Settle ends a granted claim. It is called exactly once for each granted claim, also
	// after a panic, and never for others. If handled is true the event was handled, and
	// its key must be kept; otherwise the next claim must be granted. If Settle fails for a
	// handled event, the response is still a success, and observers receive the error.
	// Settle may be nil.
	Settle func(ctx context.Context, handled bool) error
	// Detail is data of the deduplicator, for callers of [Notification.Claims]. The receiver
	// does not use it.
	Detail any
}

// ClaimState is the state of a claim. The zero value is not a valid state.
type ClaimState uint8

// The states of a claim.
const (
	ClaimGranted ClaimState = iota + 1 // the caller handles the event and settles the claim
	ClaimHandled                       // the event was handled: it is acknowledged
	ClaimBusy                          // the event is being handled: the code is FAIL, so that WeChat Pay sends it again
)

// settleTime limits how long settling a claim may take.
const settleTime = 500 * time.Millisecond

// once calls do unless key was handled before.
func (r *Receiver) once(ctx context.Context, n *Notification, key string, do func() error) error {
	if r == nil || r.config.dedup == nil || key == "" {
		return do()
	}
	claim, err := r.config.dedup.Claim(ctx, key)
	switch {
	case err != nil:
		return &NotificationError{Reason: NotificationFailed, detail: "the deduplicator failed", Err: err}
	case claim.State == ClaimHandled:
		n.duplicate = true
		return nil
	case claim.State == ClaimBusy:
		return &NotificationError{Reason: NotificationBusy}
	case claim.State != ClaimGranted:
		return &NotificationError{Reason: NotificationFailed, detail: "the deduplicator returned an invalid state"}
	}
	n.claims = append(n.claims, claim)
	handled := false
	defer func() {
		n.claims = n.claims[:len(n.claims)-1]
		if claim.Settle == nil {
			return
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
		defer cancel()
		if err := claim.Settle(ctx, handled); err != nil && handled {
			n.unsettled = err
		}
	}()
	err = do()
	handled = err == nil
	return err
}

// MemoryDeduplicator is a [Deduplicator] for a service with a single process. Its keys are
// lost when the process ends. The zero MemoryDeduplicator is ready to use. It must not be
// copied, and is safe for concurrent use.
type MemoryDeduplicator struct {
	// Keep is how long a handled key is kept; 0 means 25 hours. It must not be changed after
	// the first Claim.
	Keep time.Duration
	// Max is the maximum number of handled keys that are kept; 0 means 100,000. The oldest
	// are dropped first. It must not be changed after the first Claim.
	Max int

	mu      sync.Mutex
	keys    map[string]bool // true if the key is handled, false if it is claimed
	handled []handledKey    // the oldest first
}

type handledKey struct {
	key string
	at  time.Time
}

const (
	defaultKeep = 25 * time.Hour
	defaultKeys = 100_000
)

// Claim grants a key to the first caller. It never fails. A claim does not expire.
func (d *MemoryDeduplicator) Claim(_ context.Context, key string) (Claim, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.forget(time.Now())
	switch handled, known := d.keys[key]; {
	case handled:
		return Claim{State: ClaimHandled}, nil
	case known:
		return Claim{State: ClaimBusy}, nil
	}
	if d.keys == nil {
		d.keys = map[string]bool{}
	}
	d.keys[key] = false
	return Claim{State: ClaimGranted, Settle: func(_ context.Context, handled bool) error {
		d.settle(key, handled)
		return nil
	}}, nil
}

func (d *MemoryDeduplicator) settle(key string, handled bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !handled {
		delete(d.keys, key)
		return
	}
	now := time.Now()
	d.keys[key] = true
	d.handled = append(d.handled, handledKey{key, now})
	d.forget(now)
}

// forget drops the handled keys that are too old or too many.
func (d *MemoryDeduplicator) forget(now time.Time) {
	keep, most := d.Keep, d.Max
	if keep <= 0 {
		keep = defaultKeep
	}
	if most <= 0 {
		most = defaultKeys
	}
	n := 0
	for n < len(d.handled) && (len(d.handled)-n > most || now.Sub(d.handled[n].at) >= keep) {
		delete(d.keys, d.handled[n].key)
		n++
	}
	d.handled = d.handled[n:]
}
