// Package notify sends notifications to the merchant: encrypted and signed, in the order in which they are due, and again on
// the documented schedule until the merchant accepts them.
package notify

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/keyring"
)

// Config is what a notifier needs from the sandbox.
type Config struct {
	Keys    *keyring.Keyring
	Clock   func() time.Time // the time of signatures
	Now     func() time.Time // the simulated time, at which deliveries are due
	Hosts   []string         // that may be sent to, in addition to loopback addresses
	Self    net.Addr         // the sandbox's own address, which is never sent to
	Seed    uint64
	Options Options
	Logf    func(format string, args ...any)
}

// Notification is a notification that is to be sent.
type Notification struct {
	EventType    string
	Summary      string
	OriginalType string // of the encrypted resource
	Resource     string // the ID of the resource
	Merchant     string // that it belongs to, whose key encrypts the message
	URL          string // the merchant's notify URL; "" if no request had one
	Plain        []byte // the resource as JSON
}

// Notifier delivers notifications. Its methods may be called from several goroutines at once.
type Notifier struct {
	Config
	ctx       context.Context //nolint:containedctx // ends when the sandbox closes
	transport transport

	delivering sync.Mutex // held during Deliver
	mu         sync.Mutex
	options    Options
	random     *rand.Rand
	list       []*delivery // all that are remembered, the oldest first
	open       []*delivery // those of list that are still to be sent
	bytes      int         // the weight of list
	changes    uint64      // counts the changes of list and options
	wake       chan struct{}
	started    bool
	done       chan struct{}
}

// delivery is a notification with its message.
type delivery struct {
	Delivery
	body    []byte // the encrypted message
	refused int    // how often the merchant refused it
	held    bool   // until the next one was sent
}

// New returns a notifier that works until ctx ends. Call Wait then.
func New(ctx context.Context, c Config) *Notifier {
	return &Notifier{
		Config: c, options: c.Options, ctx: ctx, transport: newTransport(c.Hosts, c.Self),
		random: rand.New(rand.NewPCG(c.Seed, 1)), //nolint:gosec // no secrets
		wake:   make(chan struct{}, 1), done: make(chan struct{}),
	}
}

// SetOptions changes the options, which must have been checked.
func (n *Notifier) SetOptions(o Options) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.changes++
	n.options = o
}

// CurrentOptions returns the current options.
func (n *Notifier) CurrentOptions() Options {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.options
}

// Add takes a notification and sends it when it is due.
func (n *Notifier) Add(note Notification) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.changes++
	now := n.Now()
	d := &delivery{Delivery: Delivery{ID: newID(n.random), Event: note.EventType, Resource: note.Resource, Created: now, Next: now}}
	d.URL, d.Problem = n.address(note.URL)
	var err error
	if d.body, err = n.message(d.ID, note, now); err != nil {
		d.Problem = err.Error()
	}
	if n.options.Reorder && !slices.ContainsFunc(n.open, func(other *delivery) bool { return other.held }) {
		d.held, d.Next = true, now.Add(retryDelays[0])
	}
	if d.Problem != "" {
		d.Next, d.held = time.Time{}, false
	}
	n.remember(d)
	n.forget()
	if d.Problem != "" {
		return
	}
	n.start()
	n.wakeUp()
}

// newID makes the ID of a notification.
func newID(random *rand.Rand) string {
	return fmt.Sprintf("%08x-%04x-5%03x-a%03x-%012x", random.Uint32(), random.Uint32()&0xffff, random.Uint32()&0xfff,
		random.Uint32()&0xfff, random.Uint64()&0xffff_ffff_ffff)
}

// address returns the URL that a notification is sent to, or the reason why it is not sent.
func (n *Notifier) address(notifyURL string) (to, problem string) {
	notifyURL = cmp.Or(notifyURL, n.options.DefaultURL)
	if notifyURL == "" {
		return "", "no request had a notify URL"
	}
	to, err := n.transport.address(notifyURL, n.options.BaseURL)
	if err != nil {
		return notifyURL, err.Error()
	}
	return to, ""
}

// start starts the background goroutine with the first notification.
func (n *Notifier) start() {
	if n.started || n.ctx.Err() != nil {
		return
	}
	n.started = true
	go func() {
		defer close(n.done)
		n.run(n.ctx)
	}()
}

func (n *Notifier) wakeUp() {
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

// Wait waits until the background goroutine has ended. The context of New must have ended before.
func (n *Notifier) Wait() {
	n.mu.Lock()
	started := n.started
	n.started = true // start does nothing from now on
	n.mu.Unlock()
	if started {
		<-n.done
	}
	n.transport.client.CloseIdleConnections()
}

// run sends what is due until ctx ends. The clock may be a test's, and stop or jump, so run looks at it every second.
func (n *Notifier) run(ctx context.Context) {
	for ctx.Err() == nil {
		pause := time.Second
		if next, ok := n.NextDue(); ok && !n.CurrentOptions().Hold {
			pause = min(pause, next.Sub(n.Now()))
		}
		if pause <= 0 {
			n.Deliver(ctx)
			continue
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-n.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// NextDue returns when the next notification is due; ok is false if there is none.
func (n *Notifier) NextDue() (next time.Time, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, d := range n.open {
		if !ok || d.Next.Before(next) {
			next, ok = d.Next, true
		}
	}
	return next, ok
}
