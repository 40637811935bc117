package doctree

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// files makes a file system of "name", "content" pairs.
func files(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i+1 < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fsys
}

// schema is a document with one schema, A.
func schema(text string) string { return "components:\n  schemas:\n    A: " + text + "\n" }

func TestBrokenReferences(t *testing.T) {
	tests := []struct {
		name string
		fsys fstest.MapFS
	}{
		{"a slip", files("s/a.yaml", schema(`{$ref: "#/components/schemas/B"}`)+"    Bee: {type: string}\n")},
		{"a slip with something near", files("s/a.yaml", schema(`{$ref: "#/components/schemas/Eror"}`)+"    Error: {type: string}\n")},
		{"a slip on the way", files("s/a.yaml", schema(`{$ref: "#/component/schemas/A"}`))},
		{"nothing near", files("s/a.yaml", schema(`{$ref: "#/x"}`))},
		{"empty", files("s/a.yaml", schema(`{$ref: ""}`))},
		{"through a reference", files("s/a.yaml", schema(`{$ref: "#/components/schemas/B/items"}`)+"    B: {$ref: '#/components/schemas/C'}\n    C: {items: {}}\n")},
		{"through itself", files("s/a.yaml", schema(`{$ref: "#/components/schemas/A/items"}`))},
		{"through one that has no such member", files("s/a.yaml", schema(`{$ref: "#/components/schemas/B/items"}`)+"    B: {$ref: '#/components/schemas/C'}\n    C: {}\n")},
		{"an index beyond the list", files("s/a.yaml", schema(`{allOf: [{type: object}, {$ref: "#/components/schemas/A/allOf/2"}]}`))},
		{"an unknown anchor", files("s/a.yaml", schema(`{$ref: "#tree"}`))},
		{"a wrong escape", files("s/a.yaml", schema(`{allOf: [{$ref: "#/%x"}, {$ref: "%x.yaml"}]}`))},
		{"itself", files("s/a.yaml", schema(`{$ref: "#/components/schemas/A"}`))},
		{"two that go round", files("s/a.yaml", schema(`{$ref: "b.yaml#/B"}`), "s/b.yaml", "B: {$ref: 'a.yaml#/components/schemas/A'}\n")},
		{"into a round", files("s/a.yaml", schema(`{$ref: "#/components/schemas/B"}`)+"    B: {$ref: '#/components/schemas/C'}\n    C: {$ref: '#/components/schemas/B'}\n")},
		{"not a string", files("s/a.yaml", schema(`{allOf: [{$ref: 1}, {$ref: }, {$ref: [x]}]}`))},
		{"URLs", files("s/a.yaml", schema(`{allOf: [{$ref: "https://example.com/a.yaml#/A"}, {$ref: "http://x"}, {$ref: "file:///etc/passwd"}, {$ref: "//x/y"}, {$ref: "urn:x"}]}`))},
		{"absolute paths", files("s/a.yaml", schema(`{allOf: [{$ref: "/etc/passwd"}, {$ref: "C:\\x.yaml"}, {$ref: "\\x.yaml"}]}`))},
		{"out of the folder", files("s/a.yaml", schema(`{allOf: [{$ref: "../b.yaml"}, {$ref: "x/../../b.yaml"}, {$ref: "%2e%2e/b.yaml"}, {$ref: "../s/c.yaml"}, {$ref: "../../../b.yaml"}]}`), "b.yaml", "a: 1\n", "s/c.yaml", "a: 1\n")},
		{"out of the folder from the top", files("s/a.yaml", schema(`{$ref: "../a.yaml"}`))},
		{"no such file", files("s/a.yaml", schema(`{allOf: [{$ref: "b.yaml"}, {$ref: "b.yaml#/x"}, {$ref: "d/c.yaml"}]}`))},
		{"without a hash behind the file", files("s/a.yaml", schema(`{$ref: "b.yaml/components/schemas/B"}`), "s/b.yaml", "a: 1\n")},
		{"a folder", files("s/a.yaml", schema(`{$ref: "d"}`), "s/d/x.yaml", "a: 1\n")},
		{"the document itself is not there", files("s/b.yaml", "a: 1\n")},
		{"a broken file is reported once", files("s/a.yaml", schema(`{allOf: [{$ref: "b.yaml"}, {$ref: "b.yaml#/x"}]}`), "s/b.yaml", "a: [\n")},
		{"faults of every file", files("s/z.yaml", "x: {properties: {p: {$ref: 'a.yaml#/nope'}}}\n", "s/a.yaml", schema(`{allOf: [{$ref: "z.yaml#/x"}, {$ref: "#/nope"}]}`))},
		{"a document is checked as a whole", files("s/a.yaml", schema(`{$ref: "b.yaml#/components/schemas/X"}`), "s/b.yaml", "components:\n  schemas:\n    X: {}\n    Y: {$ref: '#/nope'}\n")},
		{"a mapping of a discriminator", files("s/a.yaml", schema(`{discriminator: {mapping: {a: A, b: "#/components/schemas/B", c: c.yaml, d: Dog}}}`))},
		{"everywhere that OpenAPI has references", files("s/a.yaml", everyReference)},
	}
	var got strings.Builder
	for _, tt := range tests {
		_, diags := Load(tt.fsys, "s/a.yaml", Limits{})
		fmt.Fprintf(&got, "-- %s --\n%s", tt.name, texts(diags))
	}
	compareGolden(t, "references", got.String())
}

// everyReference has a wrong $ref, numbered, wherever there may be one, and
// none anywhere else: names, data and extensions hold texts like them.
const everyReference = `
openapi: 3.1.0
x-data: {$ref: none}
paths:
  x-data: {$ref: none}
  /a: {$ref: "#/1"}
  /b:
    parameters: [{$ref: "#/2"}]
    post:
      x-codes: {a: {$ref: none}}
      parameters:
        - {schema: {$ref: "#/3"}, example: {$ref: none}, examples: {a: {$ref: "#/4"}, b: {value: {$ref: none}}}}
        - {content: {a/b: {schema: {$ref: "#/5"}}}}
      requestBody: {$ref: "#/6"}
      responses:
        default: {$ref: "#/7"}
        "200":
          headers: {x-a: {$ref: "#/8"}, x-b: {schema: {$ref: "#/9"}}}
          links: {l: {$ref: "#/10"}}
          content:
            application/json:
              schema: {$ref: "#/11"}
              example: {$ref: none}
              examples: {e: {$ref: "#/12"}}
              encoding: {f: {headers: {h: {$ref: "#/13"}}}}
      callbacks:
        c: {$ref: "#/14"}
        d: {"{$request.body#/url}": {post: {requestBody: {content: {a/b: {schema: {$ref: "#/15"}}}}}}, x-data: {$ref: none}}
webhooks: {w: {$ref: "#/16"}}
components:
  securitySchemes: {s: {$ref: "#/17"}}
  requestBodies: {r: {$ref: "#/18"}}
  schemas:
    x-name: {$ref: "#/19"}
    default: {$ref: "#/20"}
    S:
      example: {$ref: none}
      examples: [{$ref: none}]
      default: {$ref: none}
      enum: [{$ref: none}]
      const: {$ref: none}
      x-data: [{$ref: none}]
      properties: {$ref: {type: string}, example: {$ref: "#/21"}, enum: {items: {$ref: "#/22"}}}
      patternProperties: {^a: {$ref: "#/23"}}
      additionalProperties: {$ref: "#/24"}
      allOf: [{$ref: "#/25"}]
      not: {$ref: "#/26"}
      $defs: {d: {$ref: "#/27"}}
      dependentSchemas: {d: {$ref: "#/28"}}
      prefixItems: [{contains: {$ref: "#/29"}}]
`

