package apimodel

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// Server is a server of a document, a path or an operation.
type Server struct {
	URL     string // as the document has it
	Address string // URL with the defaults of its variables
	Pos     diag.Position
}

func serversOf(list *doctree.Node) []*Server {
	var servers []*Server
	for _, node := range list.Items() {
		s := &Server{URL: node.Get("url").Text(), Pos: node.Key("url")}
		if url := node.Get("url"); url != nil {
			s.Pos = url.At()
		}
		s.Address = s.URL
		for name, variable := range node.Get("variables").Members() {
			s.Address = strings.ReplaceAll(s.Address, "{"+name+"}", variable.Get("default").Text())
		}
		servers = append(servers, s)
	}
	return servers
}

func (m *Model) serversFor(item, node *doctree.Node) []*Server {
	for _, of := range []*doctree.Node{node, item} {
		if servers := serversOf(of.Get("servers")); len(servers) > 0 {
			return servers
		}
	}
	return m.Servers
}

// Requirement is one of the alternative ways to sign in to an operation: all of
// its schemes together. One without schemes needs none.
type Requirement struct{ Schemes []Scheme }

// Scheme is a security scheme that a requirement names.
type Scheme struct {
	Name string
	Pos  diag.Position // of the name in the requirement
	Node *doctree.Node // of the scheme under components; nil when it is undefined
}

func (m *Model) security(node *doctree.Node) []Requirement {
	list := node.Get("security")
	if list == nil {
		list = m.Doc.Root.Get("security")
	}
	schemes := m.Doc.Root.Get("components").Get("securitySchemes")
	var out []Requirement
	for _, requirement := range list.Items() {
		var r Requirement
		for name := range requirement.Members() {
			r.Schemes = append(r.Schemes, Scheme{Name: name, Pos: requirement.Key(name), Node: m.Deref(schemes.Get(name))})
		}
		out = append(out, r)
	}
	return out
}
