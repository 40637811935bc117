package specs_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"
)

// specFiles returns the names of the OpenAPI documents of this directory.
func specFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no specs here: %v", err)
	}
	return files
}

// Documents are cached; the tests do not change them and do not run in parallel.
var (
	documents = map[string]*openapi3.T{}
	rawFiles  = map[string]map[string]any{}
)

// load reads a spec with the files that it refers to.
func load(t *testing.T, file string) *openapi3.T {
	t.Helper()
	if doc, ok := documents[file]; ok {
		return doc
	}
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true
	doc, err := loader.LoadFromFile(file)
	if err != nil {
		t.Fatalf("%s does not load: %v", file, err)
	}
	documents[file] = doc
	return doc
}

// raw reads a YAML file as plain maps, without resolving references.
func raw(t *testing.T, file string) map[string]any {
	t.Helper()
	if tree, ok := rawFiles[file]; ok {
		return tree
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	rawFiles[file] = parse(t, string(data))
	return rawFiles[file]
}

func parse(t *testing.T, text string) map[string]any {
	t.Helper()
	var tree map[string]any
	if err := yaml.Unmarshal([]byte(text), &tree); err != nil {
		t.Fatal(err)
	}
	return tree
}

// member follows keys into nested maps. It returns nil if one is missing.
func member(tree any, keys ...string) any {
	for _, key := range keys {
		m, _ := tree.(map[string]any)
		tree = m[key]
	}
	return tree
}

// texts returns a list of strings from a decoded tree.
func texts(v any) []string {
	items, _ := v.([]any)
	var list []string
	for _, item := range items {
		list = append(list, fmt.Sprint(item))
	}
	return list
}

// sorted returns the entries of a map by key.
func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// operation is an operation or a callback with its place.
type operation struct {
	*openapi3.Operation
	where    string
	item     *openapi3.PathItem
	callback bool
}

// operations returns every operation of a document and of its callbacks. Shared
// callbacks are listed once.
func operations(doc *openapi3.T) []operation {
	var list []operation
	seen := map[*openapi3.Operation]bool{}
	for _, path := range sorted(doc.Paths.Map()) {
		item := doc.Paths.Value(path)
		for _, method := range sorted(item.Operations()) {
			op := item.Operations()[method]
			list = append(list, operation{op, method + " " + path, item, false})
			for _, notice := range callbacks(op) {
				if !seen[notice.Operation] {
					list = append(list, notice)
				}
				seen[notice.Operation] = true
			}
		}
	}
	return list
}

func callbacks(op *openapi3.Operation) []operation {
	var list []operation
	for _, name := range sorted(op.Callbacks) {
		for _, address := range sorted(op.Callbacks[name].Value.Map()) {
			item := op.Callbacks[name].Value.Value(address)
			for _, method := range sorted(item.Operations()) {
				where := op.OperationID + " callback " + name
				list = append(list, operation{item.Operations()[method], where, item, true})
			}
		}
	}
	return list
}

// schemas calls visit for every schema of a document once, with its place.
// property reports whether it is the value of a property.
func schemas(doc *openapi3.T, visit func(where string, s *openapi3.Schema, property bool)) {
	w := walker{visit: visit, seen: map[*openapi3.Schema]bool{}}
	for _, name := range sorted(doc.Components.Schemas) {
		w.walk("#/components/schemas/"+name, doc.Components.Schemas[name], false)
	}
	for _, name := range sorted(doc.Components.Parameters) {
		w.walk("#/components/parameters/"+name, doc.Components.Parameters[name].Value.Schema, false)
	}
	for _, op := range operations(doc) {
		for _, p := range op.Parameters {
			w.walk(op.where+" "+p.Value.Name, p.Value.Schema, false)
		}
		if op.RequestBody != nil {
			w.content(op.where+" request", op.RequestBody.Value.Content)
		}
		for _, status := range sorted(op.Responses.Map()) {
			w.content(op.where+" "+status, op.Responses.Value(status).Value.Content)
		}
	}
}

type walker struct {
	visit func(string, *openapi3.Schema, bool)
	seen  map[*openapi3.Schema]bool
}

func (w walker) content(where string, content openapi3.Content) {
	for _, kind := range sorted(content) {
		w.walk(where, content[kind].Schema, false)
	}
}

func (w walker) walk(where string, ref *openapi3.SchemaRef, property bool) {
	if ref == nil || w.seen[ref.Value] {
		return
	}
	s := ref.Value
	w.seen[s] = true
	w.visit(where, s, property)
	for _, name := range sorted(s.Properties) {
		w.walk(where+"/"+name, s.Properties[name], true)
	}
	w.walk(where+"[]", s.Items, false)
	for _, part := range slices.Concat(s.AllOf, s.AnyOf, s.OneOf) {
		w.walk(where, part, false)
	}
}

// propertiesOf returns the properties of an object, including those of its allOf.
func propertiesOf(s *openapi3.Schema) openapi3.Schemas {
	all := openapi3.Schemas{}
	for _, part := range s.AllOf {
		maps.Copy(all, propertiesOf(part.Value))
	}
	maps.Copy(all, s.Properties)
	return all
}

// errorCodes returns the codes of a response of the spec file, with shared ones
// resolved. A reference is relative to its file.
func errorCodes(t *testing.T, file string, ref *openapi3.ResponseRef) map[string]map[string]any {
	t.Helper()
	if base, _, _ := strings.Cut(ref.Ref, "#"); base != "" {
		file = base
	}
	codes := map[string]map[string]any{}
	listed, _ := ref.Value.Extensions["x-error-codes"].(map[string]any)
	for _, name := range sorted(listed) {
		code, _ := listed[name].(map[string]any)
		if shared, ok := code["$ref"].(string); ok {
			code = resolve(t, file, shared)
		}
		codes[name] = code
	}
	return codes
}

// resolve follows a reference to a shared code in the file.
func resolve(t *testing.T, file, ref string) map[string]any {
	t.Helper()
	base, pointer, _ := strings.Cut(ref, "#/")
	if base == "" {
		base = file
	}
	code, ok := member(raw(t, base), strings.Split(pointer, "/")...).(map[string]any)
	if !ok {
		t.Errorf("%s: %s refers to nothing", file, ref)
	}
	return code
}
