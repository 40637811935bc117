package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
)

const small = `openapi: 3.0.3
info: { title: small, version: "1" }
servers: [{ url: https://api.mch.weixin.qq.com }]
paths:
  /v3/a:
    get:
      operationId: getA
      parameters: [{ name: q, in: query, schema: { type: string, format: peculiar } }]
      responses: { "204": { description: done } }
    post:
      operationId: postA
      parameters: [{ name: b, in: body, schema: { type: object } }]
      responses: { "204": { description: done } }
`

func TestTable(t *testing.T) {
	fsys := fstest.MapFS{"specs/small.yaml": {Data: []byte(small)}}
	var out bytes.Buffer
	if err := write(t.Context(), &out, []group{find("Own", fsys, "specs/*.yaml")}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"## Own\n", "| specs/small.yaml | no | 1 | ", " | 1 | 1 |\n| **all** | no |", "| unknown-format | 1 | 1 |\n", "* `postA` of specs/small.yaml: `specs/small.yaml:12:"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
}

func TestRejectedDocument(t *testing.T) {
	fsys := fstest.MapFS{"specs/bad.yaml": {Data: []byte("openapi: 9\n")}}
	var out bytes.Buffer
	err := write(t.Context(), &out, []group{find("Own", fsys, "specs/*.yaml")})
	if err == nil || !strings.Contains(err.Error(), "specs/bad.yaml") || out.Len() > 0 {
		t.Errorf("error %v, written %q", err, out.String())
	}
}

func TestPackageName(t *testing.T) {
	for spec, want := range map[string]string{"openapi/discord.openapi.json": "discord", "a/adyen-CheckoutService-v71.json": "adyencheckoutservicev71"} {
		if got := packageOf(spec); got != want {
			t.Errorf("packageOf(%s) = %s, want %s", spec, got, want)
		}
	}
}
