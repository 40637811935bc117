package engine

import (
	"fmt"
	"math"
)

// The limits of resources. Weights are estimates of memory.
const (
	maxHistory        = 1000    // changes of a resource, the newest
	maxResourceWeight = 2 << 20 // of a resource
	maxViolations     = 100     // of a request
	resourceWeight    = 2 << 10 // of an empty resource
	nodeWeight        = 64      // of a nested value
	changeWeight      = 128     // of an entry of the history
	effectWeight      = 256     // of an empty effect
)

// weigh estimates the memory of a value.
func weigh(value any) int {
	n := nodeWeight
	switch v := value.(type) {
	case members:
		for name, member := range v {
			n += nodeWeight + len(name) + weigh(member)
		}
	case []any:
		for _, item := range v {
			n += weigh(item)
		}
	case string:
		n += len(v)
	}
	return n
}

func (r *Resource) weigh() int {
	n := resourceWeight + weigh(r.Members) + changeWeight*len(r.History)
	for name, effect := range r.Effects {
		n += effectWeight + len(name) + len(effect.Request) + len(effect.Body)
	}
	return n
}

// reweigh updates the weight of a resource, and the members by which it is found. It is called after each change.
func (s *store) reweigh(r *Resource) {
	s.reindex(r)
	s.weight -= r.weight
	r.weight = r.weigh()
	s.weight += r.weight
}

// checkRoom returns an error response if a call would store too much. r is nil if the call creates a resource; a quarter of the
// room is reserved for existing resources.
func (e *Engine) checkRoom(in *input, r *Resource) *Result {
	weight, room := 3*weigh(in.members), e.maxWeight // as members, as the request of the effect, and in its response
	own := resourceWeight
	if r != nil {
		own = r.weight
	} else {
		room -= e.maxWeight / 4
	}
	if own+weight > maxResourceWeight {
		return in.fail("PARAM_ERROR", fmt.Sprintf("a resource may take %d KiB of memory in the sandbox, by estimate", maxResourceWeight>>10))
	}
	if e.store.weight+weight > room {
		return in.fail("SYSTEM_ERROR", "the memory of the sandbox for resources is used up: reset it, or start with another state file")
	}
	return nil
}

// DefaultMaxWeight is the default of [Engine.SetMaxWeight].
const DefaultMaxWeight = 256 << 20

// SetMaxWeight limits the weight of all resources.
func (e *Engine) SetMaxWeight(bytes int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.maxWeight = int(min(bytes, math.MaxInt))
}
