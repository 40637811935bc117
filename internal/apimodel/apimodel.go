// Package apimodel walks through a loaded document and lists its operations and
// callbacks with their parameters, bodies and codes, for those who read about
// them: the lint and the documentation. What is wrong with any of it the
// lowering tells.
package apimodel

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/load"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// Outline is a document in reading order.
type Outline struct {
	Doc        *load.Document
	Schemas    *schema.Reader
	Title      string
	Text       string // the description
	URL        string
	Servers    []string
	Operations []*Operation
	Callbacks  []*Operation // each once
}

// Operation is an operation, or a notification that WeChat Pay sends.
type Operation struct {
	ID, Method, Path string
	Title, Text      string // summary and description
	URL, URLNote     string // of externalDocs
	Pos              diag.Position
	Node             *doctree.Node
	Deprecated       bool
	Repeatable       bool
	Params           []*Param
	Body             *Body // nil: none
	Responses        []*Response
	// Of a callback:
	EventType string
	EventKey  []string
	From      []string // the operations that name it
}

// Param is a parameter.
type Param struct {
	Name, In       string
	Title, Text    string
	Required       bool
	Mode           string
	RequiredInMode bool
	Pos            diag.Position
	Node           *doctree.Node
	Schema         *schema.Schema
}

// Body is a request body or an answer's.
type Body struct {
	MediaType string
	Required  bool
	Media     *doctree.Node
	Schema    *schema.Schema // nil: not described
}

// Response is an answer.
type Response struct {
	Status   string // 200, default
	Text     string
	Unsigned bool
	Body     *Body
	Codes    []Code
	Node     *doctree.Node
}

// Code is a documented error code.
type Code struct {
	Name, Title, Text, Remedy string
	Pos                       diag.Position // of what is said about it, which several responses may share
}

// Read lists what doc has.
func Read(doc *load.Document) *Outline {
	info := doc.Root.Get("info")
	o := &Outline{
		Doc: doc, Schemas: schema.NewReader(doc.Set, doc.V31, func(diag.Diagnostic) {}),
		Title: info.Get("title").Text(), Text: info.Get("description").Text(),
		URL: doc.Root.Get("externalDocs").Get("url").Text(),
	}
	for _, server := range doc.Root.Get("servers").Items() {
		o.Servers = append(o.Servers, server.Get("url").Text())
	}
	seen := map[*doctree.Node]*Operation{}
	for path, ref := range doc.Root.Get("paths").Members() {
		if !strings.HasPrefix(path, "x-") {
			o.pathItem(path, o.deref(ref), seen)
		}
	}
	for name, ref := range doc.Root.Get("webhooks").Members() {
		o.callbackItem(name, o.deref(ref), "", seen)
	}
	return o
}

var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

func (o *Outline) pathItem(path string, item *doctree.Node, seen map[*doctree.Node]*Operation) {
	for method, node := range item.Members() {
		if !slices.Contains(methods, method) || !node.Is(doctree.Mapping) {
			continue
		}
		op := o.operation(strings.ToUpper(method), path, item, node)
		op.Pos = item.Key(method)
		o.Operations = append(o.Operations, op)
		for name, ref := range node.Get("callbacks").Members() {
			for address, target := range o.deref(ref).Members() {
				if !strings.HasPrefix(address, "x-") {
					o.callbackItem(name, o.deref(target), op.ID, seen)
				}
			}
		}
	}
}

// callbackItem lists a callback at its first mention, and notes the others.
func (o *Outline) callbackItem(name string, item *doctree.Node, from string, seen map[*doctree.Node]*Operation) {
	for method, node := range item.Members() {
		if !slices.Contains(methods, method) || !node.Is(doctree.Mapping) {
			continue
		}
		op := seen[node]
		if op == nil {
			op = o.operation(strings.ToUpper(method), "", item, node)
			op.Pos = item.Key(method)
			if node.Get("operationId") == nil {
				op.ID = name
			}
			seen[node] = op
			o.Callbacks = append(o.Callbacks, op)
		}
		if from != "" {
			op.From = append(op.From, from)
		}
	}
}

