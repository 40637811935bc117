package engine

import (
	"fmt"
	"maps"
	"time"
)

// Snapshot is the state of an engine, to be written as JSON and given to [Engine.Restore].
type Snapshot struct {
	Last      int               `json:"last"`
	Resources []*Resource       `json:"resources"`
	Policies  map[string]string `json:"policies"`
	// Random is where the numbers that are given out go on, so that none is given twice; without it they begin anew.
	Random []byte `json:"random,omitempty"`
}

// Resources returns all resources in the order in which they were made. They are copies.
func (e *Engine) Resources() []*Resource {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(e.now())
	return copies(e.store.list)
}

// Newest returns the last n resources at most, in the order in which they were made. They are copies.
func (e *Engine) Newest(n int) []*Resource {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(e.now())
	return copies(e.store.list[max(0, len(e.store.list)-n):])
}

func copies(resources []*Resource) []*Resource {
	list := make([]*Resource, len(resources))
	for i, r := range resources {
		list[i] = r.clone()
	}
	return list
}

// Resource returns a copy of a resource, named by its ID or by the merchant's number.
func (e *Engine) Resource(name string) (*Resource, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(e.now())
	r, err := e.named(name)
	if err != nil {
		return nil, err
	}
	return r.clone(), nil
}

// Snapshot returns the state.
func (e *Engine) Snapshot() Snapshot {
	e.mu.Lock()
	defer e.mu.Unlock()
	random, _ := e.source.MarshalBinary() // which never fails
	return Snapshot{Last: e.store.last, Resources: copies(e.store.list), Policies: maps.Clone(e.policies), Random: random}
}

// Changes returns a number that is another one when the state may have changed since.
func (e *Engine) Changes() uint64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.changes
}

// Restore takes over a state, and goes on with its numbers. Resources of kinds that no product has any more are an error, and
// nothing is changed.
func (e *Engine) Restore(s Snapshot) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	next := newStore()
	next.last = s.Last
	for i, r := range s.Resources {
		if r == nil {
			return fmt.Errorf("resource %d of %d is none", i+1, len(s.Resources))
		}
		if err := e.adopt(r); err != nil {
			return err
		}
		next.keep(r)
	}
	if len(s.Random) > 0 {
		if err := e.source.UnmarshalBinary(s.Random); err != nil { // which changes nothing then
			return fmt.Errorf("random: %w", err)
		}
	}
	e.changes++
	e.store, e.due = next, time.Time{}
	for _, r := range next.list {
		e.expect(r)
	}
	e.policies = make(map[string]string)
	maps.Copy(e.policies, s.Policies)
	return nil
}

// adopt makes what was read from a snapshot a resource of this engine.
func (e *Engine) adopt(r *Resource) error {
	r.kind = e.kind(r.Product, r.Kind)
	if r.kind == nil || r.kind.States[r.State] == nil || len(r.Key) != len(r.kind.Key) {
		return fmt.Errorf("resource %s: no document has a kind %s.%s with a state %s", r.ID, r.Product, r.Kind, r.State)
	}
	if r.Merchant == "" { // of a state that was written before it was kept
		r.Merchant = r.Key[0]
	}
	if r.Members == nil {
		r.Members = make(members)
	}
	if r.Effects == nil {
		r.Effects = make(map[string]*Effect)
	}
	maps.DeleteFunc(r.Effects, func(_ string, effect *Effect) bool { return effect == nil })
	return nil
}

// Clear forgets all resources, and what was chosen of policies.
func (e *Engine) Clear() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.changes++
	last := e.store.last
	e.store, e.due = newStore(), time.Time{}
	e.store.last = last
	clear(e.policies)
}

func (e *Engine) kind(product, name string) *Kind {
	for _, p := range e.products {
		if p.Name == product {
			return p.Kinds[name]
		}
	}
	return nil
}
