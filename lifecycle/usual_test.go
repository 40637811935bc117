package lifecycle

import (
	"strings"
	"testing"
)

func TestSentencesOfPolicies(t *testing.T) {
	const finish = `{"resource": "order", "from": ["open", "moving"], "to": [
	    {"when": "total == 0 && policy.zero == \"ends\"", "state": "done"},
	    {"when": "policy.tells == \"yes\"", "state": "gone", "notifies": "ORDER.PAID"}, {"state": "gone"}],
	  "otherwise": {"paying": "BUSY", "done": "DONE", "gone": "GONE"},
	  "policies": {"zero": {"values": ["ends", "goes on"], "default": "ends"}, "tells": {"values": ["yes", "no"], "default": "no"}}}`
	for name, test := range map[string]struct{ old, new, outcome, notification string }{
		"as it is":                       {"", "", "DONE or gone", ""},
		"nothing depends on one alone":   {`{"when": "policy.tells == \"yes\"", "state": "gone", "notifies": "ORDER.PAID"}, `, "", "DONE when total is 0, else gone", ""},
		"a policy that is on by default": {`"default": "no"`, `"default": "yes"`, "DONE or gone", "It can bring about the notification ORDER.PAID."},
		"a policy off by default":        {`"default": "ends"`, `"default": "goes on"`, "DONE or gone", ""},
		"whatever it leads to":           {`"from": ["open"`, `"notifies": "ORDER.PAID", "from": ["open"`, "DONE or gone", "It brings about the notification ORDER.PAID."},
	} {
		t.Run(name, func(t *testing.T) {
			m, _ := model(t, orders, "create", create, "finish", strings.Replace(finish, test.old, test.new, 1))
			op := m.Operation("finish")
			want := "The order must be OPEN or BUSY (detail.step MOVE); it then is " + test.outcome + "."
			if got := m.Sentences(op, Style{})[0]; got != want {
				t.Errorf("got %s\nwant %s", got, want)
			}
			if got := op.Notification(Style{}); got != test.notification {
				t.Errorf("notification: %q, want %q", got, test.notification)
			}
		})
	}
}

func TestSentencesOfNeeds(t *testing.T) {
	const needs = `[{"resource": "order", "by": {"order_no": "other_no"}, "in": ["done"], "otherwise": "INVALID", "missing": "NONE"}]`
	for with, want := range map[string]string{
		needs: "The order whose order_no is other_no must be DONE; otherwise the error is INVALID, and NONE if it does not exist.",
		`[{"resource": "order", "by": {"a": "a", "b": "b", "c": "d"}, "without": ["open", "paying", "moving"], "otherwise": "BUSY"}]`: "" +
			"There must be no order of the same a and b and whose c is d that is OPEN or BUSY; otherwise the error is BUSY.",
		`[{"resource": "order", "by": {"a": "a"}, "in": ["open"], "otherwise": "NONE", "missing": "NONE"}]`: "" +
			"The order of the same a must be OPEN; otherwise the error is NONE.",
		`[{"resource": "contract", "by": {"a": "a"}, "in": ["open"], "otherwise": "NONE", "missing": "NONE"}]`: "",
		`[{"resource": "order", "by": {"a": "a"}, "in": ["nowhere"], "otherwise": "NONE", "missing": "NONE"}]`: "",
	} {
		m, _ := model(t, orders, "create", create, "pay", strings.Replace(pay, needs, with, 1))
		got := m.Sentences(m.Operation("pay"), Style{})[2:]
		if strings.Join(got, " ") != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestRepeatByPolicy(t *testing.T) {
	const again = `{"resource": "order", "from": ["open", "moving"], "to": "done", "repeat": {"same": "policy.same", "other": "policy.other"},
	  "otherwise": {"paying": "BUSY", "done": "DONE", "gone": "GONE"},
	  "policies": {"same": {"values": ["answer", "DONE"], "default": "DONE"}, "other": {"values": ["GONE", "DONE"], "default": "GONE"}}}`
	for name, test := range map[string]struct{ old, new, repetition, faults string }{
		"the defaults": {"", "", "The same call again, once it took effect, gets DONE. With other parameters it gets GONE.", ""},
		"the first answer by default": {
			`"default": "DONE"`, `"default": "answer"`,
			"The same call again, once it took effect, gets the same response. With other parameters it gets GONE.", "",
		},
		"the resource as it is": {
			`"policy.same"`, `"current"`,
			"The same call again, once it took effect, gets a response with the present state. With other parameters it gets GONE.",
			`again at "same": the policy same decides nothing: no expression looks at policy.same [lifecycle-form]; ` +
				"use it in a when or a that, or remove it",
		},
		"resource for other parameters": {
			`"policy.other"`, `"current"`,
			"The same call again, once it took effect, gets DONE. With other parameters it changes nothing, and gets a response with the present state.",
			`again at "other": the policy other decides nothing: no expression looks at policy.other [lifecycle-form]; ` +
				"use it in a when or a that, or remove it",
		},
		"a policy that there is not": {
			`"policy.other"`, `"policy.othr"`, "The same call again, once it took effect, gets DONE. With other parameters it gets policy.othr.",
			`again at "policy.othr": there is no policy "othr" [lifecycle-name]; did you mean other?` + "\n" +
				`again at "other": the policy other decides nothing: no expression looks at policy.other [lifecycle-form]; use it in a when or a that, or remove it`,
		},
		"a code that no response lists": {
			`["GONE", "DONE"]`, `["GONE", "GON"]`, "The same call again, once it took effect, gets DONE. With other parameters it gets GONE.",
			`again at "policy.other": ` + "no response of the operation lists the code GON [lifecycle-code]; " +
				"did you mean GONE? Otherwise add it to x-error-codes of the response that has it",
		},
		"an answer to other parameters": {
			`["GONE", "DONE"]`, `["GONE", "answer"]`, "The same call again, once it took effect, gets DONE. With other parameters it gets GONE.",
			`again at "policy.other": ` + "no response of the operation lists the code answer [lifecycle-code]; " +
				"add it to x-error-codes of the response that has it",
		},
	} {
		t.Run(name, func(t *testing.T) {
			m, faults := model(t, orders, "create", create, "pay", pay, "again", strings.Replace(again, test.old, test.new, 1))
			if got := strings.Join(faults, "\n"); got != test.faults {
				t.Errorf("faults: %s\nwant    %s", got, test.faults)
			}
			if got := strings.Join(m.Operation("again").Repetition(Style{}), " "); got != test.repetition {
				t.Errorf("got  %s\nwant %s", got, test.repetition)
			}
		})
	}
}
