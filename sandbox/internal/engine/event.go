package engine

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
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

// Trigger lets an event happen to a resource, named by its ID or by the merchant's number.
func (e *Engine) Trigger(event, resource string) (*Resource, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(e.now())
	r, err := e.named(resource)
	if err != nil {
		return nil, err
	}
	ev := r.kind.Event(event)
	if ev == nil {
		return nil, fmt.Errorf("%w: a %s has no event %q; it has %s", ErrEvent, r.Kind, event,
			strings.Join(eventNames(r.kind), ", "))
	}
	if !slices.Contains(ev.From, r.State) {
		return nil, fmt.Errorf("%w: %s needs one of the states %v, the %s %s is in %s", ErrEvent, event, ev.From, r.Kind, r.Number(), r.State)
	}
	e.happen(r, ev)
	return r.clone(), nil
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

func (e *Engine) happen(r *Resource, ev *lifecycle.Event) {
	e.changes++
	e.enter(r, ev.To, ev.Name, nil)
	e.tell(r, ev.Notifies)
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
			at, ev := r.kind.Due(r.State, r.Changed)
			if ev == nil || at.After(now) {
				break
			}
			e.happen(r, ev)
			r.Changed, r.History[len(r.History)-1].Time = at, at
		}
	}
	e.due = time.Time{}
	for _, r := range e.store.list {
		e.expect(r)
	}
}

// expect notes when time brings about the next event for a resource.
func (e *Engine) expect(r *Resource) {
	if at, ev := r.kind.Due(r.State, r.Changed); ev != nil && (e.due.IsZero() || at.Before(e.due)) {
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
		notice.Summary, urlMember = n.Summary, n.URLMember
		if n.Schema != nil {
			b := &builder{
				engine: e, own: r.Members, shows: r.kind.State(r.State).Showing(), mchID: r.Merchant, mode: modeOf(r.Members), keep: true,
			}
			notice.Plain = b.json(n.Schema)
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
	for _, p := range e.products {
		if p.Name == product {
			return p.Notices[event]
		}
	}
	return nil
}

// originalType is the envelope's original_type: payscore of PAYSCORE.USER_PAID.
func originalType(event string) string {
	kind, _, _ := strings.Cut(event, ".")
	return strings.ToLower(kind)
}

func stampUnix(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }
