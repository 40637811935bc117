package doctree

import (
	"fmt"
	"strings"
	"testing"
)

// upgrades are documents of OpenAPI 2.0 without the member swagger.
var upgrades = []struct{ name, doc string }{
	{"servers", "host: api.example.com\nbasePath: v1/\nschemes: [http, https, ws]\npaths: {/a: {get: {schemes: [http]}}}\n"},
	{"a host with a scheme", "host: https://api.example.com/\npaths: {}\n"},
	{"no host", "basePath: /v1\npaths: {}\n"},
	{"lists", `paths:
  /a:
    get:
      parameters:
        - {name: none, in: query, type: array, items: {type: string}}
        - {name: multi, in: query, type: array, items: {type: string}, collectionFormat: multi}
        - {name: tsv, in: query, type: array, items: {type: string}, collectionFormat: tsv}
        - {name: ssv, in: path, type: array, items: {type: string}, collectionFormat: ssv}
        - {name: X-Csv, in: header, type: array, items: {type: string}, collectionFormat: csv}
        - {name: X-Multi, in: header, type: array, items: {type: string}, collectionFormat: multi}
        - {name: one, in: query, type: string, collectionFormat: pipes, enum: [a]}
`},
	{"forms", `consumes: [application/json, multipart/form-data]
parameters: {F: {name: f, in: formData, type: string, required: true}}
paths:
  /document: {post: {parameters: [{$ref: "#/parameters/F"}]}}
  /own: {post: {consumes: [application/x-www-form-urlencoded], parameters: [{$ref: "#/parameters/F"}, {name: l, in: formData, type: array, items: {type: string}}]}}
  /none: {post: {consumes: [application/json], parameters: [{name: a, in: formData, type: string, x-length: unpublished}]}}
  /file: {post: {consumes: [application/x-www-form-urlencoded], parameters: [{name: up, in: formData, type: file}]}}
  /shared: {parameters: [{name: a, in: formData, type: string}, {name: b, in: formData, type: string}], put: {parameters: [{name: a, in: formData, type: integer}]}, patch: {}}
`},
	{"bodies", `consumes: [application/x-www-form-urlencoded]
definitions: {Used: {type: integer}}
parameters:
  Used: {name: p, in: body, required: true, schema: {type: object, properties: {a: {$ref: "#/definitions/Used"}}}}
  Named: {name: p, in: body, schema: {$ref: "#/definitions/Used"}}
paths:
  /a: {post: {consumes: [application/json], parameters: [{$ref: "#/parameters/Used"}]}, put: {parameters: [{$ref: "#/parameters/Used"}]}}
  /b: {post: {consumes: [application/vnd.a+json, text/plain], parameters: [{$ref: "#/parameters/Named"}]}}
  /c: {parameters: [{name: p, in: body, description: d, schema: {type: string}}], post: {consumes: []}}
`},
	{"body and form", "paths: {/a: {post: {parameters: [{name: b, in: body, schema: {}}, {name: f, in: formData, type: string}]}}}\n"},
	{"responses", `produces: [application/json]
responses: {Bad: {description: bad, schema: {type: object}, examples: {application/json: {a: 1}, text/x: no}}}
paths:
  /a: {get: {produces: [text/csv], responses: {"200": {description: d, schema: {type: string}, headers: {X: {type: array, items: {type: string}}}}, "400": {$ref: "#/responses/Bad"}}}}
  /b: {get: {responses: {"200": {description: d, schema: {type: file}}, "204": {description: d}, "400": {$ref: "#/responses/Bad"}}}}
`},
	{"schemas", `paths: {}
definitions:
  A: {type: object, discriminator: kind, properties: {kind: {type: string}, n: {type: string, x-nullable: true}, f: {type: file}}}
  B: {allOf: [{$ref: "#/definitions/A"}]}
`},
	{"security", `paths: {}
securityDefinitions:
  a: {type: basic}
  b: {type: apiKey, in: header, name: X}
  c: {type: oauth2, flow: accessCode, authorizationUrl: "https://a", tokenUrl: "https://t", scopes: {r: read}}
`},
	{"references into what moves", `paths:
  /a: {get: {parameters: [{name: b, in: body, schema: {type: object}}, {name: q, in: query, type: string}], responses: {"200": {description: d, schema: {type: string}}}}}
  /b: {get: {parameters: [{$ref: "#/paths/~1a/get/parameters/1"}], responses: {"200": {description: d, schema: {$ref: "#/paths/~1a/get/responses/200/schema"}}}}}
`},
	{"other files", `paths:
  /a: {$ref: "b.yaml#/a"}
  /b: {post: {parameters: [{$ref: "b.yaml#/Body"}, {$ref: "b.yaml#/Q"}], responses: {"200": {$ref: "b.yaml#/R"}}}}
`},
}

func TestUpgrade(t *testing.T) {
	other := "a: {get: {produces: [text/x], responses: {\"200\": {$ref: \"#/R\"}}}}\nBody: {name: b, in: body, schema: {type: object, properties: {q: {x-nullable: true}}}}\nQ: {name: q, in: query, type: array, items: {type: string}}\nR: {description: d, schema: {$ref: \"a.yaml#/definitions/N\"}}\n"
	var got strings.Builder
	for _, tt := range upgrades {
		head := "swagger: \"2.0\"\n"
		if tt.name == "other files" {
			head += "definitions: {N: {type: string}}\n"
		}
		set, diags := Load(files("a.yaml", head+tt.doc, "b.yaml", other), "a.yaml", Limits{})
		if len(diags) > 0 {
			t.Fatal(texts(diags))
		}
		diags, ok := Upgrade(set)
		if !ok {
			t.Fatalf("%s is not converted", tt.name)
		}
		fmt.Fprintf(&got, "-- %s --\n%s%s\n", tt.name, texts(diags), set.Root().AppendJSON(nil))
		if file := set.File("b.yaml"); file != nil {
			fmt.Fprintf(&got, "b.yaml: %s\n", file.Root.AppendJSON(nil))
		}
		if _, again := Upgrade(set); again {
			t.Errorf("%s is converted twice", tt.name)
		}
	}
	compareGolden(t, "upgrade", got.String())
}

func TestUpgradeLeavesOthers(t *testing.T) {
	for _, head := range []string{"openapi: 3.0.3", "swagger: \"1.2\"", "openapi: 3.0.3\nswagger: \"2.0\""} {
		set, _ := Load(files("a.yaml", head+"\nhost: a\n"), "a.yaml", Limits{})
		if _, ok := Upgrade(set); ok || set.Root().Get("host") == nil {
			t.Errorf("%s: converted", head)
		}
	}
}

// Whatever is wrong is where the author wrote it.
func TestUpgradePositions(t *testing.T) {
	set, _ := Load(files("a.yaml", `swagger: "2.0"
paths:
  /a:
    get:
      parameters:
        - name: q
          in: query
          type: integer
          maximum: 5
      responses:
        "200":
          description: d
          schema:
            type: string
            maxLength: 3
`), "a.yaml", Limits{})
	Upgrade(set)
	get := set.Root().Get("paths").Get("/a").Get("get")
	parameter := get.Get("parameters").Items()[0].Get("schema")
	response := get.Get("responses").Get("200").Get("content").Get("application/json").Get("schema")
	for what, got := range map[string]string{
		"9:11": parameter.Key("maximum").String(), "9:20": parameter.Get("maximum").At().String(), "15:13": response.Key("maxLength").String(),
	} {
		if got != "a.yaml:"+what {
			t.Errorf("got %s, want %s", got, what)
		}
	}
}
