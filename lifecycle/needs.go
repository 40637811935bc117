package lifecycle

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// Need is a condition of an operation on another resource: that it exists in
// certain states, or that none exists in them.
type Need struct {
	Link     string // a link of the operation's resource; "": Resource and By
	Resource string
	By       []Match // what finds it; all must match
	// In are the states that allow the operation; Without are the states in
	// which no such resource may be. One of the two is empty.
	In, Without []string
	Otherwise   string // the code when the need is not met
	Missing     string // the code if it does not exist; "" with Without
}

// Match says that a member of a resource equals a member of the request or, if
// the request has none of that name, of the operation's own resource.
type Match struct{ Member, Given string }

func (r *reader) needs(a at, out *Operation) {
	m, ok := a.member("needs")
	if !ok || !r.is(m, doctree.Sequence) {
		return
	}
	for _, item := range m.elements() {
		if !r.mapping(item, "link", "resource", "by", "in", "without", "otherwise!", "missing") {
			continue
		}
		n := Need{Resource: r.word(item, "resource"), Otherwise: r.word(item, "otherwise"), Missing: r.word(item, "missing")}
		n.Link, n.By = r.word(item, "link"), r.matches(item)
		if (n.Link == "") == (n.Resource == "" || item.Get("by") == nil) {
			r.fault(item.path, RuleForm, "write link, or resource and by", "a need has either a link, or resource and by")
		}
		var hasIn, hasWithout bool
		n.In, hasIn = r.words(item, "in")
		n.Without, hasWithout = r.words(item, "without")
		switch {
		case hasIn == hasWithout:
			r.fault(item.path, RuleForm, "write in for the states it has to be in, or without for those it must not be in", "a need has either in or without")
		case hasIn && n.Missing == "":
			r.fault(item.path, RuleForm, "add missing, the code for a missing resource", "the need has no code for a missing %s", cmp.Or(n.Resource, n.Link))
		case hasWithout && n.Missing != "":
			r.fault(append(slices.Clip(item.path), "missing"), RuleForm, "remove it", "missing has no meaning with without")
		}
		out.Needs = append(out.Needs, n)
	}
}

func (r *reader) matches(item at) (list []Match) {
	by, ok := item.member("by")
	if !ok || !r.is(by, doctree.Mapping) {
		return nil
	}
	for _, m := range by.members() {
		if r.is(m, doctree.String) {
			list = append(list, Match{Member: m.name(), Given: m.Text()})
		}
	}
	if by.Len() == 0 {
		r.fault(by.path, RuleForm, "write which of its members equals which of the request", "by is empty")
	}
	return list
}

// needs checks the names and codes of what an operation needs.
func (c *checker) needs(op *Operation) {
	for i, need := range op.Needs {
		path := []string{"needs", strconv.Itoa(i)}
		at := func(name string) []string { return append(slices.Clip(path), name) }
		if need.Link != "" {
			c.neededLink(op, need, at)
		} else if resource := c.model.Resource(need.Resource); resource == nil {
			c.unknown(at("resource"), "resource", need.Resource, c.resourceNames())
		} else {
			c.states(resource, need.In, at("in"))
			c.states(resource, need.Without, at("without"))
		}
		c.code(op, need.Otherwise, at("otherwise"))
		c.code(op, need.Missing, at("missing"))
	}
}

// needed describes what the operation needs of other resources. A need with an
// undefined name is skipped.
func (m *Model) needed(op *Operation, style Style) []string {
	var list []string
	for _, need := range op.Needs {
		resource := m.needs(op, need)
		if resource == nil || !resource.hasStates(need.In) || !resource.hasStates(need.Without) {
			continue
		}
		w := words{resource: resource, op: op, style: style}
		what := need.found(style.noun(resource), style)
		text := style.say("The %s must be %s", what, w.set(need.In, "or"))
		if len(need.Without) > 0 {
			text = style.say("There must be no %s that is %s", what, w.set(need.Without, "or"))
		}
		if need.Missing != "" && need.Missing != need.Otherwise {
			text = style.say("%s; otherwise the error is %s, and %s if it does not exist.", text, style.Code(need.Otherwise), style.Code(need.Missing))
		} else {
			text = style.say("%s; otherwise the error is %s.", text, style.Code(need.Otherwise))
		}
		list = append(list, text)
	}
	return list
}

// needs returns the resource that a need is about, nil if it is not one of this
// document.
func (m *Model) needs(op *Operation, need Need) *Resource {
	if need.Link == "" {
		return m.Resource(need.Resource)
	}
	resource := m.Resource(op.Resource)
	if resource == nil {
		return nil
	}
	return (&checker{model: m}).target(resource.Link(need.Link))
}

// found describes the other resource by how it is found.
func (n Need) found(noun string, style Style) string {
	var same, others []string
	for _, match := range n.By {
		if match.Member == match.Given {
			same = append(same, style.Value(match.Member))
		} else {
			others = append(others, style.say("whose %s is %s", style.Value(match.Member), style.Value(match.Given)))
		}
	}
	if len(same) > 0 {
		others = append([]string{style.say("of the same %s", style.list(same, "and"))}, others...)
	}
	if len(others) == 0 {
		return noun
	}
	return style.say("%[1]s %[2]s", noun, strings.Join(others, style.say(" and ")))
}
