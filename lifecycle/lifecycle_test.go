package lifecycle

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

const orders = `{
  "order": {
    "title": "订单", "key": ["mchid", "order_no"],
    "states": {
      "open":   {"shows": {"state": "OPEN"}},
      "paying": {"shows": {"state": "BUSY", "detail.step": "PAY"}},
      "moving": {"shows": {"state": "BUSY", "detail.step": "MOVE", "late": true}},
      "done":   {"shows": {"state": "DONE"}, "final": true},
      "gone":   {"shows": {}, "final": true}
    },
    "events": {
      "userPays": {"by": "user", "from": ["paying"], "to": "moving", "notifies": "ORDER.PAID"},
      "lapses":   {"by": "time", "after": "30d", "from": ["open"], "to": "gone"}
    }
  }
}`

const (
	create = `{"resource": "order", "from": [], "to": [{"when": "direct == true", "state": "paying"}, {"state": "open"}],
	  "repeat": {"same": "answer", "other": "INVALID"}}`
	move = `{"resource": "order", "from": ["open", "moving"], "to": "done",
	  "otherwise": {"paying": "BUSY", "done": "DONE", "gone": "GONE"}, "missing": "NONE"}`
	pay = `{"resource": "order", "from": ["open"], "to": [{"when": "policy.outcome == \"yes\"", "state": "done"}, {"state": "paying"}],
	  "otherwise": {"paying": "BUSY", "moving": "BUSY", "done": "BUSY", "gone": "BUSY"},
	  "needs": [{"resource": "order", "by": {"order_no": "other_no"}, "in": ["done"], "otherwise": "INVALID", "missing": "NONE"}],
	  "policies": {"outcome": {"values": ["yes", "no"], "default": "yes"}}}`
	remind = `{"resource": "order", "from": ["paying"], "to": "paying",
	  "otherwise": {"open": "BUSY", "moving": "BUSY", "done": "DONE", "gone": "GONE"}}`
	query = `{"resource": "order", "missing": "NONE"}`
)

var codes = []string{"BUSY", "DONE", "GONE", "NONE", "INVALID"}

// model reads resources and operations, which are pairs of a name and its
// extension, and returns all that is wrong with them.
func model(t *testing.T, resources string, operations ...string) (*Model, []string) {
	t.Helper()
	texts := map[string]string{"x-lifecycles": resources}
	src := Source{Resources: node(t, "x-lifecycles", resources), Events: []string{"ORDER.PAID"}}
	for i := 0; i < len(operations); i += 2 {
		name := operations[i]
		texts[name] = operations[i+1]
		src.Operations = append(src.Operations, OperationSource{Name: name, Node: node(t, name, operations[i+1]), Codes: codes})
	}
	m, diags := Read(src)
	var faults []string
	for _, d := range diags {
		faults = append(faults, fmt.Sprintf("%s %s: %s [%s]; %s", d.Pos.File, excerpt(texts[d.Pos.File], d.Pos), d.Fact, d.Rule, d.Remedy))
	}
	return m, faults
}

// node parses JSON as a document of that name.
func node(t *testing.T, name, text string) *doctree.Node {
	t.Helper()
	file, diags := doctree.Parse(name, []byte(text), doctree.Limits{})
	if diag.HasErrors(diags) {
		t.Fatal(name, diags)
	}
	return file.Root
}

// excerpt is the token at a position.
func excerpt(text string, pos diag.Position) string {
	line := strings.Split(text, "\n")[pos.Line-1]
	rest := string([]rune(line)[pos.Column-1:])
	if end := strings.IndexAny(rest, ",]}:"); end > 0 {
		rest = rest[:end]
	}
	return "at " + rest
}

func whole(t *testing.T) *Model {
	t.Helper()
	m, faults := model(t, orders, "create", create, "move", move, "pay", pay, "remind", remind, "query", query)
	for _, f := range faults {
		t.Error(f)
	}
	return m
}

func TestReadOrder(t *testing.T) {
	m := whole(t)
	r := m.Resource("order")
	if got := strings.Join(r.stateNames(), " "); got != "open paying moving done gone" {
		t.Errorf("the states are %s", got)
	}
	if r.Events[1].After != 30*24*time.Hour {
		t.Errorf("it lapses after %v", r.Events[1].After)
	}
	if late, ok := r.State("moving").Shown("late"); !ok || late != true {
		t.Errorf("moving shows late: %v", late)
	}
	if op := m.Operation("create"); !op.Creates || op.Reads() || op.Repeat.Same != Answer {
		t.Errorf("create is %+v", op)
	}
	if op := m.Operation("query"); op.Creates || !op.Reads() {
		t.Errorf("query is %+v", op)
	}
}

