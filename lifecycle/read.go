package lifecycle

import (
	"regexp"
	"slices"

	"github.com/expr-lang/expr/types"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// Source is what a document says about lifecycles.
type Source struct {
	Resources  *doctree.Node // components.x-lifecycles; nil: none
	Operations []OperationSource
	Events     []string // the event types of its callbacks; nil: not known
}

// OperationSource is an operation with the extension x-lifecycle.
type OperationSource struct {
	Name, Title string
	Node        *doctree.Node // x-lifecycle
	Codes       []string      // that its responses list; nil: not known
	Members     types.Map     // of its request, with their types; nil: not known
}

// Read returns the model of a document and its diagnostics, sorted by position.
// An error is something that cannot be executed, a warning something that is
// incomplete or contradicts the rest of the document. The model is never nil;
// it lacks what could not be read.
func Read(src Source) (*Model, []diag.Diagnostic) {
	m := &Model{Events: src.Events, node: src.Resources}
	r := &reader{root: src.Resources}
	if src.Resources != nil {
		m.Resources = r.resources(at{Node: src.Resources})
	}
	diags := r.diags
	for _, op := range src.Operations {
		r := &reader{root: op.Node}
		if read := r.operation(op); read != nil {
			if resource := m.Resource(read.Resource); resource != nil {
				read.links = linkNames(resource)
			}
			m.Operations = append(m.Operations, read)
		}
		diags = append(diags, r.diags...)
	}
	return m, diag.Sort(append(diags, m.check()...))
}

func (r *reader) resources(root at) []*Resource {
	if !root.Is(doctree.Mapping) {
		r.fault(nil, RuleForm, "write a mapping from names to resources", "x-lifecycles is %s, not a mapping", root.Kind)
		return nil
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
	return list
}

var ownName = regexp.MustCompile(`^[a-z][A-Za-z0-9]*$`)

// named reports whether a name of the author's own is in lower camel case, and
// reports a fault if not: such names appear in expressions, sentences and file
// names.
func (r *reader) named(a at, what string) bool {
	if ownName.MatchString(a.name()) {
		return true
	}
	r.keyFault(a.path, RuleForm, "write it in lower camel case, as in serviceOrder", "%q is not a valid name for a %s", a.name(), what)
	return false
}

func (r *reader) resource(a at) *Resource {
	if !r.mapping(a, "title", "description", "key!", "lookups", "aliases", "identity", "links", "counts", "sets", "states!", "events") {
		return nil
	}
	if a.Get("title") == nil {
		r.warn(a.path, RuleForm, "add title", "%s has no title", a.name())
	}
	out := &Resource{Name: a.name(), Title: r.word(a, "title"), Description: r.word(a, "description")}
	out.Key, _ = r.words(a, "key")
	if key, ok := a.member("key"); ok && key.Is(doctree.Sequence) && key.Len() == 0 {
		r.fault(key.path, RuleForm, "list the members that identify one", "key is empty")
	}
	r.identifiers(a, out)
	out.Links, out.Counts, out.Sets = r.links(a), r.counts(a), r.sets(a)
	if states, ok := a.member("states"); ok && r.is(states, doctree.Mapping) {
		for _, m := range states.members() {
			if r.named(m, "state") {
				out.States = append(out.States, r.state(m))
			}
		}
	}
	if events, ok := a.member("events"); ok && r.is(events, doctree.Mapping) {
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
	if !r.mapping(a, "title", "description", "shows!", "final", "gone", "settled", "sets") {
		return out
	}
	out.Title, out.Description, out.Final = r.word(a, "title"), r.word(a, "description"), r.flag(a, "final")
	out.Settled = r.flag(a, "settled")
	if r.flag(a, "gone") {
		out.Gone, out.Final = true, true
	}
	out.Sets = r.sets(a)
	shows, ok := a.member("shows")
	if !ok || !r.is(shows, doctree.Mapping) {
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
	if text, ok := a.Str(); ok {
		return text, true
	}
	if flag, ok := a.Bool(); ok {
		return flag, true
	}
	if n, ok := a.Int(); ok {
		return n, true
	}
	r.fault(a.path, RuleForm, "write the value in responses", "%s shows %s, not a string, a boolean or a whole number", a.name(), a.Kind)
	return nil, false
}

var actors = []string{ByUser, ByTime, ByWeChatPay, ByMerchant}

func (r *reader) event(a at) (Event, bool) {
	if !r.mapping(a, "by!", "from!", "when", "to!", "after", "at", "notifies", "parameters", "sets", "causes", "description") {
		return Event{}, false
	}
	out := Event{
		Name: a.name(), By: r.word(a, "by"), When: r.condition(a, "when"), At: r.value(a, "at"),
		Notifies: r.word(a, "notifies"), Description: r.word(a, "description"),
		Parameters: r.parameters(a), Sets: r.sets(a), Causes: r.causes(a),
	}
	if to, ok := a.member("to"); ok {
		out.To = r.outcomes(to)
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
	at, hasAt := a.member("at")
	switch {
	case hasAt && out.By != ByTime && out.By != "":
		r.fault(at.path, RuleForm, "remove it, or write by: time", "%s has at, but is moved by %q", a.name(), out.By)
	case !ok && !hasAt && out.By == ByTime:
		r.fault(a.path, RuleForm, "add after, as in 30d, or at", "%s is moved by time, and does not say after how long", a.name())
	case ok && out.By != ByTime && out.By != "":
		r.fault(after.path, RuleForm, "remove it, or write by: time", "%s has after, but is moved by %q", a.name(), out.By)
	case ok && r.is(after, doctree.String):
		d, err := Duration(after.Text())
		if err != nil {
			r.fault(after.path, RuleForm, "write it as 30d or 1h30m", "%v", err)
		}
		out.After = d
	}
}
