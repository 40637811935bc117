package wxpay_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

type tradeState string

// trade is a response as generated code declares it.
type trade struct {
	OutTradeNo string       `json:"out_trade_no"`
	TradeState tradeState   `json:"trade_state,omitempty"`
	Amount     *tradeAmount `json:"amount,omitempty"`
	Promotions []promotion  `json:"promotion_detail,omitempty"`
	Payer      *tagged      `json:"payer,omitempty"`
	Attributes *open        `json:"attributes,omitempty"`
}

type tradeAmount struct {
	Total    *int64 `json:"total,omitempty"`
	Currency string `json:"currency,omitempty"`
}

type promotion struct {
	CouponID string `json:"coupon_id"`
	Amount   int64  `json:"amount"`
}

// query reads a trade from a gateway that responds with body.
func query(t *testing.T, body string) (got *trade, resp wxpay.Response, event wxpay.Event, err error) {
	t.Helper()
	g := newGateway(t, always(reply{status: 200, body: body}))
	c := g.client(wxpay.WithObserver(func(_ context.Context, e wxpay.Event) { event = e }))
	got, err = wxpayimpl.Do[trade](t.Context(), c, newCancel(&cancelOrder), wxpay.WithResponse(&resp))
	return got, resp, event, err
}

func TestUnreadMembers(t *testing.T) {
	for name, test := range map[string]struct{ body, unread string }{
		"number as text":    {`{"out_trade_no":"1","amount":{"total":"100","currency":"CNY"}}`, "amount.total is a string, not an integer"},
		"array for object":  {`{"out_trade_no":"1","amount":[]}`, "amount is an array, not an object"},
		"object for array":  {`{"out_trade_no":"1","promotion_detail":{}}`, "promotion_detail is an object, not an array"},
		"element":           {`{"out_trade_no":"1","promotion_detail":[{"coupon_id":"c"},""]}`, "promotion_detail[1] is a string, not an object"},
		"in an element":     {`{"out_trade_no":"1","promotion_detail":[{"coupon_id":[],"amount":2}]}`, "promotion_detail[0].coupon_id is an array, not a string"},
		"in a union":        {`{"out_trade_no":"1","payer":{"type":"CARD","card_no":"1","bank":5}}`, "payer.bank is a number, not a string"},
		"in the rest":       {`{"out_trade_no":"1","attributes":{"id":"a","secret":"x","n":2}}`, "attributes[key] is a string, not an integer"},
		"with the rest":     {`{"out_trade_no":"1","attributes":{"id":{},"n":2}}`, "attributes.id is an object, not a string"},
		"order number":      {`{"out_trade_no":12345,"amount":{"total":1e2}}`, "out_trade_no is a number, not a string"},
		"integer as 1e2":    {`{"out_trade_no":"1","amount":{"total":1e2}}`, ""},
		"fraction":          {`{"out_trade_no":"1","amount":{"total":100.5}}`, "amount.total has a fraction, and is not an integer"},
		"names of any case": {`{"out_trade_no":"1","Amount":"1.00","OUT_TRADE_NO":{},"trade_state":"SUCCESS","TRADE_STATE":"CLOSED"}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, resp, event, err := query(t, test.body)
			if err != nil || got == nil || event.Outcome != wxpay.OutcomeSuccess {
				t.Fatalf("%+v, %v, outcome %s", got, err, event.Outcome)
			}
			if diff := cmp.Diff(resp.Unread, event.Unread); diff != "" {
				t.Errorf("response and event differ\n%s", diff)
			}
			text := ""
			for _, u := range resp.Unread {
				text += u.String()
			}
			if text != test.unread || string(resp.Body) != test.body {
				t.Errorf("unread %q, want %q", text, test.unread)
			}
			if got.OutTradeNo != "1" && got.Amount == nil || got.TradeState == "CLOSED" {
				t.Errorf("got %+v", got)
			}
		})
	}
}

func TestUnreadMembersKeepOthers(t *testing.T) {
	got, _, _, err := query(t, `{"out_trade_no":"1","amount":{"total":"100","currency":"CNY"},
		"promotion_detail":[7,{"coupon_id":"c","amount":3}],"payer":{"type":"CARD","card_no":"1","bank":5},
		"attributes":{"id":"a","x":"text","n":2},"trade_state":"SUCCESS"}`)
	want := &trade{
		OutTradeNo: "1", TradeState: "SUCCESS", Amount: &tradeAmount{Currency: "CNY"}, Promotions: []promotion{{"c", 3}},
		Payer: &tagged{Card: &card{CardNo: "1"}}, Attributes: &open{ID: "a", Rest: map[string]int64{"n": 2}},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

// A state that cannot be read must not look like one that is absent: programs
// decide by it.
func TestUnreadableState(t *testing.T) {
	got, resp, event, err := query(t, `{"out_trade_no":"1","trade_state":{"secret":1}}`)
	var decode *wxpay.DecodeError
	if got != nil || !errors.As(err, &decode) || !errors.Is(err, wxpay.ErrOutcomeUnknown) || event.Outcome != wxpay.OutcomeUnknown {
		t.Fatalf("%+v, %v, outcome %s", got, err, event.Outcome)
	}
	want := "wxpay: payscore.CancelServiceOrder: status 200: outcome unknown: trade_state is an object, not a string (text/plain, 47 bytes)"
	if err.Error() != want || len(resp.Unread) != 1 || resp.Unread[0].Path != "trade_state" {
		t.Errorf("%v, unread %v", err, resp.Unread)
	}
	var rest trade
	if unread, err := wxpay.Unmarshal(decode.Body, &rest); err != nil || rest.OutTradeNo != "1" || len(unread) != 1 {
		t.Errorf("%+v, %v, %v", rest, unread, err)
	}
	op := cancelOrder
	g := newGateway(t, always(reply{status: 200, body: `{"trade_state":5}`}))
	_, err = wxpayimpl.Do[trade](t.Context(), g.client(wxpay.WithRetry(wxpay.DefaultRetry)), newCancel(&op))
	if err == nil || len(g.got()) != 1 {
		t.Errorf("%v after %d requests", err, len(g.got()))
	}
}

func TestUnreadSeveralResponses(t *testing.T) {
	op := cancelOrder
	op.Success = []int{200, 202}
	g := newGateway(t, always(reply{status: 202, body: `{"task_id":5}`}))
	var resp wxpay.Response
	got, err := wxpayimpl.Do[acceptedOr200](t.Context(), g.client(), newCancel(&op), wxpay.WithResponse(&resp))
	if err != nil || got.Accepted == nil || len(resp.Unread) != 1 {
		t.Errorf("%+v, %v, %v", got, resp.Unread, err)
	}
}

func TestEventUnread(t *testing.T) {
	var out bytes.Buffer
	unread := []wxpay.Unread{{Path: "a", Problem: "is a string, not an integer"}, {Path: "b[1]", Problem: "is not base64"}}
	logger := slog.New(slog.NewTextHandler(&out, nil))
	logger.Info("m", "e", wxpay.Event{Unread: unread})
	logger.Info("m", "e", wxpay.NotificationEvent{Unread: unread})
	if got := strings.Count(out.String(), `e.unread="a is a string, not an integer; b[1] is not base64"`); got != 2 {
		t.Error(out.String())
	}
}

func TestUnmarshal(t *testing.T) {
	for text, want := range map[string]string{
		`[]`:                   "wxpay: the value is an array, not an object",
		`{"out_trade_no":"1"`:  "wxpay: not JSON (offset 19)",
		`{} "secret"`:          "wxpay: not JSON (offset 4)",
		`{"amount":"secret"}`:  "",
		`{"trade_state":true}`: "",
	} {
		unread, err := wxpay.Unmarshal([]byte(text), new(trade))
		if err == nil && (want != "" || len(unread) != 1) || err != nil && err.Error() != want {
			t.Errorf("%s: %v, %v", text, unread, err)
		}
	}
	// Through encoding/json the same is an error that names the member.
	err := json.Unmarshal([]byte(`{"payer":{"type":"WALLET","wallet_id":{"secret":1}}}`), new(trade))
	if err == nil || err.Error() != "wxpay: cannot be read: wallet_id is an object, not a string" {
		t.Errorf("error %v", err)
	}
}

// An error whose members have other names has no code.
func TestErrorMemberNames(t *testing.T) {
	g := newGateway(t, always(reply{status: 400, body: `{"Code":"ORDER_DONE","code":"SIGN_ERROR","CODE":"X","message":"m","Message":5}`}))
	_, err := cancel(t.Context(), g.client())
	if wxpay.CodeOf(err) != "SIGN_ERROR" {
		t.Errorf("error %v", err)
	}
}

func TestResponseProbe(t *testing.T) {
	for prefix, want := range map[string]string{"WECHATPAY/SIGNTEST/": "WeChat Pay sent a wrong signature as a test", "AAAA": "check the WeChat Pay public key"} {
		g := newGateway(t, always(reply{raw: func(w http.ResponseWriter, _ *http.Request) {
			sign(w.Header(), goodResponse, signed)
			w.Header().Set("Wechatpay-Signature", prefix+w.Header().Get("Wechatpay-Signature")[len(prefix):])
			_, _ = io.WriteString(w, goodResponse)
		}}))
		_, err := cancel(t.Context(), g.client())
		if !errors.As(err, new(*wxpay.SignatureError)) || !errors.Is(err, wxpay.ErrOutcomeUnknown) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", prefix, err)
		}
	}
}
