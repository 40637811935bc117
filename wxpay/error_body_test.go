package wxpay_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

const systemErrorBody = `{"code":"SYSTEM_ERROR","message":"系统错误"}`

// subsidy is a response whose documented members are those of an error.
type subsidy struct {
	Code    string `json:"code"`
	Message string `json:"message,omitempty"`
}

type withRest struct {
	OrderID string `json:"order_id"`
	Rest    map[string]string
}

func (w *withRest) UnmarshalJSON(data []byte) error {
	return wxpayimpl.UnmarshalRest(data, &struct {
		OrderID *string `json:"order_id"`
	}{&w.OrderID}, &w.Rest, "order_id")
}

// onlyRest declares no member.
type onlyRest struct {
	Rest map[string]string `json:"-"`
}

func (o *onlyRest) UnmarshalJSON(data []byte) error {
	return wxpayimpl.UnmarshalRest(data, &struct{}{}, &o.Rest)
}

// means is a union as it is generated.
type means struct {
	Value any
	Raw   json.RawMessage
}

type meansCard struct {
	CardNo string `json:"card_no"`
}

func (f *means) UnmarshalJSON(data []byte) error {
	var c *meansCard
	err := wxpayimpl.UnmarshalUnion(data, &f.Raw, wxpayimpl.Member(&c, "Card", "card_no"))
	if c != nil {
		f.Value = c
	}
	return err
}

type embedding struct {
	subsidy
	OrderID string `json:"order_id"`
}

func callInto[T any](t *testing.T, body string) error {
	t.Helper()
	g := newGateway(t, always(reply{status: 200, body: body}))
	_, err := wxpayimpl.Do[T](t.Context(), g.client(), newCancel(&cancelOrder))
	return err
}

