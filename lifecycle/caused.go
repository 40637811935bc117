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
		states := w.set(stateNames(event.To), "or")
		text := style.say("%s then is %s", subject, states)
		if len(event.From) == 0 {
			text = style.say("%s makes a new %s, which is %s", subject, style.noun(target), states)
		}
		if cause.When != nil {
			text = style.say("%s when %s", text, w.condition(cause.When.String()))
		}
		out = append(out, cause.otherwise(text, style))
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
		list := style.Value(cause.Each.String())
		if event := target.Event(cause.Event); event != nil && len(event.From) == 0 {
			return target, style.say("Each of %s", list)
		}
		return target, style.say("The %s of each of %s", style.noun(target), list)
	}
	link := resource.Link(cause.Link)
	target = (&checker{model: m}).target(link)
	switch {
	case target == nil:
		return nil, ""
	case link.Many:
		return target, style.say("Each %s of %s", style.noun(target), style.Value(link.Name))
	}
	return target, style.say("The %s", style.noun(target))
}

// otherwise adds the codes of a call whose event cannot happen to a sentence.
func (c Cause) otherwise(text string, style Style) string {
	missing := c.Missing != "" && c.Missing != c.Otherwise
	switch {
	case c.Otherwise != "" && missing:
		return style.say("%s; if that is not possible the error is %s, and %s if it does not exist.", text, style.Code(c.Otherwise), style.Code(c.Missing))
	case c.Otherwise != "":
		return style.say("%s; if that is not possible the error is %s.", text, style.Code(c.Otherwise))
	case missing:
		return style.say("%s; if it does not exist the error is %s.", text, style.Code(c.Missing))
	}
	return style.say("%s.", text)
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
