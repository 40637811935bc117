package lifecycle

import (
	"errors"
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

// Broken returns the first check that does not hold, nil if all of them do.
// stateful selects the checks that look at the resource, or those that do not.
func (op *Operation) Broken(env Env, stateful bool) (*Check, error) {
	for i := range op.Checks {
		check := &op.Checks[i]
		if check.That.Stateful() != stateful {
			continue
		}
		if ok, err := check.That.Holds(env); !ok || err != nil {
			return check, err
		}
	}
	return nil, nil
}

var errNoOutcome = errors.New(`no entry of its list "to" holds; let the last one have no "when"`)

// Choose returns the outcome of a call.
func (op *Operation) Choose(env Env) (*Outcome, error) {
	for i := range op.To {
		if ok, err := op.To[i].When.Holds(env); ok || err != nil {
			return &op.To[i], err
		}
	}
	return nil, errNoOutcome
}

// Repeats reports whether the document says what a call gets that took effect
// before, with the same parameters or with others.
func (op *Operation) Repeats() bool { return op.Repeat != Repeat{} }

// Again returns what such a call gets, given the chosen values of the policies:
// [Answer], a code, or "" where the document does not say.
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

// Event returns the event of that name, nil if there is none.
func (r *Resource) Event(name string) *Event {
	i := slices.IndexFunc(r.Events, func(e Event) bool { return e.Name == name })
	if i < 0 {
		return nil
	}
	return &r.Events[i]
}

// Due returns the next event that time brings about in a state entered at
// changed; nil if there is none.
func (r *Resource) Due(state string, changed time.Time) (due time.Time, event *Event) {
	for i := range r.Events {
		e := &r.Events[i]
		if e.By != ByTime || e.After == 0 || !slices.Contains(e.From, state) {
			continue
		}
		if t := changed.Add(e.After); event == nil || t.Before(due) {
			due, event = t, e
		}
	}
	return due, event
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
