package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"time"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// Snapshot is the state of an engine as JSON, for [Engine.Restore].
type Snapshot struct {
	Last      int               `json:"last"`
	Resources []*Resource       `json:"resources"`
	Policies  map[string]string `json:"policies"`
	// Starts counts the calls of Restore. It is part of the IDs, so that an ID that a killed process gave out after its last snapshot
	// is not given out again.
	Starts int `json:"starts"`
}

// UnmarshalJSON reads a resource with exact numbers.
func (r *Resource) UnmarshalJSON(data []byte) error {
	type plain Resource
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode((*plain)(r)); err != nil {
		return err
	}
	exact(r.Members)
	return nil
}

// Resources returns copies of all resources in the order of their creation.
func (e *Engine) Resources() []*Resource {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(e.now())
	return copies(e.store.list)
}

// Newest returns copies of the last n resources in the order of their creation.
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

// Resource returns a copy of the resource with an ID or a merchant's number.
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
	return Snapshot{Last: e.store.last, Starts: e.store.starts, Resources: copies(e.store.list), Policies: maps.Clone(e.policies)}
}

// Changes returns a number that changes whenever the state may have changed.
func (e *Engine) Changes() uint64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.changes
}

// Restore replaces the state. Generated numbers come from source from now on. Restore returns an error, and changes nothing, if a
// resource is of an unknown kind.
func (e *Engine) Restore(s Snapshot, source rand.Source) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	next := newStore()
	next.last, next.starts = s.Last, s.Starts+1
	for i, r := range s.Resources {
		if r == nil {
			return fmt.Errorf("resource %d of %d is null", i+1, len(s.Resources))
		}
		if err := e.adopt(r); err != nil {
			return err
		}
		next.keep(r)
	}
	e.changes++
	e.random = rand.New(source) //nolint:gosec // no secrets
	e.store, e.due = next, time.Time{}
	for _, r := range next.list {
		e.expect(r)
	}
	e.policies = make(map[string]string)
	maps.Copy(e.policies, s.Policies)
	return nil
}

// adopt completes a resource that was read from a snapshot.
func (e *Engine) adopt(r *Resource) error {
	r.kind = e.kind(r.Product, r.Kind)
	if r.kind == nil || r.kind.State(r.State) == nil || len(r.Key) != len(r.kind.Key) {
		return fmt.Errorf("resource %s: no document has a kind %s.%s with a state %s", r.ID, r.Product, r.Kind, r.State)
	}
	if r.Merchant == "" { // older state files do not have it
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

// Clear removes all resources and resets the policies.
func (e *Engine) Clear() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.changes++
	last, starts := e.store.last, e.store.starts
	e.store, e.due = newStore(), time.Time{}
	e.store.last, e.store.starts = last, starts
	clear(e.policies)
}

func (e *Engine) kind(product, name string) *lifecycle.Resource {
	if p := e.product(product); p != nil {
		return p.model.Resource(name)
	}
	return nil
}
