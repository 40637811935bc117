package lower

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/text"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// member is a documented member of an enum.
type member struct {
	node *doctree.Node
	name string // from x-enum-varnames or the member's title; ""
	own  bool   // from x-enum-varnames
	doc  string
}

// constants returns the members of a schema that becomes an enum: several
// strings or integers. A single member needs no type.
func (l *lowerer) constants(s *schema.Schema) []member {
	if len(s.Enum) < 2 || (!s.Is("string") && !s.Is("integer")) {
		return nil
	}
	var members []member
	for i, node := range s.Enum {
		_, isInt := node.Int()
		if isInt != s.Is("integer") || (!isInt && !node.Is(doctree.String)) {
			return nil
		}
		note := s.MemberNote(node)
		m := member{node: node, name: l.namer.Exported(note.Title), doc: note.Description}
		if i < len(s.VarNames) {
			m.name, m.own = s.VarNames[i].Text(), true
		}
		members = append(members, m)
	}
	return members
}

// enum declares an enum with a constant for each documented member.
func (l *lowerer) enum(s *schema.Schema, name string) {
	members := l.constants(s)
	e := &ir.Enum{Name: name, Doc: l.typeDoc(name, s), Base: ir.String}
	if members[0].node.Is(doctree.Number) {
		e.Base = ir.Int64
	}
	l.add(name, e)
	goNames := l.memberNames(members)
	for i, m := range members {
		c := ir.Const{Doc: text.Blocks(m.doc), Str: m.node.Text()}
		c.Int, _ = m.node.Int()
		member := strings.TrimPrefix(goNames[i], name) // an author may have written it whole
		candidates := []string{name + member, name + "Value" + member}
		if m.own || slices.Contains(goNames[:i], goNames[i]) {
			candidates = candidates[:1] // what collides within the enum is the author's to tell apart
		}
		var fault *diag.Diagnostic
		if c.Name, fault = l.scope.Take(m.node.Text(), m.node.At(), candidates...); fault != nil {
			l.report(fault.Fix("name the members with x-enum-varnames"))
		}
		e.Members = append(e.Members, c)
	}
}

// memberNames names the members of one enum, so that those that differ in case
// alone keep it.
func (l *lowerer) memberNames(members []member) []string {
	out := make([]string, len(members))
	count := map[string]int{}
	for i, m := range members {
		out[i] = l.memberName(m)
		count[out[i]]++
	}
	for i, m := range members {
		if count[out[i]] < 2 {
			continue
		}
		if m.own {
			continue // the author's own names are not changed: they collide
		}
		if m.name != "" {
			out[i] += l.namer.Exported(m.node.Text())
			continue
		}
		out[i] = l.namer.Verbatim(m.node.Text())
	}
	return out
}

func (l *lowerer) memberName(m member) string {
	text := m.node.Text()
	switch {
	case m.name != "" && !names.Valid("X"+m.name):
		l.report(diag.Errorf(m.node.At(), "go-name", "the name %s for the member %s is no Go identifier", diag.Quote(m.name), diag.Quote(text)).
			Fix("use letters and digits alone"))
		return "Member"
	case m.name != "":
		return m.name
	case text == "":
		return "Empty"
	}
	name := l.namer.Exported(text)
	if name == "" { // no letter, digit or known symbol: by its characters
		for _, r := range text {
			name += fmt.Sprintf("U%04X", r)
		}
	}
	// The enum's own name stands in front, so that no letter needs to be put there.
	if word := strings.TrimLeftFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }); word != "" && word[0] != 'x' && word[0] != 'X' {
		name = strings.TrimPrefix(name, "X")
	}
	return name
}

// enumRules holds values to the documented members.
func (l *lowerer) enumRules(e *ir.Enum, s *schema.Schema) []ir.Rule {
	if e.Values == "" {
		e.Values = l.take(l.scope, e.Name, s.Pos, names.Unexported(e.Name)+"Values", names.Unexported(e.Name)+"Members")
	}
	return []ir.Rule{{Call: "Enum", Func: true, Args: []ir.Arg{ir.Ident(e.Values)}}}
}
