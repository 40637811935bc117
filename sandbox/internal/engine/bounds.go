package engine

import (
	"fmt"
	"math"
)

// The bounds of what is kept. Weights are estimates of the memory that something takes.
const (
	mostHistory    = 1000    // changes of a resource, the newest
	mostWeight     = 2 << 20 // of a resource
	mostFaults     = 100     // of a request
	resourceWeight = 2 << 10 // of a resource without anything in it
	nodeWeight     = 64      // of a value within another
	changeWeight   = 128     // of an entry of a history
	effectWeight   = 256     // of an effect without its texts
)

// weigh is about how much memory a value takes.
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

// reweigh notes what a resource weighs now.
func (s *store) reweigh(r *Resource) {
	s.weight -= r.weight
	r.weight = r.weigh()
	s.weight += r.weight
}

// checkRoom refuses a call that would keep too much, before it takes effect. r is nil if the call makes a resource. What is left
// when nothing more can be made is for those that are there.
func (e *Engine) checkRoom(in *input, r *Resource) *Result {
	weight, room := 3*weigh(in.members), e.most // as members, as the request of the effect, and in its answer
	own := resourceWeight
	if r != nil {
		own = r.weight
	} else {
		room -= e.most / 4
	}
	if own+weight > mostWeight {
		return in.refuse("PARAM_ERROR", fmt.Sprintf("the sandbox keeps %d KiB of a resource at most, as a rough count of its memory", mostWeight>>10))
	}
	if e.store.weight+weight > room {
		return in.refuse("SYSTEM_ERROR", "the sandbox keeps as many resources as it may: reset it, or begin with another state file")
	}
	return nil
}

// DefaultMost is what resources weigh in all, at most, unless [Engine.Bound] says otherwise.
const DefaultMost = 256 << 20

// Bound sets what resources weigh in all, at most.
func (e *Engine) Bound(bytes int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.most = int(min(bytes, math.MaxInt))
}
