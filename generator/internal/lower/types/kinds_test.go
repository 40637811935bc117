package types

import (
	"strings"
	"testing"
)

var kindNames = map[Kind]string{
	Raw: "raw", Never: "never", String: "string", Integer: "integer", Number: "number", Boolean: "boolean",
	Array: "array", Map: "map", Enum: "enum", Struct: "struct", Union: "union",
}

func TestKinds(t *testing.T) {
	for name, c := range map[string]struct{ schema, kind, reported string }{
		"string":                {"{type: string}", "string", ""},
		"integer":               {"{type: integer}", "integer", ""},
		"number":                {"{type: number}", "number", ""},
		"boolean":               {"{type: boolean}", "boolean", ""},
		"array":                 {"{type: array, items: {type: string}}", "array", ""},
		"map":                   {"{type: object}", "map", ""},
		"struct":                {"{type: object, properties: {a: {type: string}}}", "struct", ""},
		"empty":                 {"{}", "raw", ""},
		"null":                  {"{type: 'null'}", "raw", ""},
		"false":                 {"false", "never", ""},
		"two types":             {"{type: [string, integer]}", "union", ""},
		"nullable":              {"{type: [string, 'null']}", "string", ""},
		"enum":                  {"{type: string, enum: [A, B]}", "enum", ""},
		"enum of integers":      {"{type: integer, enum: [1, 2]}", "enum", ""},
		"enum of one":           {"{type: string, enum: [A]}", "string", ""},
		"enum of booleans":      {"{type: boolean, enum: [true, false]}", "boolean", ""},
		"enum of numbers":       {"{type: number, enum: [1.5, 2.5]}", "number", ""},
		"choice of structs":     {"{oneOf: [{type: object, properties: {a: {type: string}}}, {type: object, properties: {b: {type: string}}}]}", "union", ""},
		"choice of scalars":     {"{oneOf: [{type: string}, {type: integer}]}", "union", ""},
		"choice of one type":    {"{anyOf: [{type: string}, {type: string, format: date}]}", "string", ""},
		"choice of limits":      {"{anyOf: [{type: string, maxLength: 1}, {type: string, format: date}]}", "string", "not-enforced"},
		"choice of enums":       {"{anyOf: [{type: string, enum: [A, B]}, {type: string}]}", "string", ""},
		"choice with anything":  {"{oneOf: [{type: string}, {}]}", "raw", ""},
		"choice with nothing":   {"{oneOf: [{type: string}, false]}", "string", ""},
		"choice of required":    {"{type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]}", "struct", "not-enforced"},
		"choice of itself":      {"{oneOf: [{$ref: '#/components/schemas/S'}, {type: string}]}", "string", "endless"},
		"choice of null":        {"{oneOf: [{type: string}, {type: 'null'}]}", "string", ""},
		"reference":             {"{$ref: '#/components/schemas/T'}", "integer", ""},
		"reference, with limit": {"{$ref: '#/components/schemas/T', minimum: 1}", "integer", ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, "S: "+c.schema+"\nT: {type: integer}")
			got := kindNames[b.Kinds.Of(b.schema("S"))]
			if reported := b.reported(); got != c.kind || reported != c.reported {
				t.Errorf("got %s [%s], want %s [%s]", got, reported, c.kind, c.reported)
			}
		})
	}
}

func TestDirections(t *testing.T) {
	for name, c := range map[string]struct {
		schema             string
		directed           bool
		requests, response string
	}{
		"both":         {"{type: object, required: [a], properties: {a: {type: string}}}", false, "a", "a"},
		"read-only":    {"{type: object, required: [a, b], properties: {a: {type: string, readOnly: true}, b: {type: string}}}", true, "b", "a b"},
		"write-only":   {"{type: object, required: [a, b], properties: {a: {type: string, writeOnly: true}, b: {type: string}}}", true, "a b", "b"},
		"by reference": {"{type: object, required: [a], properties: {a: {$ref: '#/components/schemas/T'}}}", true, "", "a"},
		"deep":         {"{type: object, properties: {a: {type: array, items: {type: object, properties: {b: {type: string, readOnly: true}}}}}}", true, "", ""},
		"in a map":     {"{type: object, additionalProperties: {type: object, properties: {b: {type: string, readOnly: true}}}}", true, "", ""},
		"in a choice":  {"{oneOf: [{type: object, properties: {b: {type: string, readOnly: true}}}]}", true, "", ""},
		"recursive":    {"{type: object, properties: {a: {$ref: '#/components/schemas/S'}}}", false, "", ""},
		"undeclared":   {"{type: object, required: [z], properties: {a: {type: string}}}", false, "z", "z"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, "S: "+c.schema+"\nT: {type: string, readOnly: true}")
			s := b.schema("S")
			if got := b.Kinds.isDirected(s); got != c.directed {
				t.Errorf("isDirected is %t", got)
			}
			requests, response := strings.Join(b.Kinds.requiredIn(s, Request), " "), strings.Join(b.Kinds.requiredIn(s, Response), " ")
			if requests != c.requests || response != c.response {
				t.Errorf("requires %q in requests and %q in responses, want %q and %q", requests, response, c.requests, c.response)
			}
		})
	}
}

func TestRecursive(t *testing.T) {
	for name, c := range map[string]struct {
		schema string
		want   bool
	}{
		"flat":             {"{type: array, items: {type: string}}", false},
		"in itself":        {"{type: array, items: {$ref: '#/components/schemas/S'}}", true},
		"through a map":    {"{type: array, items: {type: object, additionalProperties: {$ref: '#/components/schemas/S'}}}", true},
		"through a struct": {"{type: array, items: {type: object, properties: {a: {$ref: '#/components/schemas/S'}}}}", false},
		"of another":       {"{type: array, items: {$ref: '#/components/schemas/T'}}", false},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, "S: "+c.schema+"\nT: {type: array, items: {$ref: '#/components/schemas/T'}}")
			if got := b.Kinds.isRecursive(b.schema("S")); got != c.want {
				t.Errorf("isRecursive is %t", got)
			}
		})
	}
}
