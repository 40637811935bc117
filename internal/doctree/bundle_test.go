package doctree

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

func bundled(t *testing.T, files map[string]string) (*Node, []diag.Diagnostic) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	set, diags := Load(fsys, "specs/a.yaml", Limits{})
	if diag.HasErrors(diags) {
		t.Fatal(diags)
	}
	before := string(set.Root().AppendJSON(nil))
	made, diags := set.Bundle(nil)
	if string(set.Root().AppendJSON(nil)) != before {
		t.Error("the set changed")
	}
	return made, diags
}

// bundles are documents, with the files that they refer to, and what is bundled of them.
var bundles = []struct {
	name  string
	root  string // without head
	other map[string]string
	want  string // JSON, without head
}{
	{"nothing to do", "paths: {}\ncomponents: {schemas: {A: {$ref: '#/components/schemas/B'}, B: {}}}", nil, `"paths":{},"components":{"schemas":{"A":{"$ref":"#/components/schemas/B"},"B":{}}}`},
	{
		"schema", "components: {schemas: {A: {$ref: 'c.yaml#/components/schemas/B'}}}",
		map[string]string{"c.yaml": "components: {schemas: {B: {properties: {c: {$ref: '#/components/schemas/C'}, a: {$ref: 'a.yaml#/components/schemas/A'}}}, C: {type: string}, D: {}}}"},
		`"components":{"schemas":{"A":{"$ref":"#/components/schemas/B"},"B":{"properties":{"c":{"$ref":"#/components/schemas/C"},"a":{"$ref":"#/components/schemas/A"}}},"C":{"type":"string"}}}`,
	},
	{
		"same name", "components: {schemas: {B: {$ref: 'c.yaml#/components/schemas/B'}, X: {$ref: 'd/c.yaml#/components/schemas/B'}}}",
		map[string]string{"c.yaml": "components: {schemas: {B: {type: string}}}", "d/c.yaml": "components: {schemas: {B: {type: integer}}}"},
		`"components":{"schemas":{"B":{"$ref":"#/components/schemas/c_B"},"X":{"$ref":"#/components/schemas/c_B_2"},"c_B":{"type":"string"},"c_B_2":{"type":"integer"}}}`,
	},
	{
		"a file that is a schema", "components: {schemas: {A: {items: {$ref: 'one.yaml'}}}}",
		map[string]string{"one.yaml": "type: object\nproperties: {next: {$ref: 'one.yaml'}, part: {$ref: '#/properties/x'}, x: {type: string}}"},
		`"components":{"schemas":{"A":{"items":{"$ref":"#/components/schemas/one"}},"one":{"type":"object","properties":{"next":{"$ref":"#/components/schemas/one"},"part":{"$ref":"#/components/schemas/x"},"x":{"type":"string"}}},"x":{"type":"string"}}}`,
	},
	{
		"every kind", "paths: {/a: {get: {parameters: [{$ref: 'c.yaml#/p'}], requestBody: {$ref: 'c.yaml#/b'}, responses: {'200': {$ref: 'c.yaml#/r'}}, callbacks: {c: {$ref: 'c.yaml#/c'}}}}}",
		map[string]string{"c.yaml": "p: {name: p, in: query}\nb: {content: {}}\nr: {description: d, headers: {h: {$ref: '#/h'}}, x-error-codes: {E: {$ref: '#/e'}}, content: {j: {examples: {e: {$ref: '#/x'}}}}}\nh: {}\ne: {title: t}\nx: {value: {$ref: '#/no'}}\nc: {u: {post: {}}}"},
		`"paths":{"/a":{"get":{"parameters":[{"$ref":"#/components/parameters/p"}],"requestBody":{"$ref":"#/components/requestBodies/b"},"responses":{"200":{"$ref":"#/components/responses/r"}},"callbacks":{"c":{"$ref":"#/components/callbacks/c"}}}}},` +
			`"components":{"parameters":{"p":{"name":"p","in":"query"}},"requestBodies":{"b":{"content":{}}},"responses":{"r":{"description":"d","headers":{"h":{"$ref":"#/components/headers/h"}},"x-error-codes":{"E":{"$ref":"#/components/x-error-codes/e"}},"content":{"j":{"examples":{"e":{"$ref":"#/components/examples/x"}}}}}},` +
			`"callbacks":{"c":{"u":{"post":{}}}},"headers":{"h":{}},"x-error-codes":{"e":{"title":"t"}},"examples":{"x":{"value":{"$ref":"#/no"}}}}`,
	},
	{
		"path", "paths: {/a: {$ref: 'c.yaml#/i', summary: own, parameters: [{name: p, in: query}]}}",
		map[string]string{"c.yaml": "i: {summary: s, parameters: [{name: p, in: query, required: true}, {name: q, in: query}], get: {responses: {'200': {$ref: '#/r'}}}}\nr: {description: d}"},
		`"paths":{"/a":{"summary":"own","parameters":[{"name":"p","in":"query"},{"name":"q","in":"query"}],"get":{"responses":{"200":{"$ref":"#/components/responses/r"}}}}},"components":{"responses":{"r":{"description":"d"}}}`,
	},
	{
		"discriminator", "components: {schemas: {A: {oneOf: [{$ref: 'c.yaml#/components/schemas/B'}], discriminator: {propertyName: k, mapping: {b: 'c.yaml#/components/schemas/B', a: A}}}}}",
		map[string]string{"c.yaml": "components: {schemas: {B: {discriminator: {propertyName: k, mapping: {c: C}}}, C: {}}}"},
		`"components":{"schemas":{"A":{"oneOf":[{"$ref":"#/components/schemas/B"}],"discriminator":{"propertyName":"k","mapping":{"b":"#/components/schemas/B","a":"A"}}},"B":{"discriminator":{"propertyName":"k","mapping":{"c":"#/components/schemas/C"}}},"C":{}}}`,
	},
	{
		"names", "components: {schemas: {A: {$ref: 'c.yaml#/defs/a~1b%20c'}}}",
		map[string]string{"c.yaml": "defs: {'a/b c': {type: string}}"},
		`"components":{"schemas":{"A":{"$ref":"#/components/schemas/a_b_c"},"a_b_c":{"type":"string"}}}`,
	},
}

