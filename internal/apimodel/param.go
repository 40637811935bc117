package apimodel

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// Param is a parameter.
type Param struct {
	Name, In       string
	Style          string
	Explode        *bool  // nil: not said
	Text           string // the description
	Required       bool
	Deprecated     bool
	Mode           string
	RequiredInMode bool
	Listed         string        // the name that it is listed by, where the path has another; ""
	Undeclared     bool          // the path has a placeholder for it, and no parameter describes it
	OfPath         bool          // listed by the path, for all of its operations
	Ref            string        // canonical reference; "" when it is defined where it is listed
	Pos            diag.Position // where it is listed
	Node           *doctree.Node
	Content        Content // in place of a schema

	model *Model
}

// params lists the parameters of the path that the operation does not replace,
// and then the operation's own.
func (m *Model) params(op *Operation) {
	own, repeated := m.paramList(op, op.Node.Get("parameters"))
	shared, more := m.paramList(op, op.Item.Get("parameters"))
	shared = slices.DeleteFunc(shared, func(p *Param) bool { return slices.ContainsFunc(own, p.same) })
	for _, p := range shared {
		p.OfPath = true
	}
	op.Params, op.Repeated = append(shared, own...), append(more, repeated...)
}

// same reports whether two parameters have the same name and place.
func (p *Param) same(q *Param) bool { return isSame(p.In, p.Name, q.In, q.Name) }

// isSame compares places and names. The names of headers have no case.
func isSame(in, name, otherIn, otherName string) bool {
	return in == otherIn && (name == otherName || in == "header" && strings.EqualFold(name, otherName))
}

func (m *Model) paramList(op *Operation, nodes *doctree.Node) (list []*Param, repeated []Repetition) {
	for _, ref := range nodes.Items() {
		node := m.Deref(ref)
		if node.Get("$ref") != nil {
			op.BrokenParam = true
			continue
		}
		p := m.param(ref, node)
		if i := slices.IndexFunc(list, p.same); i >= 0 {
			repeated = append(repeated, Repetition{Again: p, First: list[i]})
			continue
		}
		list = append(list, p)
	}
	return list, repeated
}

func (m *Model) param(ref, node *doctree.Node) *Param {
	p := &Param{
		Name: node.Get("name").Text(), In: node.Get("in").Text(), Style: node.Get("style").Text(),
		Text: node.Get("description").Text(), Mode: node.Get("x-mode").Text(),
		Ref: m.ref(ref), Pos: ref.At(), Node: node, Content: m.content(node.Get("content")), model: m,
	}
	if p.In == "querystring" && p.Content.Find(IsForm).Node != nil { // OpenAPI 3.2: the whole query, as an exploded form
		p.In = "query"
	}
	if explode, ok := node.Get("explode").Bool(); ok {
		p.Explode = &explode
	}
	p.Required, _ = node.Get("required").Bool()
	p.Deprecated, _ = node.Get("deprecated").Bool()
	p.RequiredInMode, _ = node.Get("x-required-in-mode").Bool()
	return p
}

// Serialization returns how the parameter is written: what the document says, or
// else what OpenAPI says for its place.
func (p *Param) Serialization() (style string, explode bool) {
	style = p.Style
	switch {
	case style != "":
	case p.In == "query" || p.In == "cookie":
		style = "form"
	default:
		style = "simple"
	}
	if p.Explode != nil {
		return style, *p.Explode
	}
	return style, style == "form"
}

// Schema returns the parameter's schema, or that of the text which it is written
// as. Without either it is the schema that admits everything.
func (p *Param) Schema() *schema.Schema {
	node := p.Node.Get("schema")
	if node == nil {
		_, media := p.Content.Pick(IsJSON, anyType)
		node = media.Get("schema")
	}
	if node == nil {
		return p.model.Schemas.Read(doctree.NewMapping(p.Node.At()))
	}
	return p.model.Schemas.Read(node)
}

// Description returns the parameter's description, or else its schema's.
func (p *Param) Description() string {
	if p.Text != "" {
		return p.Text
	}
	return p.Schema().Description
}
