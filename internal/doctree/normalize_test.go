package doctree

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

func TestNormalize(t *testing.T) {
	tests := []struct{ name, schema string }{
		{"required on properties", `{properties: {a: {required: true}, b: {required: false}, c: {required: "true"}, d: {required: [e], properties: {e: {}}}}, required: [a, x]}`},
		{"required on properties of properties", `{properties: {a: {required: yes, properties: {b: {required: true}}}, required: {required: true}}}`},
		{"required on what is no property", `{required: true, items: {required: false}, allOf: [{properties: {a: {required: true}}}]}`},
		{"numbers in quotes", `{minLength: "1", maxLength: "30", minimum: "-0.5", maximum: "1e3", multipleOf: "0.01", minItems: "x", maxItems: "010", example: "1", default: "2", enum: ["3"]}`},
		{"booleans in quotes", `{nullable: "true", readOnly: "False", deprecated: yes, additionalProperties: "false", exclusiveMinimum: "true", exclusiveMaximum: "7", uniqueItems: maybe, example: "true"}`},
		{"patterns between slashes", `{pattern: "/^a\\/b$/", items: {pattern: "/a$/gu"}, not: {pattern: "/^a$/i"}, allOf: [{pattern: /a/b/}, {pattern: "^/a/$"}]}`},
		{"types by other names", `{type: int, items: {type: long}, allOf: [{type: [str, "null"]}, {type: date, format: x}, {type: String}, {type: file}, {type: datetime}], properties: {type: {type: bool}}}`},
		{"types that are none", `{type: any, items: {type: guid}, allOf: [{type: [string, null]}, {type: null}, {type: "string|null"}, {type: "string[]"}, {type: sting}, {type: Money}, {type: A}, {type: 5}, {type: []}, {type: [any, string]}, {type: ""}]}`},
		{"enums of another type", `{type: boolean, enum: ["true", false], allOf: [{type: integer, enum: [1, 1.5, "2", x, 3.0, null]}, {type: integer, enum: [low, high]}, {type: string, enum: [null]}, {type: array, items: {type: string}, enum: [a]}, {type: array, enum: [[a]]}, {type: string, enum: A}, {type: string, enum: {A: first, x-a: b}}, {type: string, enum: [[A, B]]}, {enum: null}]}`},
		{"limits of a wrong form", `{maxLength: -1, minLength: 1.0, maxItems: 3.5, minItems: null, maximum: "10,000", multipleOf: 0, exclusiveMinimum: [], format: 5, pattern: null, maxProperties: 99999999999999999999, description: null, deprecated: since 2}`},
		{"schemas of a wrong form", `{items: string, additionalProperties: null, not: 5, allOf: {type: string}, oneOf: [], anyOf: [null, string, 5, {}], properties: {a: null, b: string, c: [], d: true}, $defs: [{x: {}}, {y: {}}], required: a}`},
		{"properties of a wrong form", `{properties: [{a: {}}, b], required: [1, a, null]}`},
		{"discriminators", `{discriminator: kind, allOf: [{discriminator: {}}, {discriminator: ""}, {discriminator: {propertyName: k, defaultMapping: A}}]}`},
		{"data is left alone", `{example: {type: int, required: true}, default: {minLength: "1"}, const: {type: int}, enum: [{pattern: "/^a$/"}], x-a: {type: int}, properties: {example: {type: int}}}`},
		{"a named schema is mended once", `{properties: {a: {$ref: "#/components/schemas/B"}, b: {$ref: "b.yaml#/B"}}}` + "\n    B: {type: int}"},
	}
	var got strings.Builder
	for _, tt := range tests {
		fsys := files("a.yaml", schema(tt.schema), "b.yaml", "B: {type: long, properties: {a: {required: true}}}\nC: {type: int}\n")
		set, diags := Load(fsys, "a.yaml", Limits{})
		if len(diags) > 0 {
			t.Fatal(texts(diags))
		}
		warnings := texts(Normalize(set))
		tree := set.Root().Get("components").AppendJSON(nil)
		fmt.Fprintf(&got, "-- %s --\n%s%s\n", tt.name, warnings, tree)
		if file := set.File("b.yaml"); file != nil {
			fmt.Fprintf(&got, "b.yaml: %s\n", file.Root.AppendJSON(nil))
		}
		Normalize(set)
		if again := set.Root().Get("components").AppendJSON(nil); string(again) != string(tree) {
			t.Errorf("%s: mended twice it is %s, once %s", tt.name, again, tree)
		}
	}
	compareGolden(t, "normalize", got.String())
}

