// Package scenario reads scenario files, which say what happens in a sandbox and what is expected, and plays them over the admin API.
package scenario

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// Scenario is a scenario file.
type Scenario struct {
	Name  string `json:"name"`
	Steps []Step `json:"steps"`
}

// Step is one step. Exactly one of the fields that say what it does is set.
type Step struct {
	Name string `json:"name"`

	Call    string `json:"call"`    // an operation, or method and path
	Trigger string `json:"trigger"` // an event
	Advance string `json:"advance"` // a duration
	Fault   string `json:"fault"`   // the name of a fault
	Policy  string `json:"policy"`  // the name of a policy
	Deliver bool   `json:"deliver"` // sends the notifications that are due
	Reset   bool   `json:"reset"`

	With      map[string]any    `json:"with"`    // members of a call, in place of the example's; parameters of an event
	Without   []string          `json:"without"` // members of the example that are not sent
	Body      json.RawMessage   `json:"body"`    // of a call, in place of the example
	Merchant  string            `json:"merchant"`
	Resource  string            `json:"resource"`  // of an event, by number or ID
	Kind      string            `json:"kind"`      // of an event that creates a resource
	Operation string            `json:"operation"` // of a fault
	Times     int               `json:"times"`     // of a fault; 1 by default
	Wait      string            `json:"wait"`      // of a fault
	Value     string            `json:"value"`     // of a policy
	Save      map[string]string `json:"save"`      // members of the response, by the name of the variable
	Expect    *Expectation      `json:"expect"`
}

// Expectation is what is expected of a call, or, in a step of its own, of a resource or a notification.
type Expectation struct {
	Status *int           `json:"status"` // 0: no response
	Code   string         `json:"code"`
	Body   map[string]any `json:"body"` // members of the response

	Resource string         `json:"resource"`
	State    string         `json:"state"`
	Members  map[string]any `json:"members"`
	Missing  bool           `json:"missing"` // there is no such resource

	Notification string `json:"notification"` // the event type
	Accepted     *bool  `json:"accepted"`
	Times        *int   `json:"times"` // of notifications, or of an operation that took effect
	Operation    string `json:"operation"`
}

// maxBytes limits a scenario file.
const maxBytes = 1 << 20

// Parse reads a scenario file, in YAML or JSON.
func Parse(name string, data []byte) (*Scenario, error) {
	if len(data) > maxBytes {
		return nil, fmt.Errorf("%s has more than %d bytes", name, maxBytes)
	}
	file, diags := doctree.Parse(name, data, doctree.Limits{})
	var errs []error
	for _, d := range diags {
		if d.Severity == diag.Error {
			errs = append(errs, errors.New(d.String()))
		}
	}
	if len(errs) > 0 || file == nil || file.Root == nil {
		return nil, errors.Join(append(errs, fmt.Errorf("%s cannot be read", name))...)
	}
	decoder := json.NewDecoder(bytes.NewReader(file.Root.AppendJSON(nil)))
	decoder.DisallowUnknownFields()
	decoder.UseNumber()
	var s Scenario
	if err := decoder.Decode(&s); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(s.Steps) == 0 {
		return nil, fmt.Errorf("%s has no steps", name)
	}
	for i, step := range s.Steps {
		if err := step.check(); err != nil {
			errs = append(errs, fmt.Errorf("%s: step %d: %w", name, i+1, err))
		}
	}
	return &s, errors.Join(errs...)
}

// check returns an error unless the step does exactly one thing.
func (s *Step) check() error {
	does := 0
	for _, set := range []bool{s.Call != "", s.Trigger != "", s.Advance != "", s.Fault != "", s.Policy != "", s.Deliver, s.Reset} {
		if set {
			does++
		}
	}
	switch {
	case does == 0 && s.Expect == nil:
		return errors.New("it does nothing; use call, trigger, advance, fault, policy, deliver, reset or expect")
	case does > 1:
		return errors.New("it does several things; use a step for each")
	case does == 1 && s.Call == "" && s.Expect != nil:
		return errors.New("only a call has a response to expect; expect the state of a resource in a step of its own")
	case s.Call == "" && len(s.Save) > 0:
		return errors.New("only a call has a response to save from")
	case does == 0 && s.Expect.Resource == "" && s.Expect.Notification == "":
		return errors.New("expect: name a resource or a notification")
	}
	return nil
}

// Title returns the name of the step, or what it does.
func (s *Step) Title() string {
	switch {
	case s.Name != "":
		return s.Name
	case s.Call != "":
		return "call " + s.Call
	case s.Trigger != "":
		return "trigger " + s.Trigger + " of " + s.Resource + s.Kind
	case s.Advance != "":
		return "advance " + s.Advance
	case s.Fault != "":
		return "fault " + s.Fault
	case s.Policy != "":
		return "policy " + s.Policy + " is " + s.Value
	case s.Deliver:
		return "deliver notifications"
	case s.Reset:
		return "reset"
	case s.Expect.Notification != "":
		return "expect " + s.Expect.Notification
	}
	return "expect " + s.Expect.Resource
}
