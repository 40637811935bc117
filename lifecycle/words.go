package lifecycle

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Style formats what is not English in a sentence, and chooses the language.
type Style struct {
	Code  func(code string) string // an error code
	Value func(text string) string // a name or value of the API, an expression
	// Translate returns the format of a sentence in another language, given the English one, such as
	// internal/chinese does; nil: English.
	Translate func(english string) string
}

// say formats a sentence, or a part of one, in the language of the style.
func (s Style) say(english string, args ...any) string {
	if s.Translate != nil {
		english = s.Translate(english)
	}
	return fmt.Sprintf(english, args...)
}

// list joins names by commas and a conjunction, "and" or "or".
func (s Style) list(names []string, conjunction string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	if conjunction == "and" {
		return s.say("%s and %s", strings.Join(names[:last], s.say(", ")), names[last])
	}
	return s.say("%s or %s", strings.Join(names[:last], s.say(", ")), names[last])
}

// noun is the resource's name: WeChat Pay's where sentences are not English.
func (s Style) noun(r *Resource) string {
	if s.Translate != nil && r.Title != "" {
		return r.Title
	}
	return r.Noun()
}

// plain sets the defaults of a style.
func (s Style) plain() Style {
	same := func(text string) string { return text }
	if s.Code == nil {
		s.Code = same
	}
	if s.Value == nil {
		s.Value = same
	}
	return s
}

// Noun is the resource's name in a sentence: "service order".
func (r *Resource) Noun() string {
	var b strings.Builder
	for i, c := range r.Name {
		if unicode.IsUpper(c) && i > 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}

// Sentences describes what the operation needs, also of other resources, what
// it leads to and causes, and its errors in other states. It is empty for an
// operation that only reads, and if a name is undefined.
func (m *Model) Sentences(op *Operation, style Style) []string {
	resource := m.Resource(op.Resource)
	if resource == nil || op.Reads() || !resource.has(op) {
		return nil
	}
	w := words{resource: resource, op: op, style: style.plain()}
	needed := append(m.needed(op, w.style), m.Caused(resource, op.Causes, style)...)
	if op.Creates {
		return append(w.begins(), needed...)
	}
	list := []string{w.must()}
	if otherwise := w.otherwise(); otherwise != "" {
		list = append(list, otherwise)
	}
	return append(list, needed...)
}

func (r *Resource) hasStates(names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return r.State(name) == nil })
}

func (r *Resource) has(op *Operation) bool {
	if !r.hasStates(op.From) {
		return false
	}
	for _, outcome := range op.To {
		if r.State(outcome.State) == nil {
			return false
		}
	}
	return !slices.ContainsFunc(op.Otherwise, func(x Refusal) bool { return r.State(x.State) == nil })
}

// words is the state while sentences about one operation are made.
type words struct {
	resource *Resource
	op       *Operation
	style    Style
}

// begins describes a new resource, if a response can show it.
func (w words) begins() []string {
	for _, o := range w.op.To {
		if _, ok := w.resource.State(o.State).Shown(w.resource.Primary()); !ok {
			return nil
		}
	}
	return []string{w.style.say("The new %s is %s.", w.style.noun(w.resource), w.outcomes())}
}

// must describes the states in which the operation is allowed, and what it leads to.
func (w words) must() string {
	noun, from := w.style.noun(w.resource), w.set(w.op.From, "or")
	if len(w.op.To) == 1 && len(w.op.From) == 1 && w.op.To[0].State == w.op.From[0] {
		return w.style.say("The %s must be %s, and stays so.", noun, from)
	}
	return w.style.say("The %s must be %s; it then is %s.", noun, from, w.outcomes())
}

