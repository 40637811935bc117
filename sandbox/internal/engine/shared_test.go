package engine_test

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// shop makes a document of orders that are created under a path of their own and queried under a shared one.
func shop(create, shows string) *fstest.MapFile {
	return &fstest.MapFile{Data: []byte(`openapi: 3.0.3
info: {title: ` + shows + `, version: "1"}
paths:
  /v3/` + create + `:
    post:
      operationId: create
      x-lifecycle: {resource: order, from: [], to: open}
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [no], properties: {no: {type: string}}}}}
      responses: {"204": {description: Done.}}
  /v3/orders/{no}:
    get:
      operationId: query
      x-lifecycle: {resource: order, missing: NOT_FOUND}
      parameters: [{name: no, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: The order.
          content: {application/json: {schema: {type: object, required: [kind], properties: {kind: {type: string}}}}}
components:
  x-lifecycles:
    order:
      key: [no]
      states: {open: {shows: {kind: ` + shows + `}}}
`)}
}

func TestSharedPath(t *testing.T) {
	files := fstest.MapFS{"a.yaml": shop("a", "A"), "b.yaml": shop("b", "B")}
	list, err := engine.Load(files, "a.yaml", "b.yaml")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	w.engine = engine.New(list, func() time.Time { return w.now }, 1, nil)
	w.wants(204, "", "POST", "/v3/a", `{"no":"1"}`)
	w.wants(204, "", "POST", "/v3/b", `{"no":"2"}`)
	has(t, w.wants(200, "", "GET", "/v3/orders/1", ""), members{"kind": "A"})
	has(t, w.wants(200, "", "GET", "/v3/orders/2", ""), members{"kind": "B"})
	w.wants(404, "NOT_FOUND", "GET", "/v3/orders/3", "")
}

func TestSharedPathWithoutLifecycle(t *testing.T) {
	files := fstest.MapFS{"a.yaml": shop("a", "A"), "own.yaml": {Data: []byte(`openapi: 3.0.3
info: {title: own, version: "1"}
paths:
  /v3/orders/{no}:
    get:
      operationId: query
      parameters: [{name: no, in: path, required: true, schema: {type: string}}]
      responses: {"204": {description: Nothing.}}
`)}}
	list, err := engine.Load(files, "a.yaml", "own.yaml")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	w.engine = engine.New(list, func() time.Time { return w.now }, 1, nil)
	w.wants(204, "", "POST", "/v3/a", `{"no":"1"}`)
	w.wants(204, "", "GET", "/v3/orders/1", "")
}