func TestSentences(t *testing.T) {
	m := whole(t)
	want := map[string]string{
		"create": "The new order is BUSY (detail.step PAY) when direct is true, else OPEN.",
		"move": "The order must be OPEN or BUSY (detail.step MOVE); it then is DONE. Otherwise the error is " +
			"[BUSY] when it is BUSY (detail.step PAY), [DONE] when it is DONE and [GONE] when it is gone.",
		"pay": "The order must be OPEN; it then is DONE or BUSY (detail.step PAY). In any other state the error is [BUSY]. " +
			"The order whose order_no is other_no must be DONE; otherwise the error is [INVALID], and [NONE] if it does not exist.",
		"remind": "The order must be BUSY (detail.step PAY), and stays so. Otherwise the error is [BUSY] when it is OPEN or BUSY (detail.step MOVE), [DONE] when it is DONE and [GONE] when it is gone.",
		"query":  "",
	}
	for name, text := range want {
		style := Style{Code: func(code string) string { return "[" + code + "]" }}
		if got := strings.Join(m.Sentences(m.Operation(name), style), " "); got != text {
			t.Errorf("%s:\n got %s\nwant %s", name, got, text)
		}
	}
}

// slips change one thing in what is right: what is reported of it, with its place.
var slips = map[string]struct{ old, new, want string }{
	"a resource that there is not": {
		`"resource": "order", "missing"`, `"resource": "ordr", "missing"`,
		`query at "ordr": there is no resource "ordr" [lifecycle-name]; did you mean order?`,
	},
	"a state that there is not": {
		`"from": ["open", "moving"]`, `"from": ["open", "movign"]`,
		`move at "movign": there is no state of order "movign" [lifecycle-name]; did you mean moving?` + "\n" +
			`move at {"paying": the operation has no code for the state moving [lifecycle-code]; add the code for it under otherwise` + "\n" +
			`x-lifecycles at "moving": the state moving of order is not final, and nothing leads out of it [lifecycle-way]; add what leads out of it, or final: true`,
	},
	"a state of an outcome that there is not": {
		`{"state": "open"}]`, `{"state": "opn"}]`,
		`create at "opn": there is no state of order "opn" [lifecycle-name]; did you mean open?` + "\n" +
			`x-lifecycles at "open": nothing reaches the state open of order [lifecycle-way]; add the operation or the event that leads to it` + "\n" +
			`x-lifecycles at "gone": nothing reaches the state gone of order [lifecycle-way]; add the operation or the event that leads to it`,
	},
	"a code that no response lists": {
		`"missing": "NONE"}` + "\n", `"missing": "NOONE"}` + "\n",
		`move at "NOONE": no response of the operation lists the code NOONE [lifecycle-code]; did you mean NONE? Otherwise add it to x-error-codes of the response that has it`,
	},
	"a last way out taken away": {
		`"from": ["open", "moving"], "to": "done",
	  "otherwise": {"paying"`, `"from": ["open"], "to": "done",
	  "otherwise": {"moving": "BUSY", "paying"`,
		`x-lifecycles at "moving": the state moving of order is not final, and nothing leads out of it [lifecycle-way]; add what leads out of it, or final: true`,
	},
	"a way out of a final state": {
		`"from": ["open"], "to": "gone"`, `"from": ["done"], "to": "gone"`,
		`x-lifecycles at "done": the state done of order is final, and lapses leads out of it [lifecycle-way]; remove final, or the way`,
	},
	"an unknown member": {
		`"missing": "NONE"}` + "\n", `"mising": "NONE"}` + "\n",
		`move at "mising": the lifecycle has no member "mising" [lifecycle-form]; did you mean missing?`,
	},
	"another type": {
		`"from": ["paying"], "to": "moving"`, `"from": "paying", "to": "moving"`,
		`x-lifecycles at "paying": the state paying of order is not final, and nothing leads out of it [lifecycle-way]; add what leads out of it, or final: true` + "\n" +
			`x-lifecycles at "paying": from is a string, not a list [lifecycle-form]; write a list`,
	},
	"an actor that there is not": {
		`"by": "user"`, `"by": "users"`,
		`x-lifecycles at "users": userPays is moved by "users" [lifecycle-form]; write user, time, wechatpay or merchant`,
	},
	"a time that is none": {
		`"after": "30d"`, `"after": "a month"`,
		`x-lifecycles at "a month": "a month" is not a duration: numbers with d, h, m or s, as in 30d or 1h30m [lifecycle-form]; write it as 30d or 1h30m`,
	},
	"a notification that no callback is for": {
		`"ORDER.PAID"`, `"ORDER.PAYED"`,
		`x-lifecycles at "ORDER.PAYED": there is no callback with the event type "ORDER.PAYED" [lifecycle-name]; did you mean ORDER.PAID?`,
	},
	"an outcome behind the last": {
		`[{"when": "direct == true", "state": "paying"}, {"state": "open"}]`, `[{"state": "paying"}, {"state": "open"}]`,
		`create at {"state": nothing after the outcome paying is ever taken: it has no when [lifecycle-form]; give it a when, or move it to the end`,
	},
	"no outcome for the rest": {
		`{"state": "open"}]`, `{"when": "direct == false", "state": "open"}]`,
		`create at {"when": no outcome applies if direct == false is false [lifecycle-form]; remove the when of the last`,
	},
	"a default that is none of the values": {
		`"default": "yes"`, `"default": "maybe"`,
		`pay at "maybe": the default "maybe" of the policy outcome is none of its values [lifecycle-form]; write yes or no`,
	},
	"a name that could be a path": {
		`"order": {` + "\n", `"../order": {` + "\n",
		`x-lifecycles at "../order": "../order" is not a valid name for a resource [lifecycle-form]; write it in lower camel case, as in serviceOrder`,
	},
	"a need of a resource that there is not": {
		`[{"resource": "order", "by"`, `[{"resource": "ordr", "by"`,
		`pay at "ordr": there is no resource "ordr" [lifecycle-name]; did you mean order?`,
	},
	"a need of a state that there is not": {
		`"in": ["done"]`, `"in": ["don"]`,
		`pay at "don": there is no state of order "don" [lifecycle-name]; did you mean done?`,
	},
	"need with unlisted code": {
		`"otherwise": "INVALID", "missing": "NONE"}]`, `"otherwise": "INVALD", "missing": "NONE"}]`,
		`pay at "INVALD": no response of the operation lists the code INVALD [lifecycle-code]; did you mean INVALID? Otherwise add it to x-error-codes of the response that has it`,
	},
	"a need without states": {
		`"in": ["done"], "otherwise"`, `"otherwise"`,
		`pay at {"resource": a need has either in or without [lifecycle-form]; write in for the states it has to be in, or without for those it must not be in`,
	},
	"need without subject": {
		`"INVALID", "missing": "NONE"}]`, `"INVALID"}]`,
		`pay at {"resource": the need has no code for a missing order [lifecycle-form]; add missing, the code for a missing resource`,
	},
	"need of none with subject": {
		`"in": ["done"], "otherwise"`, `"without": ["done"], "otherwise"`,
		`pay at "NONE": missing has no meaning with without [lifecycle-form]; remove it`,
	},
	"a need that nothing finds": {
		`"by": {"order_no": "other_no"}`, `"by": {}`,
		`pay at {: by is empty [lifecycle-form]; write which of its members equals which of the request`,
	},
	"a state that is allowed and refused": {
		`"otherwise": {"paying": "BUSY", "done"`, `"otherwise": {"open": "BUSY", "paying": "BUSY", "done"`,
		`move at "open": the call is both allowed and refused in the state open [lifecycle-form]; remove it from from or from otherwise`,
	},
}

