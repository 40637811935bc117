package lifecycle

import (
	"strings"
	"testing"
)

// misuses change one thing in the shop; want has the diagnostics.
var misuses = []struct{ name, old, new, want string }{
	{
		"lookups/not a list", `"lookups": [["id"], ["service_id", "openid"]]`, `"lookups": "id"`,
		`x-lifecycles at "id": lookups is a string, not a list [lifecycle-form]; write a list`,
	},
	{
		"lookups/not lists", `"lookups": [["id"], `, `"lookups": ["id", `,
		`x-lifecycles at "id": item 1 of lookups is a string, not a list [lifecycle-form]; write a list`,
	},
	{
		"lookups/a member twice", `["service_id", "openid"]`, `["openid", "openid"]`,
		`x-lifecycles at "openid": item 2 of lookups has "openid" twice [lifecycle-form]; remove one of them`,
	},
	{
		"aliases/not a mapping", `"aliases": {"query_id": "id"}`, `"aliases": ["id"]`,
		`x-lifecycles at ["id": aliases is a list, not a mapping [lifecycle-form]; write a mapping`,
	},
	{
		"aliases/not a name", `{"query_id": "id"}`, `{"query_id": 1}`,
		`x-lifecycles at 1: query_id is a number, not a string [lifecycle-form]; write a string`,
	},
	{
		"identity/not a mapping", `"identity": {"appid": ["MISMATCH", "INVALID"], "sub_mchid": "missing"}`, `"identity": ["appid"]`,
		`x-lifecycles at ["appid": identity is a list, not a mapping [lifecycle-form]; write a mapping`,
	},
	{
		"identity/not a code", `"sub_mchid": "missing"`, `"sub_mchid": true`,
		`x-lifecycles at true: sub_mchid is a boolean, not a string [lifecycle-form]; write a string`,
	},
	{
		"identity/no code", `["MISMATCH", "INVALID"]`, `[]`,
		`x-lifecycles at [: appid is empty [lifecycle-form]; write one, or a list of several`,
	},
	{
		"links/no resource", `"refunds": {"resource": "refund", "by"`, `"refunds": {"by"`,
		`x-lifecycles at {"by": refunds has no resource [lifecycle-form]; add resource`,
	},
	{
		"links/unknown resource", `"refunds": {"resource": "refund"`, `"refunds": {"resource": "refnd"`,
		`x-lifecycles at "refnd": there is no resource "refnd" [lifecycle-name]; did you mean refund?`,
	},
	{
		"links/unknown of several", `"refunds": {"resource": "refund"`, `"refunds": {"resource": ["refund", "refnd"]`,
		`x-lifecycles at "refnd": there is no resource "refnd" [lifecycle-name]; did you mean refund?`,
	},
	{
		"links/empty by", `"many": true}`, `"many": true}, "empty": {"resource": "refund", "by": {}}`,
		`x-lifecycles at {: by is empty [lifecycle-form]; write which of its members equals which of the request`,
	},
	{
		"links/not a flag", `"many": true`, `"many": "yes"`,
		`x-lifecycles at "yes": many is a string, not a boolean [lifecycle-form]; write a boolean`,
	},
	{
		"links/a reserved name", `"card": {"resource"`, `"stored": {"resource"`,
		`x-lifecycles at "stored": stored means something else in expressions [lifecycle-name]; give the link another name` + "\n" +
			`x-lifecycles at "card.no": the expression does not compile: unknown name card, at character 1 [lifecycle-expression]; a request has the members age, merchant, now, number, policy, refunds, state, states, stored` + "\n" +
			`x-lifecycles at "states.card == \"lost\"": the expression does not compile: unknown field card, at character 8 [lifecycle-expression]; write it in the language of expr-lang/expr`,
	},
	{
		"links/not a name", `"card": {"resource"`, `"a-card": {"resource"`,
		`x-lifecycles at "a-card": "a-card" is not a name for a link [lifecycle-form]; write it as the member that shows it, as in sub_orders` + "\n" +
			`x-lifecycles at "card.no": the expression does not compile: unknown name card, at character 1 [lifecycle-expression]; a request has the members age, merchant, now, number, policy, refunds, state, states, stored` + "\n" +
			`x-lifecycles at "states.card == \"lost\"": the expression does not compile: unknown field card, at character 8 [lifecycle-expression]; write it in the language of expr-lang/expr`,
	},
	{
		"states/a way out of one that is gone", `"refunded": {"shows": {"state": "REFUND"}}`, `"refunded": {"shows": {"state": "REFUND"}, "gone": true}`,
		`x-lifecycles at "refunded": the state refunded of order is gone, and isGone leads out of it [lifecycle-way]; remove gone, or the way`,
	},
	{
		"counts/not a mapping", `"counts": {"refunded": "What has been refunded, in fen."}`, `"counts": ["refunded"]`,
		`x-lifecycles at ["refunded": counts is a list, not a mapping [lifecycle-form]; write a mapping`,
	},
	{
		"counts/no sentence", `"What has been refunded, in fen."`, `0`,
		`x-lifecycles at 0: refunded is a number, not a string [lifecycle-form]; write a string`,
	},
	{
		"sets/not a mapping", `"sets": {"amount.refunded": "stored.refunded"}`, `"sets": "refunded"`,
		`x-lifecycles at "refunded": sets is a string, not a mapping [lifecycle-form]; write a mapping`,
	},
	{
		"sets/not an expression", `"stored.refunded"}`, `"stored.refunded +"}`,
		`x-lifecycles at "stored.refunded +": the expression does not compile: unexpected token EOF, at character 17 [lifecycle-expression]; write it in the language of expr-lang/expr`,
	},
	{
		"sets/an unknown name", `"stored.refunded"}`, `"storde.refunded"}`,
		`x-lifecycles at "storde.refunded": the expression does not compile: unknown name storde, at character 1 [lifecycle-expression]; did you mean stored?`,
	},
	{
		"sets/a name of the request", `"sets": {"time": "now"}`, `"sets": {"time": "amount"}`,
		`x-lifecycles at "amount": the expression does not compile: unknown name amount, at character 1 [lifecycle-expression]; a request has the members age, card, merchant, now, number, policy, refunds, state, states, stored`,
	},
	{
		"sets/of an operation", `"order.total"}`, `"ordr.total"}`,
		`refund at "ordr.total": the expression does not compile: unknown name ordr, at character 1 [lifecycle-expression]; did you mean order?`,
	},
	{
		"lists/of an operation that creates", `"keeps": ["refund_no", "amount"]`, `"lists": {"member": "data"}, "keeps": ["refund_no", "amount"]`,
		`refund at {"member": the operation lists resources and changes one [lifecycle-form]; remove from and to, or lists`,
	},
	{
		"lists/an unknown name", `"keeps": ["refund_no", "amount"]`, `"lists": {"member": "data", "limit": "limt"}, "keeps": ["refund_no", "amount"]`,
		`refund at {"member": the operation lists resources and changes one [lifecycle-form]; remove from and to, or lists` + "\n" +
			`refund at "limt": the expression does not compile: unknown name limt, at character 1 [lifecycle-expression]; did you mean list?`,
	},
	{
		"keeps/not a list", `"keeps": ["refund_no", "amount"]`, `"keeps": "amount"`,
		`refund at "amount": keeps is a string, not a list [lifecycle-form]; write a list`,
	},
	{
		"keeps/twice", `["refund_no", "amount"]`, `["amount", "amount"]`,
		`refund at "amount": keeps has "amount" twice [lifecycle-form]; remove one of them`,
	},
	{
		"causes/not a list", `"causes": [{"each": "list", "resource": "order", "event": "isOrdered", "with": {"total": "item.fen"}, "otherwise": "USED"}]`, `"causes": "isOrdered"`,
		`batch at "isOrdered": causes is a string, not a list [lifecycle-form]; write a list`,
	},
	{
		"causes/link and each", `{"each": "list", "resource": "order"`, `{"link": "order", "each": "list", "resource": "order"`,
		`batch at {"link": a cause has either a link, or each and resource [lifecycle-form]; write link, or each and resource`,
	},
	{
		"causes/each without a resource", `{"each": "list", "resource": "order"`, `{"each": "list"`,
		`batch at {"each": a cause has either a link, or each and resource [lifecycle-form]; write link, or each and resource`,
	},
	{
		"causes/unknown resource", `{"each": "list", "resource": "order"`, `{"each": "list", "resource": "oder"`,
		`batch at "oder": there is no resource "oder" [lifecycle-name]; did you mean order?`,
	},
	{
		"causes/unknown link", `"causes": [{"link": "order"`, `"causes": [{"link": "ordr"`,
		`refund at "ordr": there is no link of refund "ordr" [lifecycle-name]; did you mean order?`,
	},
	{
		"causes/unknown event", `"event": "isRefunded"`, `"event": "isRefundd"`,
		`refund at "isRefundd": there is no event of order "isRefundd" [lifecycle-name]; did you mean isRefunded?`,
	},
	{
		"causes/no event", `"event": "fails", "when"`, `"when"`,
		`x-lifecycles at {"link": item 1 of causes has no event [lifecycle-form]; add event`,
	},
	{
		"causes/a parameter missing", `"with": {"fen": "amount"}, `, ``,
		`refund at {"link": the event isRefunded needs fen [lifecycle-form]; add it below with`,
	},
	{
		"causes/an unknown parameter", `"with": {"fen": "amount"}`, `"with": {"fen": "amount", "wy": "1"}`,
		`refund at "1": there is no parameter of isRefunded "wy" [lifecycle-name]; did you mean why?`,
	},
	{
		"causes/an unlisted code", `"otherwise": "NOT_ENOUGH"`, `"otherwise": "NOT_ENOUGHH"`,
		`refund at "NOT_ENOUGHH": no response of the operation lists the code NOT_ENOUGHH [lifecycle-code]; did you mean NOT_ENOUGH? Otherwise add it to x-error-codes of the response that has it`,
	},
	{
		"causes/a code in an event", `"event": "fails", "when"`, `"event": "fails", "otherwise": "NONE", "when"`,
		`x-lifecycles at {"link": an event has no caller who could get a code [lifecycle-form]; remove otherwise and missing; what cannot happen is skipped`,
	},
	{
		"causes/not a condition", `"states.card == \"lost\""`, `"\"lost\""`,
		`x-lifecycles at "\"lost\"": the expression does not compile: expected bool, but got string [lifecycle-expression]; write it in the language of expr-lang/expr`,
	},
	{
		"item/outside each", `"sets": {"total": "order.total"}`, `"sets": {"total": "item.total"}`,
		`refund at "item.total": the expression does not compile: unknown name item, at character 1 [lifecycle-expression]; a request has the members age, amount, list, merchant, no, now, number, order, policy, refund_no, state, states, stored`,
	},
	{
		"parameters/not a mapping", `"parameters": {"fen": {"description": "How much."}, "why": {"default": "\"asked\""}}`, `"parameters": ["fen"]`,
		`refund at "amount": there is no parameter of isRefunded "fen" [lifecycle-name]; there are none` + "\n" +
			`x-lifecycles at "stored.refunded + fen <= stored.total": the expression does not compile: unknown name fen, at character 19 [lifecycle-expression]; a request has the members age, card, merchant, now, number, policy, refunds, state, states, stored` + "\n" +
			`x-lifecycles at ["fen": parameters is a list, not a mapping [lifecycle-form]; write a mapping` + "\n" +
			`x-lifecycles at "stored.refunded + fen": the expression does not compile: unknown name fen, at character 19 [lifecycle-expression]; a request has the members age, card, merchant, now, number, policy, refunds, state, states, stored`,
	},
	{
		"parameters/an unknown member", `"fen": {"description"`, `"fen": {"decription"`,
		`x-lifecycles at "decription": fen has no member "decription" [lifecycle-form]; did you mean description?`,
	},
	{
		"parameters/not declared", `"stored.refunded + fen <= stored.total"`, `"stored.refunded + fan <= stored.total"`,
		`x-lifecycles at "stored.refunded + fan <= stored.total": the expression does not compile: unknown name fan, at character 19 [lifecycle-expression]; did you mean fen?`,
	},
	{
		"parameters/invalid default", `"\"asked\""`, `"asked("`,
		`x-lifecycles at "asked(": the expression does not compile: unexpected token EOF, at character 6 [lifecycle-expression]; write it in the language of expr-lang/expr`,
	},
	{
		"when/not a condition", `"stored.refunded + fen <= stored.total"`, `"string(fen)"`,
		`x-lifecycles at "string(fen)": the expression does not compile: expected bool, but got string [lifecycle-expression]; write it in the language of expr-lang/expr`,
	},
	{
		"at/not by time", `"by": "time", "at"`, `"by": "user", "at"`,
		`x-lifecycles at "stored.time_expire": expires has at, but is moved by "user" [lifecycle-form]; remove it, or write by: time`,
	},
	{
		"at/does not compile", `"stored.time_expire"`, `"stored..time_expire"`,
		`x-lifecycles at "stored..time_expire": the expression does not compile: unknown name time_expire, at character 9 [lifecycle-expression]; a request has the members age, card, merchant, now, number, policy, refunds, state, states, stored`,
	},
	{
		"at/neither", `"at": "stored.time_expire", "after": "7d", `, ``,
		`x-lifecycles at {"by": expires is moved by time, and does not say after how long [lifecycle-form]; add after, as in 30d, or at`,
	},
	{
		"to/an unknown state", `{"state": "refunded"}]`, `{"state": "refundd"}]`,
		`x-lifecycles at "refundd": there is no state of order "refundd" [lifecycle-name]; did you mean refunded?`,
	},
	{
		"answer/with other parameters", `"other": "INVALID"`, `"other": "answer"`,
		`refund at "answer": no response of the operation lists the code answer [lifecycle-code]; add it to x-error-codes of the response that has it`,
	},
	{
		"states/a state that it never is", `states.order == \"paid\"`, `states.order == \"pad\"`,
		`refund at "amount < order.total || states.order == \"pad\"": the expression compares states.order with "pad", which it never is [lifecycle-name]; it is one of unpaid, paid, refunded, closed`,
	},
	{
		"states/an unknown link", `states.order == \"paid\"`, `states.ordr == \"paid\"`,
		`refund at "amount < order.total || states.ordr == \"paid\"": the expression does not compile: unknown field ordr, at character 32 [lifecycle-expression]; write it in the language of expr-lang/expr`,
	},
	{
		"merchant/misspelt", `"merchant", "card"`, `"mrchant", "card"`,
		`x-lifecycles at "mrchant": the expression does not compile: unknown name mrchant, at character 1 [lifecycle-expression]; did you mean merchant?`,
	},
	{
		"number/without an example", `number(\"42\")`, `number()`,
		`x-lifecycles at "stored.id ?? number()": the expression does not compile: not enough arguments to call number, at character 14 [lifecycle-expression]; write it in the language of expr-lang/expr`,
	},
	{
		"number/of a number", `number(\"42\")`, `number(42)`,
		`x-lifecycles at "stored.id ?? number(42)": the expression does not compile: cannot use int as argument (type string) to call number , at character 21 [lifecycle-expression]; write it in the language of expr-lang/expr`,
	},
	{
		"needs/an unknown link", `"needs": [{"link": "order"`, `"needs": [{"link": "ordr"`,
		`refund at "ordr": there is no link of refund "ordr" [lifecycle-name]; did you mean order?`,
	},
	{
		"needs/link and resource", `"needs": [{"link": "order"`, `"needs": [{"link": "order", "resource": "order", "by": {"no": "no"}`,
		`refund at {"link": a need has either a link, or resource and by [lifecycle-form]; write link, or resource and by`,
	},
	{
		"needs/an unknown state", `"in": ["paid", "refunded"]`, `"in": ["payed"]`,
		`refund at "payed": there is no state of order "payed" [lifecycle-name]; did you mean paid?`,
	},
	{
		"needs/nothing missing", `"otherwise": "CLOSED", "missing": "NONE"}`, `"otherwise": "CLOSED"}`,
		`refund at {"link": the need has no code for a missing order [lifecycle-form]; add missing, the code for a missing resource`,
	},
}

func TestLinkedMisuse(t *testing.T) {
	for _, test := range misuses {
		t.Run(test.name, func(t *testing.T) {
			changed := 0
			change := func(text string) string {
				if strings.Contains(text, test.old) {
					changed++
				}
				return strings.ReplaceAll(text, test.old, test.new)
			}
			_, faults := shopModel(t, change(shop), change(refund), change(batch))
			if changed != 1 {
				t.Fatalf("the test changes %d documents", changed)
			}
			if got := strings.Join(faults, "\n"); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}
