package apimodel

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// Operation is an operation of a path, or of a callback.
type Operation struct {
	// ID is the operationId, without spaces around it; the method and path where
	// the document has none. HasID distinguishes the two.
	ID           string
	HasID        bool
	Method       string // in upper case
	Key          string // as in paths; "" for a callback
	Path         string // the template that is sent; "" for a callback
	Route        Path   // what Key says
	Title, Text  string // summary and description
	URL, URLNote string // of externalDocs
	Pos          diag.Position
	PathPos      diag.Position // of the path; zero for a callback
	Node         *doctree.Node
	Item         *doctree.Node // the path item that has the operation
	Deprecated   bool
	Repeatable   bool
	Params       []*Param // of the path and of the operation
	Unplaced     []*Param // path parameters that the path has no placeholder for
	Repeated     []Repetition
	BrokenParam  bool  // a reference under parameters is broken: it may be any parameter
	Body         *Body // nil without content
	Responses    []*Response
	Servers      []*Server     // the operation's, else its path's, else the document's
	Security     []Requirement // the operation's, else the document's

	kinItem kinItem
}

// Repetition is a parameter that is listed again.
type Repetition struct{ Again, First *Param }

func (m *Model) operation(method string, item, node *doctree.Node) *Operation {
	docs := node.Get("externalDocs")
	op := &Operation{
		ID: strings.TrimSpace(node.Get("operationId").Text()), Method: methodOf(item, method), Node: node, Item: item,
		Title: node.Get("summary").Text(), Text: node.Get("description").Text(),
		URL: docs.Get("url").Text(), URLNote: docs.Get("description").Text(),
		Pos: keyOf(item, method),
	}
	op.HasID = op.ID != ""
	op.Deprecated, _ = node.Get("deprecated").Bool()
	op.Repeatable, _ = node.Get("x-repeatable").Bool()
	m.params(op)
	op.Body = m.requestBody(node.Get("requestBody"))
	for status, ref := range node.Get("responses").Members() {
		if !isExtension(status) {
			op.Responses = append(op.Responses, m.response(status, node.Get("responses").Key(status), ref))
		}
	}
	op.Servers = m.serversFor(item, node)
	op.Security = m.security(node)
	return op
}

// methodOf is the method as it is sent: one of additionalOperations is written so.
func methodOf(item *doctree.Node, key string) string {
	if item.Get(key) == nil {
		return key
	}
	return strings.ToUpper(key)
}

// keyOf returns where a path item has a method.
func keyOf(item *doctree.Node, method string) diag.Position {
	if item.Get(method) == nil {
		item = item.Get("additionalOperations")
	}
	return item.Key(method)
}

// Codes returns the names of the codes that the operation's responses list.
func (op *Operation) Codes() []string {
	codes := []string{}
	for _, r := range op.Responses {
		for _, code := range r.Codes {
			if !slices.Contains(codes, code.Name) {
				codes = append(codes, code.Name)
			}
		}
	}
	return codes
}
