package apimodel_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/load"
)

const top = "openapi: 3.0.3\ninfo: {title: 订单, version: \"1\"}\n"

func read(t *testing.T, body string) *apimodel.Model {
	t.Helper()
	doc, diags := load.Load(fstest.MapFS{"a.yaml": {Data: []byte(top + body)}}, "a.yaml")
	if doc == nil {
		t.Fatal(diags)
	}
	return apimodel.Read(doc, nil)
}

func TestParams(t *testing.T) {
	for name, tt := range map[string]struct{ body, want string }{
		"path before operation": {`
paths:
  /v3/{a}:
    parameters: [{name: a, in: path, required: true}]
    get: {parameters: [{name: b, in: query}]}`, "path a of the path; query b"},
		"operation replaces": {`
paths:
  /v3/{a}:
    parameters: [{name: a, in: path, required: true}, {name: b, in: query}]
    get: {parameters: [{name: c, in: query}, {name: b, in: query, required: true}]}`, "path a of the path; query c; query b required"},
		"same name elsewhere": {`
paths:
  /v3/a:
    parameters: [{name: b, in: header}]
    get: {parameters: [{name: b, in: query}]}`, "header b of the path; query b"},
		"repeated": {`
paths:
  /v3/a:
    get: {parameters: [{name: b, in: query}, {name: b, in: query, required: true}]}`, "query b; again query b at 6:46"},
		"repeated by the path": {`
paths:
  /v3/a:
    parameters: [{name: b, in: query}, {name: b, in: query}]
    get: {}`, "query b of the path; again query b at 6:40"},
		"reference": {`
paths:
  /v3/a: {get: {parameters: [{$ref: "#/components/parameters/b"}]}}
components: {parameters: {b: {name: b, in: query}}}`, "query b from a.yaml#/components/parameters/b"},
		"broken reference": {`
paths:
  /v3/a: {get: {parameters: [{$ref: "#/components/parameters/b"}, {name: c, in: query}]}}`, "query c; broken"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := paramsOf(read(t, tt.body).Operations[0]); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func paramsOf(op *apimodel.Operation) string {
	var list []string
	for _, p := range op.Params {
		text := p.In + " " + p.Name
		if p.OfPath {
			text += " of the path"
		} else if p.Required {
			text += " required"
		}
		if p.Ref != "" {
			text += " from " + p.Ref
		}
		list = append(list, text)
	}
	for _, r := range op.Repeated {
		list = append(list, fmt.Sprintf("again %s %s at %d:%d", r.Again.In, r.Again.Name, r.Again.Pos.Line, r.Again.Pos.Column))
	}
	if op.BrokenParam {
		list = append(list, "broken")
	}
	return strings.Join(list, "; ")
}

const callbacks = `
paths:
  x-note: {post: {}}
  /v3/orders:
    post:
      operationId: create
      callbacks:
        paid: {$ref: "#/components/callbacks/paid"}
        x-own: {"{$url}": {post: {}}}
  /v3/refunds:
    delete: {}
    post:
      operationId: " refund "
      callbacks:
        again: {$ref: "#/components/callbacks/paid"}
  /v3/broken: {$ref: "#/nothing", get: {}}
webhooks:
  bill: {post: {operationId: onBill, x-event-type: BILL.READY}, x-a: 1}
components:
  callbacks:
    paid: {"{$request.body#/notify_url}": {post: {x-event-type: ORDER.PAID, x-event-key: [out_trade_no]}}}
`

func TestOperationsAndCallbacks(t *testing.T) {
	m := read(t, callbacks)
	var got []string
	for _, op := range m.Operations {
		got = append(got, op.ID+" at "+fmt.Sprint(op.Pos.Line))
	}
	for _, c := range m.Callbacks {
		got = append(got, fmt.Sprint(c.ID, " ", c.Name, " ", c.Address, " ", c.EventType, c.EventKey, c.From))
	}
	want := []string{
		"create at 7", "DELETE /v3/refunds at 13", "refund at 14", "GET /v3/broken at 18",
		"paid paid {$request.body#/notify_url} ORDER.PAID[out_trade_no] [create refund]",
		"onBill bill  BILL.READY[] []",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if all := m.All(); len(all) != 6 || all[5].ID != "onBill" {
		t.Errorf("All has %d operations", len(all))
	}
}

const described = `
servers: [{url: "https://{host}/doc", variables: {host: {default: pay.example}}}]
security: [{cookie: []}, {}]
paths:
  /v3/own:
    servers: [{url: https://path.example}]
    get: {servers: [{url: https://own.example}], security: []}
    put: {}
  /v3/doc:
    post:
      parameters: [{name: a, in: query, schema: {type: string}}]
      requestBody:
        required: true
        content:
          text/plain: {}
          multipart/form-data: {schema: {type: object}}
          Application/JSON: {schema: {type: string, description: The name.}}
      responses:
        "200":
          content: {application/json: {schema: {type: integer}}}
          headers: {Request-ID: {}}
        "201": {x-error-codes: {}}
        x-own: {}
        "400": {x-error-codes: {BAD: {$ref: "#/components/x-error-codes/BAD"}}}
components:
  securitySchemes: {cookie: {type: apiKey, in: cookie, name: a}}
  x-error-codes: {BAD: {title: 参数错误, remedy: Correct it.}}
`

func TestServersAndSecurity(t *testing.T) {
	var got []string
	for _, op := range read(t, described).Operations {
		line := op.Method + " " + op.Servers[0].Address
		for _, r := range op.Security {
			line += fmt.Sprint(" ", len(r.Schemes))
			for _, s := range r.Schemes {
				line += " " + s.Name + " in " + s.Node.Get("in").Text()
			}
		}
		got = append(got, line)
	}
	want := []string{
		"GET https://own.example", "PUT https://path.example 1 cookie in cookie 0",
		"POST https://pay.example/doc 1 cookie in cookie 0",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestBodiesAndResponses(t *testing.T) {
	op := read(t, described).Operations[2]
	if main := op.Body.Main(); main.Type != "Application/JSON" || !op.Body.Required || op.Body.Schema().Description != "The name." {
		t.Errorf("the body is %s: %+v", main.Type, op.Body)
	}
	if name, media := op.Body.Content.Pick(apimodel.IsForm, apimodel.IsMultipart); name != "multipart/form-data" || media.Get("schema") == nil {
		t.Errorf("the form is %q", name)
	}
	if name, media := op.Body.Content.Pick(apimodel.IsForm); name != "" || media != nil {
		t.Errorf("there is a form %q", name)
	}
	var got []string
	for _, r := range op.Responses {
		line := fmt.Sprint(r.Status, r.IsError(), r.ListsCodes(), r.Headers, r.Body != nil)
		for _, c := range r.Codes {
			line += " " + c.Name + " " + c.Title + " " + c.Remedy
		}
		got = append(got, line)
	}
	want := []string{"200false false [Request-ID] true", "201false true [] false", "400true true [] false BAD 参数错误 Correct it."}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if codes := op.Codes(); !slices.Equal(codes, []string{"BAD"}) {
		t.Errorf("the codes are %q", codes)
	}
}

// Each place of the model finds its counterpart in kin-openapi's.
func TestKin(t *testing.T) {
	m := read(t, described)
	api, diags := m.Doc.API()
	if api == nil {
		t.Fatal(diags)
	}
	op := m.Operations[2]
	if p := op.KinParam(api, op.Params[0]); p == nil || !p.Schema.Value.Type.Is("string") {
		t.Errorf("the parameter is %v", p)
	}
	if ref := op.Body.Main().Kin(op.KinBody(api)); ref == nil || ref.Value.Description != "The name." {
		t.Errorf("the body is %v", ref)
	}
	if ref := op.Responses[0].Body.Main().Kin(op.KinResponse(api, op.Responses[0])); ref == nil || !ref.Value.Type.Is("integer") {
		t.Errorf("the response is %v", ref)
	}
	if ref := op.Responses[1]; op.KinResponse(api, ref) != nil {
		t.Error("a response without content has content")
	}
	if op.Kin(nil) != nil || op.KinBody(nil) != nil || op.KinResponse(nil, op.Responses[0]) != nil || op.KinParam(nil, op.Params[0]) != nil {
		t.Error("there is something without a model")
	}
}

func TestKinOfCallbacks(t *testing.T) {
	doc, diags := load.Load(fstest.MapFS{"a.yaml": {Data: []byte(top + strings.Replace(callbacks, "  /v3/broken: {$ref: \"#/nothing\", get: {}}\n", "", 1))}}, "a.yaml")
	if doc == nil || diag.HasErrors(diags) {
		t.Fatal(diags)
	}
	m := apimodel.Read(doc, nil)
	api, diags := doc.API()
	if api == nil {
		t.Fatal(diags)
	}
	for _, op := range m.All() {
		if op.Kin(api) == nil {
			t.Errorf("%s has no counterpart", op.ID)
		}
	}
}
