package engine

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// Notice is a notification that is due.
type Notice struct {
	EventType string
	Summary   string
	// OriginalType is the envelope's original_type.
	OriginalType string
	// Resource is the ID of the resource that it tells of.
	Resource string
	// URL is where the merchant wants it; "" if no request said.
	URL string
	// Plain is the resource as JSON, before encryption.
	Plain []byte
}

// ErrEvent is wrapped by the errors of [Engine.Trigger].
var ErrEvent = errors.New("the event cannot happen")

// Trigger lets an event happen to a resource, named by its ID or by the merchant's number. given are the event's parameters,
// which may be nil.
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
		return nil, fmt.Errorf("%w: a %s has no event %q; it has %s", ErrEvent, r.Kind, event, strings.Join(eventNames(r.kind), ", "))
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

// begin lets an event happen that somebody asks for.
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

// Create lets an event happen that creates a resource of a kind, such as complaints.complaint, for a merchant. given are the
// event's parameters and the resource's first members.
func (e *Engine) Create(kind, event, merchant string, given map[string]any) (*Resource, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(e.now())
	product, name, _ := strings.Cut(kind, ".")
	p := e.product(product)
	if p == nil || p.model.Resource(name) == nil {
		return nil, fmt.Errorf("%w: there is no kind %q of resources; name one as in payscore.serviceOrder", ErrEvent, kind)
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

// named finds a resource by its ID or by the merchant's number.
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
	return nil, fmt.Errorf("several resources have the number %q: name one of %s", name, strings.Join(ids, ", "))
}

// EventsOf returns the events that can happen to a resource now, those of time left out.
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

// mostEvents is how many events of time happen to a resource in one settle. An event that leads back to its own state could go on
// for ever; what is left happens in the next.
const mostEvents = 1000

// settle lets happen what time brings about until now.
func (e *Engine) settle(now time.Time) {
	if e.due.IsZero() || e.due.After(now) {
		return
	}
	for _, r := range e.store.list {
		for range mostEvents {
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

// dueOf returns the next event that time brings about for a resource; nil if there is none.
func (e *Engine) dueOf(r *Resource) (time.Time, *lifecycle.Event) {
	if r.stuck != "" && r.stuck == r.State {
		return time.Time{}, nil
	}
	return r.kind.Due(r.State, r.Changed, func() lifecycle.Env { return e.environment(r.scope(nil)) })
}

// expect notes when time brings about the next event for a resource.
func (e *Engine) expect(r *Resource) {
	if at, ev := e.dueOf(r); ev != nil && (e.due.IsZero() || at.Before(e.due)) {
		e.due = at
	}
}

// Settle lets happen what time brings about until now.
func (e *Engine) Settle() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(e.now())
}

// NextDue returns a time before which time brings about no event; ok is false if it never does.
func (e *Engine) NextDue() (next time.Time, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.due, !e.due.IsZero()
}

// tell makes the notification of an event, if it has one.
func (e *Engine) tell(r *Resource, event string) {
	if event == "" || e.notify == nil {
		return
	}
	notice := Notice{EventType: event, Resource: r.ID, OriginalType: originalType(event), Summary: event}
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

func (e *Engine) notification(product, event string) *Notification {
	if p := e.product(product); p != nil {
		return p.Notices[event]
	}
	return nil
}

// product returns the product of a name; nil if there is none.
func (e *Engine) product(name string) *Product {
	for _, p := range e.products {
		if p.Name == name {
			return p
		}
	}
	return nil
}

// originalType is the envelope's original_type of an event for which the document gives none: payscore of PAYSCORE.USER_PAID.
func originalType(event string) string {
	kind, _, _ := strings.Cut(event, ".")
	return strings.ToLower(kind)
}
