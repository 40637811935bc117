package specdiff

import (
	"fmt"
	"strings"
	"testing"
)

// base is what the tests change one place of.
const base = `
openapi: 3.1.0
info: { title: t, version: "1", x-go-package: pay }
servers: [{ url: "https://a.example" }, { url: "https://b.example" }]
paths:
  /orders/{no}:
    post:
      operationId: placeOrder
      summary: Place
      x-repeatable: true
      parameters:
        - { name: no, in: path, required: true, schema: { type: string, maxLength: 30 } }
        - { name: sub, in: query, x-mode: institutional, x-required-in-mode: true, schema: { type: string } }
        - { name: tags, in: query, schema: { type: array, items: { type: string } } }
      requestBody:
        required: true
        content:
          application/json:
            schema: { $ref: "#/components/schemas/Order" }
      responses:
        "200":
          description: d
          content:
            application/json:
              schema:
                type: object
                required: [id]
                properties:
                  id: { type: string, maxLength: 8, x-echo: number }
                  state: { type: string, enum: [OPEN, DONE], x-enum-varnames: [StateOpen, StateDone] }
                  order: { $ref: "#/components/schemas/Order" }
        "400":
          description: d
          x-error-codes:
            BAD: { title: t, description: Is bad., remedy: Correct it. }
        "404":
          description: d
          x-error-codes:
            GONE: { title: t, description: Is gone., remedy: Look elsewhere. }
      callbacks:
        paid:
          "{$request.body#/notify_url}":
            post:
              x-event-type: ORDER.PAID
              x-event-key: [id]
              x-original-type: order
              requestBody: { content: { application/json: { schema: { type: object, properties: { id: { type: string } } } } } }
              responses: { "200": { description: d } }
components:
  schemas:
    Order:
      type: object
      required: [fen]
      properties:
        name: { type: string, maxLength: 9, x-length-unit: bytes, x-encrypted: true, description: A name. }
        fen: { type: integer, minimum: 1, maximum: 100 }
        kind: { type: string, enum: [a, b] }
        note: { type: string, x-length: unpublished, x-mode: common, x-go-name: Remark }
        pick: { oneOf: [{ $ref: "#/components/schemas/A" }, { $ref: "#/components/schemas/B" }, { $ref: "#/components/schemas/C" }] }
    A: { type: object, required: [a], properties: { a: { type: string } } }
    B: { type: object, required: [b], properties: { b: { type: string } } }
    C: { type: object, required: [c], properties: { c: { type: string } } }
`

