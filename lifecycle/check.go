package lifecycle

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// Check holds resources and operations together: names of what there is not,
// codes that no response lists, states that nothing reaches or leaves. What is
// wrong with expressions it does not know.
func (m *Model) Check() []Fault {
	c := &checker{model: m}
	for _, op := range m.Operations {
		c.operation = op.Name
		c.checkOperation(op)
	}
	c.operation = ""
	for _, resource := range m.Resources {
		for _, event := range resource.Events {
			path := []string{resource.Name, "events", event.Name}
			c.states(resource, event.From, append(path, "from"))
			c.state(resource, event.To, append(path, "to"))
			c.event(event.Notifies, append(path, "notifies"))
		}
		c.ways(resource)
	}
	return c.faults
}

type checker struct {
	reader
	model *Model
}

func (c *checker) checkOperation(op *Operation) {
	resource := c.model.Resource(op.Resource)
	if resource == nil {
		c.unknown([]string{"resource"}, "resource", op.Resource, c.resourceNames())
	} else {
		c.states(resource, op.From, []string{"from"})
		for i, outcome := range op.To {
			path := []string{"to", strconv.Itoa(i), "state"}
			if len(op.To) == 1 && outcome.When == "" {
				path = []string{"to"} // it may be written without a list
			}
			c.state(resource, outcome.State, path)
			c.event(outcome.Notifies, []string{"to", strconv.Itoa(i), "notifies"})
		}
		for _, refusal := range op.Otherwise {
			before := len(c.faults)
			c.state(resource, refusal.State, []string{"otherwise", refusal.State})
			for i := before; i < len(c.faults); i++ {
				c.faults[i].AtKey = true
			}
		}
		c.answered(resource, op)
	}
	c.event(op.Notifies, []string{"notifies"})
	c.codes(op)
	c.needs(op)
}

// answered holds an operation that may be refused to saying how, state by
// state.
func (c *checker) answered(resource *Resource, op *Operation) {
	if len(op.From) == 0 {
		return
	}
	var silent []string
	for _, s := range resource.States {
		if !slices.Contains(op.From, s.Name) && op.Refusal(s.Name) == "" {
			silent = append(silent, s.Name)
		}
	}
	if len(silent) > 0 {
		c.fault([]string{"otherwise"}, RuleCode, "add the code for it under otherwise",
			"the operation does not say what it answers in the state %s", join(silent, "or"))
	}
}

func (c *checker) codes(op *Operation) {
	for _, r := range op.Otherwise {
		c.code(op, r.Code, []string{"otherwise", r.State})
	}
	c.code(op, op.Missing, []string{"missing"})
	c.repetition(op, op.Repeat.Same, []string{"repeat", "same"}, Answer)
	c.repetition(op, op.Repeat.Other, []string{"repeat", "other"})
	for i, check := range op.Checks {
		c.code(op, check.Otherwise, []string{"checks", strconv.Itoa(i), "otherwise"})
	}
}

// repetition holds what answers a repetition to being a code, one of what is as
// good, or a policy all of whose values are.
func (c *checker) repetition(op *Operation, word string, path []string, asGood ...string) {
	values := []string{word}
	if name := chooser(word); name != "" {
		p := op.Policy(name)
		if p == nil {
			var names []string
			for _, p := range op.Policies {
				names = append(names, p.Name)
			}
			c.unknown(path, "policy", name, names)
			return
		}
		values = p.Values
	}
	for _, value := range values {
		if !slices.Contains(asGood, value) {
			c.code(op, value, path, asGood...)
		}
	}
}

// code holds a code to those of the operation. Others are words that may have
// been meant.
func (c *checker) code(op *Operation, code string, path []string, others ...string) {
	if code == "" || op.Codes == nil || slices.Contains(op.Codes, code) {
		return
	}
	remedy := "add it to x-error-codes of the response that has it"
	if near := diag.Near(code, append(slices.Clip(op.Codes), others...)); near != "" {
		remedy = "did you mean " + near + "? Otherwise " + remedy
	}
	c.fault(path, RuleCode, remedy, "no response of the operation lists the code %s", code)
}

