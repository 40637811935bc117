package engine

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// happening is an event that will happen to a resource, or create one.
type happening struct {
	product  *Product
	merchant string
	kind     *lifecycle.Resource
	event    *lifecycle.Event
	r        *Resource // nil if the event creates it
	key      string    // in the store, for an element of a list
	given    members
}

// maxDepth limits the depth of events that cause one another.
const maxDepth = 8

// plan returns the events that a call or an event causes, without executing them. code is the code of the first cause that cannot
// happen.
func (e *Engine) plan(s scope, causes []lifecycle.Cause) (list []happening, code string, err error) {
	if len(causes) == 0 {
		return nil, "", nil
	}
	env := e.environment(s)
	for i := range causes {
		cause := &causes[i]
		if ok, err := cause.When.Holds(env); !ok || err != nil {
			if err != nil {
				return nil, "", err
			}
			continue
		}
		more, code, err := e.planOne(s, cause, env)
		if code != "" || err != nil {
			return nil, code, err
		}
		list = append(list, more...)
	}
	return list, "", nil
}

func (e *Engine) planOne(s scope, cause *lifecycle.Cause, env lifecycle.Env) (list []happening, code string, err error) {
	if cause.Link != "" {
		found := e.linked(s, s.kind.Link(cause.Link))
		if len(found) == 0 {
			return nil, cause.Missing, nil
		}
		for _, r := range found {
			h := happening{product: e.product(r.Product), merchant: s.merchant, kind: r.kind, r: r}
			if list, code, err = e.planEvent(list, h, cause, env, nil); code != "" || err != nil {
				return nil, code, err
			}
		}
		return list, "", nil
	}
	elements, err := cause.Each.Value(env)
	if err != nil {
		return nil, "", err
	}
	items, _ := elements.([]any)
	for _, item := range items {
		named, err := namedBy(item, cause, env)
		if err != nil {
			return nil, "", err
		}
		h := e.target(s, cause.Resource, named)
		if h.kind == nil {
			continue
		}
		if list, code, err = e.planEvent(list, h, cause, env, item); code != "" || err != nil {
			return nil, code, err
		}
	}
	return list, "", nil
}

// namedBy returns the members of an element of a list that identify a resource: its own or, if it is not an object, those of the cause.
func namedBy(item any, cause *lifecycle.Cause, env lifecycle.Env) (members, error) {
	if object, ok := item.(members); ok {
		return object, nil
	}
	return with(cause, env, item, false)
}

// target finds the resource that an element of a list identifies.
func (e *Engine) target(s scope, name string, named members) happening {
	for _, p := range e.products {
		if p.Name != s.product && !strings.HasPrefix(name, p.Name+".") {
			continue
		}
		for _, kind := range p.ready().model.Resources {
			if p.Name == s.product && kind.Name == name || p.Name+"."+kind.Name == name {
				all := maps.Clone(s.given)
				maps.Copy(all, named)
				key, _ := keyOf(kind, s.merchant, all)
				at := storeKey(p.Name, kind.Name, s.merchant, key)
				return happening{product: p, merchant: s.merchant, kind: kind, r: e.store.byKey[at], key: at}
			}
		}
	}
	return happening{}
}

// planEvent adds an event if it can happen. item is the element of the list that identifies the resource.
func (e *Engine) planEvent(list []happening, h happening, cause *lifecycle.Cause, env lifecycle.Env, item any) ([]happening, string, error) {
	h.event = h.kind.Event(cause.Event)
	if h.event == nil {
		return nil, "", fmt.Errorf("a %s has no event %q", h.kind.Name, cause.Event)
	}
	creates := len(h.event.From) == 0
	switch {
	case h.r == nil && !creates:
		return list, cause.Missing, nil
	case creates && (h.r != nil || slices.ContainsFunc(list, func(other happening) bool { return other.key == h.key })):
		return list, cause.Otherwise, nil
	}
	given, err := with(cause, env, item, creates)
	if err != nil {
		return nil, "", err
	}
	ok, err := e.prepare(&h, given)
	switch {
	case err != nil:
		return nil, "", err
	case !ok:
		return list, cause.Otherwise, nil
	}
	return append(list, h), "", nil
}

// with returns the parameters of a cause. If the event creates, they include the members of the element.
func with(cause *lifecycle.Cause, env lifecycle.Env, item any, creates bool) (members, error) {
	given := make(members)
	if object, ok := item.(members); ok && creates {
		merge(given, object)
	}
	inner := maps.Clone(env)
	inner["item"] = item
	for _, set := range cause.With {
		value, err := set.Value.Value(inner)
		if err != nil {
			return nil, err
		}
		if value = plainValue(value); value != nil {
			put(given, set.Path, value)
		}
	}
	return given, nil
}

// prepare completes the parameters of an event, and reports whether it can happen.
func (e *Engine) prepare(h *happening, given members) (bool, error) {
	s := scope{product: h.product.Name, merchant: h.merchant, kind: h.kind, own: h.r}
	given, err := h.event.Given(given, e.environment(s))
	if err != nil {
		return false, err
	}
	h.given, s.given = given, given
	state := ""
	if h.r != nil {
		state = h.r.State
	}
	return h.event.Allows(state, e.environment(s))
}

// carryOut executes planned events.
func (e *Engine) carryOut(list []happening, depth int) error {
	for _, h := range list {
		if err := e.happen(h, depth); err != nil {
			return err
		}
	}
	return nil
}

// happen executes an event.
func (e *Engine) happen(h happening, depth int) error {
	e.changes++
	s := scope{product: h.product.Name, merchant: h.merchant, kind: h.kind, own: h.r, given: h.given}
	outcome, err := h.event.Choose(e.environment(s))
	if err != nil {
		return err
	}
	var causes []happening
	if depth < maxDepth {
		if causes, _, err = e.plan(s, h.event.Causes); err != nil {
			return err
		}
	}
	r := h.r
	if r == nil {
		r = e.newResource(h.product.Name, h.kind, h.merchant, nil)
		merge(r.Members, h.given)
		e.store.add(r)
	}
	if err := e.enter(r, h.event.Name, h.given, nil, h.event.Sets, outcome); err != nil {
		return err
	}
	if h.r == nil {
		e.store.rekey(r)
	}
	if err := e.carryOut(causes, depth+1); err != nil {
		return err
	}
	event := outcome.Notifies
	if event == "" {
		event = h.event.Notifies
	}
	e.sendNotification(r, event)
	e.store.reweigh(r)
	return nil
}
