package site

import (
	"html/template"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/internal/lower/text"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// Field is a member in the tree of a request, a response or a notification.
type Field struct {
	Name     string
	Path     string // dotted, for links
	In       string // path, query, header or body
	Kind     string
	Required bool
	Mode     string // the calling mode that it belongs to, "" for both
	Limits   []template.HTML
	Title    string // WeChat Pay's name
	Text     string
	Example  string
	Default  string
	Members  []Member // of an enum
	Fields   []*Field
	Variants []string // the kinds that a union has
	Again    bool     // it is within itself, or too deep: its fields are not repeated
}

// Member is a member of an enum.
type Member struct{ Value, Title, Text string }

// The limits of a tree, for schemas that refer to themselves or to others level
// by level.
const (
	maxFields = 1_500
	maxDepth  = 12
	maxText   = 120 // bytes of an example
)

// fields makes trees of fields.
type fields struct {
	api    *apimodel.Model
	lang   language
	within []string // the references of the objects around
	made   int
}

func (f *fields) request(op *apimodel.Operation) []*Field {
	f.made = 0
	var list []*Field
	for _, in := range []string{"path", "query", "header", "cookie"} {
		for _, p := range op.Params {
			if p.In != in {
				continue
			}
			s := *p.Schema()
			if p.Mode != "" {
				s.Mode = p.Mode
			}
			s.RequiredInMode = s.RequiredInMode || p.RequiredInMode
			s.Description = p.Description()
			list = append(list, f.field(p.Name, p.Name, in, &s, p.Required || in == "path"))
		}
	}
	return append(list, f.body(op.Body)...)
}

// body makes the fields of a body: its members, or the one value that it is.
func (f *fields) body(b *apimodel.Body) []*Field {
	if b.Schema() == nil {
		return nil
	}
	target := f.api.Schemas.Target(b.Schema())
	if len(target.Properties) > 0 {
		return f.members(target, "", "body")
	}
	return []*Field{f.field("", "", "body", b.Schema(), b.Required)}
}

func (f *fields) members(s *schema.Schema, path, in string) []*Field {
	var list []*Field
	for _, p := range s.Properties {
		if f.made++; f.made > maxFields {
			break
		}
		name := p.Name
		if path != "" {
			name = path + "." + p.Name
		}
		list = append(list, f.field(p.Name, name, in, f.api.Schemas.Read(p.Nodes...), s.IsRequired(p.Name)))
	}
	return list
}

func (f *fields) field(name, path, in string, s *schema.Schema, required bool) *Field {
	target := f.api.Schemas.Target(s)
	out := &Field{
		Name: name, Path: path, In: in, Required: required || s.Mode != "" && s.RequiredInMode, Mode: s.Mode,
		Title: first(s.Title, target.Title), Text: first(s.Description, target.Description), Members: membersOf(target),
	}
	if d := firstNode(s.Default, target.Default); d != nil && !d.Is(doctree.Null) {
		out.Default = short(d)
	}
	if e := firstNode(s.Example, target.Example); e != nil {
		out.Example = short(e)
	}
	inner, kind := f.kind(s, 0)
	out.Kind = kind
	out.Limits = f.limits(s, target, 0)
	f.nest(out, inner)
	return out
}

// nest adds the fields of the object that a field is, or has in it.
func (f *fields) nest(out *Field, inner *schema.Schema) {
	if inner == nil {
		return
	}
	key := first(inner.Ref, inner.Pos.String())
	if slices.Contains(f.within, key) || len(f.within) >= maxDepth {
		out.Again = true
		return
	}
	f.within = append(f.within, key)
	out.Fields = f.members(inner, out.Path, out.In)
	f.within = f.within[:len(f.within)-1]
	out.Again = len(out.Fields) < len(inner.Properties)
}

// kind names the type of a schema, and returns the object whose fields are those
// of the field: of the value, of the elements of a list, of the values of a map.
func (f *fields) kind(s *schema.Schema, depth int) (inner *schema.Schema, name string) {
	target := f.api.Schemas.Target(s)
	switch {
	case depth > maxDepth:
		return nil, "…"
	case len(target.Properties) > 0:
		return target, f.lang.say("object")
	case target.Is("array") && len(target.Items) > 0:
		inner, of := f.kind(f.api.Schemas.Read(target.Items...), depth+1)
		return inner, f.lang.say("array of %s", of)
	case target.Is("object") && len(target.Additional) > 0:
		inner, of := f.kind(f.api.Schemas.Read(target.Additional...), depth+1)
		return inner, f.lang.say("map of %s", of)
	case len(target.Variants) > 0:
		return f.union(target, depth)
	case len(target.Types) == 0:
		return nil, f.lang.say("any value")
	}
	name = strings.Join(target.Types, " | ")
	if target.Format != "" {
		name += " (" + target.Format + ")"
	}
	return nil, name
}

func (f *fields) union(target *schema.Schema, depth int) (*schema.Schema, string) {
	var names []string
	for _, v := range target.Variants {
		if _, name := f.kind(f.api.Schemas.Read(v.Nodes...), depth+1); !slices.Contains(names, name) {
			names = append(names, name)
		}
		if len(names) > 5 {
			names = append(names, "…")
			break
		}
	}
	return nil, strings.Join(names, " | ")
}

func (f *fields) limits(s, target *schema.Schema, depth int) []template.HTML {
	var out []template.HTML
	for _, limit := range text.LimitsIn(target, f.lang.translate) {
		out = append(out, marked(limit))
	}
	if target.LengthUnpublished {
		out = append(out, marked(f.lang.say("no length is published")))
	}
	if target.Nullable || s.Nullable {
		out = append(out, marked(f.lang.say("may be null")))
	}
	for _, p := range target.Patterns {
		out = append(out, marked(f.lang.say("matches %s", code(p.Value))))
	}
	if target.Is("array") && len(target.Items) > 0 && depth < maxDepth {
		items := f.api.Schemas.Read(target.Items...)
		for _, each := range f.limits(items, f.api.Schemas.Target(items), depth+1) {
			out = append(out, marked(f.lang.say("each: "))+each)
		}
	}
	return out
}

func membersOf(s *schema.Schema) []Member {
	var list []Member
	for _, member := range s.Enum {
		note := s.MemberNote(member)
		list = append(list, Member{member.Text(), note.Title, note.Description})
	}
	return list
}

// short writes a value for a line, "" if it is long.
func short(n *doctree.Node) string {
	text, ok := n.Str()
	if !ok {
		text = string(n.AppendJSON(nil))
	}
	if len(text) > maxText {
		return ""
	}
	return text
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

func firstNode(a, b *doctree.Node) *doctree.Node {
	if a != nil {
		return a
	}
	return b
}