// The first four are those that other tools miss, by one or all of them.
var meanings = []struct{ name, old, now, want string }{
	{"limit 30 to 20", "maxLength: 30", "maxLength: 20", "breaking maxLength placeOrder path no: maxLength is now 20; it was 30"},
	{"operation renamed", "operationId: placeOrder", "operationId: createOrder", "breaking operationId createOrder: the operation was placeOrder: its method and types have other names"},
	{"x-repeatable taken away", "      x-repeatable: true\n", "", "breaking x-repeatable placeOrder: x-repeatable is removed; it was true"},
	{"bytes to characters", "x-length-unit: bytes", "x-length-unit: characters", "breaking x-length-unit placeOrder request name (and placeOrder response 200 order.name): x-length-unit is now characters; it was bytes"},

	{"limit 20 to 30", "maxLength: 30", "maxLength: 40", "additive maxLength placeOrder path no: maxLength is now 40; it was 30"},
	{"limit of a response raised", "maxLength: 8", "maxLength: 9", "breaking maxLength placeOrder response 200 id: maxLength is now 9; it was 8"},
	{"limit of a response lowered", "maxLength: 8", "maxLength: 7", "additive maxLength placeOrder response 200 id: maxLength is now 7; it was 8"},
	{"limit removed", ", maxLength: 30", "", "additive maxLength placeOrder path no: maxLength 30 is removed"},
	{"minimum of both", "minimum: 1,", "minimum: 2,", "breaking minimum placeOrder request fen: minimum is now 2; it was 1\nadditive minimum placeOrder response 200 order.fen: minimum is now 2; it was 1"},
	{"minimum exclusive", "minimum: 1,", "exclusiveMinimum: 1,", "breaking minimum placeOrder request fen: minimum is now 1 (exclusive); it was 1\nadditive minimum placeOrder response 200 order.fen: minimum is now 1 (exclusive); it was 1"},
	{"path", "/orders/{no}:", "/order/{no}:", "breaking path placeOrder: it is now POST /order/{no}; it was POST /orders/{no}"},
	{"method", "    post:\n      operationId", "    put:\n      operationId", "breaking path placeOrder: it is now PUT /orders/{no}; it was POST /orders/{no}"},
	{"placeholder", "/orders/{no}:", "/orders/{number}:", "breaking parameter placeOrder path number: the placeholder was no: the field has another name\nadditive maxLength placeOrder path number: maxLength 30 is removed"},
	{"summary", "summary: Place", "summary: Places", `wording summary placeOrder: summary is now "Places"; it was "Place"`},
	{"host", "https://a.example", "https://c.example", "breaking servers placeOrder: requests go to https://c.example; they went to https://a.example"},
	{"fallback", `, { url: "https://b.example" }`, "", "additive servers placeOrder: the servers are now https://a.example; they were https://a.example, https://b.example"},
	{"parameter removed", "        - { name: tags, in: query, schema: { type: array, items: { type: string } } }\n", "", "breaking parameter placeOrder query tags: the parameter is removed"},
	{"parameter required", "name: tags, in: query", "name: tags, in: query, required: true", "breaking required placeOrder query tags: it is now required"},
	{"style", "name: tags, in: query", "name: tags, in: query, explode: false", "breaking style placeOrder query tags: the style is now form, explode false; it was form, explode true"},
	{"items", "items: { type: string }", "items: { type: integer }", "breaking type placeOrder query tags[]: the type is now integer; it was string"},
	{"member required", "required: [fen]", "required: [fen, kind]", "breaking required placeOrder request kind: it is now required\nadditive required placeOrder response 200 order.kind: it is now required"},
	{"member of a response optional", "required: [id]", "required: [state]", "breaking required placeOrder response 200 id: it is no longer required\nadditive required placeOrder response 200 state: it is now required"},
	{"member removed", "        kind: { type: string, enum: [a, b] }\n", "", "breaking property placeOrder request kind (and placeOrder response 200 order.kind): the member is removed"},
	{"member added", "        kind: {", "        more: { type: string }\n        kind: {", "additive property placeOrder request more (and placeOrder response 200 order.more): the member is new, and optional"},
	{"type", "fen: { type: integer", "fen: { type: number", "breaking type placeOrder response 200 order.fen: the type is now number; it was integer\nadditive type placeOrder request fen: the type is now number; it was integer"},
	{"type of another kind", "id: { type: string, maxLength: 8,", "id: { type: integer,", "breaking type placeOrder response 200 id: the type is now integer; it was string"},
	{"null", "kind: { type: string, enum: [a, b] }", "kind: { type: [string, 'null'], enum: [a, b, null] }", "breaking nullable placeOrder response 200 order.kind: null is now allowed\nadditive nullable placeOrder request kind: null is now allowed"},
	{"format", "name: { type: string", "name: { format: date-time, type: string", "breaking format placeOrder request name (and placeOrder response 200 order.name): format is added: date-time"},
	{"enum", "enum: [a, b]", "enum: [a, c]", "breaking enum placeOrder request kind: the value b is removed\nadditive enum placeOrder request kind (and placeOrder response 200 order.kind): the value c is new\nadditive enum placeOrder response 200 order.kind: the value b is removed"},
	{"variant", `, { $ref: "#/components/schemas/B" }`, "", "breaking variant placeOrder request pick: the variant B is removed\nadditive variant placeOrder response 200 order.pick: the variant B is removed"},
	{"body optional", "        required: true\n", "        required: false\n", "additive required placeOrder request: it is no longer required"},
	{"media type", "        content:\n          application/json:\n            schema: { $ref", "        content:\n          text/json:\n            schema: { $ref", "breaking content placeOrder request: the media type application/json is removed\nadditive content placeOrder request: the media type text/json is new"},
	{"not", "enum: [a, b]", "enum: [a, b], not: { const: b }", `breaking not placeOrder request kind (and placeOrder response 200 order.kind): not is added: {"const":"b"}`},
	{"description", "description: A name.", "description: The name.", `wording description placeOrder request name (and placeOrder response 200 order.name): description is now "The name."; it was "A name."`},

	{"x-encrypted", ", x-encrypted: true", "", "breaking x-encrypted placeOrder request name (and placeOrder response 200 order.name): x-encrypted is removed; it was true"},
	{"x-mode", "x-mode: common", "x-mode: institutional", "breaking x-mode placeOrder request note (and placeOrder response 200 order.note): x-mode is now institutional; it was common"},
	{"x-mode removed", "x-mode: common, ", "", "additive x-mode placeOrder request note (and placeOrder response 200 order.note): x-mode is removed; it was common"},
	{"x-required-in-mode", ", x-required-in-mode: true", "", "additive x-required-in-mode placeOrder query sub: x-required-in-mode is removed; it was true"},
	{"x-length", "x-length: unpublished, ", "", "wording x-length placeOrder request note (and placeOrder response 200 order.note): x-length is removed; it was unpublished"},
	{"x-echo", ", x-echo: number", "", "breaking x-echo placeOrder response 200 id: x-echo is removed; it was number"},
	{"x-echo false", ", x-echo: number", ", x-echo: false", "breaking x-echo placeOrder response 200 id: x-echo is removed; it was number"},
	{"x-unsigned", "        \"200\":\n          description: d\n          content", "        \"200\":\n          description: d\n          x-unsigned: true\n          content", "breaking x-unsigned placeOrder response 200: x-unsigned is added: true"},
	{"x-go-name", "x-go-name: Remark", "x-go-name: Note", "breaking x-go-name placeOrder request note (and placeOrder response 200 order.note): x-go-name is now Note; it was Remark"},
	{"x-go-type", "kind: { type: string,", "kind: { x-go-type: example.com/shop.Kind, type: string,", "breaking x-go-type placeOrder request kind (and placeOrder response 200 order.kind): x-go-type is added: example.com/shop.Kind"},
	{"x-go-package", "x-go-package: pay", "x-go-package: payment", "breaking x-go-package the document: x-go-package is now payment; it was pay"},
	{"x-enum-varnames", "[StateOpen, StateDone]", "[StateOpen, StateClosed]", "breaking x-enum-varnames placeOrder response 200 state: the Go name of DONE is now StateClosed; it was StateDone"},
	{"x-enum-varnames with a new one", "enum: [OPEN, DONE], x-enum-varnames: [StateOpen, StateDone]", "enum: [NEW, OPEN, DONE], x-enum-varnames: [StateNew, StateOpen, StateDone]", "additive enum placeOrder response 200 state: the value NEW is new"},
	{"x-event-type", "x-event-type: ORDER.PAID", "x-event-type: ORDER.DONE", "breaking x-event-type notification paid: x-event-type is now ORDER.DONE; it was ORDER.PAID"},
	{"x-event-key", "x-event-key: [id]", "x-event-key: [id, no]", `breaking x-event-key notification paid: x-event-key is now ["id","no"]; it was ["id"]`},
	{"x-original-type", "x-original-type: order", `x-original-type: ""`, `breaking x-original-type notification paid: x-original-type is now ""; it was order`},
	{"x-error-codes removed", "            BAD: { title: t, description: Is bad., remedy: Correct it. }\n", "            GONE: { title: t, description: Is gone., remedy: Look elsewhere. }\n", "breaking x-error-codes placeOrder code BAD: the code is removed from status 400\nadditive x-error-codes placeOrder code GONE: the code is new, with status 400"},
	{"x-error-codes moved", "GONE: {", "GONE1: {", "breaking x-error-codes placeOrder code GONE: the code is removed from status 404\nadditive x-error-codes placeOrder code GONE1: the code is new, with status 404"},
	{"status", "\"404\":", "\"403\":", "breaking x-error-codes placeOrder code GONE: the code comes with status 403; it came with 404\nadditive response placeOrder response 404: the response is removed\nadditive response placeOrder response 403: the response is new"},
	{"remedy", "remedy: Correct it.", "remedy: Mend it.", `wording remedy placeOrder code BAD.remedy: remedy is now "Mend it."; it was "Correct it."`},
}

