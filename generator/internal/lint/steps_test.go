package lint_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator/internal/lint"
	"github.com/wxpaygen/wxpaygen/internal/load"
)

// An example is checked when few schemas apply to it, and reported when many do.
func TestExampleDoublingSchemas(t *testing.T) {
	for word, example := range map[string]string{"allOf": "1", "anyOf": "1", "oneOf": "[1]"} {
		for levels, want := range map[int]string{2: "breaks its schema", 40: "is not checked"} {
			t.Run(fmt.Sprint(word, levels), func(t *testing.T) {
				spec := "openapi: 3.0.3\ninfo: {title: t, version: \"1\"}\npaths: {}\ncomponents:\n  schemas:\n"
				for i := range levels {
					spec += fmt.Sprintf("    S%[1]d: {%[2]s: [{$ref: \"#/components/schemas/S%[3]d\"}, {$ref: \"#/components/schemas/S%[3]d\"}]}\n", i, word, i+1)
				}
				spec += fmt.Sprintf("    S%d: {type: string}\n    First: {allOf: [{$ref: \"#/components/schemas/S0\"}], example: %s}\n", levels, example)
				doc, diags := load.Load(fstest.MapFS{"spec.yaml": {Data: []byte(spec)}}, "spec.yaml")
				if doc == nil {
					t.Fatal(diags)
				}
				found := false
				for _, d := range lint.Check(doc) {
					found = found || d.Rule == lint.ExampleInvalid && strings.Contains(d.Fact, want)
				}
				if !found {
					t.Errorf("no report that the example %s: %v", want, lint.Check(doc))
				}
			})
		}
	}
}
