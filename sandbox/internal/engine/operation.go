package engine

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// Operation is one call of a product.
type Operation struct {
	Product string
	// ID is the operationId, or method and path where there is none.
	ID      string
	Method  string
	Path    string // with {names}
	Summary string
	// Lifecycle is nil for operations without one.
	Lifecycle *lifecycle.Operation
	// Codes are the documented refusals, by their code.
	Codes map[string]Code
	// Repeatable tells that the document calls it safe to send again.
	Repeatable bool

	kind       *lifecycle.Resource // of Lifecycle
	segments   []segment
	parameters []*openapi3.Parameter
	body       *openapi3.RequestBody
	success    int
	answer     *openapi3.Schema
	example    any
	raw        *Raw // of an answer that is no JSON
	unsigned   bool
}

// Code is a documented refusal.
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
	text  string         // as it stands in the template
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

// values matches the segments of an escaped path, and returns what stands for the names with escapes undone.
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

// literals counts the segments without a placeholder; of two templates that match, the one with more is meant.
func (o *Operation) literals() int {
	n := 0
	for _, s := range o.segments {
		if s.match == nil {
			n++
		}
	}
	return n
}

func (p *Product) newOperation(method, template string, item *openapi3.PathItem, op *openapi3.Operation, titles codeTitles) *Operation {
	o := &Operation{
		Product: p.Name, ID: op.OperationID, Method: method, Path: template, Summary: op.Summary,
		Codes: make(map[string]Code), segments: newSegments(template), success: http.StatusOK,
	}
	if o.ID == "" {
		o.ID = method + " " + template
	}
	o.Repeatable, _ = op.Extensions["x-repeatable"].(bool)
	for _, ref := range slices.Concat(item.Parameters, op.Parameters) {
		if ref != nil && ref.Value != nil {
			o.parameters = slices.DeleteFunc(o.parameters, func(p *openapi3.Parameter) bool {
				return p.Name == ref.Value.Name && p.In == ref.Value.In
			})
			o.parameters = append(o.parameters, ref.Value)
		}
	}
	if op.RequestBody != nil {
		o.body = op.RequestBody.Value
	}
	o.readResponses(op.Responses, titles)
	return o
}

// readResponses finds the success and the codes. A response with codes is a refusal whatever its status.
func (o *Operation) readResponses(responses *openapi3.Responses, titles codeTitles) {
	found := false
	for _, key := range slices.Sorted(maps.Keys(responses.Map())) {
		response := responses.Value(key).Value
		status, err := strconv.Atoi(strings.ReplaceAll(key, "XX", "00"))
		if err != nil || response == nil {
			continue
		}
		if codes, ok := response.Extensions["x-error-codes"].(map[string]any); ok {
			for _, code := range slices.Sorted(maps.Keys(codes)) {
				if _, known := o.Codes[code]; !known {
					o.Codes[code] = Code{Status: status, Title: titles.title(code, codes[code])}
				}
			}
			continue
		}
		if status/100 == 2 && !found {
			found = true
			o.success, o.answer = status, jsonSchema(response.Content)
			o.unsigned, _ = response.Extensions["x-unsigned"].(bool)
			o.example = exampleOf(jsonMedia(response.Content))
			if o.answer == nil {
				o.raw = rawOf(response.Content)
			}
		}
	}
}

// Raw is an answer that is no JSON, such as a file.
type Raw struct {
	ContentType string
	Body        []byte
}

// rawOf makes an answer that is no JSON of its example; nil if there is nothing to answer.
func rawOf(content openapi3.Content) *Raw {
	kinds := slices.Sorted(maps.Keys(content))
	if len(kinds) == 0 {
		return nil
	}
	kind, media := kinds[0], content[kinds[0]]
	example, _ := exampleOf(media).(string)
	if example == "" && media != nil && media.Schema != nil && media.Schema.Value != nil {
		example, _ = media.Schema.Value.Example.(string)
	}
	if strings.ContainsAny(kind, "*,") {
		kind = "application/octet-stream"
	}
	return &Raw{ContentType: kind, Body: []byte(example)}
}

func exampleOf(media *openapi3.MediaType) any {
	if media == nil {
		return nil
	}
	if media.Example != nil {
		return media.Example
	}
	for _, name := range slices.Sorted(maps.Keys(media.Examples)) {
		if ref := media.Examples[name]; ref != nil && ref.Value != nil && ref.Value.Value != nil {
			return ref.Value.Value
		}
	}
	return nil
}

// codeTitles are the titles of codes that documents list below components.x-error-codes, where references to
// them lead: the loader does not follow references in extensions.
type codeTitles map[string]string

func (c codeTitles) add(doc *openapi3.T) {
	if doc.Components == nil {
		return
	}
	codes, _ := doc.Components.Extensions["x-error-codes"].(map[string]any)
	for code, entry := range codes {
		if m, ok := entry.(map[string]any); ok && c[code] == "" {
			c[code], _ = m["title"].(string)
		}
	}
}

func (c codeTitles) title(code string, entry any) string {
	if m, ok := entry.(map[string]any); ok {
		if title, ok := m["title"].(string); ok && title != "" {
			return title
		}
	}
	return c[code]
}
