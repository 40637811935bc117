package sandbox

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// post brings notifications to the merchant: a background goroutine sends what is due.
type post struct {
	gateway *Gateway
	letters letters

	delivering sync.Mutex // one round at a time, in the order of what is due
	mu         sync.Mutex
	settings   NotifyOptions
	random     *rand.Rand
	list       []*parcel // the newest, and those of open
	open       []*parcel // those that are still to be sent
	bytes      int       // that list weighs
	changes    uint64    // counts what may have changed list and settings
	wake       chan struct{}
	started    bool
	done       chan struct{}
}

// parcel is a delivery with its envelope.
type parcel struct {
	Delivery
	body    []byte // sealed
	refused int    // sendings that the merchant refused
	held    bool   // until the next one was sent
}

func (p *post) init(g *Gateway) {
	p.gateway, p.settings = g, g.settings.notifyOptions
	p.random = rand.New(rand.NewPCG(g.settings.seed, 1)) //nolint:gosec // no secrets
	p.wake, p.done = make(chan struct{}, 1), make(chan struct{})
	p.letters = newLetters(g.settings.notifyHosts, g.listener.Addr())
}

func (p *post) set(c NotifyOptions) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.changes++
	p.settings = c
}

// add takes a notification from the engine, which is locked meanwhile.
func (p *post) add(n engine.Notice) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.changes++
	now := p.gateway.simulator.now()
	one := &parcel{Delivery: Delivery{ID: newID(p.random), Event: n.EventType, Resource: n.Resource, Created: now, Next: now}}
	one.URL, one.Problem = p.address(n.URL)
	var err error
	if one.body, err = p.gateway.envelope(one.ID, n, now); err != nil {
		one.Problem = err.Error()
	}
	if p.settings.Reorder && !slices.ContainsFunc(p.open, func(other *parcel) bool { return other.held }) {
		one.held, one.Next = true, now.Add(resends[0])
	}
	if one.Problem != "" {
		one.Next, one.held = time.Time{}, false
	}
	p.keep(one)
	p.forget()
	if one.Problem != "" {
		return
	}
	p.start()
	p.rouse()
}

// address says where a notification goes, or why it does not.
func (p *post) address(wanted string) (to, problem string) {
	if wanted == "" {
		wanted = p.settings.DefaultURL
	}
	if wanted == "" {
		return "", "no request named a notify URL"
	}
	to, err := p.letters.address(wanted, p.settings.BaseURL)
	if err != nil {
		return wanted, err.Error()
	}
	return to, ""
}

// start begins the background work with the first notification.
func (p *post) start() {
	if p.started || p.gateway.ctx.Err() != nil {
		return
	}
	p.started = true
	go func() {
		defer close(p.done)
		p.run(p.gateway.ctx)
	}()
}

func (p *post) rouse() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// stop waits until the background work has ended; the gateway's context has ended before.
func (p *post) stop() {
	p.mu.Lock()
	started := p.started
	p.started = true // nothing begins any more
	p.mu.Unlock()
	if started {
		<-p.done
	}
	p.letters.client.CloseIdleConnections()
}

// run sends what is due until the gateway closes. The clock may be a test's own and stand still or leap, so that it is looked
// at every second.
func (p *post) run(ctx context.Context) {
	for ctx.Err() == nil {
		pause := time.Second
		if next, ok := p.nextDue(); ok && !p.holding() {
			pause = min(pause, next.Sub(p.gateway.simulator.now()))
		}
		if pause <= 0 {
			p.deliver(ctx)
			continue
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-p.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

func (p *post) holding() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.settings.Hold
}

// nextDue returns when something is sent next.
func (p *post) nextDue() (next time.Time, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, one := range p.open {
		if !ok || one.Next.Before(next) {
			next, ok = one.Next, true
		}
	}
	return next, ok
}

// deliver sends what is due, one after the other, and returns when all of it was answered.
func (p *post) deliver(ctx context.Context) {
	p.delivering.Lock()
	defer p.delivering.Unlock()
	for ctx.Err() == nil {
		one := p.take()
		if one == nil {
			return
		}
		p.bring(ctx, one)
	}
}

// take returns the parcel that is due first.
func (p *post) take() *parcel {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.gateway.simulator.now()
	var first *parcel
	for _, one := range p.open {
		if !one.Next.After(now) && (first == nil || one.Next.Before(first.Next)) {
			first = one
		}
	}
	return first
}

// bring sends a parcel as often as the settings say, and decides when it is sent again.
func (p *post) bring(ctx context.Context, one *parcel) {
	p.mu.Lock()
	settings := p.settings
	p.mu.Unlock()
	if settings.Probe && one.refused == 0 {
		p.send(ctx, one, sending{probe: true})
	}
	taken := p.send(ctx, one, sending{})
	for range settings.Duplicates {
		p.send(ctx, one, sending{duplicate: true})
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.changes++
	one.held = false
	switch {
	case taken:
		one.Accepted, one.Next = true, time.Time{}
	case one.refused >= len(resends):
		one.Next, one.Problem = time.Time{}, "refused 16 times: WeChat Pay gives up"
	default:
		one.Next = p.again(one.Next, resends[one.refused])
		one.refused++
	}
	if one.Next.IsZero() {
		p.open = slices.DeleteFunc(p.open, func(other *parcel) bool { return other == one })
	}
	for _, other := range p.open { // what waited for this one
		if other.held {
			other.Next = p.gateway.simulator.now()
		}
	}
}

// again returns when what was due is sent again. What comes late, because it was held back or the sandbox was down, does not
// make up for the times that it missed.
func (p *post) again(due time.Time, pause time.Duration) time.Time {
	if now := p.gateway.simulator.now(); !due.Add(pause).After(now) {
		due = now
	}
	return due.Add(pause)
}

// rotating reports whether the old certificate is in use.
func (p *post) rotating() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.settings.SignWith == SignOldCertificate
}

// clear forgets all notifications.
func (p *post) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.changes++
	p.list, p.open, p.bytes = nil, nil, 0
}
