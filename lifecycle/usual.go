package lifecycle

import (
	"slices"
	"strings"
)

// usual simplifies a condition for the default values of policies: it returns
// "" if the condition is then true. never says that it is then false.
func (op *Operation) usual(when string) (rest string, never bool) {
	var left []string
	for _, part := range strings.Split(when, " && ") {
		is, isNot := op.chosen(strings.TrimSpace(part))
		never = never || isNot
		if !is {
			left = append(left, part)
		}
	}
	return strings.Join(left, " && "), never
}

// chosen reports whether a comparison of a policy is true by default, and
// whether it is false; any other expression is neither.
func (op *Operation) chosen(part string) (is, isNot bool) {
	for _, p := range op.Policies {
		value, ok := strings.CutPrefix(part, "policy."+p.Name+" == ")
		if value = strings.Trim(value, `"`); ok && slices.Contains(p.Values, value) {
			return value == p.Default, value != p.Default
		}
	}
	return false, false
}

// Notification describes the notification that the operation causes, "" if it
// causes none by default.
func (op *Operation) Notification(style Style) string {
	style = style.plain()
	var events []string
	if op.Notifies != "" {
		events = append(events, op.Notifies)
	}
	for _, o := range op.To {
		if _, never := op.usual(o.When.String()); o.Notifies != "" && !never && !slices.Contains(events, o.Notifies) {
			events = append(events, o.Notifies)
		}
	}
	if len(events) == 0 {
		return ""
	}
	for i, event := range events {
		events[i] = style.Value(event)
	}
	if op.Notifies != "" || len(op.To) == 1 {
		return style.say("It brings about the notification %s.", style.list(events, "or"))
	}
	return style.say("It can bring about the notification %s.", style.list(events, "or"))
}

// chooser returns the name of the policy that a value of Repeat refers to, ""
// if it refers to none.
func chooser(word string) string {
	name, _ := strings.CutPrefix(word, "policy.")
	if name == word {
		return ""
	}
	return name
}

// Choosers are the policies that Repeat refers to.
func (r Repeat) Choosers() []string {
	return []string{chooser(r.Same), chooser(r.Other)}
}

// usually returns the value of Repeat for the default values of policies.
func (op *Operation) usually(word string) string {
	if p := op.Policy(chooser(word)); p != nil {
		return p.Default
	}
	return word
}
