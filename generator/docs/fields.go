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
	kinds  map[string]kind // of schemas that are referred to, by their references
	rows   int             // of the current table
	depth  int             // of fields within fields
}

// The limits of a table. Schemas that refer to others more than once, level by
// level, or to themselves would have tables without end.
const (
	maxRows  = 2_000
	maxDepth = 20
	maxKind  = 2_000 // bytes of the name of a type
)

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
		return t.table(target, "body")
	}
	return t.field("(the whole body)", "body", b.Schema(), b.Required)
}

func isObject(s *schema.Schema) bool { return s.Is("object") && len(s.Properties) > 0 }

// table makes the rows of a table of an object's properties.
func (t *types) table(s *schema.Schema, in string) []row {
	t.rows = 0
	return t.object(s, "", in)
}

// object makes the rows of an object's properties, named below prefix.
func (t *types) object(s *schema.Schema, prefix, in string) []row {
	t.depth++
	defer func() { t.depth-- }()
	if t.depth > maxDepth {
		return []row{{name: code(prefix + "…"), in: in, meaning: "Fields within these are in the spec."}}
	}
	var rows []row
	for _, p := range s.Properties {
		if t.rows++; t.rows > maxRows && t.depth > 1 {
			return append(rows, row{name: code(prefix + "…"), in: in, meaning: "More fields are in the spec."})
		}
		rows = append(rows, t.field(prefix+p.Name, in, t.api.Schemas.Read(p.Nodes...), s.IsRequired(p.Name))...)
	}
	return rows
}

// field writes the row of a field, and those of its members.
func (t *types) field(name, in string, s *schema.Schema, required bool) []row {
	target := t.api.Schemas.Target(s)
	title, text := firstOf(s.Title, target.Title), firstOf(s.Description, target.Description)
	kind := t.kind(s)
	out := []row{{
		name: code(name), in: in, kind: kind.name, needed: needed(s, required),
		limits:  strings.Join(t.limits(s, target, maxDepth), "; "),
		meaning: cell(titled(title, text)) + t.example(s, target),
	}}
	if kind.inner != nil {
		out = append(out, t.object(kind.inner, name+kind.suffix+".", in)...)
	}
	return out
}

// maxExample is the length of examples in a table; longer ones are omitted.
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

// kind is the name of a type. inner is an object whose fields are listed below;
// suffix is appended to the name.
type kind struct {
	name   string
	inner  *schema.Schema
	suffix string
}

// kind names the type of a schema.
func (t *types) kind(s *schema.Schema) kind {
	target := t.api.Schemas.Target(s)
	switch {
	case isObject(target) && s.Ref != "":
		return kind{name: t.link(s.Ref, target)}
	case isObject(target):
		return kind{name: "object", inner: target}
	case s.Ref == "":
		return t.composed(target)
	}
	known, ok := t.kinds[s.Ref]
	if !ok {
		if t.kinds == nil {
			t.kinds = map[string]kind{}
		}
		t.kinds[s.Ref] = kind{name: prose(lastPart(s.Ref))} // where the schema refers to itself
		known = t.composed(target)
		t.kinds[s.Ref] = known
	}
	return known
}

// composed is the kind of a schema other than an object with properties.
func (t *types) composed(target *schema.Schema) kind {
	switch {
	case target.Is("array") && len(target.Items) > 0:
		of := t.kind(t.api.Schemas.Read(target.Items...))
		return kind{name: bounded("array of " + of.name), inner: of.inner, suffix: "[]" + of.suffix}
	case target.Is("object") && len(target.Additional) > 0:
		return kind{name: bounded("map of " + t.kind(t.api.Schemas.Read(target.Additional...)).name)}
	case len(target.Variants) > 0:
		return kind{name: t.choice(target.Variants)}
	case len(target.Types) == 0:
		return kind{name: "any"}
	}
	name := strings.Join(target.Types, " or ")
	if target.Format != "" {
		name += " (" + prose(target.Format) + ")"
	}
	return kind{name: name}
}

// choice names the types of variants, each once.
func (t *types) choice(variants []schema.Variant) string {
	var names []string
	for _, v := range variants {
		if name := t.kind(t.api.Schemas.Read(v.Nodes...)).name; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return bounded(strings.Join(names, " or "))
}

// bounded replaces a very long name.
func bounded(name string) string {
	if len(name) > maxKind {
		return "one of many"
	}
	return name
}

func lastPart(ref string) string { return ref[strings.LastIndexAny(ref, "/#")+1:] }

// link returns a link to a component, and adds it to those to be written.
func (t *types) link(ref string, target *schema.Schema) string {
	i := slices.IndexFunc(t.shared, func(s sharedObject) bool { return s.ref == ref })
	if i < 0 {
		name := lastPart(ref)
		for n := 2; slices.ContainsFunc(t.shared, func(s sharedObject) bool { return s.name == name }); n++ {
			name = fmt.Sprintf("%s (%d)", lastPart(ref), n)
		}
		t.shared = append(t.shared, sharedObject{name: name, ref: ref, schema: target})
		i = len(t.shared) - 1
	}
	return fmt.Sprintf("[%s](#type-%s)", prose(t.shared[i].name), anchor(t.shared[i].name))
}

// limits lists the limits of a value, and of lists within lists those of depth
// levels.
func (t *types) limits(s, target *schema.Schema, depth int) []string {
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
	if target.Is("array") && len(target.Items) > 0 && depth > 0 {
		items := t.api.Schemas.Read(target.Items...)
		if inner := t.api.Schemas.Target(items); !isObject(inner) {
			if each := t.limits(items, inner, depth-1); len(each) > 0 {
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

// members lists the values of an enum with their notes.
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