func TestMeanings(t *testing.T) {
	for _, test := range meanings {
		t.Run(test.name, func(t *testing.T) {
			if strings.Count(base, test.old) != 1 {
				t.Fatalf("%q is there %d times", test.old, strings.Count(base, test.old))
			}
			got := describe(Compare(model(t, base), model(t, strings.Replace(base, test.old, test.now, 1))))
			if got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func describe(changes []Change) string {
	var lines []string
	for _, c := range changes {
		others := ""
		if len(c.Others) > 0 {
			others = " (and " + strings.Join(c.Others, ", ") + ")"
		}
		lines = append(lines, fmt.Sprintf("%s %s %s%s: %s", c.Level, c.What, c.Where(), others, c.Fact))
	}
	return strings.Join(lines, "\n")
}

func TestSame(t *testing.T) {
	if got := Compare(model(t, base), model(t, "# a comment\n"+base)); len(got) > 0 {
		t.Errorf("%v", got)
	}
}

// A schema that is part of itself ends.
func TestRecursion(t *testing.T) {
	const text = "openapi: 3.0.3\ninfo: {title: t, version: \"1\"}\npaths: {/a: {get: {operationId: a, responses: {\"200\": {description: d, content: {application/json: {schema: {$ref: \"#/components/schemas/T\"}}}}}}}}\n" +
		"components: {schemas: {T: {type: object, properties: {next: {$ref: \"#/components/schemas/T\"}, n: {type: integer, maximum: 9}}}}}\n"
	got := describe(Compare(model(t, text), model(t, strings.Replace(text, "maximum: 9", "maximum: 8", 1))))
	if want := "additive maximum a response 200 n: maximum is now 8; it was 9"; got != want {
		t.Errorf("got %s", got)
	}
}

// What is said of lifecycles, of which each member is tested in vocabulary_test.go.
func TestLifecycles(t *testing.T) {
	const text = `
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a:
    post:
      operationId: pay
      x-lifecycle: {resource: order, from: [open, late], to: done, otherwise: {done: PAID}, checks: [{that: a > 0, otherwise: BAD, message: no}]}
      responses: {"200": {description: d}}
components:
  x-lifecycles:
    order:
      title: t
      key: [id]
      states: {open: {shows: {s: OPEN}}, late: {shows: {s: LATE}}, done: {shows: {s: DONE}}}
      events: {lapses: {by: time, after: 30d, from: [open], to: late}}
`
	for _, test := range []struct{ name, old, now, want string }{
		{"state allowed no more", "from: [open, late]", "from: [open]", "breaking from pay x-lifecycle.from: late is removed from from"},
		{"state allowed", "from: [open, late]", "from: [late, done, open]", "additive from pay x-lifecycle.from: done is added to from"},
		{"code", "done: PAID", "done: CLOSED", "breaking otherwise pay x-lifecycle.otherwise.done: otherwise is now CLOSED; it was PAID"},
		{"check", "a > 0", "a > 1", "breaking that pay x-lifecycle.checks.that: that is now a > 1; it was a > 0"},
		{"no check", ", checks: [{that: a > 0, otherwise: BAD, message: no}]", "", `additive checks pay x-lifecycle.checks: {"that":"a > 0","otherwise":"BAD","message":"no"} is removed from checks`},
		{"duration", "after: 30d", "after: 15d", "breaking after lifecycles x-lifecycles.order.events.lapses.after: after is now 15d; it was 30d"},
		{"shown", "s: LATE", "s: OVERDUE", "breaking shows lifecycles x-lifecycles.order.states.late.shows.s: shows is now OVERDUE; it was LATE"},
		{"event", "events: {lapses: {by: time, after: 30d, from: [open], to: late}}", "events: {}", "breaking events lifecycles x-lifecycles.order.events.lapses: lapses is removed from events"},
		{"title", "title: t\n      key", "title: u\n      key", `wording title lifecycles x-lifecycles.order.title: title is now "u"; it was "t"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if strings.Count(text, test.old) != 1 {
				t.Fatalf("%q is there %d times", test.old, strings.Count(text, test.old))
			}
			if got := describe(Compare(model(t, text), model(t, strings.Replace(text, test.old, test.now, 1)))); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}
