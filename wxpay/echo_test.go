package wxpay_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

var payOrder = wxpayimpl.Operation{
	Name: "shop.Pay", Method: http.MethodPost, Path: "/v3/pay/{out_trade_no}", Servers: []string{"https://api.mch.weixin.qq.com"},
	Repeatable: true, Success: []int{200, 202},
	Echoes: []wxpayimpl.Echo{
		{Status: 200, Member: "out_trade_no", In: wxpayimpl.InPath, Name: "out_trade_no"},
		{Status: 200, Member: "mchid", In: wxpayimpl.InQuery, Name: "mch", Optional: true},
		{Status: 200, Member: "shop", In: wxpayimpl.InHeader, Name: "X-Shop", Optional: true},
		{Status: 200, Member: "amount.total", In: wxpayimpl.InBody, Name: "amount.total"},
		{Status: 200, Member: "urgent", In: wxpayimpl.InBody, Name: "urgent", Optional: true},
		{Status: 202, Member: "number", In: wxpayimpl.InPath, Name: "out_trade_no"},
	},
}

type payment struct {
	State string `json:"state,omitempty"`
}

// pay sends a body that is given as JSON.
func pay(t *testing.T, g *gateway, body string, more func(*wxpayimpl.Request)) (*payment, error) {
	t.Helper()
	call := wxpayimpl.NewRequest(&payOrder)
	call.PathParam("out_trade_no", "A 1")
	if more != nil {
		more(call)
	}
	if body != "" {
		call.JSONBody(json.RawMessage(body))
	}
	return wxpayimpl.Do[payment](t.Context(), g.client(wxpay.WithRetry(noWait)), call)
}

type echoTest struct {
	status   int
	body     string
	more     func(*wxpayimpl.Request)
	response string
	member   string // that differs; "" for a success
	missing  bool
}

const sentOrder = `{"amount":{"total":100},"urgent":true}`

func withParams(r *wxpayimpl.Request) {
	r.QueryParam("mch", "商 1")
	r.HeaderParam("X-Shop", "7")
}

var echoTests = map[string]echoTest{
	"all":                       {200, sentOrder, withParams, `{"out_trade_no":"A 1","mchid":"商 1","shop":"7","amount":{"total":100},"urgent":true}`, "", false},
	"an escape":                 {200, sentOrder, withParams, `{"out_trade_no":"\u0041 1","amount":{"total":100}}`, "", false},
	"a number as text":          {200, sentOrder, withParams, `{"out_trade_no":"A 1","amount":{"total":"100"}}`, "", false},
	"text as a number":          {200, sentOrder, withParams, `{"out_trade_no":"A 1","shop":7,"amount":{"total":100}}`, "", false},
	"another form of a number":  {200, sentOrder, withParams, `{"out_trade_no":"A 1","amount":{"total":1e2}}`, "", false},
	"the optional ones missing": {200, sentOrder, withParams, `{"out_trade_no":"A 1","mchid":"","urgent":null,"amount":{"total":100}}`, "", false},
	"what was not sent":         {200, "", nil, `{"out_trade_no":"A 1","mchid":"x","shop":"x","amount":{"total":9},"urgent":false}`, "", false},
	"null was sent":             {200, `{"amount":{"total":null}}`, nil, `{"out_trade_no":"A 1"}`, "", false},
	"another body":              {200, `[1]`, nil, `{"out_trade_no":"A 1"}`, "", false},

	"another order":        {200, sentOrder, withParams, `{"out_trade_no":"A 2","amount":{"total":100}}`, "out_trade_no", false},
	"another case":         {200, sentOrder, withParams, `{"out_trade_no":"a 1","amount":{"total":100}}`, "out_trade_no", false},
	"another name":         {200, sentOrder, withParams, `{"OUT_TRADE_NO":"A 1","amount":{"total":100}}`, "out_trade_no", true},
	"another amount":       {200, sentOrder, withParams, `{"out_trade_no":"A 1","amount":{"total":1000}}`, "amount.total", false},
	"an amount of nothing": {200, sentOrder, withParams, `{"out_trade_no":"A 1","amount":{"total":0}}`, "amount.total", false},
	"no amount":            {200, sentOrder, withParams, `{"out_trade_no":"A 1"}`, "amount.total", true},
	"an amount that is none": {
		200, sentOrder, withParams, `{"out_trade_no":"A 1","amount":{"total":{"a":100}}}`, "amount.total", false,
	},
	"another merchant":        {200, sentOrder, withParams, `{"out_trade_no":"A 1","mchid":"1","amount":{"total":100}}`, "mchid", false},
	"another shop":            {200, sentOrder, withParams, `{"out_trade_no":"A 1","shop":8,"amount":{"total":100}}`, "shop", false},
	"not urgent":              {200, sentOrder, withParams, `{"out_trade_no":"A 1","amount":{"total":100},"urgent":false}`, "urgent", false},
	"no number":               {200, sentOrder, withParams, `{"state":"PAID"}`, "out_trade_no", true},
	"an empty number":         {200, sentOrder, withParams, `{"out_trade_no":""}`, "out_trade_no", true},
	"a number that is null":   {200, sentOrder, withParams, `{"out_trade_no":null}`, "out_trade_no", true},
	"an empty object":         {200, sentOrder, withParams, `{}`, "out_trade_no", true},
	"null":                    {200, sentOrder, withParams, `null`, "out_trade_no", true},
	"a list":                  {200, sentOrder, withParams, `[{"out_trade_no":"A 1"}]`, "out_trade_no", true},
	"nothing":                 {200, sentOrder, withParams, ``, "out_trade_no", true},
	"another success":         {202, sentOrder, withParams, `{"number":"A 1"}`, "", false},
	"another success's order": {202, sentOrder, withParams, `{"out_trade_no":"A 1","number":"A 2"}`, "number", false},
	"no documented success":   {201, sentOrder, withParams, `{"out_trade_no":"A 2"}`, "out_trade_no", false},
}