func TestBooleansOfParameters(t *testing.T) {
	set, _ := Load(files("a.yaml", `
paths:
  /a:
    post:
      deprecated: "true"
      parameters: [{name: x, required: "true", example: "true"}]
      requestBody: {required: "false"}
      responses: {"200": {headers: {X: {required: "true"}}}}
`), "a.yaml", Limits{})
	want := `a.yaml:5:19: warning: deprecated is the text "true" [sloppy-boolean]; write true without quotes, as is assumed here
a.yaml:6:40: warning: required is the text "true" [sloppy-boolean]; write true without quotes, as is assumed here
a.yaml:7:31: warning: required is the text "false" [sloppy-boolean]; write false without quotes, as is assumed here
a.yaml:8:51: warning: required is the text "true" [sloppy-boolean]; write true without quotes, as is assumed here
`
	if got := texts(Normalize(set)); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestNormalizeObjects(t *testing.T) {
	for name, tt := range map[string]struct{ doc, want, tree string }{
		"members in other letters": {
			"paths: {/a: {GET: {operationID: a}}}\n",
			"a.yaml:1:14: warning: \"GET\" is not a member of a path [unknown-key]; write get, as is assumed here\n" +
				"a.yaml:1:20: warning: \"operationID\" is not a member of an operation [unknown-key]; write operationId, as is assumed here\n",
			`{"paths":{"/a":{"get":{"operationId":"a"}}}}`,
		},
		"schemas elsewhere": {
			"paths: {/a: {get: {parameters: [{schema: string}], responses: {\"200\": {content: {a/b: {schema: null}}}}}}}\n",
			"a.yaml:1:42: warning: schema is a string, not a schema [sloppy-keyword]; write a schema, as is assumed here\n" +
				"a.yaml:1:96: warning: schema is null, not a schema, and is ignored [sloppy-keyword]; write a schema, or remove schema\n",
			`{"paths":{"/a":{"get":{"parameters":[{"schema":{"type":"string"}}],"responses":{"200":{"content":{"a/b":{}}}}}}}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			set, _ := Load(files("a.yaml", tt.doc), "a.yaml", Limits{})
			if got := texts(Normalize(set)); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
			if got := string(set.Root().AppendJSON(nil)); got != tt.tree {
				t.Errorf("got  %s\nwant %s", got, tt.tree)
			}
		})
	}
}

func TestSloppyRefs(t *testing.T) {
	for ref, want := range map[string]string{
		"A": "#/components/schemas/A", "/components/schemas/A": "#/components/schemas/A", "#/definitions/A": "#/components/schemas/A",
		`#\components\schemas\A`: "#/components/schemas/A", "schemas/A": "#/components/schemas/A", "B": "", "b.yaml": "b.yaml",
	} {
		root := "components: {schemas: {A: {type: string}, X: {$ref: '" + ref + "'}}}\n"
		set, diags := Load(files("a.yaml", root, "b.yaml", "type: string\n"), "a.yaml", Limits{})
		got := set.Root().Get("components").Get("schemas").Get("X").Get("$ref").Text()
		if want == "" {
			if !diag.HasErrors(diags) || len(set.Faults()) != 1 {
				t.Errorf("%s: %v, %v", ref, diags, set.Faults())
			}
			continue
		}
		if got != want || diag.HasErrors(diags) || (ref != want) != (len(diags) == 1) {
			t.Errorf("%s became %s, want %s: %s", ref, got, want, texts(diags))
		}
	}
}

// What YAML 1.1 takes for a line break, and what the library refuses, is text.
func TestVeiledCharacters(t *testing.T) {
	const strange = "a\u0085b\u2028c\u2029d\u007fe\u0080f\ue000g\ufffeh"
	file, diags := Parse("a.yaml", []byte("'"+strange+"': |\n  1 "+strange+": x\n  2\nk: 1\n"), Limits{})
	if got := file.Root.Get(strange).Text(); got != "1 "+strange+": x\n2\n" {
		t.Errorf("got %q", got)
	}
	if got := file.Root.Key("k").Line; got != 4 {
		t.Errorf("k is on line %d", got)
	}
	want := "a.yaml:1:9: warning: the character U+007F is not allowed in YAML [encoding]; remove it, or write it as an escape in double quotes; it is text here\n" +
		"a.yaml:1:11: warning: the character U+0080 is not allowed in YAML [encoding]; remove it, or write it as an escape in double quotes; it is text here\n" +
		"a.yaml:1:15: warning: the character U+FFFE is not allowed in YAML [encoding]; remove it, or write it as an escape in double quotes; it is text here\n"
	if got := texts(diags); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestDuplicateKeys(t *testing.T) {
	for input, want := range map[string]string{
		"a: 1\na: 1\n": `warning {"a":1}`, "a:\na: {b: 1}\n": `warning {"a":{"b":1}}`, "a: [1]\na: []\n": `warning {"a":[1]}`, "a: 1\na: 2\n": `error {"a":1}`,
		`{"a":{},"a":{"b":1}}`: `warning {"a":{"b":1}}`, `{"a":1,"a":2}`: `error {"a":1}`,
	} {
		file, diags := Parse("a", []byte(input), Limits{})
		got := "warning"
		if diag.HasErrors(diags) {
			got = "error"
		}
		if got += " " + string(file.Root.AppendJSON(nil)); got != want || len(diags) != 1 {
			t.Errorf("%q: %s, want %s: %s", input, got, want, texts(diags))
		}
	}
}