func TestBundle(t *testing.T) {
	const head = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\n"
	for _, test := range bundles {
		t.Run(test.name, func(t *testing.T) {
			files := map[string]string{"specs/a.yaml": head + test.root + "\n"}
			for name, text := range test.other {
				files["specs/"+name] = text
			}
			made, diags := bundled(t, files)
			if len(diags) > 0 {
				t.Fatal(diags)
			}
			want := `{"openapi":"3.0.3","info":{"title":"t","version":"1"},` + test.want + `}`
			if got := string(made.AppendJSON(nil)); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// A path of another file that contains itself has no end.
func TestBundleLoop(t *testing.T) {
	_, diags := bundled(t, map[string]string{
		"specs/a.yaml": "openapi: 3.0.3\npaths: {/a: {$ref: 'c.yaml#/i'}}\n",
		"specs/c.yaml": "i: {get: {callbacks: {c: {u: {$ref: '#/i'}}}}}\n",
	})
	if len(diags) != 1 || !strings.HasPrefix(diags[0].String(), "specs/c.yaml:1:") {
		t.Errorf("%v", diags)
	}
}

func TestAppendYAML(t *testing.T) {
	const tree = `{"text":"plain","colon":"a: b","hash":"a # b","number":"1","yes":"yes","no":"no","null":"null","empty":"","lines":"a\nb\n","spaces":"  a \n b","tab":"a\tb","date":"2020-01-01","zero":"007",` +
		`"quote":"it's \"so\"","wide":"商户：号","nel":"a\u0085b","bom":"\ufeffa","dash":"- a","star":"*a","at":"@a","brace":"{a}","percent":"%a","bang":"!a","list":["a",{"b":null},[]],"map":{},"int":12345678901234567890,"float":1.50,"exp":1e3,"true":true,"1":2,"~":3,"":4,"a: b":5}`
	f, diags := Parse("a.json", []byte(tree), Limits{})
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	text := f.Root.AppendYAML(nil)
	if text[0] == '{' {
		t.Errorf("it is JSON")
	}
	back, diags := Parse("a.yaml", text, Limits{})
	if len(diags) > 0 || string(back.Root.AppendJSON(nil)) != string(f.Root.AppendJSON(nil)) {
		t.Errorf("%v\n%s\n%s", diags, text, back.Root.AppendJSON(nil))
	}
}
