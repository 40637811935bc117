package types

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
	goNames := b.memberNames(members)
	for i, m := range members {
		c := ir.Const{Doc: text.Blocks(m.doc), Str: m.node.Text()}
		c.Int, _ = m.node.Int()
		member := strings.TrimPrefix(goNames[i], name) // an author may have written it whole
		candidates := []string{name + member, name + "Value" + member}
		if m.own || slices.Contains(goNames[:i], goNames[i]) {
			candidates = candidates[:1] // the author has to change names that collide within the enum
		}
		var fault *diag.Diagnostic
		if c.Name, fault = b.Names.scope.Take(m.node.Text(), m.node.At(), candidates...); fault != nil {
			b.log.Report(fault.Fix("name the members with x-enum-varnames"))
		}
		e.Members = append(e.Members, c)
	}
}

// memberNames names the members of one enum. Names that differ in case alone keep
// their case.
func (b *Builder) memberNames(members []member) []string {
	out := make([]string, len(members))
	count := map[string]int{}
	for i, m := range members {
		out[i] = b.memberName(m)
		count[out[i]]++
	}
	for i, m := range members {
		if count[out[i]] < 2 {
			continue
		}
		if m.own {
			continue // the author's own names are not changed, but collide
		}
		if m.name != "" {
			out[i] += b.Names.Exported(m.node.Text())
			continue
		}
		out[i] = b.Names.Verbatim(m.node.Text())
	}
	return out
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
