package lifecycle

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// check validates resources and operations together: it reports undefined
// names, codes that no response lists, and states that nothing reaches or
// leaves.
func (m *Model) check() []diag.Diagnostic {
	c := &checker{model: m}
	for _, op := range m.Operations {
		c.root = op.node
		c.checkOperation(op)
	}
	c.root = m.node
	for _, resource := range m.Resources {
		c.checkResource(resource)
		c.ways(resource)
	}
	return c.diags
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
		c.outcomes(resource, op.To, []string{"to"})
		for _, other := range op.Otherwise {
			if resource.State(other.State) == nil {
				fact, remedy := undefined("state of "+resource.Name, other.State, resource.stateNames())
				c.keyFault([]string{"otherwise", other.State}, RuleName, remedy, "%s", fact)
			}
		}
		c.answered(resource, op)
	}
	c.event(op.Notifies, []string{"notifies"})
	c.codes(op)
	c.needs(op)
	if resource != nil {
		c.causes(resource, op.Causes, nil)
		for i, cause := range op.Causes {
			c.code(op, cause.Otherwise, []string{"causes", strconv.Itoa(i), "otherwise"})
			c.code(op, cause.Missing, []string{"causes", strconv.Itoa(i), "missing"})
		}
	}
	c.expressions(op)
}

// outcomes checks the states and notifications of a list, which may be written
// as one state.
func (c *checker) outcomes(resource *Resource, list []Outcome, path []string) {
	for i, outcome := range list {
		at := func(name string) []string { return append(slices.Clip(path), strconv.Itoa(i), name) }
		if Place(c.root, at("state"), false) == Place(c.root, path, true) {
			c.state(resource, outcome.State, path)
			continue
		}
		c.state(resource, outcome.State, at("state"))
		c.event(outcome.Notifies, at("notifies"))
	}
}

// checkResource checks the names that the events and links of a resource have.
func (c *checker) checkResource(resource *Resource) {
	for i := range resource.Events {
		event := &resource.Events[i]
		path := []string{resource.Name, "events", event.Name}
		c.states(resource, event.From, append(path, "from"))
		c.outcomes(resource, event.To, append(path, "to"))
		c.event(event.Notifies, append(path, "notifies"))
		c.causes(resource, event.Causes, path)
		for i, cause := range event.Causes {
			if cause.Otherwise != "" || cause.Missing != "" {
				c.fault(append(slices.Clip(path), "causes", strconv.Itoa(i)), RuleForm, "remove otherwise and missing; what cannot happen is skipped",
					"an event has no caller who could get a code")
			}
		}
	}
	c.linked(resource)
	c.eventExpressions(resource)
}

// answered reports the states in which the operation is not allowed and has no
// code.
func (c *checker) answered(resource *Resource, op *Operation) {
	if len(op.From) == 0 {
		return
	}
	var silent []string
	for _, s := range resource.States {
		if !s.Gone && !slices.Contains(op.From, s.Name) && op.Refusal(s.Name) == "" {
			silent = append(silent, s.Name)
		}
	}
	if len(silent) > 0 {
		c.warn([]string{"otherwise"}, RuleCode, "add the code for it under otherwise",
			"the operation has no code for the state %s", join(silent, "or"))
	}
}

func (c *checker) codes(op *Operation) {
	for _, r := range op.Otherwise {
		c.code(op, r.Code, []string{"otherwise", r.State})
	}
	c.code(op, op.Missing, []string{"missing"})
	c.repetition(op, op.Repeat.Same, []string{"repeat", "same"}, Answer, Current)
	c.repetition(op, op.Repeat.Other, []string{"repeat", "other"}, Current)
	for i, check := range op.Checks {
		c.code(op, check.Otherwise, []string{"checks", strconv.Itoa(i), "otherwise"})
	}
}

// repetition checks that repeat names a known code, an allowed word or a policy.
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

// code reports a code that the operation does not list. Others are words that
// may have been meant.
func (c *checker) code(op *Operation, code string, path []string, others ...string) {
	if code == "" || op.Codes == nil || slices.Contains(op.Codes, code) {
		return
	}
	remedy := "add it to x-error-codes of the response that has it"
	if near := diag.Near(code, append(slices.Clip(op.Codes), others...)); near != "" {
		remedy = "did you mean " + near + "? Otherwise " + remedy
	}
	c.warn(path, RuleCode, remedy, "no response of the operation lists the code %s", code)
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
		fact, remedy := undefined("callback with the event type", name, c.model.Events)
		c.warn(path, RuleName, remedy, "%s", fact) // the notification can be sent without its schema
	}
}

func (c *checker) unknown(path []string, what, name string, names []string) {
	fact, remedy := undefined(what, name, names)
	c.fault(path, RuleName, remedy, "%s", fact)
}

// undefined describes a name that is not defined.
func undefined(what, name string, names []string) (fact, remedy string) {
	remedy = "there are none"
	if len(names) > 0 {
		remedy = "the names are " + join(names, "and")
	}
	return fmt.Sprintf("there is no %s %q", what, name), diag.Hint(name, names, remedy)
}

func (c *checker) resourceNames() []string {
	var names []string
	for _, r := range c.model.Resources {
		names = append(names, r.Name)
	}
	return names
}

// ways reports states that no operation or event reaches, and those that
// nothing leaves although they are not final.
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
		if !reached[s.Name] {
			c.keyWarn(path, RuleWay, "add the operation or the event that leads to it", "nothing reaches the state %s of %s", s.Name, resource.Name)
		}
		switch {
		case s.Final && len(left[s.Name]) > 0:
			word := "final"
			if s.Gone {
				word = "gone"
			}
			c.keyWarn(path, RuleWay, "remove "+word+", or the way", "the state %s of %s is %s, and %s leads out of it", s.Name, resource.Name, word, join(left[s.Name], "and"))
		case !s.Final && len(left[s.Name]) == 0:
			c.keyWarn(path, RuleWay, "add what leads out of it, or final: true", "the state %s of %s is not final, and nothing leads out of it", s.Name, resource.Name)
		}
	}
}
