package lint

import (
	"encoding/json"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/pattern"
)

// examples holds each example to the schema that it stands beside. The schemas
// are kin-openapi's, the places are the tree's, so both are walked together. A
// document that kin-openapi did not read as a whole has no schemas to hold
// anything to.
func (c *checker) examples() {
	doc := c.outline.Doc
	api, doubt := doc.Whole()
	if len(doubt) > 0 {
		return
	}
	e := &exampleChecker{checker: c, api: api, seen: map[*doctree.Node]bool{}}
	for path, ref := range doc.Root.Get("paths").Members() {
		e.pathItem(c.deref(ref), api.Paths.Value(path))
	}
	if api.Components == nil {
		return
	}
	schemas := doc.Root.Get("components").Get("schemas")
	for name, node := range schemas.Members() {
		e.schema(node, api.Components.Schemas[name])
	}
}

func (c *checker) deref(node *doctree.Node) *doctree.Node {
	if target, _, ok := c.outline.Doc.Set.Resolve(node); ok {
		return target
	}
	return node
}

type exampleChecker struct {
	*checker
	api  *openapi3.T
	seen map[*doctree.Node]bool
}

func (e *exampleChecker) pathItem(node *doctree.Node, item *openapi3.PathItem) {
	if item == nil || e.seen[node] {
		return
	}
	e.seen[node] = true
	e.parameters(node.Get("parameters"), item.Parameters)
	for method, opNode := range node.Members() {
		op := item.Operations()[strings.ToUpper(method)]
		if op == nil {
			continue
		}
		e.parameters(opNode.Get("parameters"), op.Parameters)
		if op.RequestBody != nil && op.RequestBody.Value != nil {
			e.content(e.deref(opNode.Get("requestBody")).Get("content"), op.RequestBody.Value.Content)
		}
		for status, ref := range opNode.Get("responses").Members() {
			if response := op.Responses.Value(status); response != nil && response.Value != nil {
				e.content(e.deref(ref).Get("content"), response.Value.Content)
			}
		}
		for name, ref := range opNode.Get("callbacks").Members() {
			if callback := op.Callbacks[name]; callback != nil && callback.Value != nil {
				for address, target := range e.deref(ref).Members() {
					e.pathItem(e.deref(target), callback.Value.Value(address))
				}
			}
		}
	}
}

func (e *exampleChecker) parameters(nodes *doctree.Node, refs openapi3.Parameters) {
	for i, item := range nodes.Items() {
		if i >= len(refs) || refs[i] == nil || refs[i].Value == nil || refs[i].Value.Schema == nil {
			continue
		}
		node := e.deref(item)
		if !e.seen[node] {
			e.seen[node] = true
			e.beside(node, refs[i].Value.Schema)
			e.schema(node.Get("schema"), refs[i].Value.Schema)
		}
	}
}

func (e *exampleChecker) content(nodes *doctree.Node, content openapi3.Content) {
	for name, node := range nodes.Members() {
		if media := content[name]; media != nil && media.Schema != nil && !e.seen[node] {
			e.seen[node] = true
			e.beside(node, media.Schema)
			e.schema(node.Get("schema"), media.Schema)
		}
	}
}

// beside checks the example and the examples of a parameter or a media type.
func (e *exampleChecker) beside(node *doctree.Node, ref *openapi3.SchemaRef) {
	e.example(node.Get("example"), ref)
	for _, example := range node.Get("examples").Members() {
		e.example(e.deref(example).Get("value"), ref)
	}
}

func (e *exampleChecker) schema(node *doctree.Node, ref *openapi3.SchemaRef) {
	target := e.deref(node)
	if ref == nil || ref.Value == nil || !target.Is(doctree.Mapping) || e.seen[target] {
		return
	}
	e.seen[target] = true
	s := ref.Value
	e.example(target.Get("example"), ref)
	for _, example := range target.Get("examples").Items() { // 3.1
		e.example(example, ref)
	}
	for name, property := range target.Get("properties").Members() {
		e.schema(property, s.Properties[name])
	}
	e.schema(target.Get("items"), s.Items)
	e.schema(target.Get("additionalProperties"), s.AdditionalProperties.Schema)
	e.schemas(target.Get("allOf"), s.AllOf)
	e.schemas(target.Get("anyOf"), s.AnyOf)
	e.schemas(target.Get("oneOf"), s.OneOf)
}

func (e *exampleChecker) schemas(nodes *doctree.Node, refs openapi3.SchemaRefs) {
	for i, item := range nodes.Items() {
		if i < len(refs) {
			e.schema(item, refs[i])
		}
	}
}

func (e *exampleChecker) example(node *doctree.Node, ref *openapi3.SchemaRef) {
	if node == nil || ref.Value == nil {
		return
	}
	for _, fault := range e.validate(node, ref.Value) {
		at, path := node, fault.JSONPointer()
		for _, token := range path {
			if next := child(at, token); next != nil {
				at = next
			}
		}
		what := "the example"
		if len(path) > 0 {
			what = strings.Join(path, ".") + " of the example"
		}
		reason, _, _ := strings.Cut(fault.Reason, "\n")
		e.warn(at.At(), ExampleInvalid, "%s breaks its schema: %s", what, reason).
			Fix("correct the example, or the schema")
	}
}

func child(node *doctree.Node, token string) *doctree.Node {
	if i, err := strconv.Atoi(token); err == nil && node.Is(doctree.Sequence) && i < node.Len() {
		return node.Items()[i]
	}
	return node.Get(token)
}

// validate returns what is wrong with the example. What kin-openapi cannot
// judge, it says nothing about: the lowering tells of faults in the schema.
func (e *exampleChecker) validate(node *doctree.Node, s *openapi3.Schema) (faults []*openapi3.SchemaError) {
	defer func() {
		if recover() != nil {
			faults = nil
		}
	}()
	var value any
	if err := json.Unmarshal(node.AppendJSON(nil), &value); err != nil {
		return nil
	}
	err := e.api.ValidateSchemaJSON(s, value, openapi3.MultiErrors(), openapi3.SetSchemaRegexCompiler(compile),
		openapi3.DisableReadOnlyValidation(), openapi3.DisableWriteOnlyValidation())
	return flatten(err)
}

func flatten(err error) []*openapi3.SchemaError {
	if list := (openapi3.MultiError)(nil); errors.As(err, &list) {
		var out []*openapi3.SchemaError
		for _, one := range list {
			out = append(out, flatten(one)...)
		}
		return out
	}
	if one := (*openapi3.SchemaError)(nil); errors.As(err, &one) {
		return []*openapi3.SchemaError{one}
	}
	return nil
}

// anything is what a pattern matches that is not understood.
type anything struct{}

func (anything) MatchString(string) bool { return true }

// compile reads a pattern as the generator does.
func compile(expr string) (openapi3.RegexMatcher, error) {
	translated, err := pattern.Translate(expr)
	if err != nil || translated.Go == "" {
		return anything{}, nil
	}
	re, err := regexp.Compile(translated.Go)
	if err != nil {
		return anything{}, nil
	}
	return re, nil
}