// outcomes are the states that an operation leads to. An outcome that depends
// on a policy alone is left to the caller; otherwise policies have their
// defaults.
func (w words) outcomes() string {
	open := slices.ContainsFunc(w.op.To, func(o Outcome) bool {
		rest, _ := w.op.usual(o.When.String())
		return strings.Contains(rest, "policy.") || rest == "" && o.When != nil
	})
	if len(w.op.To) == 1 || open {
		var names []string
		for _, o := range w.op.To {
			if !slices.Contains(names, o.State) {
				names = append(names, o.State)
			}
		}
		return w.set(names, "or")
	}
	var parts []string
	for _, o := range w.op.To {
		state := w.set([]string{o.State}, "or")
		switch {
		case o.When != nil:
			rest, _ := w.op.usual(o.When.String())
			parts = append(parts, w.style.say("%s when %s", state, w.condition(rest)))
		default:
			parts = append(parts, w.style.say("else %s", state))
		}
	}
	return strings.Join(parts, w.style.say(", "))
}

// condition returns a condition in words.
func (w words) condition(when string) string { return Words(when, w.style) }

// otherwise lists the error codes by state.
func (w words) otherwise() string {
	var codes []string
	states := map[string][]string{}
	for _, s := range w.resource.States {
		if code := w.op.Refusal(s.Name); code != "" {
			if states[code] == nil {
				codes = append(codes, code)
			}
			states[code] = append(states[code], s.Name)
		}
	}
	switch len(codes) {
	case 0:
		return ""
	case 1:
		return w.style.say("In any other state the error is %s.", w.style.Code(codes[0]))
	}
	var parts []string
	for _, code := range codes {
		parts = append(parts, w.style.say("%s when it is %s", w.style.Code(code), w.set(states[code], "or")))
	}
	return w.style.say("Otherwise the error is %s.", w.style.list(parts, "and"))
}

// set returns the names of states as responses show them.
func (w words) set(names []string, conjunction string) string {
	var parts []string
	for _, label := range w.resource.labels(names) {
		text := w.style.Value(label.value)
		if len(label.detail) > 0 {
			var details []string
			for _, show := range label.detail {
				details = append(details, w.style.Value(show.Path)+" "+w.style.Value(fmt.Sprint(show.Value)))
			}
			text += " (" + strings.Join(details, ", ") + ")"
		}
		if !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
	}
	return w.style.list(parts, conjunction)
}

// label is the name of a state: the value of the member that shows most of it,
// and of further ones if that is ambiguous.
type label struct {
	value  string
	detail []Show
}

// Primary is the member that best identifies the state: the first that a state
// shows. It is "" if responses show none.
func (r *Resource) Primary() string {
	for _, s := range r.States {
		if len(s.Shows) > 0 {
			return s.Shows[0].Path
		}
	}
	return ""
}

// Shown returns the value of the member at path in the state.
func (s *State) Shown(path string) (any, bool) {
	for _, show := range s.Shows {
		if show.Path == path {
			return show.Value, true
		}
	}
	return nil, false
}

// labels returns the labels of a set of states. If the set has all states with
// one primary value, it is that value.
func (r *Resource) labels(names []string) []label {
	primary := r.Primary()
	var out []label
	for _, name := range names {
		s := r.State(name)
		v, ok := s.Shown(primary)
		if !ok {
			out = append(out, label{value: name})
			continue
		}
		l := label{value: fmt.Sprint(v)}
		var others []*State
		for i := range r.States {
			other := &r.States[i]
			if w, ok := other.Shown(primary); ok && w == v && !slices.Contains(names, other.Name) {
				others = append(others, other)
			}
		}
		if len(others) > 0 {
			l.detail = s.distinction(others)
		}
		out = append(out, l)
	}
	return out
}

// distinction returns the members that distinguish s from others, one if that
// is enough.
func (s *State) distinction(others []*State) []Show {
	var telling []Show
	for _, show := range s.Shows {
		alike := slices.ContainsFunc(others, func(o *State) bool {
			v, ok := o.Shown(show.Path)
			return ok && v == show.Value
		})
		if !alike {
			return []Show{show}
		}
		if slices.ContainsFunc(others, func(o *State) bool { v, ok := o.Shown(show.Path); return !ok || v != show.Value }) {
			telling = append(telling, show)
		}
	}
	return telling
}
