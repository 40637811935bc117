package generator_test

import (
	"fmt"
	"strings"
)

// hostileSchemas are schemas that multiply, contain themselves or contradict
// themselves.
var hostileSchemas = []hostileDocument{
	{name: "allOf doubling", about: "Each schema is twice the next: 2^40 parts, were they counted.", files: text(posting("$ref: '#/components/schemas/S0'\n",
		"schemas:\n"+doubling(40, "  S%d: {allOf: [{$ref: '#/components/schemas/S%d'}, {$ref: '#/components/schemas/S%d'}]}\n")+"  S40: {type: object, properties: {a: {type: string}}}\n"))},
	{name: "allOf doubling apart", about: "Each schema is two others which are the same two: 2^30 ways.", files: text(posting("$ref: '#/components/schemas/A0'\n",
		"schemas:\n"+ladder(30, "allOf")+"  A30: {type: object, properties: {a: {type: string}}}\n  B30: {type: object, properties: {b: {type: string}}}\n"))},
	{name: "oneOf doubling", about: "Each schema is one of two which are one of the same two.", files: text(posting("$ref: '#/components/schemas/A0'\n",
		"schemas:\n"+ladder(30, "oneOf")+"  A30: {type: object, properties: {a: {type: string}}}\n  B30: {type: object, properties: {b: {type: string}}}\n"))},
	{name: "anonymous choices", about: "Choices in choices, without a name, 2^9 of them.", files: text(posting("type: object\nproperties: {a: "+nestedChoice(9)+"}\n", ""))},
	{name: "allOf of oneOf", about: "Twelve choices for one value.", files: text(posting("type: object\nproperties:\n  a:\n    allOf:\n"+
		repeat(12, "    - oneOf: [{type: object, required: [a#n], properties: {a#n: {type: string}}}, {type: object, required: [b#n], properties: {b#n: {type: string}}}]"), ""))},
	{name: "property doubling", about: "Each object has two properties of the next kind: 2^40 paths.", files: text(posting("$ref: '#/components/schemas/S0'\n",
		"schemas:\n"+doubling(40, "  S%d: {type: object, properties: {l: {$ref: '#/components/schemas/S%d'}, r: {$ref: '#/components/schemas/S%d'}}}\n")+"  S40: {type: object, properties: {a: {type: string, maxLength: 3}}}\n"))},
	{name: "response doubling", about: "Each object of a response has two properties of the next kind: 2^40 paths.", files: text(document("3.0.3",
		"/v3/things:\n  post:\n    operationId: act\n    responses: {\"200\": {description: Done., content: {application/json: {schema: {$ref: '#/components/schemas/S0'}}}}}\n",
		"schemas:\n"+doubling(40, "  S%d: {type: object, properties: {l: {$ref: '#/components/schemas/S%d'}, r: {$ref: '#/components/schemas/S%d'}}}\n")+"  S40: {type: object, properties: {a: {type: string, maxLength: 3}}}\n"))},
	{name: "required doubling", about: "Each struct contains the next one twice: 2^27 fields.", files: text(posting("$ref: '#/components/schemas/S0'\n",
		"schemas:\n"+doubling(26, "  S%d: {type: object, required: [l, r], properties: {l: {$ref: '#/components/schemas/S%d'}, r: {$ref: '#/components/schemas/S%d'}}}\n")+"  S26: {type: object, properties: {a: {type: string, maxLength: 3}}}\n"))},
	{name: "required doubling within bounds", about: "Each struct contains the next one twice: 2^15 fields.", files: text(posting("$ref: '#/components/schemas/S0'\n",
		"schemas:\n"+doubling(14, "  S%d: {type: object, required: [l, r], properties: {l: {$ref: '#/components/schemas/S%d'}, r: {$ref: '#/components/schemas/S%d'}}}\n")+"  S14: {type: object, properties: {a: {type: string, maxLength: 3}}}\n"))},
	{name: "narrowed recursion", about: "A recursive schema that is narrowed at every level.", files: text(posting("$ref: '#/components/schemas/A'\n", `schemas:
  A: {type: object, properties: {a: {allOf: [{$ref: '#/components/schemas/A'}, {type: object, properties: {b: {type: string}}}]}}}
`))},
	{name: "mutual recursion", about: "Recursion through arrays, maps, choices and allOf.", show: "types.gen.go", files: text(posting("$ref: '#/components/schemas/Node'\n", `schemas:
  Node:
    type: object
    properties:
      child: {$ref: '#/components/schemas/Node'}
      children: {type: array, items: {$ref: '#/components/schemas/Node'}}
      grid: {type: array, items: {type: array, items: {$ref: '#/components/schemas/Node'}}}
      named: {type: object, additionalProperties: {$ref: '#/components/schemas/Node'}}
      either: {$ref: '#/components/schemas/Either'}
      more: {allOf: [{$ref: '#/components/schemas/Node'}]}
      list: {$ref: '#/components/schemas/List'}
      map: {$ref: '#/components/schemas/Map'}
      tree: {$ref: '#/components/schemas/Tree'}
      rows: {$ref: '#/components/schemas/Rows'}
    required: [child]
  Either: {oneOf: [{$ref: '#/components/schemas/Node'}, {type: array, items: {$ref: '#/components/schemas/Either'}}]}
  List: {type: array, items: {$ref: '#/components/schemas/List'}}
  Map: {type: object, additionalProperties: {$ref: '#/components/schemas/Map'}}
  Tree: {type: object, additionalProperties: {allOf: [{$ref: '#/components/schemas/Tree'}, {maxProperties: 3}]}}
  Rows: {type: array, items: {type: array, items: {allOf: [{$ref: '#/components/schemas/Rows'}, {maxItems: 3}]}}}
`))},
	{name: "only itself", about: "Choices, lists and objects that are made of nothing but themselves.", files: text(posting("type: object\nproperties:\n"+
		"  a: {$ref: '#/components/schemas/A'}\n  b: {$ref: '#/components/schemas/B'}\n  c: {$ref: '#/components/schemas/C'}\n  d: {$ref: '#/components/schemas/D'}\n", `schemas:
  A: {oneOf: [{$ref: '#/components/schemas/A'}]}
  B: {anyOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/A'}]}
  C: {type: object, required: [c], properties: {c: {$ref: '#/components/schemas/C'}}}
  D: {allOf: [{$ref: '#/components/schemas/E'}]}
  E: {oneOf: [{$ref: '#/components/schemas/D'}, {type: string}]}
`))},
	{name: "choice of itself", about: "Choices that have themselves among what they choose from.", files: text(posting("type: object\nproperties:\n"+
		"  a: {$ref: '#/components/schemas/A'}\n  b: {$ref: '#/components/schemas/B'}\n  d: {$ref: '#/components/schemas/D'}\n", `schemas:
  A: {oneOf: [{$ref: '#/components/schemas/A'}, {type: string}, {type: integer}]}
  B: {oneOf: [{$ref: '#/components/schemas/C'}, {type: string}]}
  C: {oneOf: [{$ref: '#/components/schemas/B'}, {type: integer}]}
  D: {type: object, properties: {x: {type: string}}, anyOf: [{$ref: '#/components/schemas/D'}, {properties: {y: {type: string}}}]}
`))},
	{name: "base that lists what is made of it", about: "A base whose oneOf has the schemas that are made of it by allOf.", show: "types.gen.go", files: text(posting("type: object\nproperties: {pet: {$ref: '#/components/schemas/Pet'}, dog: {$ref: '#/components/schemas/Dog'}}\n", `schemas:
  Pet:
    type: object
    required: [kind]
    properties: {kind: {type: string}}
    discriminator: {propertyName: kind}
    oneOf: [{$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Cat'}]
  Dog: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {bark: {type: string}}}]}
  Cat: {allOf: [{$ref: '#/components/schemas/Pet'}, {type: object, properties: {purr: {type: string}}}]}
`))},
	{name: "huge numbers", about: "Limits that no computer's number holds.", files: text(posting(`type: object
properties:
  a: {type: integer, minimum: 99999999999999999999999999, maximum: 1e400}
  b: {type: number, minimum: -1e999999999, maximum: 1e999999999}
  c: {type: integer, maximum: 9223372036854775807, minimum: -9223372036854775808}
  d: {type: integer, format: int32, maximum: 9007199254740993}
  e: {type: string, maxLength: 99999999999999999999}
  f: {type: string, maxLength: -1, minLength: 1.5}
  g: {type: array, items: {type: string}, maxItems: 9223372036854775807}
  h: {type: number, multipleOf: 1e-400}
  i: {type: integer, multipleOf: 0}
  j: {type: integer, enum: [1, 9223372036854775808, 3]}
  k: {type: integer, default: 18446744073709551616}
  l: {type: number, maximum: .inf, minimum: .nan}
  m: {type: integer, minimum: 1e9999999999999999999}
`, ""))},
	{name: "contradictions", about: "Schemas that admit nothing.", files: text(posting(`type: object
minProperties: 3
maxProperties: 1
properties:
  a: {type: string, minLength: 4, maxLength: 3}
  b: {type: integer, minimum: 2, exclusiveMinimum: true, maximum: 2}
  c: {allOf: [{type: string}, {type: integer}]}
  d: {allOf: [{enum: [A]}, {enum: [B]}]}
  e: {type: [string, integer]}
  f: {type: array, minItems: 2, maxItems: 1, items: {type: string}}
  g: {type: strng}
  h: {type: string, enum: []}
  i: {type: string, enum: [1, 2]}
  j: {not: {}}
`, ""))},
	{name: "patterns", about: "Patterns that RE2 does not have, that take long, or that want to be code.", files: text(posting(`type: object
properties:
  a: {type: string, pattern: '^(a+)+$'}
  b: {type: string, pattern: '(?<=x)y'}
  c: {type: string, pattern: '[unclosed'}
  d: {type: string, pattern: '^.{0,100000}$'}
  e: {type: string, pattern: '\1'}
  f: {type: string, pattern: '`+"`"+`" + os.Exit(1) + "`+"`"+`'}
  g: {type: string, pattern: '^(((((((((((((((((((a{1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9}){1,9})$'}
  h: {type: string, pattern: '^[\u4e00-\u9fa5]{1,30}$'}
  i: {type: string, pattern: ''}
  j: {type: string, pattern: "^a\nb\u2028\0$"}
  k: {type: string, pattern: '`+strings.Repeat("(", 2000)+strings.Repeat(")", 2000)+`'}
  l: {type: string, pattern: '\p{Script=Han}+'}
`, ""))},
}

func doubling(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i, i+1, i+1)
	}
	return b.String()
}

// ladder is n pairs of schemas, each of a pair made of both of the next.
func ladder(n int, word string) string {
	var b strings.Builder
	for i := range n {
		for _, side := range []string{"A", "B"} {
			fmt.Fprintf(&b, "  %s%d: {%s: [{$ref: '#/components/schemas/A%d'}, {$ref: '#/components/schemas/B%d'}]}\n", side, i, word, i+1, i+1)
		}
	}
	return b.String()
}

func nestedChoice(depth int) string {
	if depth == 0 {
		return "{type: object, properties: {x: {type: string}}}"
	}
	inner := nestedChoice(depth - 1)
	return fmt.Sprintf("{oneOf: [{type: object, required: [l%d], properties: {l%d: %s}}, {type: object, required: [r%d], properties: {r%d: %s}}]}", depth, depth, inner, depth, depth, inner)
}