func TestErrorInsteadOfResponse(t *testing.T) {
	for name, test := range map[string]struct {
		call func(*testing.T, string) error
		body string
		want wxpay.Code
	}{
		"code and message":                  {callInto[cancelResponse], systemErrorBody, "SYSTEM_ERROR"},
		"with a detail":                     {callInto[cancelResponse], `{"code":"PARAM_ERROR","detail":{"a":1},"message":"m"}`, "PARAM_ERROR"},
		"with a member of neither":          {callInto[cancelResponse], `{"code":"PARAM_ERROR","message":"m","x":1}`, "PARAM_ERROR"},
		"a list is documented":              {callInto[[]cancelResponse], systemErrorBody, "SYSTEM_ERROR"},
		"a code with a blank":               {callInto[cancelResponse], `{"code":"INVALID REQUEST","message":"m"}`, "INVALID REQUEST"},
		"a code in Chinese":                 {callInto[cancelResponse], `{"code":"参数错误","message":"m"}`, "参数错误"},
		"a number":                          {callInto[cancelResponse], `{"code":-1,"message":"m"}`, "-1"},
		"a declared member that is null":    {callInto[cancelResponse], `{"code":"A","order_id":null}`, "A"},
		"also with the answer":              {callInto[cancelResponse], `{"code":"SUCCESS","message":"m","order_id":"1"}`, ""},
		"a code alone":                      {callInto[cancelResponse], `{"code":"SYSTEM_ERROR"}`, "SYSTEM_ERROR"},
		"a message that is no text":         {callInto[cancelResponse], `{"code":"SYSTEM_ERROR","message":1}`, "SYSTEM_ERROR"},
		"a code that is null":               {callInto[cancelResponse], `{"code":null,"message":"m","order_id":"1"}`, ""},
		"a documented code":                 {callInto[subsidy], systemErrorBody, ""},
		"a documented code in a pointer":    {callInto[*subsidy], systemErrorBody, ""},
		"a documented code that is inlined": {callInto[embedding], systemErrorBody, ""},
		"additional members":                {callInto[withRest], systemErrorBody, "SYSTEM_ERROR"},
		"additional members and a declared": {callInto[withRest], `{"code":"A","order_id":"1"}`, ""},
		"any member may come":               {callInto[onlyRest], systemErrorBody, ""},
		"a union":                           {callInto[means], systemErrorBody, "SYSTEM_ERROR"},
		"a member of a union":               {callInto[means], `{"code":"A","card_no":"1"}`, ""},
		"a union that nothing fits":         {callInto[means], `{"other":"A"}`, ""},
		"a map":                             {callInto[map[string]string], systemErrorBody, ""},
		"JSON as it comes":                  {callInto[json.RawMessage], systemErrorBody, ""},
		"anything":                          {callInto[any], systemErrorBody, ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := test.call(t, test.body)
			var apiErr *wxpay.Error
			if wxpay.CodeOf(err) != test.want || errors.As(err, &apiErr) != (test.want != "") {
				t.Fatalf("error %v", err)
			}
			if test.want != "" && (!errors.Is(err, wxpay.ErrOutcomeUnknown) || !apiErr.Verified || apiErr.StatusCode != 200) {
				t.Errorf("error %#v", apiErr)
			}
			if test.want == "" && err != nil {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestErrorInsteadOfNothing(t *testing.T) {
	g := newGateway(t, always(reply{status: 200, body: systemErrorBody}))
	err := wxpayimpl.Exec(t.Context(), g.client(), newCancel(&cancelOrder))
	if wxpay.CodeOf(err) != "SYSTEM_ERROR" || !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
}

func TestErrorInsteadOfSeveral(t *testing.T) {
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

func TestSelfDecodingType(t *testing.T) {
	if err := callInto[anyForm](t, systemErrorBody); err != nil {
		t.Errorf("error %v", err)
	}
}

// scan is what is generated when one response is bytes and another has no body.
type scan struct {
	OK       []byte
	Accepted bool
}

func (s *scan) DecodeResponse(resp *wxpay.Response) error {
	s.OK = resp.Body
	return nil
}

func TestInsteadOfBytes(t *testing.T) {
	if err := callInto[scan](t, systemErrorBody); wxpay.CodeOf(err) != "SYSTEM_ERROR" {
		t.Errorf("error %v", err)
	}
	if err := callInto[scan](t, "JPEG"); err != nil {
		t.Errorf("error %v", err)
	}
}

// A code of a form that no page documents is an error all the same, whatever the
// status, and no text shows it.
func TestUnusualCodes(t *testing.T) {
	documented := cancelOrder
	documented.Errors = []wxpayimpl.DocumentedError{{Status: 400, Code: wxpay.Code("INVALID REQUEST")}}
	for _, test := range []struct {
		json  string
		code  wxpay.Code
		shown bool
	}{
		{`"ORDER_DONE"`, "ORDER_DONE", true},
		{`"INVALID REQUEST"`, "INVALID REQUEST", false},
		{`"张三"`, "张三", false},
		{`-1`, "-1", true},
		{`true`, "true", true},
	} {
		for _, status := range []int{200, 201, 400, 404, 500} {
			g := newGateway(t, always(reply{status: status, body: `{"code":` + test.json + `}`}))
			var event wxpay.Event
			c := g.client(wxpay.WithObserver(func(_ context.Context, e wxpay.Event) { event = e }))
			_, err := cancel(t.Context(), c)
			if !errors.Is(err, test.code) || errors.Is(err, wxpay.ErrOutcomeUnknown) != (status < 400 || status == 500) {
				t.Errorf("%s with status %d: error %v", test.json, status, err)
				continue
			}
			if shown := strings.Contains(err.Error(), string(test.code)); shown != test.shown || (event.Code == test.code) != shown {
				t.Errorf("%s: text %q, event %q", test.json, err, event.Code)
			}
			if _, err := wxpayimpl.Do[cancelResponse](t.Context(), c, newCancel(&documented)); test.json == `"INVALID REQUEST"` && !strings.Contains(err.Error(), "INVALID REQUEST") {
				t.Errorf("a documented code is not shown: %v", err)
			}
		}
	}
	for _, code := range []string{`""`, `"` + strings.Repeat("A", 65) + `"`, `"a\nb"`, `{"a":1}`, `["A"]`} {
		if err := callInto[cancelResponse](t, `{"code":`+code+`}`); wxpay.CodeOf(err) != "" || !errors.As(err, new(*wxpay.Error)) {
			t.Errorf("%s: error %#v", code, err)
		}
	}
}
