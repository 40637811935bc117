package generator_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator"
)

// sharing is a document with two files, in which two schemas have one name.
var sharing = fstest.MapFS{
	"pay.yaml": {Data: []byte(`openapi: 3.0.3
info: {title: t, version: "1"}
servers: [{url: "https://api.mch.weixin.qq.com"}]
paths:
  /v3/a:
    post:
      operationId: send
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Amount"}}}}
      responses:
        "200": {description: d, content: {application/json: {schema: {$ref: "common.yaml#/components/schemas/Amount"}}}}
  /v3/b: {$ref: "more/items.yaml"}
components:
  schemas:
    Amount: {type: object, properties: {fen: {type: integer}}}
`)},
	"common.yaml": {Data: []byte(`components:
  schemas:
    Amount: {x-go-name: Yuan, type: object, properties: {yuan: {type: string}, part: {$ref: "#/components/schemas/Part"}}}
    Part: {type: object, properties: {id: {type: string, x-echo: true}, whole: {$ref: "#/components/schemas/Amount"}}}
    Unused: {type: object}
`)},
	"more/items.yaml": {Data: []byte(`get:
  operationId: list
  x-repeatable: true
  responses:
    "200": {description: d, content: {application/json: {schema: {type: array, items: {$ref: "../schema.yaml"}}}}}
`)},
	"schema.yaml": {Data: []byte("type: object\nproperties: {name: {type: string, maxLength: 9, x-length-unit: bytes}}\n")},
}

func TestBundle(t *testing.T) {
	for _, test := range []struct {
		name    string
		pkg     generator.Package
		format  generator.BundleFormat
		files   fstest.MapFS
		without []string
	}{
		{"YAML", generator.Package{}, generator.BundleYAML, nil, []string{"yaml#", "Unused"}},
		{"JSON", generator.Package{}, generator.BundleJSON, nil, []string{"yaml#", "Unused"}},
		{"some operations", generator.Package{Operations: []string{"list"}}, generator.BundleYAML, nil, []string{"Amount", "send"}},
		{
			"overlay",
			generator.Package{Overlays: []string{"o.yaml"}},
			generator.BundleYAML,
			fstest.MapFS{"o.yaml": {Data: []byte("overlay: 1.1.0\nactions: [{target: \"$.paths['/v3/a'].post.operationId\", update: sendMoney}]\n")}},
			[]string{"operationId: send\n"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for _, files := range []fstest.MapFS{sharing, test.files} {
				for name, file := range files {
					fsys[name] = file
				}
			}
			test.pkg.Spec, test.pkg.Dir = "pay.yaml", "pay"
			config := generator.Config{FS: fsys, Packages: []generator.Package{test.pkg}}
			data, _, err := generator.Bundle(t.Context(), config, test.format)
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range test.without {
				if strings.Contains(string(data), text) {
					t.Errorf("it has %q:\n%s", text, data)
				}
			}
			compareBundle(t, config, data)
		})
	}
}

// compareBundle generates from a document and from its bundle.
func compareBundle(t *testing.T, config generator.Config, bundle []byte) {
	t.Helper()
	want, err := generator.Generate(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	got, err := generator.Generate(t.Context(), generator.Config{
		FS: fstest.MapFS{"pay.yaml": {Data: bundle}}, Packages: []generator.Package{{Spec: "pay.yaml", Dir: "pay"}},
	})
	if err != nil {
		t.Fatalf("%v in\n%s", err, bundle)
	}
	for i, file := range want.Results[0].Files {
		if other := got.Results[0].Files[i]; string(other.Data) != string(file.Data) {
			t.Errorf("%s is\n%s\nfrom the document\n%s\nand from the bundle\n%s", file.Path, bundle, file.Data, other.Data)
		}
	}
}

func TestBundleFaults(t *testing.T) {
	for name, pkg := range map[string][]generator.Package{
		"no package": nil, "no file": {{Spec: "none.yaml", Dir: "pay"}}, "no operation": {{Spec: "pay.yaml", Dir: "pay", Operations: []string{"none"}}},
	} {
		if data, _, err := generator.Bundle(t.Context(), generator.Config{FS: sharing, Packages: pkg}, generator.BundleYAML); err == nil || data != nil {
			t.Errorf("%s: no error", name)
		}
	}
}
