package lint_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lint"
	"github.com/wxpaygen/wxpaygen/internal/load"
)

const spec = `openapi: 3.0.3
info: {title: 订单, version: "1"}
servers: [{url: https://api.mch.weixin.qq.com}]
paths:
  /v3/orders/{order_no}:
    post:
      operationId: closeOrder
      description: Closes an order.
      x-lifecycle:
        resource: order
        from: [open]
        to: closed
        otherwise: {closed: ORDER_CLOSED}
        checks: [{that: reason != "" && detail.note != policy.word, otherwise: PARAM_ERROR}]
        policies: {word: {values: [a, b], default: a}}
      parameters:
        - name: order_no
          in: path
          required: true
          description: The order's number.
          schema: {type: string, minLength: 1, maxLength: 32}
          example: "1"
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                reason: {$ref: "#/components/schemas/Reason"}
                kind: {type: string, enum: [A, B], description: The kind.}
                at: {type: string, format: date-time, description: When.}
                word: {type: string, x-length: unpublished, description: A word.}
                detail:
                  type: object
                  description: The rest.
                  properties:
                    note: {type: string, maxLength: 6, x-length-unit: bytes, description: A note., example: 两字}
            example: {reason: because, kind: A, detail: {note: abc}}
      responses:
        "204": {description: Closed.}
        "400": &codes
          description: Refused.
          x-error-codes:
            PARAM_ERROR: {title: 参数错误, description: A parameter is wrong., remedy: Correct it.}
            ORDER_CLOSED: {title: 已关单, description: The order is closed., remedy: Do nothing.}
    put:
      operationId: createOrder
      description: Creates an order.
      x-lifecycle: {resource: order, from: [], to: open, needs: [{resource: order, by: {order_no: order_no}, without: [closed], otherwise: ORDER_CLOSED}]}
      parameters: [{name: order_no, in: path, required: true, description: The order's number., schema: {type: string, maxLength: 32}}]
      responses: {"204": {description: Created.}, "400": *codes}
components:
  schemas:
    Reason: {type: string, maxLength: 30, description: The reason., example: because}
  x-lifecycles:
    order:
      title: 订单
      key: [order_no]
      states:
        open: {shows: {state: OPEN}}
        closed: {shows: {state: CLOSED}, final: true}
`

func check(t *testing.T, text string) []diag.Diagnostic {
	t.Helper()
	doc, diags := load.Load(fstest.MapFS{"spec.yaml": {Data: []byte(text)}}, "spec.yaml")
	if doc == nil {
		t.Fatal(diags)
	}
	return lint.Check(doc)
}

func TestCompleteSpec(t *testing.T) {
	for _, d := range check(t, spec) {
		t.Error(d)
	}
}

