package notify

import (
	"math/rand/v2"
	"slices"
)

// State is what a state file keeps of a notifier.
type State struct {
	Options    Options `json:"notify_options"`
	Deliveries []Saved `json:"deliveries"`
}

// Saved is a delivery in a state file.
type Saved struct {
	Delivery
	Body    []byte `json:"body"`
	Refused int    `json:"refused"`
	Held    bool   `json:"held,omitempty"`
}

// State returns a copy of the state.
func (n *Notifier) State() State {
	n.mu.Lock()
	defer n.mu.Unlock()
	s := State{Options: n.options}
	for _, d := range n.list {
		saved := Saved{d.Delivery, d.body, d.refused, d.held}
		saved.Attempts = slices.Clone(d.Attempts)
		s.Deliveries = append(s.Deliveries, saved)
	}
	return s
}

// Restore replaces the deliveries and the options, except for a BaseURL of the configuration. New IDs come from source.
func (n *Notifier) Restore(s State, source rand.Source) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if base := n.Config.Options.BaseURL; base != "" {
		s.Options.BaseURL = base
	}
	n.changes++
	n.random = rand.New(source) //nolint:gosec // no secrets
	n.options, n.list, n.open, n.bytes = s.Options, nil, nil, 0
	for _, d := range s.Deliveries {
		n.remember(&delivery{d.Delivery, d.Body, d.Refused, d.Held})
	}
	n.forget()
	if len(n.open) > 0 {
		n.start()
		n.wakeUp()
	}
}

// Changes returns a number that changes whenever the state may have changed.
func (n *Notifier) Changes() uint64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.changes
}
