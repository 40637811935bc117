// Package lint reports what the readers of a generated package, or of its
// documentation, would miss. None of it prevents generating.
package lint

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/load"
	"github.com/wxpaygen/wxpaygen/internal/schema"
	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// The rules of this package.
const (
	NoCodes        = "no-codes"        // an operation without error codes, or a code without a remedy
	NoLength       = "no-length"       // a string without a length
	NoMinLength    = "no-min-length"   // a required string of a request that may be empty
	NoEcho         = "no-echo"         // a response that repeats a path parameter, without x-echo
	NoDescription  = "no-description"  // an operation, a parameter, a field or a code without a description
	ExampleInvalid = "example-invalid" // an example that breaks its schema
	Unchecked      = "unchecked"       // a comment of draft about what the page does not say
)

// Rules are the names of all rules that [Check] follows. Its diagnostics have
// no others.
var Rules = []string{
	NoCodes, NoLength, NoMinLength, NoEcho, NoDescription, ExampleInvalid, Unchecked,
	lifecycle.RuleForm, lifecycle.RuleName, lifecycle.RuleCode, lifecycle.RuleWay, lifecycle.RuleExpression,
}

// Check returns what is missing in a document, as warnings, sorted by place.
func Check(doc *load.Document) []diag.Diagnostic {
	o := apimodel.Read(doc, nil)
	c := &checker{api: o, diags: lifecycles(o), seen: map[diag.Position]bool{}, unechoed: map[diag.Position]bool{}, unfilled: map[diag.Position]bool{}}
	for _, op := range o.Operations {
		c.operation(op)
		c.echoes(op)
		c.empties(op)
		if len(op.Codes()) == 0 {
			c.warn(op.Pos, NoCodes, "%s documents no error code", op.ID).
				Fix("list the codes under x-error-codes of its responses")
		}
	}
	for _, op := range o.Callbacks {
		c.operation(&op.Operation)
	}
	c.examples()
	c.unchecked()
	return diag.Sort(c.diags)
}

type checker struct {
	api   *apimodel.Model
	diags []diag.Diagnostic
	seen  map[diag.Position]bool // schemas and codes that were checked

	unechoed map[diag.Position]bool // members whose missing x-echo is reported
	unfilled map[diag.Position]bool // strings whose missing minLength is reported
}

// remark is a diagnostic without its remedy.
type remark struct {
	checker *checker
	d       diag.Diagnostic
}

func (c *checker) warn(pos diag.Position, rule, format string, args ...any) remark {
	return remark{c, diag.Warningf(pos, rule, format, args...)}
}

// Fix reports the remark with its remedy.
func (r remark) Fix(format string, args ...any) {
	r.checker.diags = append(r.checker.diags, r.d.Fix(format, args...))
}

func (c *checker) operation(op *apimodel.Operation) {
	if strings.TrimSpace(op.Text) == "" {
		c.warn(op.Pos, NoDescription, "%s has no description", op.ID).
			Fix("say under description what it does, and what to beware of")
	}
	for _, r := range op.Responses {
		for _, code := range r.Codes {
			c.code(code)
		}
	}
	for _, p := range op.Params {
		if strings.TrimSpace(p.Description()) == "" {
			c.warn(p.Node.At(), NoDescription, "the parameter %s has no description", diag.Quote(p.Name)).Fix("describe it")
		}
		c.schema(p.Schema(), "the parameter "+diag.Quote(p.Name))
	}
	c.body(op.Body, "the body")
	for _, r := range op.Responses {
		c.body(r.Body, "the response")
	}
}

// code checks that an error code has a description and a remedy.
func (c *checker) code(code apimodel.Code) {
	if c.seen[code.Node.At()] {
		return
	}
	c.seen[code.Node.At()] = true
	if strings.TrimSpace(code.Title+code.Text) == "" {
		c.warn(code.Node.At(), NoDescription, "the code %s has no description", code.Name).Fix("write its meaning under description")
	}
	if strings.TrimSpace(code.Remedy) == "" {
		c.warn(code.Node.At(), NoCodes, "the code %s has no remedy", code.Name).Fix("write under remedy what to do")
	}
}

func (c *checker) body(b *apimodel.Body, what string) {
	if b.Schema() != nil {
		c.schema(b.Schema(), what)
	}
}

// schema checks a schema and everything in it.
func (c *checker) schema(s *schema.Schema, what string) {
	target := c.api.Schemas.Target(s)
	if c.seen[target.Pos] {
		return
	}
	c.seen[target.Pos] = true
	c.length(s, target, what)
	c.bytes(target)
	for _, p := range target.Properties {
		value := c.api.Schemas.Read(p.Nodes...)
		text := value.Description + c.api.Schemas.Target(value).Description
		if strings.TrimSpace(text) == "" {
			c.warn(p.Pos, NoDescription, "the field %s has no description", diag.Quote(p.Name)).Fix("describe it")
		}
		c.schema(value, "the field "+diag.Quote(p.Name))
	}
	if len(target.Items) > 0 {
		c.schema(c.api.Schemas.Read(target.Items...), "an item of "+what)
	}
	if len(target.Additional) > 0 {
		c.schema(c.api.Schemas.Read(target.Additional...), "a member of "+what)
	}
	for _, v := range target.Variants {
		c.schema(c.api.Schemas.Read(v.Nodes...), what)
	}
}

// length checks that a string has a maximum length.
func (c *checker) length(s, target *schema.Schema, what string) {
	switch {
	case !target.Is("string") || len(target.Variants) > 0, target.MaxLength != nil, target.Enum != nil, target.LengthUnpublished,
		target.Format == "date" || target.Format == "date-time" || target.Format == "binary":
		return
	case s.MaxLength != nil || s.Enum != nil || s.LengthUnpublished: // reported where the component is used
		return
	case target.Node().HasIgnored(), target.Node().Get("maxLength") != nil, target.Node().Get("enum") != nil: // of a wrong form, which is reported already
		return
	}
	pos := target.Pos
	if pos == (diag.Position{}) {
		pos = s.Pos
	}
	c.warn(pos, NoLength, "%s is a string without a length", what).
		Fix("write maxLength, or x-length: unpublished where no page gives one")
}

// bytes checks an example against a length in bytes, which plain OpenAPI does
// not have.
func (c *checker) bytes(s *schema.Schema) {
	text, ok := s.Example.Str()
	if !ok || !s.LengthInBytes || s.MaxLength == nil || int64(len(text)) <= s.MaxLength.N {
		return
	}
	c.warn(s.Example.At(), ExampleInvalid, "the example breaks its schema: it has %d bytes, more than %d", len(text), s.MaxLength.N).
		Fix("correct the example, or the schema")
}
