package lifecycle

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Allows reports whether a call may be made in a state, and the code if not: ""
// where the document has none.
func (op *Operation) Allows(state string) (code string, ok bool) {
	if slices.Contains(op.From, state) {
		return "", true
	}
	return op.Refusal(state), false
}

// stateful reports whether an expression depends on the resource or on one that
// it is linked to, so that it can be evaluated only once they are found.
func (op *Operation) stateful(e *Expression) bool {
	return e.looksAt(stateful...) || e.looksAt(op.links...)
}

// Broken returns the first check that fails, nil if all succeed. stateful
// selects the checks that depend on the resource, or the others.
func (op *Operation) Broken(env Env, stateful bool) (*Check, error) {
	for i := range op.Checks {
		check := &op.Checks[i]
		if op.stateful(check.That) != stateful {
			continue
		}
		if ok, err := check.That.Holds(env); !ok || err != nil {
			return check, err
		}
	}
	return nil, nil
}

var errNoOutcome = errors.New(`no condition in its list "to" is true; remove "when" from the last entry`)

// Choose returns the outcome of a call.
func (op *Operation) Choose(env Env) (*Outcome, error) { return choose(op.To, env) }

func choose(list []Outcome, env Env) (*Outcome, error) {
	for i := range list {
		if ok, err := list[i].When.Holds(env); ok || err != nil {
			return &list[i], err
		}
	}
	return nil, errNoOutcome
}

// Repeats reports whether the document says what a call gets that took effect
// before, with the same parameters or with others.
func (op *Operation) Repeats() bool { return op.Repeat != Repeat{} }

// Again returns the result of such a call, given the chosen values of the
// policies: [Answer], a code, or "" if the document does not say.
func (op *Operation) Again(same bool, policies map[string]any) string {
	word := op.Repeat.Other
	if same {
		word = op.Repeat.Same
	}
	if name := chooser(word); name != "" {
		word, _ = policies[name].(string)
	}
	return word
}

// Unmet returns the code of a need that the resources found do not meet, given
// their states; ok says that they meet it.
func (n *Need) Unmet(states []string) (code string, ok bool) {
	ok = len(n.Without) > 0
	for _, state := range states { // of several, the last one decides
		switch {
		case slices.Contains(n.Without, state):
			ok = false
		case slices.Contains(n.In, state):
			ok = true
		}
	}
	switch {
	case ok:
		return "", true
	case len(states) == 0 && n.Missing != "":
		return n.Missing, false
	}
	return n.Otherwise, false
}

// Event returns the event of that name, nil if it is undefined.
func (r *Resource) Event(name string) *Event {
	i := slices.IndexFunc(r.Events, func(e Event) bool { return e.Name == name })
	if i < 0 {
		return nil
	}
	return &r.Events[i]
}

// Due returns the next event caused by time in a state entered at changed, nil
// if there is none. env is called only if an event has expressions.
func (r *Resource) Due(state string, changed time.Time, env func() Env) (due time.Time, event *Event) {
	for i := range r.Events {
		e := &r.Events[i]
		if e.By != ByTime || !slices.Contains(e.From, state) {
			continue
		}
		if t, ok := e.time(changed, env); ok && (event == nil || t.Before(due)) {
			due, event = t, e
		}
	}
	return due, event
}

func (e *Event) time(changed time.Time, env func() Env) (time.Time, bool) {
	if e.When != nil {
		if ok, err := e.When.Holds(env()); !ok || err != nil {
			return time.Time{}, false
		}
	}
	if e.At != nil {
		value, err := e.At.Value(env())
		if t, ok := instant(value); ok && err == nil {
			return t, true
		}
	}
	return changed.Add(e.After), e.After > 0
}

// beijing is the zone of times without one.
var beijing = time.FixedZone("", 8*60*60)

// instant reads a time as WeChat Pay writes it.
func instant(value any) (time.Time, bool) {
	switch value := value.(type) {
	case time.Time:
		return value, true
	case string:
		if t, err := time.Parse(time.RFC3339, value); err == nil {
			return t, true
		}
		t, err := time.ParseInLocation("20060102150405", value, beijing)
		return t, err == nil
	}
	return time.Time{}, false
}

// Showing returns what the state shows, by path.
func (s *State) Showing() map[string]any {
	m := make(map[string]any, len(s.Shows))
	for _, show := range s.Shows {
		m[show.Path] = show.Value
	}
	return m
}

// Values returns the policies' values: the default, unless chosen has another.
func (op *Operation) Values(chosen func(name string) (string, bool)) map[string]any {
	values := make(map[string]any, len(op.Policies))
	for _, p := range op.Policies {
		values[p.Name] = p.Default
		if value, ok := chosen(p.Name); ok {
			values[p.Name] = value
		}
	}
	return values
}

// Allows reports whether the event can happen in a state.
func (e *Event) Allows(state string, env Env) (bool, error) {
	if len(e.From) > 0 && !slices.Contains(e.From, state) {
		return false, nil
	}
	return e.When.Holds(env)
}

// Choose returns the outcome of the event.
func (e *Event) Choose(env Env) (*Outcome, error) { return choose(e.To, env) }

// Given returns the event's parameters: those that are given, and the defaults
// of the others.
func (e *Event) Given(given map[string]any, env Env) (map[string]any, error) {
	out := make(map[string]any, len(e.Parameters))
	for name, value := range given {
		if len(e.From) > 0 && !slices.ContainsFunc(e.Parameters, func(p Parameter) bool { return p.Name == name }) {
			return nil, fmt.Errorf("the event %s has no parameter %q", e.Name, name)
		}
		out[name] = value
	}
	for _, p := range e.Parameters {
		if out[p.Name] != nil {
			continue
		}
		if p.Default == nil {
			return nil, fmt.Errorf("the event %s needs the parameter %q", e.Name, p.Name)
		}
		value, err := p.Default.Value(env)
		if err != nil {
			return nil, err
		}
		out[p.Name] = value
	}
	return out, nil
}

// Kept reports whether the resource keeps a member of the body.
func (op *Operation) Kept(member string) bool {
	return op.Keeps == nil || slices.Contains(op.Keeps, member)
}

// Entering returns what is assigned when a call or an event with the assignments
// own leads to an outcome, in order.
func (r *Resource) Entering(own []Assignment, outcome *Outcome) []Assignment {
	list := slices.Clone(r.Sets)
	if state := r.State(outcome.State); state != nil {
		list = append(list, state.Sets...)
	}
	return append(append(list, own...), outcome.Sets...)
}

// Mismatch returns the code for a member of the identity that a request repeats
// with another value, given the codes that the operation lists.
func (op *Operation) Mismatch(identity Identity, listed func(code string) bool) string {
	for i, code := range identity.Codes {
		if code == Missing && op.Missing != "" {
			return op.Missing
		}
		if code != Missing && (listed(code) || i == len(identity.Codes)-1) {
			return code
		}
	}
	return ""
}
