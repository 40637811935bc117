package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// Notification is a notification to the merchant.
type Notification struct {
	EventType string
	Summary   string
	// OriginalType is the original_type of the encrypted resource.
	OriginalType string
	// Resource is the ID of the resource that it is about.
	Resource string
	// Merchant is the merchant that the resource belongs to.
	Merchant string
	// URL is the merchant's notify URL; "" if no request had one.
	URL string
	// Plain is the resource as JSON, before encryption.
	Plain []byte
}

// ErrEvent is wrapped by the errors of [Engine.Trigger].
var ErrEvent = errors.New("the event cannot happen")

// Trigger triggers an event of a resource, named by its ID or the merchant's number. given has the parameters of the event, and may be
// nil.
func (e *Engine) Trigger(event, resource string, given map[string]any) (*Resource, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(e.now())
	r, err := e.named(resource)
	if err != nil {
		return nil, err
	}
	ev := r.kind.Event(event)
	if ev == nil || len(ev.From) == 0 {
		return nil, fmt.Errorf("%w: a %s has no event %q; its events are %s", ErrEvent, r.Kind, event, strings.Join(eventNames(r.kind), ", "))
	}
	if !slices.Contains(ev.From, r.State) {
		return nil, fmt.Errorf("%w: %s needs one of the states %v, the %s %s is in %s", ErrEvent, event, ev.From, r.Kind, r.Number(), r.State)
	}
	h := happening{product: e.product(r.Product), merchant: r.Merchant, kind: r.kind, event: ev, r: r}
	if err := e.begin(h, given); err != nil {
		return nil, err
	}
	return r.clone(), nil
}

// begin executes a triggered event.
func (e *Engine) begin(h happening, given members) error {
	ok, err := e.prepare(&h, given)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrEvent, err)
	case !ok:
		return fmt.Errorf("%w: %s happens only when %s", ErrEvent, h.event.Name, h.event.When)
	}
	if err := e.happen(h, 0); err != nil {
		return fmt.Errorf("%w: %w", ErrEvent, err)
	}
	return nil
}

// Create triggers an event that creates a resource of a kind, such as complaints.complaint, for a merchant. given has the parameters
// of the event, which become members of the resource.
func (e *Engine) Create(kind, event, merchant string, given map[string]any) (*Resource, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(e.now())
	product, name, _ := strings.Cut(kind, ".")
	p := e.product(product)
	if p == nil || p.model.Resource(name) == nil {
		return nil, fmt.Errorf("%w: there is no kind of resource %q; use a name such as payscore.serviceOrder", ErrEvent, kind)
	}
	h := happening{product: p, merchant: merchant, kind: p.model.Resource(name)}
	if h.event = h.kind.Event(event); h.event == nil || len(h.event.From) > 0 {
		return nil, fmt.Errorf("%w: no event %q creates a %s", ErrEvent, event, name)
	}
	if err := e.begin(h, given); err != nil {
		return nil, err
	}
	return e.store.list[len(e.store.list)-1].clone(), nil
}

// named returns the resource with an ID or a merchant's number.
func (e *Engine) named(name string) (*Resource, error) {
	if r := e.store.byID[name]; r != nil {
		return r, nil
	}
	var found []*Resource
	for _, r := range e.store.list {
		if r.Number() == name {
			found = append(found, r)
		}
	}
	if there := slices.DeleteFunc(slices.Clone(found), (*Resource).gone); len(there) > 0 {
		found = there
	}
	switch len(found) {
	case 0:
		return nil, fmt.Errorf("there is no resource %q", name)
	case 1:
		return found[0], nil
	}
	ids := make([]string, len(found))
	for i, r := range found {
		ids[i] = fmt.Sprintf("%s (%s.%s)", r.ID, r.Product, r.Kind)
	}
	return nil, fmt.Errorf("several resources have the number %q; use one of the IDs %s", name, strings.Join(ids, ", "))
}

// EventsOf returns the events that can be triggered for a resource now.
func (e *Engine) EventsOf(r *Resource) []*lifecycle.Event {
	var list []*lifecycle.Event
	for i := range r.kind.Events {
		if ev := &r.kind.Events[i]; ev.By != lifecycle.ByTime && slices.Contains(ev.From, r.State) {
			list = append(list, ev)
		}
	}
	return list
}

func eventNames(kind *lifecycle.Resource) []string {
	var names []string
	for _, ev := range kind.Events {
		names = append(names, ev.Name)
	}
	return names
}

// maxEvents limits the events of time of a resource in one settle: an event that leads back to its own state would never end. The
// rest happens in the next settle.
const maxEvents = 1000

// settle executes the events of time that are due.
func (e *Engine) settle(now time.Time) {
	if e.due.IsZero() || e.due.After(now) {
		return
	}
	for _, r := range e.store.list {
		for range maxEvents {
			at, ev := e.dueOf(r)
			if ev == nil || at.After(now) {
				break
			}
			h := happening{product: e.product(r.Product), merchant: r.Merchant, kind: r.kind, event: ev, r: r}
			if ok, err := e.prepare(&h, nil); !ok || err != nil || e.happen(h, 0) != nil {
				r.stuck = r.State
				break
			}
			r.Changed, r.History[len(r.History)-1].Time = at, at
		}
	}
	e.due = time.Time{}
	for _, r := range e.store.list {
		e.expect(r)
	}
}

// dueOf returns the next event of time of a resource, or nil.
func (e *Engine) dueOf(r *Resource) (time.Time, *lifecycle.Event) {
	if r.stuck != "" && r.stuck == r.State {
		return time.Time{}, nil
	}
	return r.kind.Due(r.State, r.Changed, func() lifecycle.Env { return e.environment(r.scope(nil)) })
}

// expect updates due for the next event of time of a resource.
func (e *Engine) expect(r *Resource) {
	if at, ev := e.dueOf(r); ev != nil && (e.due.IsZero() || at.Before(e.due)) {
		e.due = at
	}
}

// Settle executes the events of time that are due.
func (e *Engine) Settle() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(e.now())
}

// NextDue returns a time before which there is no event of time; ok is false if there are none.
func (e *Engine) NextDue() (next time.Time, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.due, !e.due.IsZero()
}

// sendNotification sends the notification of an event, if it has one.
func (e *Engine) sendNotification(r *Resource, event string) {
	if event == "" || e.notify == nil {
		return
	}
	notice := Notification{EventType: event, Resource: r.ID, Merchant: r.Merchant, OriginalType: originalType(event), Summary: event}
	urlMember := "notify_url"
	plain := r.Members
	if n := e.notification(r.Product, event); n != nil {
		notice.Summary, notice.OriginalType, urlMember = n.Summary, n.OriginalType, n.URLMember
		if n.Schema != nil {
			notice.Plain = e.builderFor(r).json(n.Schema)
		}
	}
	if notice.Plain == nil {
		notice.Plain = []byte(canonical(plain))
	}
	if notice.URL = text(r.Members, urlMember); notice.URL == "" {
		notice.URL = text(r.Members, "notify_url")
	}
	e.notify(notice)
}

func (e *Engine) notification(product, event string) *NotificationType {
	if p := e.product(product); p != nil {
		return p.Notifications[event]
	}
	return nil
}

// product returns the product with a name, or nil.
func (e *Engine) product(name string) *Product {
	for _, p := range e.products {
		if p.Name == name {
			return p.ready()
		}
	}
	return nil
}

// originalType returns the default original_type of an event: payscore for PAYSCORE.USER_PAID.
func originalType(event string) string {
	kind, _, _ := strings.Cut(event, ".")
	return strings.ToLower(kind)
}