func (c *checker) states(resource *Resource, names, path []string) {
	for i, name := range names {
		c.state(resource, name, append(slices.Clip(path), strconv.Itoa(i)))
	}
}

func (c *checker) state(resource *Resource, name string, path []string) {
	if name != "" && resource.State(name) == nil {
		c.unknown(path, "state of "+resource.Name, name, resource.stateNames())
	}
}

func (c *checker) event(name string, path []string) {
	if name != "" && c.model.Events != nil && !slices.Contains(c.model.Events, name) {
		c.unknown(path, "callback with the event type", name, c.model.Events)
	}
}

func (c *checker) unknown(path []string, what, name string, names []string) {
	remedy := "there is none at all"
	if len(names) > 0 {
		remedy = "the names are " + join(names, "and")
	}
	if near := diag.Near(name, names); near != "" {
		remedy = "did you mean " + near + "?"
	}
	c.fault(path, RuleName, remedy, "there is no %s %q", what, name)
}

func (c *checker) resourceNames() []string {
	var names []string
	for _, r := range c.model.Resources {
		names = append(names, r.Name)
	}
	return names
}

// ways follows operations and events from what creates a resource.
func (c *checker) ways(resource *Resource) {
	reached, left := map[string]bool{}, map[string][]string{}
	steps := c.model.Steps(resource)
	for range resource.States {
		for _, step := range steps {
			if len(step.From) == 0 || slices.ContainsFunc(step.From, func(s string) bool { return reached[s] }) {
				for _, s := range step.To {
					reached[s] = true
				}
			}
		}
	}
	for _, step := range steps {
		for _, s := range step.From {
			if slices.ContainsFunc(step.To, func(to string) bool { return to != s }) {
				left[s] = append(left[s], step.Name)
			}
		}
	}
	for _, s := range resource.States {
		path := []string{resource.Name, "states", s.Name}
		before := len(c.faults)
		if !reached[s.Name] {
			c.fault(path, RuleWay, "add the operation or the event that leads to it", "nothing reaches the state %s of %s", s.Name, resource.Name)
		}
		switch {
		case s.Final && len(left[s.Name]) > 0:
			c.fault(path, RuleWay, "take out final, or the way", "the state %s of %s is final, and %s leads out of it", s.Name, resource.Name, join(left[s.Name], "and"))
		case !s.Final && len(left[s.Name]) == 0:
			c.fault(path, RuleWay, "add what leads out of it, or final: true", "the state %s of %s is not final, and nothing leads out of it", s.Name, resource.Name)
		}
		for i := before; i < len(c.faults); i++ {
			c.faults[i].AtKey = true
		}
	}
}

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
		step := Step{Name: op.Name, From: op.From, Op: op}
		for _, outcome := range op.To {
			if !slices.Contains(step.To, outcome.State) {
				step.To = append(step.To, outcome.State)
			}
		}
		steps = append(steps, step)
	}
	for i := range resource.Events {
		event := &resource.Events[i]
		steps = append(steps, Step{Name: event.Name, From: event.From, To: []string{event.To}, Event: event})
	}
	return steps
}

// Pointer returns the fault's path as a JSON pointer, for messages that have no
// place.
func (f Fault) Pointer() string {
	out := ""
	for _, token := range f.Path {
		out += "/" + token
	}
	return out
}

// String returns the fault on one line.
func (f Fault) String() string {
	where := "x-lifecycles" + f.Pointer()
	if f.Operation != "" {
		where = f.Operation + ": x-lifecycle" + f.Pointer()
	}
	return fmt.Sprintf("%s: %s [%s]; %s", where, f.Fact, f.Rule, f.Remedy)
}
