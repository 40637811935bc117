package specs_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func vocabulary(t *testing.T) *jsonschema.Schema {
	t.Helper()
	data, err := os.ReadFile("vocabulary.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	tree, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("vocabulary.schema.json", tree); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("vocabulary.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// plain converts a YAML tree to the types of a JSON decoder.
func plain(t *testing.T, tree any) any {
	t.Helper()
	data, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestVocabularySpecs(t *testing.T) {
	schema := vocabulary(t)
	for _, file := range specFiles(t) {
		if err := schema.Validate(plain(t, raw(t, file))); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// everyWord is a document with every word in its place. Each test below changes
// one line.
const everyWord = `
openapi: 3.0.3
info: { title: t, version: "1", x-go-package: pay }
paths:
  /a/{id}:
    post:
      operationId: act
      x-repeatable: true
      x-go-name: DoAct
      x-other-tool: kept
      x-lifecycle:
        resource: order
        from: [open]
        to: [{ when: total == 0, state: done, notifies: ORDER.PAID, sets: { ended: now } }, { state: open }]
        keeps: [total]
        sets: { total: total }
        needs: [{ link: refunds, without: [open], otherwise: ORDER_DONE }]
        causes:
          - { link: refunds, event: lapses, when: states.refunds != nil, with: { fen: 1 }, otherwise: ORDER_DONE, missing: NOT_FOUND }
          - { each: list, resource: order, event: isMade, with: { total: item.total } }
        notifies: ORDER.SEEN
        otherwise: { done: ORDER_DONE }
        missing: NOT_FOUND
        repeat: { same: answer, other: ORDER_DONE }
        checks: [{ that: total >= 0, otherwise: PARAM_ERROR, message: no }]
        policies: { late: { values: [allow, deny], default: allow } }
      parameters:
        - { name: sub, in: query, x-mode: institutional, x-required-in-mode: true, schema: { type: string } }
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                name: { type: string, maxLength: 9, x-length-unit: bytes, x-encrypted: true }
                note: { type: string, x-length: unpublished, x-mode: common, x-go-name: Remark, x-go-type: example.com/shop/notes.Note }
                kind: { type: string, enum: [a, b], x-enum-varnames: [KindA, KindB] }
      responses:
        "200":
          description: d
          x-unsigned: true
          content:
            application/json:
              schema: { type: object, properties: { id: { type: string, maxLength: 8, x-echo: true }, sub_id: { type: string, x-echo: sub } } }
        "400":
          description: d
          x-error-codes:
            PARAM_ERROR: { $ref: "common.yaml#/components/x-error-codes/PARAM_ERROR" }
            ORDER_DONE: { title: t, description: Is done., remedy: Do nothing. }
      callbacks:
        done:
          "{$request.body#/notify_url}":
            post: { x-event-type: ORDER.DONE, x-event-key: [id], x-original-type: "", responses: { "200": { description: d } } }
    get:
      operationId: list
      x-lifecycle: { resource: order, lists: { member: data, when: stored.total > 0, offset: offset, limit: limit, total: total } }
      responses: { "200": { description: d } }
components:
  x-error-codes:
    NOT_FOUND: { title: t, description: Is not there., remedy: Look elsewhere. }
  x-lifecycles:
    order:
      title: t
      key: [mchid, id]
      lookups: [[number], [service_id, openid]]
      aliases: { query_id: id }
      identity: { appid: [ORDER_DONE, NOT_FOUND], sub_mchid: missing }
      links: { refunds: { resource: [order, refunds.refund], by: { id: id }, many: true } }
      counts: { refunded: What has been refunded. }
      sets: { amount.refunded: stored.refunded }
      states: { open: { shows: { "goods.*.state": OPEN } }, done: { shows: { state: DONE, ok: true }, final: true, sets: { at: now } }, lost: { shows: {}, gone: true } }
      events:
        lapses: { by: time, after: 30d, from: [open], to: done, notifies: ORDER.DONE }
        expires: { by: time, at: stored.time_expire, from: [open], to: done }
        isMade: { by: merchant, from: [], to: open }
        isRefunded:
          by: merchant
          from: [open]
          when: stored.refunded + fen <= stored.total
          parameters: { fen: { description: How much., default: 1 } }
          to: [{ when: state == "open", state: done }, { state: open }]
          sets: { refunded: stored.refunded + fen }
          causes: [{ link: refunds, event: isMade }]
`

func TestVocabularyWords(t *testing.T) {
	if err := vocabulary(t).Validate(plain(t, parse(t, everyWord))); err != nil {
		t.Error(err)
	}
}

func TestVocabularyRepeat(t *testing.T) {
	for _, word := range []string{"answer", "current", "ORDER_DONE", "policy.again"} {
		text := strings.Replace(everyWord, "same: answer", "same: "+word, 1)
		if err := vocabulary(t).Validate(plain(t, parse(t, text))); err != nil {
			t.Errorf("%s: %v", word, err)
		}
	}
}

// wrongUses are invalid changes of everyWord.
var wrongUses = []struct{ name, old, spoilt string }{
	{"a unit that is neither", "x-length-unit: bytes", "x-length-unit: octets"},
	{"a unit without a length", "maxLength: 9, ", ""},
	{"a unit on an integer", "name: { type: string", "name: { type: integer"},
	{"an encrypted integer", "type: string, maxLength: 9, x-length-unit: bytes", "type: integer"},
	{"encrypted said to be false", "x-encrypted: true", "x-encrypted: false"},
	{"a length that is published and is not", "x-length: unpublished", "x-length: unpublished, maxLength: 3"},
	{"another word for unpublished", "x-length: unpublished", "x-length: unknown"},
	{"an unknown mode", "x-mode: common", "x-mode: partner"},
	{"required in a mode without a mode", "x-mode: institutional, ", ""},
	{"required parameter of one mode", "in: query", "in: query, required: true"},
	{"a mode on an operation", "operationId: act", "operationId: act\n      x-mode: common"},
	{"repeatable with a text", "x-repeatable: true", "x-repeatable: sometimes"},
	{"repeatable on a response", "x-unsigned: true", "x-repeatable: true"},
	{"unsigned on an operation", "x-repeatable: true", "x-unsigned: true"},
	{"a misspelt word", "x-length-unit: bytes", "x-lengthUnit: bytes"},
	{"a code without a remedy", ", remedy: Do nothing.", ""},
	{"a remedy that is no sentence", "remedy: Do nothing.", "remedy: nothing"},
	{"a Chinese remedy that is no sentence", "remedy: Do nothing.", "remedy: Do nothing., remedy-zh: 无需处理"},
	{"a code in lower case", "ORDER_DONE: { title", "order_done: { title"},
	{"a code with a member too many", "remedy: Do nothing.", "remedy: Do nothing., status: 400"},
	{"a reference with a sibling", "PARAM_ERROR\" }", "PARAM_ERROR\", title: t }"},
	{"codes on an operation", "x-other-tool: kept", "x-error-codes: {}"},
	{"a Go type without a package", "example.com/shop/notes.Note", "Note"},
	{"a Go type that is not exported", "notes.Note", "notes.note"},
	{"a Go type on an operation", "x-other-tool: kept", "x-go-type: example.com/a.B"},
	{"a Go name that is not exported", "x-go-name: Remark", "x-go-name: remark"},
	{"a Go package in capitals", "x-go-package: pay", "x-go-package: Pay"},
	{"names of members without members", "enum: [a, b], ", ""},
	{"the same Go name twice", "[KindA, KindB]", "[KindA, KindA]"},
	{"a lifecycle without its resource", "        resource: order\n", ""},
	{"a lifecycle with an unknown word", "        missing: NOT_FOUND", "        absent: NOT_FOUND"},
	{"a repetition that is left to no policy", "other: ORDER_DONE", "other: policies.whilePaying"},
	{"a notification that is no event type", "notifies: ORDER.SEEN", "notifies: seen"},
	{"a policy of one value", "values: [allow, deny]", "values: [allow]"},
	{"a state without what shows it", `open: { shows: { "goods.*.state": OPEN } }`, "open: {}"},
	{"a state that is gone and is not", "gone: true", "gone: false"},
	{"an original type that is no text", `x-original-type: ""`, "x-original-type: 1"},
	{"lookups that are no lists", "[[number], [service_id, openid]]", "[number]"},
	{"an alias of no name", "query_id: id", "query_id: 1"},
	{"an identity without a code", "[ORDER_DONE, NOT_FOUND]", "[]"},
	{"an identity with another word", "sub_mchid: missing", "sub_mchid: absent"},
	{"a link to nothing", "resource: [order, refunds.refund], ", ""},
	{"a link by nothing", "by: { id: id }", "by: {}"},
	{"a link to one that says so", "many: true", "many: false"},
	{"a count without a sentence", "refunded: What has been refunded.", `refunded: ""`},
	{"sets of nothing", "sets: { amount.refunded: stored.refunded }", "sets: {}"},
	{"a list without its member", "lists: { member: data, ", "lists: { "},
	{"keeps that is no list", "keeps: [total]", "keeps: total"},
	{"a cause without an event", "link: refunds, event: lapses, ", "link: refunds, "},
	{"a cause with a link and a list", "each: list, resource", "link: refunds, each: list, resource"},
	{"a cause of nothing", "each: list, resource: order, ", ""},
	{"a cause with an unknown word", "with: { fen: 1 }", "using: { fen: 1 }"},
	{"a need with a link and a resource", "needs: [{ link: refunds", "needs: [{ link: refunds, resource: order"},
	{"a parameter with an unknown word", "default: 1 }", "value: 1 }"},
	{"time of a user event", "by: time, at:", "by: user, at:"},
	{"a list of outcomes without states", `{ when: state == "open", state: done }`, `{ when: state == "open" }`},
	{"time that does not say how long", "after: 30d, ", ""},
	{"a duration in words", "after: 30d", "after: a month"},
	{"an event by nobody known", "by: time, after: 30d", "by: accident"},
	{"an event type on an operation", "x-other-tool: kept", "x-event-type: ORDER.DONE"},
	{"an event key without its type", "x-event-type: ORDER.DONE, ", ""},
}

func TestVocabularyErrors(t *testing.T) {
	schema := vocabulary(t)
	for _, tt := range wrongUses {
		t.Run(tt.name, func(t *testing.T) {
			if strings.Count(everyWord, tt.old) != 1 {
				t.Fatalf("%q does not appear exactly once", tt.old)
			}
			spoilt := strings.Replace(everyWord, tt.old, tt.spoilt, 1)
			if err := schema.Validate(plain(t, parse(t, spoilt))); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestVocabularyRepeatPolicy(t *testing.T) {
	text := strings.Replace(everyWord, "{ same: answer, other: ORDER_DONE }", "{ same: policy.again, other: policy.again }", 1)
	if err := vocabulary(t).Validate(plain(t, parse(t, text))); err != nil || text == everyWord {
		t.Error(err)
	}
}
