package lifecycle

import (
	"slices"
	"strings"
)

// Caused describes what a call or an event of the resource changes in others. A
// cause with an undefined name has no sentence.
func (m *Model) Caused(resource *Resource, list []Cause, style Style) []string {
	style = style.plain()
	var out []string
	for _, cause := range list {
		target, subject := m.caused(resource, cause, style)
		if target == nil {
			continue
		}
		event := target.Event(cause.Event)
		if event == nil || !target.hasStates(stateNames(event.To)) {
			continue
		}
		w := words{resource: target, style: style}
		verb := " then is "
		if len(event.From) == 0 {
			verb = " makes a new " + target.Noun() + ", which is "
		}
		text := subject + verb + w.set(stateNames(event.To), "or")
		if cause.When != nil {
			text += " when " + w.condition(cause.When.String())
		}
		out = append(out, text+cause.otherwise(style)+".")
	}
	return out
}

// caused returns the resource that a cause changes, nil if it is not one of this
// document, and what a sentence about it begins with.
func (m *Model) caused(resource *Resource, cause Cause, style Style) (target *Resource, subject string) {
	if cause.Each != nil {
		if target = m.Resource(cause.Resource); target == nil {
			return nil, ""
		}
		event, subject := target.Event(cause.Event), "The "+target.Noun()+" of each of "
		if event != nil && len(event.From) == 0 {
			subject = "Each of "
		}
		return target, subject + style.Value(cause.Each.String())
	}
	link := resource.Link(cause.Link)
	target = (&checker{model: m}).target(link)
	switch {
	case target == nil:
		return nil, ""
	case link.Many:
		return target, "Each " + target.Noun() + " of " + style.Value(link.Name)
	}
	return target, "The " + target.Noun()
}

// otherwise lists the codes of a call whose event cannot happen.
func (c Cause) otherwise(style Style) string {
	text := ""
	if c.Otherwise != "" {
		text = "; if that is not possible the error is " + style.Code(c.Otherwise)
	}
	switch {
	case c.Missing == "" || c.Missing == c.Otherwise:
		return text
	case text == "":
		return "; if it does not exist the error is " + style.Code(c.Missing)
	}
	return text + ", and " + style.Code(c.Missing) + " if it does not exist"
}

// Assigned returns the members that are given values by the spec itself, when a
// state is entered, a call is made or an event happens: each once, in order.
// Counts are not among them.
func (m *Model) Assigned(resource *Resource) []string {
	lists := [][]Assignment{resource.Sets}
	outcomes := func(to []Outcome) {
		for _, o := range to {
			lists = append(lists, o.Sets)
		}
	}
	for _, s := range resource.States {
		lists = append(lists, s.Sets)
	}
	for _, op := range m.Of(resource.Name) {
		lists = append(lists, op.Sets)
		outcomes(op.To)
	}
	for _, e := range resource.Events {
		lists = append(lists, e.Sets)
		outcomes(e.To)
	}
	var paths []string
	for _, set := range slices.Concat(lists...) {
		count := slices.ContainsFunc(resource.Counts, func(c Count) bool { return c.Name == set.Path })
		if path := strings.ReplaceAll(set.Path, ".*", ""); !count && !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	return paths
}
