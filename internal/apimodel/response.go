package apimodel

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// Response is a response that an operation documents.
type Response struct {
	Status   string // as the document has it: 200, 4XX, default
	Text     string
	Unsigned bool
	Headers  []string
	Body     *Body // nil without content
	Codes    []Code
	Ref      string        // canonical reference; "" when it is defined where it is listed
	Pos      diag.Position // of the status
	Node     *doctree.Node
}

// Code is a documented error code.
type Code struct {
	Name, Title, Text     string
	Remedy, ChineseRemedy string
	Pos                   diag.Position // of the name
	Ref                   *doctree.Node // what is listed: the description, or a reference to it
	Node                  *doctree.Node // of the description, which several responses may share
}

func (m *Model) response(status string, pos diag.Position, ref *doctree.Node) *Response {
	node := m.Deref(ref)
	r := &Response{Status: status, Text: node.Get("description").Text(), Body: m.body(node), Ref: m.ref(ref), Pos: pos, Node: node}
	r.Unsigned, _ = node.Get("x-unsigned").Bool()
	for name := range node.Get("headers").Members() {
		r.Headers = append(r.Headers, name)
	}
	codes := node.Get("x-error-codes")
	for name, ref := range codes.Members() {
		code := m.Deref(ref)
		r.Codes = append(r.Codes, Code{
			Name: name, Title: code.Get("title").Text(), Text: code.Get("description").Text(),
			Remedy: code.Get("remedy").Text(), ChineseRemedy: code.Get("remedy-zh").Text(),
			Pos: codes.Key(name), Ref: ref, Node: code,
		})
	}
	return r
}

// ListsCodes reports whether the response has a list of error codes, also an
// empty one. Such a response is an error whatever its status is.
func (r *Response) ListsCodes() bool { return r.Node.Get("x-error-codes") != nil }

// IsError reports whether the response is an error: by its codes, or by its
// status.
func (r *Response) IsError() bool {
	return len(r.Codes) > 0 || !strings.HasPrefix(r.Status, "2")
}