func TestEcho(t *testing.T) {
	for name, test := range echoTests {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, always(reply{status: test.status, body: test.response}))
			result, err := pay(t, g, test.body, test.more)
			g.only()
			if test.member == "" {
				if err != nil || result == nil {
					t.Errorf("error %v", err)
				}
				return
			}
			var mismatch *wxpay.MismatchError
			if !errors.As(err, &mismatch) || !errors.Is(err, wxpay.ErrOutcomeUnknown) || result != nil {
				t.Fatalf("%v, error %v", result, err)
			}
			if mismatch.Member != test.member || mismatch.Missing != test.missing || mismatch.StatusCode != test.status ||
				mismatch.RequestID != "08F2C0-1" || string(mismatch.Body) != test.response || mismatch.Header == nil {
				t.Errorf("%+v", mismatch)
			}
			for _, value := range []string{"A 1", "A 2", "商", "100", "PAID"} {
				if strings.Contains(err.Error(), value) {
					t.Errorf("the text quotes a value: %v", err)
				}
			}
		})
	}
}

func TestEchoText(t *testing.T) {
	for missing, want := range map[bool]string{
		false: "wxpay: shop.Pay: status 200: outcome unknown: the response has another out_trade_no than the request; query the state before sending it again",
		true:  "wxpay: shop.Pay: status 200: outcome unknown: the response lacks out_trade_no, which repeats the request; query the state before sending it again",
	} {
		err := &wxpay.MismatchError{Operation: "shop.Pay", Member: "out_trade_no", Missing: missing, StatusCode: 200}
		if err.Error() != want {
			t.Errorf("got %q", err)
		}
	}
}

// An upload repeats what its part "meta" has.
func TestEchoOfUpload(t *testing.T) {
	op := payOrder
	op.Path, op.Echoes = "/v3/upload", []wxpayimpl.Echo{{Status: 200, Member: "name", In: wxpayimpl.InBody, Name: "filename"}}
	for response, same := range map[string]bool{`{"name":"a.jpg"}`: true, `{"name":"b.jpg"}`: false} {
		g := newGateway(t, always(reply{status: 200, body: response}))
		call := wxpayimpl.NewRequest(&op)
		call.Multipart(nil, "a.jpg", strings.NewReader("JPEG"))
		if err := wxpayimpl.Exec(t.Context(), g.client(), call); errors.As(err, new(*wxpay.MismatchError)) == same {
			t.Errorf("%s: error %v", response, err)
		}
	}
}

// A forged response is not compared, and an error has nothing to compare.
func TestEchoIsVerified(t *testing.T) {
	g := newGateway(t, always(reply{status: 200, body: "{}", signing: byForeignKey}))
	if _, err := pay(t, g, "", nil); !errors.As(err, new(*wxpay.SignatureError)) {
		t.Errorf("error %v", err)
	}
	g = newGateway(t, always(reply{status: 400, body: `{"code":"PARAM_ERROR","message":"m"}`}))
	if _, err := pay(t, g, "", nil); errors.As(err, new(*wxpay.MismatchError)) || wxpay.CodeOf(err) != "PARAM_ERROR" {
		t.Errorf("error %v", err)
	}
}

// Observers see an outcome that is unknown, and no second attempt is made.
func TestEchoIsObserved(t *testing.T) {
	g := newGateway(t, always(reply{status: 200, body: "{}"}))
	var events []wxpay.Event
	call := wxpayimpl.NewRequest(&payOrder)
	call.PathParam("out_trade_no", "1")
	_, err := wxpayimpl.Do[payment](t.Context(), g.client(wxpay.WithRetry(noWait),
		wxpay.WithObserver(func(_ context.Context, e wxpay.Event) { events = append(events, e) })), call)
	if !errors.As(err, new(*wxpay.MismatchError)) || len(events) != 1 || events[0].Outcome != wxpay.OutcomeUnknown {
		t.Errorf("error %v, events %v", err, events)
	}
}
