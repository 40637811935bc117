package notify

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// retryDelays are the documented pauses after a refusal: 15 retries over a day.
var retryDelays = []time.Duration{
	15 * time.Second, 15 * time.Second, 30 * time.Second, 3 * time.Minute, 10 * time.Minute, 20 * time.Minute,
	30 * time.Minute, 30 * time.Minute, 30 * time.Minute, 60 * time.Minute,
	3 * time.Hour, 3 * time.Hour, 3 * time.Hour, 6 * time.Hour, 6 * time.Hour,
}

// Deliver sends what is due, one after the other, and returns after the last response.
func (n *Notifier) Deliver(ctx context.Context) {
	n.delivering.Lock()
	defer n.delivering.Unlock()
	for ctx.Err() == nil {
		d := n.firstDue()
		if d == nil {
			return
		}
		n.deliver(ctx, d)
	}
}

// firstDue returns the delivery that is due first, or nil.
func (n *Notifier) firstDue() *delivery {
	n.mu.Lock()
	defer n.mu.Unlock()
	now := n.Now()
	var first *delivery
	for _, d := range n.open {
		if !d.Next.After(now) && (first == nil || d.Next.Before(first.Next)) {
			first = d
		}
	}
	return first
}

// deliver makes the attempts that the options ask for, and decides when to retry.
func (n *Notifier) deliver(ctx context.Context, d *delivery) {
	options := n.CurrentOptions()
	if options.Probe && d.refused == 0 {
		n.attempt(ctx, d, Attempt{Probe: true})
	}
	accepted := n.attempt(ctx, d, Attempt{})
	for range options.Duplicates {
		n.attempt(ctx, d, Attempt{Duplicate: true})
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.changes++
	d.held = false
	switch {
	case accepted:
		d.Accepted, d.Next = true, time.Time{}
	case d.refused >= len(retryDelays):
		d.Next, d.Problem = time.Time{}, "refused 16 times: WeChat Pay gives up"
	default:
		d.Next = n.retryAt(d.Next, retryDelays[d.refused])
		d.refused++
	}
	if d.Next.IsZero() {
		n.open = slices.DeleteFunc(n.open, func(other *delivery) bool { return other == d })
	}
	for _, other := range n.open {
		if other.held {
			other.Next = n.Now()
		}
	}
}

// retryAt returns when a delivery is due again. If it is late, because it was held or the sandbox was not running, missed
// retries are skipped.
func (n *Notifier) retryAt(due time.Time, delay time.Duration) time.Time {
	if now := n.Now(); !due.Add(delay).After(now) {
		due = now
	}
	return due.Add(delay)
}

// Redeliver sends a notification again, whether it was accepted or not.
func (n *Notifier) Redeliver(ctx context.Context, id string) error {
	n.mu.Lock()
	i := slices.IndexFunc(n.list, func(d *delivery) bool { return d.ID == id })
	var found *delivery
	if i >= 0 {
		found = n.list[i]
	}
	n.mu.Unlock()
	if found == nil {
		return fmt.Errorf("there is no notification %q", id)
	}
	n.attempt(ctx, found, Attempt{Duplicate: true})
	return nil
}
