package sandbox_test

import (
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

func TestPlay(t *testing.T) {
	sandbox.Play(t, sandbox.New(t, sandbox.WithLog(func(string) {})), "testdata/scenario.yaml")
}

// What is not as expected is said.
func TestPlayFails(t *testing.T) {
	for name, test := range map[string]struct{ steps, want string }{
		"state":        {`[{call: payscore.createServiceOrder, with: {out_order_no: A1}}, {expect: {resource: A1, state: paid}}]`, "step 2, expect A1: A1 is in the state created, want paid"},
		"member":       {`[{call: payscore.createServiceOrder, expect: {body: {state: DONE}}}]`, `state is "CREATED", want "DONE"`},
		"status":       {`[{call: payscore.createServiceOrder, expect: {status: 400}}]`, "the status is 200, want 400"},
		"refused":      {`[{call: payscore.createServiceOrder, without: [appid]}]`, "the status is 400"},
		"code":         {`[{call: payscore.queryServiceOrder, with: {out_order_no: none}, expect: {status: 404, code: OTHER}}]`, "the code is ORDER_NOT_EXIST, want OTHER"},
		"notification": {`[{expect: {notification: PAYSCORE.USER_PAID, times: 1}}]`, "0 notifications PAYSCORE.USER_PAID, want 1"},
		"variable":     {`[{trigger: userPays, resource: "${order}"}]`, "there is no variable ${order}; the variables are unique"},
		"event":        {`[{trigger: userPays, resource: A1}]`, `there is no resource "A1"`},
		"parameter":    {`[{call: payscore.queryServiceOrder, with: {none: 1}}]`, "has no parameter none"},
		"operation":    {`[{call: none}]`, `there is no operation "none"`},
	} {
		t.Run(name, func(t *testing.T) {
			gw := sandbox.New(t, sandbox.WithLog(func(string) {}))
			err := gw.Remote().Play(t.Context(), "test.yaml", []byte("steps: "+test.steps), nil)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %s", err, test.want)
			}
		})
	}
}
