package config

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

func configurationSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	data, err := os.ReadFile("../../../../wxpaygen.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	tree, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("wxpaygen.schema.json", tree); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("wxpaygen.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// accepts reports whether the schema takes a configuration, and whether it is YAML that an editor can read.
func accepts(t *testing.T, schema *jsonschema.Schema, text string) (ok, isYAML bool) {
	t.Helper()
	var tree any
	if err := yaml.Unmarshal([]byte(text), &tree); err != nil {
		return false, false
	}
	data, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(value) == nil, true
}

// loaderOnly are the configurations that only the loader can refuse: for what is on the disk, or for two values that do not go
// together.
var loaderOnly = map[string]bool{
	"two documents": true, "case of directories": true, "two packages in one directory": true, "missing overlay": true,
}

// What the loader refuses, the schema refuses.
func TestSchemaRefuses(t *testing.T) {
	schema := configurationSchema(t)
	for name, test := range faulty {
		if loaderOnly[name] {
			continue
		}
		if ok, isYAML := accepts(t, schema, test.text); ok && isYAML {
			t.Errorf("%s: the schema accepts\n%s", name, test.text)
		}
	}
}

// Each fault alone: a test of several faults at once shows only that one is found.
func TestSchemaAgrees(t *testing.T) {
	schema := configurationSchema(t)
	const one = "version: 1\npackages: [{spec: specs/a.yaml, dir: a}]\n"
	in := func(member string) string {
		return "version: 1\npackages: [{spec: specs/a.yaml, dir: a, " + member + "}]\n"
	}
	for _, text := range []string{
		one, one + "docs: docs/api\n", one + "docs: ./docs\n", one + "docs: .\n", one + "docs: ./\n", one + "docs: ../docs\n", one + "docs: /docs\n",
		one + "docs: ''\n", one + "docs: 1\n", one + "docs:\n", one + "docs: [a]\n", one + "docs: a\\b\n",
		one + "skip-unsupported: true\n", one + "skip-unsupported: 'true'\n", one + "skip-unsupported:\n",
		one + "rules: {sloppy-number: off}\n", one + "rules: {sloppy-number: quiet}\n", one + "rules: {nope: off}\n", one + "rules: {}\n", one + "rules: []\n", one + "rules:\n",
		one + "initialisms: {mchid: MchID}\n", one + "initialisms: {mchid: mchID}\n", one + "initialisms: {MchID: MchID}\n", one + "initialisms: {mchid: [a]}\n", one + "initialisms: {a1: A1}\n",
		one + "colour: red\n", "packages: [{spec: specs/a.yaml, dir: a}]\n", "version: 1\n", "version: 1\npackages: []\n", "version: 2\npackages: [{spec: specs/a.yaml, dir: a}]\n",
		"version: '1'\npackages: [{spec: specs/a.yaml, dir: a}]\n", "version: 1\npackages: [{spec: specs/a.yaml}]\n", "version: 1\npackages: [{dir: a}]\n",
		"version: 1\npackages: [{spec: specs/../specs/a.yaml, dir: a/../a}]\n", "version: 1\npackages: [{spec: ./specs/a.yaml, dir: ./a/}]\n",
		"version: 1\npackages: [{spec: specs/a.yaml, dir: ./../a}]\n", "version: 1\npackages: [{spec: specs/a.yaml, dir: ..}]\n", "version: 1\npackages: [{spec: specs/a.yaml, dir: ..a}]\n",
		in("package: a"), in("package: PayScore"), in("package: 支付"), in("package: func"), in("package: string"), in("package: a-b"), in("package: a_test"), in("package: main"), in("package: _"), in("package: ''"),
		in("overlays: [specs/b.yaml]"), in("overlays: []"), in("overlays: specs/b.yaml"), in("overlays: [specs/b.yaml, specs/b.yaml]"), in("overlays: [/b.yaml]"), in("overlays: [[a]]"),
		in("operations: [close*, query]"), in("operations: []"), in("operations: close"), in("operations: ['']"), in("operations: [a, a]"), in("operations:"),
		in("tags: [a, b]"), in("tags: []"), in("tags: [a, a]"), in("tags: {a: b}"), in("tag: [a]"),
	} {
		ok, isYAML := accepts(t, schema, text)
		faults := faults(t, text)
		if strings.Contains(faults, "cannot be the name of a Go package") { // of the directory
			continue
		}
		if isYAML && ok != (faults == "") {
			t.Errorf("the schema accepts: %t; the loader says: %s\n%s", ok, faults, text)
		}
	}
}
