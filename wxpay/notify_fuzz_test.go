package wxpay_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// fuzzKey is alike in all processes that fuzz.
const fuzzKey = "APIv3 key, fuzz: has 32 bytes..."

// FuzzReceive has bodies that are believed, whatever they are, and headers of all
// kinds: there is a notification with a valid resource, or an error with a reason
// that has a response, and never a panic.
func FuzzReceive(f *testing.F) {
	for _, p := range []poster{
		{},
		{edit: without("resource")},
		{nonce: "fdasflkja4841"},
		{edit: func(m message) { m.resource()["ciphertext"] = "" }},
		{resource: "[]"},
		{body: `{"resource":[]}`},
		{time: time.Unix(1, 0)},
	} {
		p.apiV3Key = fuzzKey
		header, body := p.post()
		f.Add(header.Get("Wechatpay-Timestamp"), header.Get("Wechatpay-Nonce"), header.Get("Wechatpay-Serial"), header.Get("Wechatpay-Signature"), body, true)
		f.Add(header.Get("Wechatpay-Timestamp"), "", "\n", "=", body, false)
	}
	believing, err := wxpay.NewReceiver(fuzzKey, verifierFunc(func(context.Context) error { return nil }))
	if err != nil {
		f.Fatal(err)
	}
	verifying := newReceiver(f)
	f.Fuzz(func(t *testing.T, timestamp, nonce, serial, signature string, body []byte, believed bool) {
		header := http.Header{}
		for name, value := range map[string]string{"Timestamp": timestamp, "Nonce": nonce, "Serial": serial, "Signature": signature} {
			header["Wechatpay-"+name] = []string{value}
		}
		r := verifying
		if believed {
			r = believing
			header.Set("Wechatpay-Timestamp", strconv.FormatInt(time.Now().Unix(), 10))
		}
		n, err := r.Receive(t.Context(), header, body)
		switch {
		case (n == nil) == (err == nil):
			t.Fatalf("notification %v, error %v", n, err)
		case err != nil && (reason(err) == "" || wxpay.NewNotificationResponse(err).StatusCode < 400 || len(err.Error()) > 400):
			t.Fatalf("error %v", err)
		case n != nil && (!json.Valid(n.Resource) || n.EventType == ""):
			t.Fatalf("notification %v", n)
		}
		if n != nil {
			_ = n.String()
			_ = n.Key("out_trade_no")
			_ = wxpayimpl.HandleEvent(t.Context(), n, func(context.Context, *wxpay.Notification, *order) error { return nil }, nil, "out_trade_no")
		}
	})
}
