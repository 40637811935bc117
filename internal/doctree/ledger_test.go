package doctree_test

import (
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

const ledgerDoc = `openapi: 3.0.3
info: {title: A}
tags: [{name: a}]
paths:
  /v3/a:
    post:
      operationId: send
      x-other: 1
      parameters: [{name: a, in: query, schema: {type: string}}]
      callbacks: {}
components:
  schemas:
    B: {type: string}
    C: {type: string}
`

func TestUnread(t *testing.T) {
	set, diags := doctree.Load(fstest.MapFS{"a.yaml": {Data: []byte(ledgerDoc)}}, "a.yaml", doctree.Limits{})
	if diag.HasErrors(diags) {
		t.Fatal(diags)
	}
	path := set.Root().Get("paths").Get("/v3/a")
	op := path.Get("post")
	param := op.Get("parameters").PeekItems()[0]
	for _, step := range []struct {
		name string
		read func()
		want []string
	}{
		{"nothing", set.Unmark, []string{`"/v3/a" of paths`, `"B", "C" of schemas`}},
		{"a copy", func() { param.Copy().Get("name").Text() }, []string{"operationId of an operation", "in of a parameter", "schema of a parameter", `"B", "C" of schemas`}},
		{"a look", func() { op.Get("operationId"); op.Len() }, []string{"operationId of an operation", "in of a parameter", "schema of a parameter", `"B", "C" of schemas`}},
		{"a value", func() { op.Get("operationId").Text() }, []string{"in of a parameter", "schema of a parameter", `"B", "C" of schemas`}},
		{"a whole", func() { param.Consume() }, []string{`"B", "C" of schemas`}},
		{"JSON", func() { set.Root().Get("components").AppendJSON(nil) }, nil},
	} {
		step.read()
		var got []string
		for _, d := range set.Unread(nil) {
			got = append(got, d.Fact)
		}
		if len(got) != len(step.want) {
			t.Fatalf("%s: got %q, want %q", step.name, got, step.want)
		}
		for i, want := range step.want {
			if !strings.Contains(got[i], want) {
				t.Errorf("%s: got %q, want %q", step.name, got[i], want)
			}
		}
	}
}

// Run with -race: several goroutines read one tree.
func TestMarkConcurrently(t *testing.T) {
	set, _ := doctree.Load(fstest.MapFS{"a.yaml": {Data: []byte(ledgerDoc)}}, "a.yaml", doctree.Limits{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { set.Root().AppendJSON(nil) })
	}
	wg.Wait()
	if found := set.Unread(nil); len(found) > 0 {
		t.Error(found)
	}
}
