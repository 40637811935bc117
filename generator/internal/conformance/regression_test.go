package conformance

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator"
)

// regression is the smallest document that showed a fault, and what shows that it
// is mended.
type regression struct {
	version, schemas string // schemas with a V, which the body has as v
	want, not        []string
	reported         string
}

// regressions has each fault that the tests of this package found.
var regressions = map[string]regression{
	"required without properties": {
		schemas: `V: { type: object, required: [a, b] }`,
		want:    []string{`wxpayimpl.RequiredKeys(&v, "v", r.V, "a", "b")`},
	},
	"enum of arrays": {
		schemas: `V: { type: array, items: { type: boolean }, enum: [[true], [false, true]] }`,
		want:    []string{`wxpayimpl.EnumJSON(&v, "v", r.V, "[true]", "[false,true]")`},
	},
	"constant object": {
		version: "3.1.0", schemas: `V: { const: { a: 1 } }`,
		want: []string{"wxpayimpl.EnumJSON(&v, \"v\", r.V, `{\"a\":1}`)"},
	},
	"type null": {
		version: "3.1.0", schemas: `V: { type: 'null' }`,
		want: []string{`wxpayimpl.EnumJSON(&v, "v", r.V, "null")`},
	},
	"minProperties with properties": {
		schemas: `V: { type: object, minProperties: 2, properties: { a: { type: string }, b: { type: string }, c: { type: string } } }`,
		want:    []string{`wxpayimpl.MemberCount(v, "", r, 2, -1)`},
	},
	"minProperties met by required": {
		schemas: `V: { type: object, minProperties: 1, required: [a], properties: { a: { type: string }, b: { type: string } } }`,
		not:     []string{"wxpayimpl.MemberCount"},
	},
	"union without limits": {
		version: "3.1.0", schemas: `V: { type: [array, object], items: { type: string } }`,
		want: []string{`v.OneOf("", "array or variant_B", wxpayimpl.HasMember(r.Value))`, "r.V.validate(&v)"},
	},
	"more than 26 inline members": {
		schemas: `V: { oneOf: [` + strings.Repeat(`{ type: object, properties: { a: { type: string } } }, `, 27) + `] }`,
		want:    []string{"VariantZ struct", "Variant27 struct"},
	},
	"limits of union members": {
		schemas: `
    V: { oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] }
    A: { type: object, required: [kind], properties: { kind: { type: string, enum: [a] } } }
    B: { type: object, required: [kind], properties: { kind: { type: string, enum: [b] } } }`,
		want: []string{"func (r A) Validate() error", "func (r B) Validate() error"}, // which the runtime asks
	},
	"members with a constant": {
		version: "3.1.0", schemas: `
    V: { oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] }
    A: { type: object, required: [kind], properties: { kind: { type: integer, const: 1 } } }
    B: { type: object, required: [kind], properties: { kind: { type: integer, enum: [2, 3] } } }`,
		want: []string{`wxpayimpl.UnmarshalTagged(data, "kind", &r.Raw,`, `wxpayimpl.Member(&m1, "1"),`, `wxpayimpl.Member(&m2, "3"))`},
	},
	"numbers and integers in enum": {
		version: "3.1.0", schemas: `V: { enum: [1, 2.5] }`,
		want: []string{"V float64", "wxpayimpl.Enum(&v, \"v\", r.V, 1, 2.5)"},
	},
	"null list in a list": {
		schemas: `V: { type: array, items: { type: array, items: { type: string } } }`,
		want:    []string{`v.Required("", r.V[i] != nil)`},
	},
	"reference or null": {
		version: "3.1.0", schemas: `
    V: { type: object, properties: { a: { $ref: '#/components/schemas/Maybe' }, b: { $ref: '#/components/schemas/Maybe' } } }
    Maybe: { oneOf: [{ $ref: '#/components/schemas/Point' }, { type: 'null' }] }
    Point: { type: object, properties: { x: { type: integer } } }`,
		want: []string{"A wxpay.Nullable[Point]", "B wxpay.Nullable[Point]"}, not: []string{"type Maybe "},
	},
	"keywords next to a reference": {
		version: "3.1.0", schemas: `
    V: { $ref: '#/components/schemas/Base', properties: { x: { minimum: 5 } } }
    Base: { type: object, required: [x], properties: { x: { type: integer, minimum: 1 } } }`,
		want: []string{`v.Min("x", r.X, 5)`, "V V "},
	},
	"patternProperties": {
		version: "3.1.0", schemas: `V: { type: object, patternProperties: { '^a': {} }, additionalProperties: false }`,
		not: []string{"v.Properties("}, reported: "patternProperties is not checked before sending",
	},
	"additionalProperties with allOf": {
		schemas:  `V: { allOf: [{ type: object, properties: { a: { type: string } } }], additionalProperties: false }`,
		reported: `additionalProperties applies to "a" too`,
	},
}

func TestRegressions(t *testing.T) {
	for name, test := range regressions {
		t.Run(name, func(t *testing.T) {
			code, reported := bodyOf(t, test.version, test.schemas)
			for _, want := range test.want {
				if !strings.Contains(code, want) {
					t.Errorf("%s is not in\n%s", want, code)
				}
			}
			for _, not := range test.not {
				if strings.Contains(code, not) {
					t.Errorf("%s is in\n%s", not, code)
				}
			}
			if !strings.Contains(reported, test.reported) {
				t.Errorf("the warnings are without %q: %s", test.reported, reported)
			}
		})
	}
}

// bodyOf generates an operation whose body has the required property v, and
// returns all code on lines without indentation and single spaces, and the
// warnings.
func bodyOf(t *testing.T, version, schemas string) (code, reported string) {
	t.Helper()
	document := assembled([]string{strings.Replace(operationOf, "properties: { USES }", "required: [v], properties: { v: { $ref: '#/components/schemas/V' } }", 1)}, []string{"    " + schemas})
	if version != "" {
		document = strings.Replace(document, "openapi: 3.0.3", "openapi: "+version, 1)
	}
	out := generate(t, fstest.MapFS{"api.yaml": {Data: []byte(document)}}, generator.Package{Spec: "api.yaml", Dir: "regression"})
	var b strings.Builder
	for _, f := range out.Results[0].Files {
		for line := range strings.Lines(string(f.Data)) {
			b.WriteString(strings.Join(strings.Fields(line), " ") + "\n")
		}
	}
	return b.String(), listing(out)
}

func TestNumberInPath(t *testing.T) {
	files := one(t, assembled([]string{`  /v3/a/{id}:
    get:
      operationId: a
      parameters: [{ name: id, in: path, required: true, schema: { type: integer, minimum: 1 } }]
      responses: { '204': { description: done } }`}, []string{"    A: { type: string }"}))
	for _, f := range files {
		if strings.Contains(string(f.Data), "string(r.ID)") {
			t.Errorf("%s:\n%s", f.Path, f.Data)
		}
	}
}

func TestSharedBodyNames(t *testing.T) {
	ops := make([]string, 0, 2)
	for _, id := range []string{"first", "second"} {
		ops = append(ops, `  /v3/`+id+`:
    post:
      operationId: `+id+`
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
      responses: { '204': { description: done } }`)
	}
	schemas := []string{"    Order: { type: object, properties: { goods: { type: object, properties: { name: { type: string } } } } }"}
	both := declarations(t, one(t, assembled(ops, schemas)))
	alone := declarations(t, one(t, assembled(ops[1:], schemas)))
	if both["OrderGoods"] == "" || alone["OrderGoods"] == "" {
		t.Errorf("OrderGoods is not among\n%v\n%v", both, alone)
	}
}
