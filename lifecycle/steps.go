package lifecycle

import (
	"slices"
	"strings"
)

// Step is a way from states to states: an operation or an event.
type Step struct {
	Name  string
	From  []string // empty: it creates
	To    []string // each once, in order
	Event *Event   // or
	Op    *Operation
}

// Steps returns the ways of a resource, operations first, in the document's
// order. Operations that only read are none.
func (m *Model) Steps(resource *Resource) []Step {
	var steps []Step
	for _, op := range m.Of(resource.Name) {
		if op.Reads() {
			continue
		}
		for _, s := range ways(op.From, op.To) {
			steps = append(steps, Step{Name: op.Name, From: s.From, To: s.To, Op: op})
		}
	}
	for i := range resource.Events {
		event := &resource.Events[i]
		for _, s := range ways(event.From, event.To) {
			steps = append(steps, Step{Name: event.Name, From: s.From, To: s.To, Event: event})
		}
	}
	return steps
}

// ways returns the states that lead to the same ones together. An outcome when state == "paid" is one for paid alone.
func ways(from []string, list []Outcome) (steps []Step) {
	if len(from) == 0 {
		return []Step{{To: stateNames(list)}}
	}
	for _, state := range from {
		to := stateNames(possible(state, list))
		i := slices.IndexFunc(steps, func(s Step) bool { return slices.Equal(s.To, to) })
		if i < 0 {
			steps = append(steps, Step{To: to})
			i = len(steps) - 1
		}
		steps[i].From = append(steps[i].From, state)
	}
	return steps
}

// possible returns the outcomes that can be taken in a state.
func possible(state string, list []Outcome) (some []Outcome) {
	for _, outcome := range list {
		only, ok := strings.CutPrefix(outcome.When.String(), `state == "`)
		if ok && strings.Count(only, `"`) == 1 && strings.HasSuffix(only, `"`) {
			if strings.TrimSuffix(only, `"`) == state {
				return append(some, outcome)
			}
			continue
		}
		some = append(some, outcome)
	}
	return some
}

func stateNames(list []Outcome) (names []string) {
	for _, outcome := range list {
		if !slices.Contains(names, outcome.State) {
			names = append(names, outcome.State)
		}
	}
	return names
}
