package conformance

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator"
)

// TestSimilarNames holds the Go names of a document in
// which most names are those of something else.
func TestSimilarNames(t *testing.T) {
	data, err := os.ReadFile("testdata/names.yaml")
	if err != nil {
		t.Fatal(err)
	}
	got := declarations(t, one(t, string(data)))
	for _, want := range []struct{ why, name, holds string }{
		{"name of an inline response", "CreateTransactionResponse", "B string"},
		{"the inline answer then says its status", "CreateTransactionOKResponse", "ID string"},
		{"name of its own request", "CreateTransactionRequest", "A string"},
		{"enum members that differ in a sign", "ZoneGMTPlus12", `"GMT+12"`},
		{"enum members that differ in a sign", "ZoneGMTMinus12", `"GMT-12"`},
		{"enum members that are numbers", "Zone1", `"1"`},
		{"enum members that are numbers", "ZoneMinus1", `"-1"`},
		{"enum members that differ in case", "ZoneAsc", `"asc"`},
		{"enum members that differ in case", "ZoneASC", `"ASC"`},
		{"a Chinese enum member", "Zone中国", `"中国"`},
		{"an empty enum member", "ZoneEmpty", `""`},
		{"parameters that differ in a sign", "FindRequest", "StartTime string"},
		{"parameters that differ in a sign", "FindRequest", "StartTimeLess string"},
		{"parameters that differ in a sign", "FindRequest", "StartTimeGreater string"},
		{"parameters of two places", "FindRequest", "HeaderCtx string"},
		{"a schema called Error", "Error", "Code string"},
		{"a schema called Client", "ClientSchema", "Code string"},
		{"a schema called New", "NewSchema", "Code string"},
		{"a schema called String", "String", "Code string"},
		{"a schema called as a package", "Time", "Code string"},
		{"a schema called as an imported package", "JSON", "Code string"},
		{"a schema called as the runtime", "Wxpay", "Code string"},
		{"a schema with a Chinese name", "X订单", "状态"},
		{"schemas that differ in case", "Order", "Code string"},
		{"schemas that differ in case", "ORDER", "Code string"},
		{"a property called as a keyword", "Everything", "Func *int64"},
		{"a property called as a keyword", "Everything", "Range []EverythingRangeItem"},
		{"a property called as a method", "Everything", "ValidateValue *EverythingValidate"},
		{"a property called as a method", "CreateTransactionRequest", "ValidateValue string"},
		{"a property called as a method", "CreateTransactionRequest", "MarshalJson string"},
		{"a property that begins with a digit", "Everything", "X3ds string"},
		{"a property called $ref", "Everything", "DollarRef string"},
	} {
		if !strings.Contains(got[want.name], want.holds) {
			t.Errorf("%s: %s is %q, without %q", want.why, want.name, got[want.name], want.holds)
		}
	}
}

// TestNamesDocument needs the compiler, since names meet in scopes
// that only it knows.
func TestNamesDocument(t *testing.T) {
	needCompiler(t)
	t.Parallel()
	out := generate(t, os.DirFS("testdata"), generator.Package{Spec: "names.yaml", Dir: "names"})
	goTool(t, writeModule(t, out.Results), "vet", "./names")
}