func TestFaults(t *testing.T) {
	for name, test := range slips {
		t.Run(name, func(t *testing.T) {
			changed := 0
			change := func(text string) string {
				text += "\n"
				if changed == 0 && strings.Contains(text, test.old) {
					changed++
					return strings.Replace(text, test.old, test.new, 1)
				}
				return text
			}
			_, faults := model(t, change(orders), "create", change(create), "move", change(move), "pay", change(pay), "remind", change(remind), "query", change(query))
			if changed == 0 {
				t.Fatal("the test changes nothing")
			}
			got := faults
			if name == "a name that could be a path" {
				got = got[len(got)-1:] // the operations then have no resource
			}
			if strings.Join(got, "\n") != test.want {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), test.want)
			}
		})
	}
}

func TestNoPanics(t *testing.T) {
	for _, text := range []string{
		`null`, `1`, `"x"`, `[]`, `{}`, `{"a": 1}`, `{"a": {"states": [], "key": {}, "events": 3}}`, `{"a": {"states": {"b": 1}}}`,
		`{"from": {}, "to": {}}`, `{"to": []}`, `{"to": [1, {}]}`, `{"checks": [1]}`, `{"policies": {"a": {"values": [1, 1]}}}`,
	} {
		file, diags := doctree.Parse("x", []byte(text), doctree.Limits{})
		if file == nil {
			t.Fatal(text, diags)
		}
		if _, faults := Read(Source{Resources: file.Root}); len(faults) == 0 && text != `{}` {
			t.Errorf("%q is a mapping of resources", text)
		}
		m, faults := Read(Source{Operations: []OperationSource{{Name: "x", Node: file.Root}}})
		if len(faults) == 0 {
			t.Errorf("%q is a lifecycle", text)
		}
		for _, op := range m.Operations {
			m.Sentences(op, Style{})
		}
	}
}

func TestDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{"15s": 15 * time.Second, "3m": 3 * time.Minute, "1h": time.Hour, "7d": 168 * time.Hour, "1h30m": 90 * time.Minute, "36500d": 36500 * 24 * time.Hour} {
		if got, err := Duration(text); err != nil || got != want {
			t.Errorf("%s is %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "d", "0d", "-1d", "1.5h", "1w", "99999999d", "36501d", "30", "30m1h", "1h1h", "1hm", "99999999999999999999s"} {
		if _, err := Duration(text); err == nil {
			t.Errorf("%q is a duration", text)
		}
	}
}
