package lifecycle

import (
	"regexp"
	"slices"
	"strconv"
)

// ReadResources reads the extension components.x-lifecycles: JSON text
// ([]byte or json.RawMessage, the order of whose members is kept) or what
// encoding/json makes of it. What is wrong is left out of the result.
func ReadResources(extension any) ([]*Resource, []Fault) {
	r := &reader{}
	v, err := decode(extension)
	if err != nil {
		r.fault(nil, RuleForm, "write a mapping", "x-lifecycles is no JSON: %v", err)
		return nil, r.faults
	}
	root := at{value: v}
	if v.kind != isMapping {
		r.fault(nil, RuleForm, "write a mapping from names to resources", "x-lifecycles is %s, not a mapping", v.kind)
		return nil, r.faults
	}
	var list []*Resource
	for _, m := range root.members() {
		if !r.named(m, "resource") {
			continue
		}
		if resource := r.resource(m); resource != nil {
			list = append(list, resource)
		}
	}
	return list, r.faults
}

var ownName = regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`)

// named holds the names that are the author's own to one form: they stand in
// expressions, in sentences and in the names of files.
func (r *reader) named(a at, what string) bool {
	if ownName.MatchString(a.name()) {
		return true
	}
	r.fault(a.path, RuleForm, "write it in lower camel case, as in serviceOrder", "%q is no name for a %s", a.name(), what)
	r.faults[len(r.faults)-1].AtKey = true
	return false
}

func (r *reader) resource(a at) *Resource {
	if !r.mapping(a, "title!", "description", "key!", "states!", "events") {
		return nil
	}
	out := &Resource{Name: a.name(), Title: r.word(a, "title"), Description: r.word(a, "description")}
	out.Key, _ = r.words(a, "key")
	if key, ok := a.member("key"); ok && key.kind == isList && len(key.items) == 0 {
		r.fault(key.path, RuleForm, "list the members that identify one", "key is empty")
	}
	if states, ok := a.member("states"); ok && r.is(states, isMapping) {
		for _, m := range states.members() {
			if r.named(m, "state") {
				out.States = append(out.States, r.state(m))
			}
		}
	}
	if events, ok := a.member("events"); ok && r.is(events, isMapping) {
		for _, m := range events.members() {
			if event, ok := r.event(m); ok && r.named(m, "event") {
				out.Events = append(out.Events, event)
			}
		}
	}
	return out
}

func (r *reader) state(a at) State {
	out := State{Name: a.name()}
	if !r.mapping(a, "title", "description", "shows!", "final") {
		return out
	}
	out.Title, out.Description, out.Final = r.word(a, "title"), r.word(a, "description"), r.flag(a, "final")
	shows, ok := a.member("shows")
	if !ok || !r.is(shows, isMapping) {
		return out
	}
	for _, m := range shows.members() {
		if v, ok := r.shown(m); ok {
			out.Shows = append(out.Shows, Show{Path: m.name(), Value: v})
		}
	}
	return out
}

func (r *reader) shown(a at) (any, bool) {
	switch a.kind {
	case isString:
		return a.text, true
	case isBool:
		return a.text == "true", true
	case isNumber:
		if n, err := strconv.ParseInt(a.text, 10, 64); err == nil {
			return n, true
		}
	}
	r.fault(a.path, RuleForm, "write what an answer has there", "%s shows %s, not a string, a boolean or a whole number", a.name(), a.kind)
	return nil, false
}

var actors = []string{ByUser, ByTime, ByWeChatPay, ByMerchant}

func (r *reader) event(a at) (Event, bool) {
	if !r.mapping(a, "by!", "from!", "to!", "after", "notifies", "description") {
		return Event{}, false
	}
	out := Event{
		Name: a.name(), By: r.word(a, "by"), To: r.word(a, "to"),
		Notifies: r.word(a, "notifies"), Description: r.word(a, "description"),
	}
	out.From, _ = r.words(a, "from")
	if by, ok := a.member("by"); ok && out.By != "" && !slices.Contains(actors, out.By) {
		r.fault(by.path, RuleForm, "write "+join(actors, "or"), "%s is moved by %q", a.name(), out.By)
	}
	r.after(a, &out)
	return out, true
}

func (r *reader) after(a at, out *Event) {
	after, ok := a.member("after")
	switch {
	case !ok && out.By == ByTime:
		r.fault(a.path, RuleForm, "add after, as in 30d", "%s is moved by time, and does not say after how long", a.name())
	case ok && out.By != ByTime && out.By != "":
		r.fault(after.path, RuleForm, "take it out, or write by: time", "%s has after, but is moved by %q", a.name(), out.By)
	case ok && r.is(after, isString):
		d, err := Duration(after.text)
		if err != nil {
			r.fault(after.path, RuleForm, "write it as 30d or 15s", "%v", err)
		}
		out.After = d
	}
}
