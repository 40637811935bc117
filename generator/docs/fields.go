package docs

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/internal/lower/text"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// row is a field in a table, each cell finished Markdown.
type row struct{ name, in, kind, needed, limits, meaning string }

// types makes rows of schemas. Objects that are components are written once, in
// a section of their own, and linked to.
type types struct {
	api    *apimodel.Model
	shared []sharedObject
}

type sharedObject struct {
	name, ref string
	schema    *schema.Schema
}

func (t *types) param(p *apimodel.Param) []row {
	s := *p.Schema()
	if p.Mode != "" {
		s.Mode = p.Mode
	}
	s.RequiredInMode = s.RequiredInMode || p.RequiredInMode
	s.Description = p.Description()
	return t.field(p.Name, p.In, &s, p.Required || p.In == "path")
}

// body makes the rows of a body: its fields, or the one value that it is.
func (t *types) body(b *apimodel.Body) []row {
	target := t.api.Schemas.Target(b.Schema())
	if isObject(target) {
		return t.object(target, "", "body")
	}
	return t.field("(the whole body)", "body", b.Schema(), b.Required)
}

func isObject(s *schema.Schema) bool { return s.Is("object") && len(s.Properties) > 0 }

// object makes the rows of an object's properties, named below prefix.
func (t *types) object(s *schema.Schema, prefix, in string) []row {
	var rows []row
	for _, p := range s.Properties {
		rows = append(rows, t.field(prefix+p.Name, in, t.api.Schemas.Read(p.Nodes...), s.IsRequired(p.Name))...)
	}
	return rows
}

// field makes the row of a field, and those of what is in it.
func (t *types) field(name, in string, s *schema.Schema, required bool) []row {
	target := t.api.Schemas.Target(s)
	title, text := firstOf(s.Title, target.Title), firstOf(s.Description, target.Description)
	kind, inner, suffix := t.kind(s)
	out := []row{{
		name: code(name), in: in, kind: kind, needed: needed(s, required),
		limits:  strings.Join(t.limits(s, target), "; "),
		meaning: cell(titled(title, text)) + t.example(s, target),
	}}
	if inner != nil {
		out = append(out, t.object(inner, name+suffix+".", in)...)
	}
	return out
}

// maxExample is the length from which an example is left out of a table.
const maxExample = 64

func (t *types) example(s, target *schema.Schema) string {
	example := s.Example
	if example == nil {
		example = target.Example
	}
	switch {
	case example == nil || example.Is(doctree.Mapping) || example.Is(doctree.Sequence), len(example.Text()) > maxExample:
		return ""
	}
	if text := code(example.Text()); text != "" {
		return " Example: " + text
	}
	return ""
}

func needed(s *schema.Schema, required bool) string {
	switch {
	case required:
		return "yes"
	case s.Mode != "" && s.RequiredInMode:
		return "in " + s.Mode + " mode"
	case s.Mode != "":
		return "no; " + s.Mode + " mode alone"
	}
	return "no"
}

// kind names the type of a schema. inner is an object whose fields are to be
// listed below, with suffix behind the name.
func (t *types) kind(s *schema.Schema) (name string, inner *schema.Schema, suffix string) {
	target := t.api.Schemas.Target(s)
	switch {
	case isObject(target) && s.Ref != "":
		return t.link(s.Ref, target), nil, ""
	case isObject(target):
		return "object", target, ""
	case target.Is("array") && len(target.Items) > 0:
		of, inner, suffix := t.kind(t.api.Schemas.Read(target.Items...))
		return "array of " + of, inner, "[]" + suffix
	case target.Is("object") && len(target.Additional) > 0:
		of, _, _ := t.kind(t.api.Schemas.Read(target.Additional...))
		return "map of " + of, nil, ""
	case len(target.Variants) > 0:
		var names []string
		for _, v := range target.Variants {
			one, _, _ := t.kind(t.api.Schemas.Read(v.Nodes...))
			names = append(names, one)
		}
		return strings.Join(names, " or "), nil, ""
	case len(target.Types) == 0:
		return "any", nil, ""
	}
	name = strings.Join(target.Types, " or ")
	if target.Format != "" {
		name += " (" + prose(target.Format) + ")"
	}
	return name, nil, ""
}

// link names a component, and sees to it that it is written.
func (t *types) link(ref string, target *schema.Schema) string {
	i := slices.IndexFunc(t.shared, func(s sharedObject) bool { return s.ref == ref })
	if i < 0 {
		name := ref[strings.LastIndexAny(ref, "/#")+1:]
		for n := 2; slices.ContainsFunc(t.shared, func(s sharedObject) bool { return s.name == name }); n++ {
			name = fmt.Sprintf("%s (%d)", ref[strings.LastIndexAny(ref, "/#")+1:], n)
		}
		t.shared = append(t.shared, sharedObject{name: name, ref: ref, schema: target})
		i = len(t.shared) - 1
	}
	return fmt.Sprintf("[%s](#type-%s)", prose(t.shared[i].name), anchor(t.shared[i].name))
}

func (t *types) limits(s, target *schema.Schema) []string {
	var out []string
	add := func(text string) { out = append(out, text) }
	for _, limit := range text.Limits(target) {
		add(cell(limit))
	}
	if target.LengthUnpublished {
		add("no length is published")
	}
	if target.Nullable || s.Nullable {
		add("may be null")
	}
	if members := t.members(target); members != "" {
		add(members)
	}
	for _, p := range target.Patterns {
		add("matches " + code(p.Value))
	}
	if d := firstNode(s.Default, target.Default); d != nil && code(d.Text()) != "" {
		add("default " + code(d.Text()))
	}
	if target.Is("array") && len(target.Items) > 0 {
		items := t.api.Schemas.Read(target.Items...)
		if inner := t.api.Schemas.Target(items); !isObject(inner) {
			if each := t.limits(items, inner); len(each) > 0 {
				add("each " + strings.Join(each, ", "))
			}
		}
	}
	return out
}

func firstNode(a, b *doctree.Node) *doctree.Node {
	if a != nil {
		return a
	}
	return b
}

// members lists the values of an enum, with what is said about them.
func (t *types) members(s *schema.Schema) string {
	if len(s.Enum) < 2 {
		return ""
	}
	var list []string
	for _, member := range s.Enum {
		text := code(member.Text())
		note := s.MemberNote(member)
		if said := titled(note.Title, note.Description); said != "" {
			text += " (" + cell(strings.TrimSuffix(said, ".")) + ")"
		}
		list = append(list, text)
	}
	return "one of " + strings.Join(list, ", ")
}
