package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/load"
)

// subject is a schema of a document that values are made for and judged by.
type subject struct {
	where  string // where the document has it
	schema any
	typ    string // of the generated package
	op     string
}

// subjects is a document made of another one: each schema that the other one
// sends or gets is the body of an operation, in turns the body itself, a
// required property and an optional one of it.
type subjects struct {
	name     string // folder of the package
	spec     string
	v31      bool
	root     map[string]any // of the other document
	doc      map[string]any
	list     []subject
	data     []byte
	reported []diag.Diagnostic
}

// readSubjects makes the document for the spec at path.
func readSubjects(t *testing.T, fsys fs.FS, path, name string) *subjects {
	t.Helper()
	doc, diags := load.Load(fsys, path)
	if doc == nil {
		t.Fatal(diags)
	}
	decoder := json.NewDecoder(bytes.NewReader(doc.Root.AppendJSON(nil)))
	decoder.UseNumber()
	var root map[string]any
	if err := decoder.Decode(&root); err != nil {
		t.Fatal(err)
	}
	s := &subjects{name: name, spec: name + ".json", v31: doc.V31}
	for _, found := range componentsOf(root) {
		s.list = append(s.list, found, found, found)
	}
	seen := map[string]bool{}
	for _, found := range schemasOf(root) {
		text, err := json.Marshal(found.schema)
		if err != nil {
			t.Fatal(err)
		}
		if !seen[string(text)] {
			seen[string(text)] = true
			s.list = append(s.list, found)
		}
	}
	s.root = root
	return s
}

// share keeps a share of the subjects where they are many; seed says which.
func (s *subjects) share(seed int) {
	const most = 40
	if len(s.list) <= most {
		return
	}
	step := (len(s.list) + most - 1) / most
	var kept []subject
	for i := seed % step; i < len(s.list); i += step {
		kept = append(kept, s.list[i])
	}
	s.list = kept
}

// build writes the document.
func (s *subjects) build(t *testing.T) {
	t.Helper()
	root := s.root
	paths := map[string]any{}
	for i := range s.list {
		one := &s.list[i]
		one.op = fmt.Sprintf("op%d", i)
		one.typ = fmt.Sprintf("%s.Op%dRequest", s.name, i)
		switch i % 3 {
		case 1:
			one.schema = map[string]any{"type": "object", "required": []any{"v"}, "properties": map[string]any{"v": one.schema}}
		case 2:
			one.schema = map[string]any{"type": "object", "properties": map[string]any{"v": one.schema}}
		}
		paths[fmt.Sprintf("/k/%d", i)] = map[string]any{"post": map[string]any{
			"operationId": one.op,
			"requestBody": map[string]any{"required": true, "content": map[string]any{"application/json": map[string]any{"schema": one.schema}}},
			"responses":   map[string]any{"204": map[string]any{"description": "done"}},
		}}
	}
	s.doc = map[string]any{
		"openapi": root["openapi"], "info": map[string]any{"title": s.name, "version": "1"}, "paths": paths,
		"servers": []any{map[string]any{"url": "https://api.mch.weixin.qq.com"}},
	}
	if components, ok := root["components"].(map[string]any); ok {
		s.doc["components"] = map[string]any{"schemas": orEmpty(components["schemas"])}
	}
	var err error
	if s.data, err = json.MarshalIndent(s.doc, "", " "); err != nil {
		t.Fatal(err)
	}
}

func orEmpty(v any) any {
	if v == nil {
		return map[string]any{}
	}
	return v
}

// schemasOf returns the schemas of the bodies, answers and parameters in root.
func schemasOf(root map[string]any) []subject {
	var out []subject
	add := func(where string, schema any) {
		if schema != nil {
			out = append(out, subject{where: where, schema: schema})
		}
	}
	paths, _ := root["paths"].(map[string]any)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		item, _ := paths[path].(map[string]any)
		for _, method := range slices.Sorted(maps.Keys(item)) {
			op, _ := item[method].(map[string]any)
			where := method + " " + path
			add(where+" body", jsonSchemaIn(op["requestBody"]))
			answers, _ := op["responses"].(map[string]any)
			for _, status := range slices.Sorted(maps.Keys(answers)) {
				if strings.HasPrefix(status, "2") {
					add(where+" "+status, jsonSchemaIn(answers[status]))
				}
			}
			list, _ := op["parameters"].([]any)
			for _, p := range list {
				if param, ok := p.(map[string]any); ok && param["schema"] != nil {
					add(fmt.Sprintf("%s parameter %v", where, param["name"]), param["schema"])
				}
			}
		}
	}
	return out
}

// componentsOf returns the components of a document that has no paths.
func componentsOf(root map[string]any) []subject {
	var out []subject
	if paths, _ := root["paths"].(map[string]any); len(paths) > 0 {
		return nil
	}
	components, _ := root["components"].(map[string]any)
	schemas, _ := components["schemas"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		out = append(out, subject{where: name, schema: map[string]any{"$ref": "#/components/schemas/" + name}})
	}
	return out
}

func jsonSchemaIn(holder any) any {
	h, _ := holder.(map[string]any)
	content, _ := h["content"].(map[string]any)
	media, _ := content["application/json"].(map[string]any)
	return media["schema"]
}
