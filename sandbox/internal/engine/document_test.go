package engine_test

import (
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// The responses of a user's spec come from its examples.
func TestUserSpecExamples(t *testing.T) {
	list, err := engine.Load(os.DirFS("testdata"), "own.yaml")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	w.engine = engine.New(list, func() time.Time { return w.now }, 1, nil)
	has(t, w.wants(200, "", "POST", "/v3/own/things/"+url.PathEscape("a/b|c"), `{"note":"hello"}`), members{
		"thing_no": "a/b|c", "note": "hello", "state": "ACTIVE", "amount.total": 7, "tags.0": "new",
	})
	w.wants(400, "PARAM_ERROR", "POST", "/v3/own/things/1", `{"note":""}`)
	w.wants(204, "", "DELETE", "/v3/own/things/1", "")
	if w.engine.Find("GET", "/v3/own/things/1") != nil {
		t.Error("GET is served, which the document does not have")
	}
}

func newWorldOf(t *testing.T, name string) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	w.engine = engine.New(must(engine.Load(os.DirFS("testdata"), name)), w.clock, 1, func(n engine.Notification) { w.notices = append(w.notices, n) })
	return w
}

// A response ends even if its schema contains itself.
func TestRecursiveResponse(t *testing.T) {
	w := newWorldOf(t, "nested.yaml")
	has(t, w.wants(200, "", "POST", "/v3/nodes", `{"name":"a","next":{"next":{"name":"c"}}}`), members{
		"name": "a", "next.next.name": "c", "next.name": "n", "next.next.next": nil,
	})
	has(t, w.wants(200, "", "GET", "/v3/hens", ""), members{"egg.hen": "map[]"})
	if nests := w.do("GET", "/v3/nests", ""); string(nests.Body) != "[[],[]]" {
		t.Errorf("the nests are %s", nests.Body)
	}
	if many := w.do("GET", "/v3/many", ""); strings.Count(string(many.Body), "false") != 64 {
		t.Errorf("many are %d bytes", len(many.Body))
	}
}

// An example response takes over the request's values.
func TestExampleEchoes(t *testing.T) {
	w := newWorldOf(t, "nested.yaml")
	has(t, w.wants(200, "", "POST", "/v3/bills/B1", `{"state":"SHUT","amount":{"total":7}}`), members{
		"no": "B1", "state": "OPEN", "amount.total": 7, "amount.currency": "CNY",
	})
	has(t, w.wants(200, "", "POST", "/v3/bills/B1", `{"amount":7}`), members{"amount.total": 1})
}

// A response can be built from a schema of any form.
func TestResponseSchemas(t *testing.T) {
	w := newWorldOf(t, "nested.yaml")
	has(t, w.wants(200, "", "GET", "/v3/kinds", ""), members{
		"count": 3, "state": "OPEN", "owner.name": "n", "fixed": 7, "day": "2026-01-02",
	})
	if list := w.do("GET", "/v3/list", ""); string(list.Body) != "[false]" {
		t.Errorf("the list is %s", list.Body)
	}
}

// A key need not begin with the merchant's number.
func TestKeyWithoutMerchant(t *testing.T) {
	w := newWorldOf(t, "bills.yaml")
	made := w.wants(200, "", "POST", "/v3/bills", `{"out_bill_no":"B1"}`)
	if r := must(w.engine.Resource("B1")); r.State != "open" {
		t.Errorf("it is %s", r.State)
	}
	has(t, w.wants(200, "", "GET", "/v3/bills/bill-id/"+made["bill_id"].(string), ""), members{"out_bill_no": "B1", "state": "OPEN"})
	w.wants(404, "NOT_FOUND", "GET", "/v3/bills/bill-id/other", "")
	w.wants(400, "INVALID_REQUEST", "POST", "/v3/receipts", `{"out_receipt_no":"R1","out_bill_no":"B1"}`) // it is not paid
	w.trigger("userPays", "B1")
	w.wants(200, "", "POST", "/v3/receipts", `{"out_receipt_no":"R1","out_bill_no":"B1"}`)
	if len(w.notices) != 1 || !strings.Contains(string(w.notices[0].Plain), `"mchid":"`+mchID+`"`) {
		t.Errorf("the notices are %s", w.notices)
	}
}

// A webhook was not looked at: its event brought all that was kept, members of the request too, and not the state.
func TestWebhookSchema(t *testing.T) {
	w := newWorldOf(t, "webhooks.yaml")
	w.wants(204, "", "POST", "/v3/transfers", `{"out_bill_no":"T1","user_name":"secret","notify_url":"http://127.0.0.1/notify"}`)
	w.trigger("userTakes", "T1")
	if len(w.notices) != 1 {
		t.Fatalf("the notices are %v", w.notices)
	}
	if n := w.notices[0]; string(n.Plain) != `{"out_bill_no":"T1","state":"SUCCESS"}` || n.Summary != "转账通知" || n.URL != "http://127.0.0.1/notify" {
		t.Errorf("%s %s to %s", n.Summary, n.Plain, n.URL)
	}
}

// Each number that WeChat Pay assigns is new.
func TestGeneratedNumbers(t *testing.T) {
	w := newWorldOf(t, "bills.yaml")
	first := w.wants(200, "", "POST", "/v3/notes", `{"text":"a"}`)
	second := w.wants(200, "", "POST", "/v3/notes", `{"text":"b"}`)
	has(t, w.wants(200, "", "GET", "/v3/notes/"+first["note_id"].(string), ""), members{"text": "a"})
	has(t, w.wants(200, "", "GET", "/v3/notes/"+second["note_id"].(string), ""), members{"text": "b"})
	w.wants(404, "NOT_FOUND", "GET", "/v3/notes/none", "")
}

