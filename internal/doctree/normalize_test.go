package doctree

import (
	"fmt"
	"strings"
	"testing"
)

func TestWhatIsSloppyIsMendedWithAWarning(t *testing.T) {
	tests := []struct{ name, schema string }{
		{"required on properties", `{properties: {a: {required: true}, b: {required: false}, c: {required: "true"}, d: {required: [e], properties: {e: {}}}}, required: [a, x]}`},
		{"required on properties of properties", `{properties: {a: {required: yes, properties: {b: {required: true}}}, required: {required: true}}}`},
		{"required on what is no property", `{required: true, items: {required: false}, allOf: [{properties: {a: {required: true}}}]}`},
		{"numbers in quotes", `{minLength: "1", maxLength: "30", minimum: "-0.5", maximum: "1e3", multipleOf: "0.01", minItems: "x", maxItems: "010", example: "1", default: "2", enum: ["3"]}`},
		{"booleans in quotes", `{nullable: "true", readOnly: "False", deprecated: yes, additionalProperties: "false", exclusiveMinimum: "true", exclusiveMaximum: "7", uniqueItems: maybe, example: "true"}`},
		{"patterns between slashes", `{pattern: "/^a\\/b$/", items: {pattern: "/a$/gu"}, not: {pattern: "/^a$/i"}, allOf: [{pattern: /a/b/}, {pattern: "^/a/$"}]}`},
		{"types by other names", `{type: int, items: {type: long}, allOf: [{type: [str, "null"]}, {type: date, format: x}, {type: String}, {type: file}, {type: datetime}], properties: {type: {type: bool}}}`},
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

func TestBooleansOfParametersAreMended(t *testing.T) {
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