func (o *Outline) deref(node *doctree.Node) *doctree.Node {
	if target, _, ok := o.Doc.Set.Resolve(node); ok {
		return target
	}
	return node
}

func (o *Outline) operation(method, path string, item, node *doctree.Node) *Operation {
	op := &Operation{
		ID: strings.TrimSpace(node.Get("operationId").Text()), Method: method, Path: path, Node: node,
		Title: node.Get("summary").Text(), Text: node.Get("description").Text(),
		URL: node.Get("externalDocs").Get("url").Text(), URLNote: node.Get("externalDocs").Get("description").Text(),
		EventType: node.Get("x-event-type").Text(),
	}
	if op.ID == "" {
		op.ID = strings.TrimSpace(method + " " + path)
	}
	op.Deprecated, _ = node.Get("deprecated").Bool()
	op.Repeatable, _ = node.Get("x-repeatable").Bool()
	for _, key := range node.Get("x-event-key").Items() {
		op.EventKey = append(op.EventKey, key.Text())
	}
	op.Params = o.params(item, node)
	if request := o.deref(node.Get("requestBody")); request != nil {
		if op.Body = o.body(request.Get("content")); op.Body != nil {
			op.Body.Required, _ = request.Get("required").Bool()
		}
	}
	for status, ref := range node.Get("responses").Members() {
		if !strings.HasPrefix(status, "x-") {
			op.Responses = append(op.Responses, o.response(status, o.deref(ref)))
		}
	}
	return op
}

// params lists the parameters of the path and of the operation, which replaces
// those of the same name and place.
func (o *Outline) params(item, node *doctree.Node) []*Param {
	var list []*Param
	for _, parameters := range []*doctree.Node{item.Get("parameters"), node.Get("parameters")} {
		for _, ref := range parameters.Items() {
			p := o.param(o.deref(ref))
			i := slices.IndexFunc(list, func(q *Param) bool { return q.Name == p.Name && q.In == p.In })
			if i >= 0 {
				list[i] = p
			} else {
				list = append(list, p)
			}
		}
	}
	return list
}

func (o *Outline) param(node *doctree.Node) *Param {
	p := &Param{
		Name: node.Get("name").Text(), In: node.Get("in").Text(), Text: node.Get("description").Text(),
		Mode: node.Get("x-mode").Text(), Pos: node.At(), Node: node,
	}
	p.Required, _ = node.Get("required").Bool()
	p.RequiredInMode, _ = node.Get("x-required-in-mode").Bool()
	schemaNode := node.Get("schema")
	if schemaNode == nil {
		for _, media := range node.Get("content").Members() {
			schemaNode = o.deref(media).Get("schema")
		}
	}
	if schemaNode == nil {
		schemaNode = doctree.NewMapping(node.At())
	}
	p.Schema = o.Schemas.Read(schemaNode)
	p.Title = p.Schema.Title
	if p.Text == "" {
		p.Text = p.Schema.Description
	}
	return p
}

func (o *Outline) response(status string, node *doctree.Node) *Response {
	out := &Response{Status: status, Text: node.Get("description").Text(), Body: o.body(node.Get("content")), Node: node}
	out.Unsigned, _ = node.Get("x-unsigned").Bool()
	for name, ref := range node.Get("x-error-codes").Members() {
		code := o.deref(ref)
		out.Codes = append(out.Codes, Code{
			Name: name, Title: code.Get("title").Text(), Text: code.Get("description").Text(), Remedy: code.Get("remedy").Text(),
			Pos: code.At(),
		})
	}
	return out
}

// IsError reports whether the response is a refusal: by its codes, or by its
// status.
func (r *Response) IsError() bool {
	return len(r.Codes) > 0 || !strings.HasPrefix(r.Status, "2")
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

// Members returns the API's names of what the request has at its top: its
// parameters, and the properties of its body.
func (o *Outline) Members(op *Operation) []string {
	var names []string
	add := func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, p := range op.Params {
		add(p.Name)
	}
	if op.Body != nil && op.Body.Schema != nil {
		for _, p := range o.Schemas.Target(op.Body.Schema).Properties {
			add(p.Name)
		}
	}
	return names
}
