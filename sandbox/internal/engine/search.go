package engine

import "time"

// Last returns a copy of the newest resource that exists and that match accepts, or nil. match must not change it, and must not call the engine.
func (e *Engine) Last(match func(*Resource) bool) *Resource {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(e.now())
	for i := len(e.store.list) - 1; i >= 0; i-- {
		if r := e.store.list[i]; !r.gone() && match(r) {
			return r.clone()
		}
	}
	return nil
}

// DueOf returns when the next event of time of a resource happens, named by its ID; ok is false if there is none.
func (e *Engine) DueOf(id string) (at time.Time, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.settle(e.now())
	r := e.store.byID[id]
	if r == nil {
		return time.Time{}, false
	}
	at, ev := e.dueOf(r)
	return at, ev != nil
}
