package lifecycle

import (
	"slices"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// Cause is an event of another resource that a call or an event causes.
type Cause struct {
	When *Expression // nil: always
	// Link is the link that leads to the resource, or to several of which each has
	// the event.
	Link string
	// Each is a list; Resource has the event for each of its elements, which names
	// one as a request does. An event that creates keeps the element's members.
	Each     *Expression
	Resource string
	Event    string
	With     []Assignment // the event's parameters
	// Otherwise is the code of the call if the event cannot happen, Missing if there
	// is no such resource. Without a code nothing happens to that resource.
	Otherwise, Missing string
}

// Assignment sets a member, by its dotted path, or a parameter. An absent (nil)
// value does not change it.
type Assignment struct {
	Path  string
	Value *Expression
}

// sets reads the assignments of a member sets.
func (r *reader) sets(a at) []Assignment { return r.assignments(a, "sets") }

func (r *reader) assignments(a at, key string) (list []Assignment) {
	sets, ok := a.member(key)
	if !ok || !r.is(sets, doctree.Mapping) {
		return nil
	}
	for name := range sets.Members() {
		if e := r.value(sets, name); e != nil {
			list = append(list, Assignment{Path: name, Value: e})
		}
	}
	return list
}

func (r *reader) causes(a at) (list []Cause) {
	causes, ok := a.member("causes")
	if !ok || !r.is(causes, doctree.Sequence) {
		return nil
	}
	for _, item := range causes.elements() {
		if !r.mapping(item, "when", "link", "each", "resource", "event!", "with", "otherwise", "missing") {
			continue
		}
		c := Cause{
			When: r.condition(item, "when"), Link: r.word(item, "link"), Each: r.value(item, "each"), Resource: r.word(item, "resource"),
			Event: r.word(item, "event"), With: r.assignments(item, "with"),
			Otherwise: r.word(item, "otherwise"), Missing: r.word(item, "missing"),
		}
		if (c.Link == "") == (c.Each == nil || c.Resource == "") {
			r.fault(item.path, RuleForm, "write link, or each and resource", "a cause has either a link, or each and resource")
		}
		list = append(list, c)
	}
	return list
}

func (r *reader) parameters(a at) (list []Parameter) {
	parameters, ok := a.member("parameters")
	if !ok || !r.is(parameters, doctree.Mapping) {
		return nil
	}
	for _, m := range parameters.members() {
		if r.mapping(m, "description", "default") {
			list = append(list, Parameter{Name: m.name(), Description: r.word(m, "description"), Default: r.value(m, "default")})
		}
	}
	return list
}

// causes checks the names of what a call or an event causes.
func (c *checker) causes(resource *Resource, list []Cause, path []string) {
	for i, cause := range list {
		at := func(name string) []string { return append(slices.Clip(path), "causes", strconv.Itoa(i), name) }
		target := c.model.Resource(cause.Resource)
		switch {
		case cause.Link != "":
			link := resource.Link(cause.Link)
			if link == nil {
				c.unknown(at("link"), "link of "+resource.Name, cause.Link, linkNames(resource))
			}
			target = c.target(link)
		case target == nil && cause.Resource != "" && !strings.Contains(cause.Resource, "."):
			c.unknown(at("resource"), "resource", cause.Resource, c.resourceNames())
		}
		if target == nil || cause.Event == "" { // reported where it was read
			continue
		}
		event := target.Event(cause.Event)
		if event == nil {
			c.unknown(at("event"), "event of "+target.Name, cause.Event, target.eventNames())
			continue
		}
		c.given(cause, event, at("with"))
	}
}

// given checks that a cause gives an event its parameters. What creates takes
// any.
func (c *checker) given(cause Cause, event *Event, path []string) {
	if len(event.From) == 0 {
		return
	}
	var names, required []string
	for _, p := range event.Parameters {
		names = append(names, p.Name)
		if p.Default == nil {
			required = append(required, p.Name)
		}
	}
	for _, with := range cause.With {
		required = slices.DeleteFunc(required, func(name string) bool { return name == with.Path })
		if !slices.Contains(names, with.Path) {
			c.unknown(append(slices.Clip(path), with.Path), "parameter of "+event.Name, with.Path, names)
		}
	}
	if len(required) > 0 {
		c.fault(path, RuleForm, "add it below with", "the event %s needs %s", event.Name, join(required, "and"))
	}
}

func (r *Resource) eventNames() (names []string) {
	for _, e := range r.Events {
		names = append(names, e.Name)
	}
	return names
}
