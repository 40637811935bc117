package lint

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/pattern"
)

// examples validates each example against its schema. The schemas are
// kin-openapi's and the places are the tree's, so both are walked together. A
// document that kin-openapi cannot read has no schemas to validate anything
// against.
func (c *checker) examples() {
	api, _ := c.api.Doc.API()
	if api == nil {
		return
	}
	e := &exampleChecker{checker: c, kin: api, seen: map[*doctree.Node]bool{}}
	for _, op := range c.api.All() {
		e.operation(op)
	}
	if api.Components == nil {
		return
	}
	schemas := c.api.Doc.Root.Get("components").Get("schemas")
	for name, node := range schemas.Members() {
		e.schema(node, api.Components.Schemas[name])
	}
}

type exampleChecker struct {
	*checker
	kin  *openapi3.T
	seen map[*doctree.Node]bool
}

func (e *exampleChecker) operation(op *apimodel.Operation) {
	for _, p := range op.Params {
		if of := op.KinParam(e.kin, p); of != nil && of.Schema != nil {
			e.described(p.Node, of.Schema)
		}
	}
	if op.Body != nil {
		e.content(op.Body.Content, op.KinBody(e.kin))
	}
	for _, r := range op.Responses {
		if r.Body != nil {
			e.content(r.Body.Content, op.KinResponse(e.kin, r))
		}
	}
}

func (e *exampleChecker) content(list apimodel.Content, content openapi3.Content) {
	for _, media := range list {
		if ref := media.Kin(content); ref != nil {
			e.described(media.Node, ref)
		}
	}
}

// described checks the examples of a parameter or a media type, and those in its
// schema.
func (e *exampleChecker) described(node *doctree.Node, ref *openapi3.SchemaRef) {
	if e.seen[node] {
		return
	}
	e.seen[node] = true
	e.own(node, ref)
	e.schema(node.Get("schema"), ref)
}

// own checks the example and the examples of a parameter or a media type.
func (e *exampleChecker) own(node *doctree.Node, ref *openapi3.SchemaRef) {
	e.example(node.Get("example"), ref)
	for _, example := range node.Get("examples").Members() {
		e.example(e.api.Deref(example).Get("value"), ref)
	}
}

func (e *exampleChecker) schema(node *doctree.Node, ref *openapi3.SchemaRef) {
	target := e.api.Deref(node)
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

// validate returns what is wrong with the example. It ignores what kin-openapi
// cannot judge: the lowering reports faults of the schema.
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
	if !withinSteps(value, s) {
		e.warn(node.At(), ExampleInvalid, "the example is not checked: too many schemas apply to it, because they are made of others more than once, level by level").
			Fix("let them be made of fewer others")
		return nil
	}
	err := e.kin.ValidateSchemaJSON(s, value, openapi3.MultiErrors(), openapi3.SetSchemaRegexCompiler(compile),
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

// compile reads a pattern as the generator does.
func compile(expr string) (openapi3.RegexMatcher, error) { return pattern.Lenient(expr), nil }