// collisions are documents in which the second of two names is changed.
var collisions = map[string]struct{ uses, schemas, first, second, want string }{
	"components": {
		"x: { $ref: '#/components/schemas/order_info' }, y: { $ref: '#/components/schemas/order-info' }",
		"{ order_info: { type: object, properties: { a: { type: string } } }, order-info: { type: object, properties: { b: { type: string } } } }",
		"OrderInfo struct { A", "OrderDashInfo struct { B",
		`"order_info" and "order-info" both become the Go declaration OrderInfo; the second is called OrderDashInfo`,
	},
	"components with the same words": {
		"x: { $ref: '#/components/schemas/order_item' }, y: { $ref: '#/components/schemas/OrderItem' }",
		"{ order_item: { type: object, properties: { a: { type: string } } }, OrderItem: { type: object, properties: { b: { type: string } } } }",
		"OrderItem struct { A", "OrderItem_2 struct { B",
		`"order_item" and "OrderItem" both become the Go declaration OrderItem; the second is called OrderItem_2`,
	},
	"components of which one is not used": {
		"y: { $ref: '#/components/schemas/OrderItem' }",
		"{ order_item: { type: object, properties: { a: { type: string } } }, OrderItem: { type: object, properties: { b: { type: string } } } }",
		"", "OrderItem_2 struct { B",
		`"order_item" and "OrderItem" both become the Go declaration OrderItem; the second is called OrderItem_2`,
	},
	"properties": {
		"x: { $ref: '#/components/schemas/A' }", "{ A: { type: object, properties: { a_b: { type: string }, a-b: { type: string } } } }",
		"A struct { AB string", "ADashB string",
		`"a_b" and "a-b" both become the Go field AB; the second is called ADashB`,
	},
	"properties with the same words": {
		"x: { $ref: '#/components/schemas/A' }", "{ A: { type: object, properties: { ab: { type: string }, Ab: { type: string }, aB: { type: string } } } }",
		"A struct { Ab string", "Ab_2 string",
		`"ab" and "Ab" both become the Go field Ab; the second is called Ab_2`,
	},
	"a property without letter or digit": {
		"x: { $ref: '#/components/schemas/A' }", `{ A: { type: object, properties: { "_": { type: string } } } }`,
		"A struct", "Underscore string", `"_" has no letter or digit that a Go field could be named by; it is called Underscore`,
	},
	"enum members": {
		"x: { type: string, enum: [createdAt, -createdAt, CREATEDAT, created-at] }", "{}",
		`ARequestXCreatedAt ARequestX = "createdAt"`, `ARequestXMinusCreatedAt ARequestX = "-createdAt"`,
		`"createdAt" and "-createdAt" both become the Go declaration ARequestXCreatedAt; the second is called ARequestXMinusCreatedAt`,
	},
	"enum members with the same varnames": {
		"x: { type: string, enum: [a, b, c], x-enum-varnames: [X, X, X] }", "{}",
		`ARequestXX_2 ARequestX = "b"`, `ARequestXX_3 ARequestX = "c"`,
		`"a" and "c" both become the Go declaration ARequestXX; the second is called ARequestXX_3`,
	},
	"three lists in a union": {
		"x: { oneOf: [{ type: array, items: { type: string } }, { type: array, items: { type: boolean } }, { type: array, items: { type: object, properties: { a: { type: string } } } }] }", "{}",
		"ARequestXArrayVariant []bool", "ARequestXArray_2 []", `both become the Go declaration ARequestXArray; the second is called ARequestXArray_2`,
	},
}

// The first keeps its name; the second has its signs in words, or a number.
func TestCollisions(t *testing.T) {
	for name, test := range collisions {
		t.Run(name, func(t *testing.T) {
			document := assembled([]string{strings.Replace(operationOf, "USES", test.uses, 1)}, nil)
			document = strings.Replace(document, "  schemas:\n", "  schemas: "+test.schemas+"\n", 1)
			out, err := generator.Generate(t.Context(), generator.Config{
				FS: fstest.MapFS{"api.yaml": {Data: []byte(document)}}, Packages: []generator.Package{{Spec: "api.yaml", Dir: "names"}},
			})
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for name, text := range declarations(t, out.Results[0].Files) {
				all = append(all, name+" "+text, text)
			}
			got := strings.Join(all, "\n")
			if !strings.Contains(got, test.first) || !strings.Contains(got, test.second) {
				t.Errorf("%s\nhas no %q or no %q", got, test.first, test.second)
			}
			if !strings.Contains(listing(out), test.want) {
				t.Errorf("%s\nhas no %q", listing(out), test.want)
			}
		})
	}
}

// operationOf is an operation whose body has the properties USES.
const operationOf = `  /v3/a:
    post:
      operationId: a
      requestBody: { required: true, content: { application/json: { schema: { type: object, properties: { USES } } } } }
      responses: { '204': { description: done } }`
