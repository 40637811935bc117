package load_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/load"
)

const several = `
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a:
    get: {operationId: getA, tags: [x], responses: {"200": {$ref: "#/components/responses/A"}}}
    put: {operationId: putA, requestBody: {$ref: "#/components/requestBodies/A"}, responses: {"204": {description: d}}}
  /b: {$ref: "#/components/pathItems/B"}
  x-note: kept
webhooks:
  paid: {post: {tags: [x], responses: {"204": {description: d}}}}
components:
  responses: {A: {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}}
  requestBodies: {A: {content: {application/json: {schema: {oneOf: [{$ref: "#/components/schemas/C"}], discriminator: {propertyName: k, mapping: {d: D}}}}}}}
  schemas:
    A: {type: object, properties: {part: {$ref: "#/components/schemas/B/properties/deep"}}}
    B: {type: object, properties: {deep: {type: string}, k: {$ref: "#/components/schemas/Gone"}}}
    C: {type: object}
    D: {type: object}
    E: {$ref: "#/components/schemas/Nowhere"}
  securitySchemes: {s: {type: http, scheme: basic}}
  pathItems: {B: {post: {operationId: postB, responses: {"204": {description: d}}}}}
`

func TestNarrow(t *testing.T) {
	for _, test := range []struct {
		name       string
		operations []string
		tags       []string
		want       string // paths, webhooks and components that are left
		diags      string
	}{
		{"one", []string{"putA"}, nil, "/a.put x-note requestBodies.A schemas.C schemas.D securitySchemes.s", ""},
		{"tag", nil, []string{"x"}, "/a.get x-note paid.post responses.A schemas.A schemas.B securitySchemes.s", "spec.yaml:17:"},
		{"pattern", []string{"*B"}, nil, "/b.$ref x-note securitySchemes.s pathItems.B", ""},
		{"both", []string{"postB"}, []string{"x"}, "/a.get /b.$ref x-note paid.post responses.A schemas.A schemas.B securitySchemes.s pathItems.B", "spec.yaml:17:"},
		{"webhook", []string{"paid"}, nil, "x-note paid.post securitySchemes.s", ""},
		{"nothing", []string{"c"}, nil, "x-note securitySchemes.s", "spec.yaml: no operation has the operationId"},
		{"all", nil, nil, "/a.get /a.put /b.$ref x-note paid.post responses.A requestBodies.A schemas.A schemas.B schemas.C schemas.D schemas.E securitySchemes.s pathItems.B", "spec.yaml:17:"},
	} {
		t.Run(test.name, func(t *testing.T) {
			fsys := fstest.MapFS{"spec.yaml": {Data: []byte(several)}}
			set, diags := load.Raw(fsys, "spec.yaml", load.Options{Operations: test.operations, Tags: test.tags})
			var left []string
			root := set.Root()
			for _, table := range []*doctree.Node{root.Get("paths"), root.Get("webhooks"), root.Get("components")} {
				left = append(left, membersOf(table)...)
			}
			if got := strings.Join(left, " "); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if (len(diags) > 0) != (test.diags != "") || len(diags) > 0 && !strings.HasPrefix(diags[0].String(), test.diags) {
				t.Errorf("diagnostics %v, want %q", diags, test.diags)
			}
		})
	}
}

// membersOf lists table.entry for each entry, in the document's order.
func membersOf(n *doctree.Node) []string {
	var list []string
	for key, value := range n.Members() {
		if value.Len() == 0 && !value.Is(doctree.Mapping) {
			list = append(list, key)
		}
		for name := range value.Members() {
			list = append(list, key+"."+name)
		}
	}
	return slices.Clip(list)
}