func TestReferences(t *testing.T) {
	fsys := files(
		"specs/pay.yaml", `
components:
  schemas:
    A: {$ref: "#/components/schemas/B"}
    B: {$ref: "lib/common.json#/components/schemas/Error"}
    T: {$ref: "lib/common.json#tree"}
    W: {$ref: "lib/whole%20file.yaml"}
    P: {properties: {a/b: {type: string}, "50%": {type: integer}, m~n: {type: boolean}}}
    E: {allOf: [{$ref: "#/components/schemas/P/properties/a~1b"}, {$ref: "#/components/schemas/P/properties/50%25"}, {$ref: "#/components/schemas/P/properties/m~0n"}]}
    I: {$ref: "https://example.com/tree"}
    L: {$ref: "#/components/schemas/E/allOf/1"}
    X: {$id: "https://example.com/tree", type: array}
`,
		"specs/lib/common.json", `{"components": {"schemas": {"Error": {"$ref": "../up.yaml#/e"}, "Tree": {"$anchor": "tree", "type": "object"}}}}`,
		"specs/lib/whole file.yaml", "type: number\n",
		"specs/up.yaml", "e: {type: 'null'}\n",
	)
	set, diags := Load(fsys, "specs/pay.yaml", Limits{})
	if len(diags) > 0 {
		t.Fatal(texts(diags))
	}
	schemas := set.Root().Get("components").Get("schemas")
	tests := []struct {
		from     *Node
		ref, typ string
	}{
		{schemas.Get("A"), "specs/up.yaml#/e", "null"},
		{schemas.Get("T"), "specs/lib/common.json#/components/schemas/Tree", "object"},
		{schemas.Get("W"), "specs/lib/whole file.yaml#", "number"},
		{schemas.Get("E").Get("allOf").Items()[0], "specs/pay.yaml#/components/schemas/P/properties/a~1b", "string"},
		{schemas.Get("L"), "specs/pay.yaml#/components/schemas/P/properties/50%25", "integer"},
		{schemas.Get("E").Get("allOf").Items()[2], "specs/pay.yaml#/components/schemas/P/properties/m~0n", "boolean"},
		{schemas.Get("I"), "specs/pay.yaml#/components/schemas/X", "array"},
	}
	for _, tt := range tests {
		target, ref, ok := set.Resolve(tt.from)
		if !ok || ref != tt.ref || target.Get("type").Text() != tt.typ {
			t.Errorf("%s: Resolve = %v %q %t, want %q", tt.from.At(), target.Get("type").Text(), ref, ok, tt.ref)
		}
	}
	if _, ref, ok := set.ResolveMapping(schemas, "P"); !ok || ref != "specs/pay.yaml#/components/schemas/P" {
		t.Errorf("a name in a discriminator's mapping leads to %q %t", ref, ok)
	}
	if _, _, ok := set.Resolve(schemas.Get("P")); ok {
		t.Error("a schema that is no reference resolves")
	}
}

func TestLinkOutOfFolder(t *testing.T) {
	outside, inside := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "b.yaml"), []byte("type: string\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(inside, "a.yaml"), []byte(schema("{$ref: b.yaml}")), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(outside, "b.yaml"), filepath.Join(inside, "b.yaml")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	root, err := os.OpenRoot(inside)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	_, diags := Load(root.FS(), "a.yaml", Limits{})
	want := "a.yaml:3:15: the file b.yaml is a link that leads out of the folder of the spec [ref-outside]; put the file itself there\n"
	if got := texts(diags); got != want {
		t.Errorf("got  %swant %s", got, want)
	}
}

func TestLimitsOfAllFiles(t *testing.T) {
	big := strings.Repeat("# 456789\n", 10)
	fsys := files("a.yaml", schema("{allOf: [{$ref: b.yaml}, {$ref: c.yaml}]}"), "b.yaml", big+"a: 1\n", "c.yaml", big+"a: 1\n")
	_, diags := Load(fsys, "a.yaml", Limits{Bytes: 200})
	if got := texts(diags); !strings.Contains(got, "c.yaml: the spec's files have more than 200 bytes [size]") || len(diags) != 1 {
		t.Errorf("bytes: %s", got)
	}
	_, diags = Load(fsys, "a.yaml", Limits{Nodes: 19})
	if got := texts(diags); !strings.Contains(got, "c.yaml:11:1: the document has more than 19 values [size]") || len(diags) != 1 {
		t.Errorf("values: %s", got)
	}
}
