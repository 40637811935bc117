package wxpay_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

const systemErrorBody = `{"code":"SYSTEM_ERROR","message":"系统错误"}`

// subsidy is an answer whose documented members are those of an error.
type subsidy struct {
	Code    string `json:"code"`
	Message string `json:"message,omitempty"`
}

type withRest struct {
	OrderID string `json:"order_id"`
	Rest    map[string]string
}

func (w *withRest) UnmarshalJSON(data []byte) error {
	return wxpay.UnmarshalRest(data, &struct {
		OrderID *string `json:"order_id"`
	}{&w.OrderID}, &w.Rest, "order_id")
}

type embedding struct {
	subsidy
	OrderID string `json:"order_id"`
}

func callInto[T any](t *testing.T, body string) error {
	t.Helper()
	g := newGateway(t, always(reply{status: 200, body: body}))
	_, err := wxpay.Do[T](t.Context(), g.client(), newCancel(&cancelOrder))
	return err
}

func TestASuccessThatHoldsAnErrorInPlaceOfTheAnswerIsNoSuccess(t *testing.T) {
	for name, test := range map[string]struct {
		call func(*testing.T, string) error
		body string
		want wxpay.Code
	}{
		"code and message":                  {callInto[cancelAnswer], systemErrorBody, "SYSTEM_ERROR"},
		"with a detail":                     {callInto[cancelAnswer], `{"code":"PARAM_ERROR","detail":{"a":1},"message":"m"}`, "PARAM_ERROR"},
		"with a member of neither":          {callInto[cancelAnswer], `{"code":"PARAM_ERROR","message":"m","x":1}`, "PARAM_ERROR"},
		"a list is documented":              {callInto[[]cancelAnswer], systemErrorBody, "SYSTEM_ERROR"},
		"also with the answer":              {callInto[cancelAnswer], `{"code":"SUCCESS","message":"m","order_id":"1"}`, ""},
		"a code alone":                      {callInto[cancelAnswer], `{"code":"SYSTEM_ERROR"}`, ""},
		"a message that is no text":         {callInto[cancelAnswer], `{"code":"SYSTEM_ERROR","message":1}`, ""},
		"a documented code":                 {callInto[subsidy], systemErrorBody, ""},
		"a documented code in a pointer":    {callInto[*subsidy], systemErrorBody, ""},
		"a documented code that is inlined": {callInto[embedding], systemErrorBody, ""},
		"any member may come":               {callInto[withRest], systemErrorBody, ""},
		"a map":                             {callInto[map[string]string], systemErrorBody, ""},
		"JSON as it comes":                  {callInto[json.RawMessage], systemErrorBody, ""},
		"anything":                          {callInto[any], systemErrorBody, ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := test.call(t, test.body)
			var refusal *wxpay.Error
			if wxpay.CodeOf(err) != test.want || errors.As(err, &refusal) != (test.want != "") {
				t.Fatalf("error %v", err)
			}
			if test.want != "" && (!errors.Is(err, wxpay.ErrOutcomeUnknown) || !refusal.Verified || refusal.StatusCode != 200) {
				t.Errorf("error %#v", refusal)
			}
			if test.want == "" && err != nil {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestAnErrorWhereNoAnswerIsWantedIsNoSuccess(t *testing.T) {
	g := newGateway(t, always(reply{status: 200, body: systemErrorBody}))
	err := wxpay.Exec(t.Context(), g.client(), newCancel(&cancelOrder))
	if wxpay.CodeOf(err) != "SYSTEM_ERROR" || !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
}

func TestAnErrorInPlaceOfOneOfSeveralAnswersIsNoSuccess(t *testing.T) {
	err := callInto[acceptedOr200](t, systemErrorBody)
	if wxpay.CodeOf(err) != "SYSTEM_ERROR" {
		t.Errorf("error %v", err)
	}
	if err := callInto[acceptedOr200](t, `{"code":"A","message":"m","task_id":"t"}`); err != nil {
		t.Errorf("error %v", err)
	}
}

// anyForm decodes whatever comes.
type anyForm struct{}

func (*anyForm) DecodeResponse(*wxpay.Response) error { return nil }

func TestATypeThatDecodesItselfIntoNoFieldIsBelieved(t *testing.T) {
	if err := callInto[anyForm](t, systemErrorBody); err != nil {
		t.Errorf("error %v", err)
	}
}