// lacks change one thing in what lacks nothing. Each text is wanted exactly, but
// for the name of the file.
var lacks = map[string]struct{ old, new, want string }{
	"a length of a component": {
		"{type: string, maxLength: 30, d", "{type: string, d",
		`54:13: warning: the field "reason" is a string without a length [no-length]; write maxLength, or x-length: unpublished where no page gives one`,
	},
	"a length of a parameter": {
		"minLength: 1, maxLength: 32", "minLength: 1",
		`21:19: warning: the parameter "order_no" is a string without a length [no-length]; write maxLength, or x-length: unpublished where no page gives one`,
	},
	"the word that there is no length": {
		", x-length: unpublished", "",
		`32:23: warning: the field "word" is a string without a length [no-length]; write maxLength, or x-length: unpublished where no page gives one`,
	},
	"a description of a field": {
		"enum: [A, B], description: The kind.", "enum: [A, B]",
		`30:17: warning: the field "kind" has no description [no-description]; describe it`,
	},
	"a description of a parameter": {
		"          description: The order's number.\n", "",
		`17:11: warning: the parameter "order_no" has no description [no-description]; describe it`,
	},
	"a description of an operation": {
		"      description: Creates an order.\n", "",
		`46:5: warning: createOrder has no description [no-description]; say under description what it does, and what to beware of`,
	},
	"the remedy of a code": {
		", remedy: Do nothing.", "",
		`45:27: warning: the code ORDER_CLOSED has no remedy [no-codes]; write under remedy what to do`,
	},
	"what a code means": {
		"title: 已关单, description: The order is closed., ", "",
		`45:27: warning: the code ORDER_CLOSED has no description [no-description]; write its meaning under description`,
	},
	"the codes of an operation": {
		`{description: Created.}, "400": *codes}`, `{description: Created.}}`,
		`46:5: warning: createOrder documents no error code [no-codes]; list the codes under x-error-codes of its responses
49:140: warning: no response of the operation lists the code ORDER_CLOSED [lifecycle-code]; add it to x-error-codes of the response that has it`,
	},
	"long example of a component": {
		"example: because}\n  x-", "example: because of what was said to the two of us}\n  x-",
		`54:78: warning: the example breaks its schema: maximum string length is 30 [example-invalid]; correct the example, or the schema`,
	},
	"an example of another type": {
		`example: "1"`, `example: 1`,
		`22:20: warning: the example breaks its schema: value must be a string [example-invalid]; correct the example, or the schema`,
	},
	"a member of an example": {
		`kind: A, d`, `kind: C, d`,
		`38:46: warning: kind of the example breaks its schema: value is not one of the allowed values ["A","B"] [example-invalid]; correct the example, or the schema`,
	},
	"an example that is too long in bytes": {
		`example: 两字}`, `example: 三个字}`,
		`37:109: warning: the example breaks its schema: it has 9 bytes, more than 6 [example-invalid]; correct the example, or the schema`,
	},
	"an expression that is none": {
		`reason != "" &&`, `reason != &&`,
		`14:25: warning: the expression does not compile: unexpected token Operator("&&"), at character 11 [lifecycle-expression]; write it in the language of expr-lang/expr`,
	},
	"a name in an expression": {
		`that: reason`, `that: raeson`,
		`14:25: warning: the expression does not compile: unknown name raeson, at character 1 [lifecycle-expression]; did you mean reason?`,
	},
	"an expression that decides nothing": {
		`reason != "" && detail.note != policy.word`, `age`,
		`14:25: warning: the expression does not compile: expected bool, but got time.Duration [lifecycle-expression]; write it in the language of expr-lang/expr`,
	},
	"a policy that there is not": {
		`policy.word`, `policy.wrd`,
		`14:25: warning: the expression does not compile: unknown field wrd, at character 39 [lifecycle-expression]; write it in the language of expr-lang/expr`,
	},
	"a policy that nothing looks at": {
		`detail.note != policy.word`, `detail.note != "x"`,
		`15:20: warning: the policy word decides nothing: no expression looks at policy.word [lifecycle-form]; use it in a when or a that, or remove it`,
	},
	"a value of a policy": {
		`detail.note != policy.word`, `policy.word == 'c'`,
		`14:25: warning: the expression compares policy.word with "c", which it never is [lifecycle-name]; it is one of a, b`,
	},
	"a state in an expression": {
		`detail.note != policy.word`, `state != 'opn' && policy.word == 'a'`,
		`14:25: warning: the expression compares state with "opn", which it never is [lifecycle-name]; it is one of open, closed`,
	},
	"a member that a need is found by": {
		"by: {order_no: order_no}", "by: {order_no: ordr_no}",
		`49:99: warning: there is no member "ordr_no" to find the order by [lifecycle-name]; did you mean order_no?`,
	},
	"a state of a need": {
		"without: [closed]", "without: [closd]",
		`49:120: warning: there is no state of order "closd" [lifecycle-name]; did you mean closed?`,
	},
	"a state": {
		"from: [open]", "from: [opn]",
		`11:16: warning: there is no state of order "opn" [lifecycle-name]; did you mean open?
13:20: warning: the operation has no code for the state open [lifecycle-code]; add the code for it under otherwise
60:9: warning: the state open of order is not final, and nothing leads out of it [lifecycle-way]; add what leads out of it, or final: true
61:9: warning: nothing reaches the state closed of order [lifecycle-way]; add the operation or the event that leads to it`,
	},
	"a code": {
		"otherwise: {closed: ORDER_CLOSED}", "otherwise: {closed: ORDER_CLOSE}",
		`13:29: warning: no response of the operation lists the code ORDER_CLOSE [lifecycle-code]; did you mean ORDER_CLOSED? Otherwise add it to x-error-codes of the response that has it`,
	},
}

func TestMissing(t *testing.T) {
	for name, test := range lacks {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(spec, test.old, test.new, 1)
			if changed == spec {
				t.Fatal("the test changes nothing")
			}
			var got []string
			for _, d := range check(t, changed) {
				if d.Severity != diag.Warning {
					t.Errorf("it is an error: %v", d)
				}
				got = append(got, strings.TrimPrefix(d.String(), "spec.yaml:"))
			}
			if strings.Join(got, "\n") != test.want {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), test.want)
			}
		})
	}
}

