package wxpay_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// paid handles the resource of a trade, and counts who got it.
type paid struct {
	trades []*trade
	others []*wxpay.Notification
	events []wxpay.NotificationEvent
}

func (p *paid) serve(t *testing.T, header http.Header, body []byte, withOther bool) wxpay.NotificationResponse {
	t.Helper()
	r := newReceiver(t, wxpay.WithNotificationObserver(func(_ context.Context, e wxpay.NotificationEvent) { p.events = append(p.events, e) }))
	var other func(context.Context, *wxpay.Notification) error
	if withOther {
		other = func(_ context.Context, n *wxpay.Notification) error { p.others = append(p.others, n); return nil }
	}
	return r.Serve(t.Context(), header, body, func(ctx context.Context, n *wxpay.Notification) error {
		return wxpayimpl.HandleEvent(ctx, n, func(_ context.Context, _ *wxpay.Notification, got *trade) error {
			p.trades = append(p.trades, got)
			return nil
		}, other, "out_trade_no")
	})
}

func TestUnreadResourceMembers(t *testing.T) {
	for name, test := range map[string]struct{ resource, unread string }{
		"number as text":   {`{"out_trade_no":"1","amount":{"total":"100"}}`, "amount.total is a string, not an integer"},
		"array for object": {`{"out_trade_no":"1","amount":[]}`, "amount is an array, not an object"},
		"text for array":   {`{"out_trade_no":"1","promotion_detail":""}`, "promotion_detail is a string, not an array"},
		"100.0":            {`{"out_trade_no":"1","amount":{"total":100.0}}`, ""},
		"names of a case":  {`{"out_trade_no":"1","Out_Trade_No":[],"Amount":"1.00"}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var p paid
			header, body := poster{resource: test.resource}.post()
			response := p.serve(t, header, body, true)
			if response.StatusCode != http.StatusNoContent || len(p.trades) != 1 || len(p.others) != 0 || p.trades[0].OutTradeNo != "1" {
				t.Fatalf("status %d, %d trades, %d others", response.StatusCode, len(p.trades), len(p.others))
			}
			text := ""
			for _, u := range p.events[0].Unread {
				text += u.String()
			}
			if text != test.unread || p.events[0].Reason != "" {
				t.Errorf("event %+v, want unread %q", p.events[0], test.unread)
			}
		})
	}
}

// A function cannot act on a resource without the number or the state of the
// order. Other gets it, and the notification does not come again.
func TestUnusableResource(t *testing.T) {
	for name, test := range map[string]struct{ resource, unread string }{
		"an array":       {`[{"out_trade_no":"1"}]`, "the value is an array, not an object"},
		"the number":     {`{"out_trade_no":{"x":"1380013800"}}`, "out_trade_no is an object, not a string"},
		"the state":      {`{"out_trade_no":"1","trade_state":[]}`, "trade_state is an array, not a string"},
		"no number":      {`{"trade_state":"SUCCESS"}`, "out_trade_no is missing"},
		"a number null":  {`{"out_trade_no":null}`, "out_trade_no is missing"},
		"number empty":   {`{"out_trade_no":""}`, "out_trade_no is missing"},
		"a string alone": {`"1380013800"`, "the value is a string, not an object"},
	} {
		t.Run(name, func(t *testing.T) {
			var p paid
			header, body := poster{resource: test.resource}.post()
			response := p.serve(t, header, body, true)
			if response.StatusCode != http.StatusNoContent || len(p.trades) != 0 || len(p.others) != 1 {
				t.Fatalf("status %d, %d trades, %d others", response.StatusCode, len(p.trades), len(p.others))
			}
			n := p.others[0]
			if string(n.Resource) != test.resource || len(n.Unread) != 1 || n.Unread[0].String() != test.unread || len(p.events[0].Unread) != 1 {
				t.Errorf("notification with %v, event %+v", n.Unread, p.events[0])
			}
			response = p.serve(t, header, body, false)
			if response.StatusCode != http.StatusInternalServerError || p.events[1].Reason != wxpay.NotificationUndecodable ||
				strings.Contains(p.events[1].Err.Error(), "1380013800") {
				t.Errorf("without Other: status %d, %v", response.StatusCode, p.events[1].Err)
			}
		})
	}
}

func TestProbeIsExpected(t *testing.T) {
	for prefix, want := range map[string]wxpay.NotificationReason{
		"WECHATPAY/SIGNTEST/": wxpay.NotificationProbe, "wechatpay/signtest/": wxpay.NotificationBadSignature, "AAAA": wxpay.NotificationBadSignature,
	} {
		header, body := poster{tamper: func(h http.Header, b []byte) []byte {
			h["Wechatpay-Signature"][0] = prefix + h["Wechatpay-Signature"][0][len(prefix):]
			return b
		}}.post()
		_, err := newReceiver(t).Receive(t.Context(), header, body)
		if reason(err) != want || wxpay.NewNotificationResponse(err).StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: %v", prefix, err)
		}
	}
}

func TestBodyReadBefore(t *testing.T) {
	header, body := poster{}.post()
	size := strconv.Itoa(len(body))
	want := "0 of " + size + " bytes: was the body read before?"
	for left, want := range map[int]string{0: want, 7: "7 of " + size + " bytes: was the body read before?"} {
		var event wxpay.NotificationEvent
		r := newReceiver(t, wxpay.WithNotificationObserver(func(_ context.Context, e wxpay.NotificationEvent) { event = e }))
		req := httptest.NewRequest(http.MethodPost, "/notify", strings.NewReader(string(body)))
		req.Header = header
		if _, err := io.CopyN(io.Discard, req.Body, int64(len(body)-left)); err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		handlerOf(t, r, ignore).ServeHTTP(w, req)
		if w.Code != http.StatusBadRequest || event.Reason != wxpay.NotificationUnreadable || !strings.Contains(event.Err.Error(), want) {
			t.Errorf("%d left: status %d, %v", left, w.Code, event.Err)
		}
	}
	// A framework hands over the headers, with the length or without.
	_, err := newReceiver(t).Receive(t.Context(), header, nil)
	if reason(err) != wxpay.NotificationBadSignature || !strings.Contains(err.Error(), "the body is empty: was it read before?") {
		t.Errorf("without a length: %v", err)
	}
	header["content-length"] = []string{size}
	if _, err := newReceiver(t).Receive(t.Context(), header, nil); reason(err) != wxpay.NotificationUnreadable || !strings.Contains(err.Error(), want) {
		t.Errorf("with a length: %v", err)
	}
}

func TestURLBase64(t *testing.T) {
	for name, edit := range map[string]func(string) string{
		"URL alphabet": func(s string) string { return strings.NewReplacer("+", "-", "/", "_").Replace(s) },
		"no padding":   func(s string) string { return strings.TrimRight(s, "=") },
	} {
		header, body := poster{edit: func(m message) { m.resource()["ciphertext"] = edit(m.resource()["ciphertext"].(string)) }}.post()
		if n, err := newReceiver(t).Receive(t.Context(), header, body); err != nil || string(n.Resource) != paidResource {
			t.Errorf("%s: %v, %v", name, n, err)
		}
	}
}

func TestGeneratedDispatch(t *testing.T) {
	const order = `{"out_order_no":"1","service_id":"500001","appid":"wx1","mchid":"1230000109","state":"DONE",`
	for resource, want := range map[string]string{
		order + `"total_amount":"100"}`:                      "function: total_amount is a string, not an integer",
		order + `"collection":[]}`:                           "function: collection is an array, not an object",
		order + `"time_range":"","total_amount":100.0}`:      "function: time_range is a string, not an object",
		strings.Replace(order, `"1"`, "1", 1) + `"x":1}`:     "other: out_order_no is a number, not a string",
		strings.Replace(order, `"DONE"`, "{}", 1) + `"x":1}`: "other: state is an object, not a string",
	} {
		got := ""
		tell := func(who string, n *wxpay.Notification) error {
			for _, u := range n.Unread {
				got += who + ": " + u.String()
			}
			return nil
		}
		notifications := payscore.Notifications{
			UserPaid: func(_ context.Context, n *wxpay.Notification, _ *payscore.ServiceOrder) error {
				return tell("function", n)
			},
			Other: func(_ context.Context, n *wxpay.Notification) error { return tell("other", n) },
		}
		header, body := poster{event: payscore.EventUserPaid, resource: resource}.post()
		response := newReceiver(t).Serve(t.Context(), header, body, notifications.Dispatch)
		if got != want || response.StatusCode != http.StatusNoContent {
			t.Errorf("%s: status %d, %q, want %q", resource, response.StatusCode, got, want)
		}
	}
}
