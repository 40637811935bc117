package apimodel_test

import (
	"strings"
	"testing"
)

// The operations of a path can be written in its own members, in those of what its
// $ref refers to, and be references themselves.
func TestOperations(t *testing.T) {
	for name, tt := range map[string]struct{ body, want string }{
		"operation by reference": {`
paths:
  /v3/a: {get: {$ref: "#/x-ops/list"}}
x-ops: {list: {operationId: listA, parameters: [{name: p, in: query}]}}`, "GET listA(query p)"},
		"reference with members": {`
paths:
  /v3/a: {get: {$ref: "#/x-ops/list", operationId: own, parameters: []}}
x-ops: {list: {operationId: listA, parameters: [{name: p, in: query}]}}`, "GET own()"},
		"path with members": {
			`
paths:
  /v3/a: {$ref: "#/components/pathItems/P", parameters: [{name: q, in: query}], post: {operationId: own}}
components: {pathItems: {P: {parameters: [{name: p, in: query}], get: {operationId: theirs}}}}`,
			"GET theirs(query p of the path; query q of the path), POST own(query p of the path; query q of the path)",
		},
		"path that replaces": {`
paths:
  /v3/a: {$ref: "#/components/pathItems/P", parameters: [{name: p, in: query, required: true}], get: {operationId: own}}
components: {pathItems: {P: {parameters: [{name: p, in: query}], get: {operationId: theirs}}}}`, "GET own(query p of the path)"},
		"chain of paths": {`
paths:
  /v3/a: {$ref: "#/components/pathItems/P", post: {operationId: own}}
components: {pathItems: {P: {$ref: "#/components/pathItems/Q", put: {operationId: middle}}, Q: {get: {operationId: last}}}}`, "GET last(), PUT middle(), POST own()"},
		"broken reference": {`
paths:
  /v3/a: {$ref: "#/components/pathItems/P", post: {operationId: own}}`, "POST own()"},
		"methods of 3.2": {`
paths:
  /v3/a: {query: {operationId: q}, additionalOperations: {COPY: {operationId: c}, link: {operationId: l}, "a b": {operationId: no}}}`, "QUERY q(), COPY c(), link l()"},
	} {
		t.Run(name, func(t *testing.T) {
			var list []string
			for _, op := range read(t, tt.body).Operations {
				list = append(list, op.Method+" "+op.ID+"("+paramsOf(op)+")")
			}
			if got := strings.Join(list, ", "); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestReach(t *testing.T) {
	m := read(t, `
paths:
  /v3/a: {get: {operationId: a, responses: {"200": {$ref: "#/components/responses/R"}}}}
  /v3/b: {get: {operationId: b}, parameters: [{$ref: "#/components/parameters/Gone"}]}
  /v3/c: {get: {operationId: c}}
components:
  responses: {R: {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/S"}}}}}
  schemas:
    S: {discriminator: {propertyName: k, mapping: {t: T}}}
    T: {properties: {a: {$ref: "#/components/schemas/Gone"}}}
`)
	faults := m.Doc.Set.Faults()
	if len(faults) != 2 {
		t.Fatal(faults)
	}
	want := map[string]string{"a": "12", "b": "6", "c": ""}
	for _, op := range m.Operations {
		reached, got := m.Reach(op), ""
		for _, f := range faults {
			if reached[f.Node] {
				_, line, _ := strings.Cut(f.Diagnostic.Pos.String(), ":")
				got += strings.Split(line, ":")[0]
			}
		}
		if got != want[op.ID] {
			t.Errorf("%s reaches the faults of lines %q, want %q", op.ID, got, want[op.ID])
		}
	}
}
