package engine

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// Operation is an operation of a product.
type Operation struct {
	Product string
	// ID is the operationId, or the method and the path if there is none.
	ID      string
	Method  string
	Path    string // with {names}
	Summary string
	// Lifecycle is nil for operations without one.
	Lifecycle *lifecycle.Operation
	// Codes are the documented errors, by code.
	Codes map[string]Code
	// Repeatable reports whether the document says that it is safe to send again.
	Repeatable bool

	kind       *lifecycle.Resource // of Lifecycle
	segments   []segment
	parameters []*parameter
	body       *body // nil if there is none
	success    int
	response   *openapi3.Schema
	example    any
	raw        *Raw // of a response that is not JSON
	unsigned   bool
	memory     memory // of an operation without a lifecycle
}

// Code is a documented error.
type Code struct {
	Status int
	Title  string
}

// Name returns the operation's name with its product's, such as payscore.cancelServiceOrder.
func (o *Operation) Name() string { return o.Product + "." + o.ID }

// Pattern returns method and path, such as "POST /v3/pay/{id}/close".
func (o *Operation) Pattern() string { return o.Method + " " + o.Path }

// segment is a part of a path between slashes.
type segment struct {
	text  string         // in the template
	match *regexp.Regexp // nil for plain text
	names []string
}

var placeholder = regexp.MustCompile(`\{([^{}]+)\}`)

func newSegments(template string) []segment {
	var list []segment
	for _, text := range strings.Split(strings.TrimPrefix(template, "/"), "/") {
		s := segment{text: text}
		if strings.Contains(text, "{") {
			expression, last := "^", 0
			for _, m := range placeholder.FindAllStringSubmatchIndex(text, -1) {
				expression += regexp.QuoteMeta(text[last:m[0]]) + "(.+)"
				s.names = append(s.names, text[m[2]:m[3]])
				last = m[1]
			}
			s.match = regexp.MustCompile(expression + regexp.QuoteMeta(text[last:]) + "$")
		}
		list = append(list, s)
	}
	return list
}

// values matches the segments of an escaped path, and returns the unescaped values of the names.
func (o *Operation) values(segments []string) (map[string]string, bool) {
	if len(segments) != len(o.segments) {
		return nil, false
	}
	values := make(map[string]string)
	for i, s := range o.segments {
		if s.match == nil {
			if plain, err := url.PathUnescape(segments[i]); err != nil || plain != s.text && segments[i] != s.text {
				return nil, false
			}
			continue
		}
		found := s.match.FindStringSubmatch(segments[i])
		if found == nil || segments[i] == "." || segments[i] == ".." {
			return nil, false
		}
		for n, name := range s.names {
			plain, err := url.PathUnescape(found[n+1])
			if err != nil {
				return nil, false
			}
			values[name] = plain
		}
	}
	return values, true
}

// literals counts the segments without a placeholder. Of two matching templates, the one with more applies.
func (o *Operation) literals() int {
	n := 0
	for _, s := range o.segments {
		if s.match == nil {
			n++
		}
	}
	return n
}

func (p *Product) newOperation(m *apimodel.Model, op *apimodel.Operation, api *openapi3.T) *Operation {
	template := basePath(op) + op.Path
	o := &Operation{
		Product: p.Name, ID: op.ID, Method: op.Method, Path: template, Summary: op.Title, Repeatable: op.Repeatable,
		Codes: make(map[string]Code), segments: newSegments(template), success: http.StatusOK,
	}
	if !op.HasID {
		o.ID = op.Method + " " + template
	}
	for _, param := range op.Params {
		o.parameters = append(o.parameters, newParameter(param, op.KinParam(api, param)))
	}
	if op.Body != nil {
		o.body = newBody(op.Body, op.KinBody(api))
		o.body.example, _ = decoded(m.Example(op.Body.Content.Find(apimodel.IsJSON))).(members)
	}
	o.readResponses(m, op, api)
	if o.Lifecycle = p.model.Operation(op.ID); o.Lifecycle != nil {
		o.kind = p.model.Resource(o.Lifecycle.Resource)
	}
	return o
}

// readResponses reads the success response and the codes. A response with codes is an error, whatever its status.
func (o *Operation) readResponses(m *apimodel.Model, op *apimodel.Operation, api *openapi3.T) {
	found := false
	byStatus := slices.SortedStableFunc(slices.Values(op.Responses), func(a, b *apimodel.Response) int { return strings.Compare(a.Status, b.Status) })
	for _, r := range byStatus {
		status, err := strconv.Atoi(strings.ReplaceAll(strings.ToUpper(r.Status), "XX", "00"))
		if err != nil {
			continue
		}
		for _, code := range r.Codes {
			if _, known := o.Codes[code.Name]; !known {
				o.Codes[code.Name] = Code{Status: status, Title: code.Title}
			}
		}
		if status/100 == 2 && !found && !r.ListsCodes() {
			found = true
			o.success, o.unsigned = status, r.Unsigned
			o.readResponse(m, r, op.KinResponse(api, r))
		}
	}
}

func (o *Operation) readResponse(m *apimodel.Model, r *apimodel.Response, content openapi3.Content) {
	if r.Body == nil {
		return
	}
	media := r.Body.Content.Find(apimodel.IsJSON)
	o.response, o.example = valueOf(media.Kin(content)), decoded(m.Example(media))
	if o.response == nil {
		o.raw = rawOf(m, r.Body)
	}
}

// Raw is a response that is not JSON, such as a file.
type Raw struct {
	ContentType string
	Body        []byte
}

// rawOf returns a response that is not JSON, from its example.
func rawOf(m *apimodel.Model, body *apimodel.Body) *Raw {
	media := body.Content[0]
	example, ok := m.Example(media).Str()
	if !ok {
		example, _ = m.Deref(media.Node.Get("schema")).Get("example").Str()
	}
	kind := media.Type
	if strings.ContainsAny(kind, "*,") {
		kind = "application/octet-stream"
	}
	return &Raw{ContentType: kind, Body: []byte(example)}
}

// decoded returns the JSON value of a node, or nil.
func decoded(node *doctree.Node) any {
	if node == nil {
		return nil
	}
	value, err := decode(node.AppendJSON(nil))
	if err != nil {
		return nil
	}
	return value
}
