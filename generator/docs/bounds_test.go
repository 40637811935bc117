package docs

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// The pages of schemas without end have one.
func TestBounds(t *testing.T) {
	const levels = 40
	for name, test := range map[string]struct{ schema, want string }{
		"choice":         {`{anyOf: [{$ref: "%[1]s"}, {$ref: "%[1]s"}]}`, "| `r` | string |"},
		"lists and maps": {`{anyOf: [{type: array, items: {$ref: "%[1]s"}}, {type: object, additionalProperties: {$ref: "%[1]s"}}]}`, " one of many "},
		"objects in lists": {
			`{type: array, items: {type: object, properties: {a: {$ref: "%[1]s"}, b: {$ref: "%[1]s"}}}}`,
			"| `r[].a[].…` |  |  |  | More fields are in the spec. |",
		},
	} {
		t.Run(name, func(t *testing.T) {
			spec := "components:\n  schemas:\n"
			for i := range levels {
				spec += fmt.Sprintf("    S%d: ", i) + fmt.Sprintf(test.schema, fmt.Sprintf("#/components/schemas/S%d", i+1)) + "\n"
			}
			checkPage(t, spec+fmt.Sprintf("    S%d: {type: string}\n", levels), test.want)
		})
	}
	t.Run("list of itself", func(t *testing.T) {
		checkPage(t, "components: {schemas: {S0: {type: array, maxItems: 3, items: {$ref: \"#/components/schemas/S0\"}}}}\n", "| `r` | array of S0 |")
	})
}

// checkPage compares the page of an operation that answers with S0 in r.
func checkPage(t *testing.T, components, want string) {
	t.Helper()
	spec := "openapi: 3.0.3\ninfo: {title: t, version: \"1\"}\npaths:\n  /v3/a: {get: {operationId: read, responses: {\"200\": {description: Done., content: " +
		"{application/json: {schema: {type: object, properties: {r: {$ref: \"#/components/schemas/S0\"}}}}}}}}}\n" + components
	p := product(t, fstest.MapFS{"spec.yaml": {Data: []byte(spec)}}, "spec.yaml")
	page := written([]Product{p})["spec.md"]
	if !strings.Contains(page, want) {
		t.Errorf("without %q:\n%.3000s", want, page)
	}
	if n := strings.Count(page, "\n"); n > 4000 {
		t.Errorf("%d lines", n)
	}
}