// A length that is no number was reported twice, the second time as missing.
func TestInvalidLength(t *testing.T) {
	for _, length := range []string{"maxLength: 32个字符", "enum: A"} {
		for _, d := range check(t, strings.Replace(spec, "x-length: unpublished", length, 1)) {
			t.Errorf("%s: %v", length, d)
		}
	}
}

// A key that no request has finds nothing in the sandbox, and what a state shows is answered there.
func TestLifecycleNames(t *testing.T) {
	answered := strings.ReplaceAll(spec, `"204": {description: Closed.}`, `"200": {description: Closed., content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}`)
	answered = strings.Replace(answered, "    Reason:", `    Order:
      type: object
      properties:
        state: {type: string, enum: [OPEN, CLOSED], description: The state.}
        rest: {type: array, description: The rest., items: {type: object, properties: {kind: {type: string, enum: [A], description: The kind.}}}}
        free: {type: object, description: Anything.}
        paid: {type: boolean, description: Whether it is paid.}
    Reason:`, 1)
	for _, test := range []struct{ old, new, want string }{
		{"{state: CLOSED}", "{state: CLOSED, rest.0.kind: A, free.thing: x, paid: true}", ""},
		{"{state: CLOSED}", "{state: CLOSD}", `no response about order has "CLOSD" for state [lifecycle-name]; did you mean CLOSED?`},
		{"{state: CLOSED}", "{stat: CLOSED}", `no response about order has the member "stat" [lifecycle-name]; did you mean state?`},
		{"{state: CLOSED}", "{rest.0.sort: A}", `no response about order has the member "rest.0.sort" [lifecycle-name]; it is one of kind`},
		{"key: [order_no]", "key: [mchid, ordr_no]", `no request or response about order has the member "ordr_no" [lifecycle-name]; did you mean order_no?`},
	} {
		var got []string
		for _, d := range check(t, strings.Replace(answered, test.old, test.new, 1)) {
			_, text, _ := strings.Cut(d.String(), "warning: ")
			got = append(got, text)
		}
		if strings.Join(got, "\n") != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.new, strings.Join(got, "\n"), test.want)
		}
	}
}

// Such keys were reported as missing, though the sandbox finds by them.
func TestKeySources(t *testing.T) {
	const meta = `{type: object, required: [order_no], description: The file., properties: {order_no: {type: string, maxLength: 32, description: The number.}}}`
	keyed := strings.Replace(spec, "key: [order_no]", "key: [sp_mchid, order_no]", 1)
	for what, change := range map[string]*strings.Replacer{
		"meta": strings.NewReplacer("name: order_no", "name: path_no", "{order_no}", "{path_no}", "application/json:", "multipart/form-data:",
			"kind: {type: string", "meta: "+meta+"\n                kind: {type: string"),
		"parameters": strings.NewReplacer("{order_no}", "{path_no}", "- name: order_no", "- name: path_no",
			"{name: order_no, in: path, required: true, description: The order's number., schema: {type: string, maxLength: 32}}",
			"{name: all, in: query, description: All., schema: "+meta+"}"),
		"the path": strings.NewReplacer(),
	} {
		for _, d := range check(t, change.Replace(keyed)) {
			if strings.Contains(d.String(), "about order") {
				t.Errorf("in %s: %v", what, d)
			}
		}
	}
}

func TestPositionsInJSON(t *testing.T) {
	text := `{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "servers": [{"url": "https://api.mch.weixin.qq.com"}],
"paths": {"/v3/a": {"post": {"operationId": "a", "summary": "a", "description": "Acts.",
  "x-lifecycle": {"resource": "order", "from": [], "to": "opn"},
  "responses": {"400": {"description": "Refused.", "x-error-codes": {"NO": {"title": "否", "remedy": "Ask."}}}}}}},
"components": {"x-lifecycles": {"order": {"title": "订单", "key": ["no"], "states": {"open": {"shows": {}, "final": true}}}}}}`
	doc, diags := load.Load(fstest.MapFS{"spec.json": {Data: []byte(text)}}, "spec.json")
	if doc == nil {
		t.Fatal(diags)
	}
	want := `spec.json:3:58: warning: there is no state of order "opn" [lifecycle-name]; did you mean open?
spec.json:5:84: warning: nothing reaches the state open of order [lifecycle-way]; add the operation or the event that leads to it`
	var got []string
	for _, d := range lint.Check(doc) {
		got = append(got, d.String())
	}
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}