// Without an example all things had the number 0, and each was found by that of another.
func TestGeneratedNumbersNoExample(t *testing.T) {
	w := newWorldOf(t, "numbers.yaml")
	first := w.wants(200, "", "POST", "/v3/bills", `{"out_bill_no":"B1"}`)
	second := w.wants(200, "", "POST", "/v3/bills", `{"out_bill_no":"B2"}`)
	if id, _ := first["bill_id"].(string); len(id) != 12 || second["bill_id"] == first["bill_id"] {
		t.Errorf("the bills are %v and %v", first["bill_id"], second["bill_id"])
	}
	if first["kind_id"] != "0" {
		t.Errorf("the pattern is passed over: %v", first["kind_id"])
	}
	has(t, w.wants(200, "", "GET", "/v3/bills/bill-id/"+second["bill_id"].(string), ""), members{"out_bill_no": "B2"})
}

// Bodies that are not JSON work in requests and responses.
func TestOtherMediaTypes(t *testing.T) {
	w := newWorldOf(t, "nested.yaml")
	file := w.do("GET", "/v3/files", "")
	if file.Raw == nil || file.Raw.ContentType != "text/csv" || string(file.Raw.Body) != "a,b" || !file.Unsigned {
		t.Errorf("the file is %+v", file.Raw)
	}
	has(t, w.wants(200, "", "POST", "/v3/files", "a=b"), members{"no": "x"})
}

// An invalid lifecycle is an error with its position.
func TestInvalidLifecycle(t *testing.T) {
	_, err := engine.Load(os.DirFS("testdata"), "unread.yaml")
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{
		`unread.yaml:10:36: "soon" is not a duration`, "unread.yaml:11:18: nothing is null", "unread.yaml:8:45: there is null",
		`unread.yaml:15:63: the lifecycle has no member "otherwize"`, "unread.yaml:15:100: item 1 of checks is null", "unread.yaml:15:119: p is null",
		"unread.yaml:19:20: the lifecycle is a number",
	} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error lacks %q:\n%v", part, err)
		}
	}
}

func TestCircularSchema(t *testing.T) {
	_, err := engine.Load(os.DirFS("testdata"), "endless.yaml")
	if err == nil || !strings.Contains(err.Error(), "endless.yaml: the schema #/components/schemas/Whole contains itself; allOf") {
		t.Errorf("the error is %v", err)
	}
}

// Errors of a document have their position.
func TestDocumentErrors(t *testing.T) {
	_, err := engine.Load(os.DirFS("testdata"), "broken.yaml", "missing.yaml")
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{
		`broken.yaml:11:32: there is no resource "none"`, "missing.yaml", `broken.yaml:15:53: there is no state of thing "nowhere"`,
		`broken.yaml:15:78: there is no policy "none"`, "broken.yaml:15:110: the expression does not compile",
	} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error lacks %q:\n%v", part, err)
		}
	}
}

func TestLoadFaults(t *testing.T) {
	const head = "openapi: 3.0.3\ninfo: { title: A, version: '1' }\n"
	for text, want := range map[string]string{
		head + "servers: 5\npaths: {}\n":              "a.yaml:3:10: servers is a number, not a list [shape]",
		head + "tags: [{ name: [a] }]\npaths: {}\n":   "cannot unmarshal array into field Tag.name of type string [openapi]",
		head + "paths: { /v3/a: { $ref: '#/no' } }\n": `a.yaml:3:25: the $ref "#/no" points to nothing`,
		"":                            "a.yaml: the file contains no document",
		"swagger: '1.2'\npaths: {}\n": "a.yaml:1:10: Swagger \"1.2\" is not known",
	} {
		_, err := engine.Load(fstest.MapFS{"a.yaml": {Data: []byte(text)}}, "a.yaml")
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: the error is %v, want %s", text, err, want)
		}
	}
}

// The generator converts OpenAPI 2.0, and the sandbox serves what was generated.
func TestSwagger(t *testing.T) {
	list, err := engine.Load(fstest.MapFS{"a.yaml": {Data: []byte(`swagger: "2.0"
info: {title: A, version: "1"}
host: api.mch.weixin.qq.com
basePath: /v3
paths:
  /a: {get: {operationId: getA, responses: {"204": {description: Done.}}}}
`)}}, "a.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if o := list[0].Operations[0]; o.Pattern() != "GET /v3/a" {
		t.Errorf("the operation is %s", o.Pattern())
	}
}

const classes = `openapi: 3.0.3
info: {title: A, version: "1"}
servers: [{url: "https://pay.example/{base}", variables: {base: {default: v3}}}]
paths:
  /names:
    post:
      operationId: name
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                name: {type: string, pattern: '^[\u4e00-\u9fa5]{1,2000}$'}
                code: {type: string, pattern: '^(\u4e00|[a-z]){2}$'}
                odd: {type: string, pattern: '^(?=a)b$'}
      responses: {"204": {description: Done.}}
`

// The sandbox did not compile a count above 1000, and accepted every text instead.
func TestPatterns(t *testing.T) {
	list, err := engine.Load(fstest.MapFS{"a.yaml": {Data: []byte(classes)}}, "a.yaml")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	w.engine = engine.New(list, func() time.Time { return w.now }, 1, nil)
	for body, status := range map[string]int{
		`{"name":"张三"}`:    204,
		`{"name":"张3"}`:    400,
		`{"name":""}`:      400,
		`{"code":"一a"}`:    204,
		`{"code":"一1"}`:    400,
		`{"odd":"any at"}`: 204, // a lookahead has no counterpart in Go
	} {
		if result := w.do("POST", "/v3/names", body); result.Status != status {
			t.Errorf("%s: %d %s", body, result.Status, result.Message)
		}
	}
}
