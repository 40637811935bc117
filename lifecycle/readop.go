package lifecycle

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// operation reads an extension x-lifecycle. It returns nil if it is not a
// mapping or names no resource.
func (r *reader) operation(src OperationSource) *Operation {
	a := at{Node: src.Node}
	if !r.mapping(a, "resource!", "from", "to", "otherwise", "missing", "repeat", "needs", "checks", "policies", "notifies", "keeps", "sets", "causes", "lists") {
		return nil
	}
	out := &Operation{
		Name: src.Name, Title: src.Title, Codes: src.Codes, members: src.Members, node: src.Node,
		Resource: r.word(a, "resource"), Missing: r.word(a, "missing"), Notifies: r.word(a, "notifies"),
	}
	r.steps(a, out)
	r.otherwise(a, out)
	r.repeat(a, out)
	r.needs(a, out)
	r.checks(a, out)
	r.policies(a, out)
	out.Keeps, _ = r.words(a, "keeps")
	out.Sets, out.Causes = r.sets(a), r.causes(a)
	r.lists(a, out)
	return out
}

func (r *reader) lists(a at, out *Operation) {
	m, ok := a.member("lists")
	if !ok || !r.mapping(m, "member!", "when", "offset", "limit", "total") {
		return
	}
	if a.Get("from") != nil || a.Get("to") != nil {
		r.fault(m.path, RuleForm, "remove from and to, or lists", "the operation lists resources and changes one")
	}
	out.Lists = &Listing{
		Member: r.word(m, "member"), When: r.condition(m, "when"), Offset: r.value(m, "offset"), Limit: r.value(m, "limit"), Total: r.word(m, "total"),
	}
}

// steps reads from and to, of which both or none are present.
func (r *reader) steps(a at, out *Operation) {
	from, hasFrom := r.words(a, "from")
	out.From, out.Creates = from, hasFrom && len(from) == 0
	to, hasTo := a.member("to")
	fromGiven := a.Get("from") != nil
	switch {
	case hasTo && !fromGiven:
		r.fault(to.path, RuleForm, "add from; from: [] creates", "the operation leads to a state and does not say from which")
	case fromGiven && !hasTo:
		r.fault(a.path, RuleForm, "add to; an operation that only reads has neither", "the operation has from and no to")
	}
	if hasTo {
		out.To = r.outcomes(to)
	}
}

// outcomes reads a state, or a list of outcomes with conditions.
func (r *reader) outcomes(to at) (list []Outcome) {
	switch {
	case to.Is(doctree.String):
		return []Outcome{{State: to.Text()}}
	case to.Is(doctree.Sequence):
		for _, item := range to.elements() {
			if r.mapping(item, "when", "state!", "notifies", "sets") {
				list = append(list, Outcome{
					When: r.condition(item, "when"), State: r.word(item, "state"), Notifies: r.word(item, "notifies"), Sets: r.sets(item),
				})
			}
		}
		r.order(to, list)
	default:
		r.fault(to.path, RuleForm, "write a state, or a list of {when, state}", "to is %s, not a state or a list", to.Kind)
	}
	return list
}

// order reports a list of outcomes whose last is not its only unconditional one.
func (r *reader) order(a at, list []Outcome) {
	if len(list) == 0 || len(list) < a.Len() {
		return
	}
	for i, outcome := range list[:len(list)-1] {
		if outcome.When == nil {
			r.fault(a.elements()[i].path, RuleForm, "give it a when, or move it to the end", "nothing after the outcome %s is ever taken: it has no when", outcome.State)
		}
	}
	if last := list[len(list)-1]; last.When != nil {
		r.fault(a.elements()[len(list)-1].path, RuleForm, "remove the when of the last", "no outcome applies if %s is false", last.When)
	}
}

func (r *reader) otherwise(a at, out *Operation) {
	m, ok := a.member("otherwise")
	if !ok || !r.is(m, doctree.Mapping) {
		return
	}
	for _, code := range m.members() {
		switch {
		case !r.is(code, doctree.String):
		case slices.Contains(out.From, code.name()):
			r.keyFault(code.path, RuleForm, "remove it from from or from otherwise", "the call is both allowed and refused in the state %s", code.name())
		default:
			out.Otherwise = append(out.Otherwise, Refusal{State: code.name(), Code: code.Text()})
		}
	}
}

func (r *reader) repeat(a at, out *Operation) {
	if m, ok := a.member("repeat"); ok && r.mapping(m, "same", "other") {
		out.Repeat = Repeat{Same: r.word(m, "same"), Other: r.word(m, "other")}
	}
}

func (r *reader) checks(a at, out *Operation) {
	m, ok := a.member("checks")
	if !ok || !r.is(m, doctree.Sequence) {
		return
	}
	for _, item := range m.elements() {
		if r.mapping(item, "that!", "otherwise!", "message") {
			out.Checks = append(out.Checks, Check{That: r.condition(item, "that"), Otherwise: r.word(item, "otherwise"), Message: r.word(item, "message")})
		}
	}
}

func (r *reader) policies(a at, out *Operation) {
	m, ok := a.member("policies")
	if !ok || !r.is(m, doctree.Mapping) {
		return
	}
	for _, item := range m.members() {
		if !r.mapping(item, "description", "values!", "default!") {
			continue
		}
		p := Policy{Name: item.name(), Description: r.word(item, "description"), Default: r.word(item, "default")}
		p.Values, _ = r.words(item, "values")
		if d, ok := item.member("default"); ok && p.Values != nil && !slices.Contains(p.Values, p.Default) {
			r.fault(d.path, RuleForm, "write "+join(p.Values, "or"), "the default %q of the policy %s is none of its values", p.Default, p.Name)
		}
		out.Policies = append(out.Policies, p)
	}
}
