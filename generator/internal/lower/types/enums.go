package types

import (
	"fmt"
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

// members returns the members of an enum with their notes.
func (b *Builder) members(s *schema.Schema) []member {
	var members []member
	for i, node := range constants(s) {
		note := s.MemberNote(node)
		m := member{node: node, name: b.Names.Exported(note.Title), doc: note.Description}
		if i < len(s.VarNames) {
			b.nameMember(&m, s.VarNames[i])
		}
		members = append(members, m)
	}
	return members
}

// nameMember gives a member the name that x-enum-varnames has for it. One that is no
// identifier, as other tools have them, is written as one.
func (b *Builder) nameMember(m *member, node *doctree.Node) {
	m.name, m.own = node.Text(), true
	if names.Valid("X" + m.name) {
		return
	}
	made := b.Names.Exported(m.name)
	b.log.Report(diag.Warningf(node.At(), "go-name", "the name %s for the member %s is not a Go identifier", diag.Quote(m.name), diag.Quote(m.node.Text())).
		Fix("use letters and digits alone; it is written %s here", made))
	m.name, m.own = made, false
}

// enum declares an enum with a constant for each documented member.
func (b *Builder) enum(s *schema.Schema, name string) {
	members := b.members(s)
	e := &ir.Enum{Name: name, Doc: Doc(name, s), Base: ir.String}
	if members[0].node.Is(doctree.Number) {
		e.Base = ir.Int64
	}
	b.Add(name, e)
	own := names.NewScope("declaration")
	for _, m := range members {
		c := ir.Const{Doc: text.Blocks(m.doc), Str: m.node.Text()}
		c.Int, _ = m.node.Int()
		c.Name = b.constName(name, m, own)
		e.Members = append(e.Members, c)
	}
}

// constName names the constant of a member. own has the names of the members before
// it, which come before other names of the package.
func (b *Builder) constName(enum string, m member, own *names.Scope) string {
	value := m.node.Text()
	plain := strings.TrimPrefix(b.memberName(m), enum) // an author may have written it whole
	candidates, others := []string{enum + plain}, []string(nil)
	switch {
	case m.own:
	case m.name != "":
		candidates = append(candidates, enum+plain+b.Names.Exported(value))
	default:
		candidates = append(candidates, enum+b.Names.Verbatim(value))
		others = append(others, enum+b.Names.Spelled(value))
	}
	chosen, fault := own.TakeOr(value, m.node.At(), others, candidates...)
	b.reportMember(fault)
	name, fault := b.Names.scope.Take(value, m.node.At(), chosen, enum+"Value"+strings.TrimPrefix(chosen, enum))
	b.reportMember(fault)
	return name
}

// reportMember reports that the name of a member is not the one that follows from it.
func (b *Builder) reportMember(fault *diag.Diagnostic) {
	if fault != nil {
		b.log.Report(fault.Fix("name the members with x-enum-varnames"))
	}
}

func (b *Builder) memberName(m member) string {
	text := m.node.Text()
	switch {
	case m.name != "":
		return m.name
	case text == "":
		return "Empty"
	}
	name := b.Names.Exported(text)
	if name == "" { // no letter, digit or known symbol: by its characters
		for _, r := range text {
			name += fmt.Sprintf("U%04X", r)
		}
	}
	// The enum's name comes first, so that the name needs no letter in front.
	if word := strings.TrimLeftFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }); word != "" && word[0] != 'x' && word[0] != 'X' {
		name = strings.TrimPrefix(name, "X")
	}
	return name
}

// enumRules limits values to the documented members.
func (b *Builder) enumRules(e *ir.Enum, s *schema.Schema) []ir.Rule {
	if e.Values == "" {
		e.Values = b.Names.Take(e.Name, s.Pos, names.Unexported(e.Name)+"Values", names.Unexported(e.Name)+"Members")
	}
	return []ir.Rule{{Call: "Enum", Func: true, Args: []ir.Arg{ir.Ident(e.Values)}}}
}
