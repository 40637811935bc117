package engine

import (
	"maps"
	"slices"
	"strings"
)

// Each calls f with each resource, the newest first, until f returns false. The engine is locked meanwhile: f must not call it, and
// must not change or keep the resource.
func (e *Engine) Each(f func(*Resource) bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(e.now())
	for _, r := range slices.Backward(e.store.list) {
		if !f(r) {
			return
		}
	}
}

// Mark is a number that changes with the resource, as far as can be seen without looking at its members.
func (r *Resource) Mark() [3]int64 {
	times := 0
	for _, effect := range r.Effects {
		times += effect.Times
	}
	return [3]int64{r.Changed.UnixNano(), int64(len(r.History)), int64(times<<32 + r.weight)}
}

// Mentions reports whether the number, the ID, the state or a member at the top contains a text, which is in lower case.
func (r *Resource) Mentions(text string) bool {
	if text == "" || strings.Contains(strings.ToLower(r.Number()+"\n"+r.ID+"\n"+r.State+"\n"+r.Product+"."+r.Kind), text) {
		return true
	}
	for _, value := range r.Members {
		if s, ok := value.(string); ok && strings.Contains(strings.ToLower(s), text) {
			return true
		}
	}
	return false
}

// Forget removes the resources of a kind, such as payscore.serviceOrder, and returns how many there were. References of other
// resources to them lead nowhere from now on.
func (e *Engine) Forget(kind string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.changes++
	before := len(e.store.list)
	e.store.list = slices.DeleteFunc(e.store.list, func(r *Resource) bool {
		if r.Product+"."+r.Kind != kind {
			return false
		}
		e.store.lose(r)
		e.store.unindex(r)
		delete(e.store.byID, r.ID)
		e.store.weight -= r.weight
		return true
	})
	return before - len(e.store.list)
}

// Kinds returns the names of all kinds of resources, such as payscore.serviceOrder, with their events.
func (e *Engine) Kinds() map[string][]string {
	kinds := make(map[string][]string)
	for _, p := range e.Products() {
		for _, kind := range p.model.Resources {
			kinds[p.Name+"."+kind.Name] = eventNames(kind)
		}
	}
	return kinds
}

// Invents reports whether a resource was remembered of an operation without a lifecycle.
func (e *Engine) Invents(r *Resource) bool {
	p := e.product(r.Product)
	return p != nil && p.inventedKinds[r.Kind]
}

// PolicyValues returns the policies that differ from their defaults.
func (e *Engine) PolicyValues() map[string]string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return maps.Clone(e.policies)
}
