package lifecycle

import (
	"slices"
	"strings"
)

// usual returns what is left of a condition when the policies are what they are
// by default: "" when it then holds. never says that it then does not hold.
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

// chosen reports whether a comparison of a policy holds by default, and whether
// it does not; any other expression is neither.
func (op *Operation) chosen(part string) (is, isNot bool) {
	for _, p := range op.Policies {
		value, ok := strings.CutPrefix(part, "policy."+p.Name+" == ")
		if value = strings.Trim(value, `"`); ok && slices.Contains(p.Values, value) {
			return value == p.Default, value != p.Default
		}
	}
	return false, false
}

// Told says which notification the operation brings about, "" if none. What only
// a policy that was switched would notify of is left out.
func (op *Operation) Told(style Style) string {
	var events []string
	verb := "can bring"
	if op.Notifies != "" {
		events, verb = append(events, op.Notifies), "brings"
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
		events[i] = style.plain().Value(event)
	}
	if len(op.To) == 1 {
		verb = "brings"
	}
	return "It " + verb + " about the notification " + strings.Join(events, " or ") + "."
}

// chooser returns the name of the policy that a word of Repeat leaves it to, "" if
// it stands for itself.
func chooser(word string) string {
	name, _ := strings.CutPrefix(word, "policy.")
	if name == word {
		return ""
	}
	return name
}

// Choosers are the policies that Repeat leaves it to.
func (r Repeat) Choosers() []string {
	return []string{chooser(r.Same), chooser(r.Other)}
}

// usually returns what a word of Repeat is when the policies are what they are by
// default.
func (op *Operation) usually(word string) string {
	if p := op.Policy(chooser(word)); p != nil {
		return p.Default
	}
	return word
}
