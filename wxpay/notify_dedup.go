package wxpay

import (
	"context"
	"sync"
	"time"
)

// Deduplicator keeps an event from being handled twice. WeChat Pay sends a
// notification again until it is answered, and may post the same one to several
// servers within seconds.
//
// The receiver claims the notification's id, and then the event's business key
// where one is documented. Claim decides, at once and for all servers that share
// the deduplicator, who handles a key: of concurrent calls with one key exactly
// one gets [ClaimGranted] (a database does it with a unique index, Redis with SET
// NX). A claim that is never settled, since the process died, must lapse by
// itself, after more than the 5 s that a notification may take, a minute say.
//
// Keys are [Notification.Key]s: at most some 100 bytes of ASCII, without personal
// data. They differ between merchants only where the resource names the merchant:
// merchants that share a store want a prefix of their own each. Keep handled keys
// for more than a day, which is how long WeChat Pay repeats.
//
// Implementations are safe for concurrent use.
type Deduplicator interface {
	// Claim asks to handle key. An error keeps the event from being handled: it is
	// answered with FAIL and comes again.
	Claim(ctx context.Context, key string) (Claim, error)
}

// Claim is a deduplicator's decision.
type Claim struct {
	State ClaimState
	// Settle ends a granted claim; it is called exactly once for each, also after a
	// panic, and for granted ones alone. handled says that the event was handled,
	// and its key is to be kept; if not, the next claim is to be granted. An error
	// after handled does not undo what was handled: the answer is a success, and
	// the observers are told. nil is allowed.
	Settle func(ctx context.Context, handled bool) error
	// Detail is the deduplicator's own: what it wants to find in
	// [Notification.Claims]. The receiver does not look at it.
	Detail any
}

// ClaimState says what a claim came to. The zero value is no valid state.
type ClaimState uint8

// The states of a claim.
const (
	ClaimGranted ClaimState = iota + 1 // handle it, and settle the claim
	ClaimHandled                       // it was handled: acknowledge it
	ClaimBusy                          // it is being handled: answer FAIL, so that it comes again if that fails
)

// settleTime is how long settling a claim may take once the event is over.
const settleTime = 500 * time.Millisecond

// once calls do unless the key was handled already.
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
		return &NotificationError{Reason: NotificationFailed, detail: "the deduplicator returned no state"}
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

// MemoryDeduplicator is a [Deduplicator] for a service that is one process: it
// forgets everything when the process ends, and other processes know nothing of
// it. The zero value is ready. It must not be copied.
type MemoryDeduplicator struct {
	// Keep is how long a handled key is kept; 25 hours when it is 0. It must not be
	// changed after the first Claim.
	Keep time.Duration
	// Max is how many handled keys are kept; 100,000 when it is 0. The oldest are
	// forgotten first. It must not be changed after the first Claim.
	Max int

	mu      sync.Mutex
	keys    map[string]bool // whether it is handled, not just claimed
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

// Claim grants a key to the first who asks. It never fails. A claim lasts until it
// is settled.
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
