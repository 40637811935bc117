package wxpay_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

func TestNotification(t *testing.T) {
	for name, p := range map[string]poster{
		"by the public key":                {},
		"by the platform certificate":      {key: certificateKey(), serial: platformSerial},
		"with associated data":             {data: "transaction"},
		"without associated data":          {edit: func(m message) { delete(m.resource(), "associated_data") }},
		"with null as associated data":     {edit: func(m message) { m.resource()["associated_data"] = nil }},
		"with members that nobody knows":   {edit: func(m message) { m["new"], m.resource()["new"] = 1, []int{2} }},
		"with a summary that is no string": {edit: func(m message) { m["summary"] = map[string]any{} }},
		"without a signature type":         {tamper: func(h http.Header, b []byte) []byte { h.Del("Wechatpay-Signature-Type"); return b }},
		"four minutes old":                 {time: time.Now().Add(-4 * time.Minute)},
		"four minutes ahead":               {time: time.Now().Add(4 * time.Minute)},
	} {
		t.Run(name, func(t *testing.T) {
			var got *wxpay.Notification
			handler := handlerOf(t, newReceiver(t), func(_ context.Context, n *wxpay.Notification) error {
				got = n
				return nil
			})
			header, body := p.post()
			status, response := deliver(t, handler, header, body)
			if status != http.StatusNoContent || response != "" || got == nil {
				t.Fatalf("status %d, answer %s, notification %v", status, response, got)
			}
			want := &wxpay.Notification{
				ID: "EV-2018022511223320873", CreateTime: "2015-05-20T13:29:35+08:00", EventType: "TRANSACTION.SUCCESS",
				ResourceType: "encrypt-resource", OriginalType: "transaction", Summary: "支付成功",
				Serial: or(p.serial, publicKeyID), Resource: []byte(paidResource),
			}
			if name == "with a summary that is no string" {
				want.Summary = ""
			}
			if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(wxpay.Notification{})); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// without deletes a member of the message, or of its resource.
func without(member string) func(message) {
	return func(m message) {
		delete(m, member)
		if r, ok := m["resource"].(map[string]any); ok {
			delete(r, member)
		}
	}
}

func set(name, value string) func(http.Header, []byte) []byte {
	return func(h http.Header, b []byte) []byte {
		h[name] = []string{value}
		return b
	}
}

// rejected has notifications that are not taken, with the status of the response
// and the reason.
func rejected() map[string]apiErr {
	return map[string]apiErr{
		"a body that was changed":        {poster{tamper: func(_ http.Header, b []byte) []byte { return bytes.Replace(b, []byte("20873"), []byte("20874"), 1) }}, 401, wxpay.NotificationBadSignature},
		"a body that was cut":            {poster{tamper: func(_ http.Header, b []byte) []byte { return b[:len(b)-9] }}, 401, wxpay.NotificationBadSignature},
		"a body with a space more":       {poster{tamper: func(_ http.Header, b []byte) []byte { return append(b, ' ') }}, 401, wxpay.NotificationBadSignature},
		"no body":                        {poster{tamper: func(http.Header, []byte) []byte { return nil }}, 401, wxpay.NotificationBadSignature},
		"a signature of another key":     {poster{key: foreignKey()}, 401, wxpay.NotificationBadSignature},
		"the serial of another key":      {poster{serial: platformSerial}, 401, wxpay.NotificationBadSignature},
		"a serial that nobody knows":     {poster{serial: "5F00BA4"}, 401, wxpay.NotificationUnknownSerial},
		"a signature that is not Base64": {poster{tamper: set("Wechatpay-Signature", "!")}, 401, wxpay.NotificationBadSignature},
		"a probe of WeChat Pay":          {poster{tamper: set("Wechatpay-Signature", "WECHATPAY/SIGNTEST/Zm9yZ2Vk")}, 401, wxpay.NotificationProbe},
		"a probe without a body": {poster{tamper: func(h http.Header, _ []byte) []byte {
			return set("Wechatpay-Signature", "WECHATPAY/SIGNTEST/Zm9yZ2Vk")(h, nil)
		}}, 401, wxpay.NotificationProbe},
		"a member that is no string":      {poster{edit: func(m message) { m.resource()["nonce"] = 5 }}, 400, wxpay.NotificationMalformed},
		"names in another case":           {poster{body: `{"ID":"1","EVENT_TYPE":"X","RESOURCE":{}}`}, 400, wxpay.NotificationMalformed},
		"another nonce":                   {poster{tamper: set("Wechatpay-Nonce", "other")}, 401, wxpay.NotificationBadSignature},
		"no signature":                    {poster{tamper: func(h http.Header, b []byte) []byte { h.Del("Wechatpay-Signature"); return b }}, 401, wxpay.NotificationUnsigned},
		"an empty serial":                 {poster{tamper: set("Wechatpay-Serial", "")}, 401, wxpay.NotificationUnsigned},
		"two signatures":                  {poster{tamper: func(h http.Header, b []byte) []byte { h.Add("Wechatpay-Signature", "x"); return b }}, 401, wxpay.NotificationUnsigned},
		"a signature of another kind":     {poster{signatureType: "WECHATPAY2-SM2-WITH-SM3"}, 401, wxpay.NotificationUnsigned},
		"a timestamp that is no number":   {poster{tamper: set("Wechatpay-Timestamp", "now")}, 401, wxpay.NotificationUnsigned},
		"a timestamp at the end of time":  {poster{tamper: set("Wechatpay-Timestamp", "9223372036854775807")}, 401, wxpay.NotificationStale},
		"six minutes old":                 {poster{time: time.Now().Add(-6 * time.Minute)}, 401, wxpay.NotificationStale},
		"six minutes ahead":               {poster{time: time.Now().Add(6 * time.Minute)}, 401, wxpay.NotificationStale},
		"above the limit":                 {poster{body: strings.Repeat(" ", 1<<20+1)}, 413, wxpay.NotificationTooLarge},
		"a signed body that is not JSON":  {poster{body: "<html>"}, 400, wxpay.NotificationMalformed},
		"a signed body that is null":      {poster{body: "null"}, 400, wxpay.NotificationMalformed},
		"a signed body that is a list":    {poster{body: "[]"}, 400, wxpay.NotificationMalformed},
		"a message within a message":      {poster{body: "{} {}"}, 400, wxpay.NotificationMalformed},
		"no event type":                   {poster{edit: without("event_type")}, 400, wxpay.NotificationMalformed},
		"an event type that is no string": {poster{edit: func(m message) { m["event_type"] = 1 }}, 400, wxpay.NotificationMalformed},
		"no resource":                     {poster{edit: without("resource")}, 400, wxpay.NotificationMalformed},
		"a resource that is null":         {poster{edit: func(m message) { m["resource"] = nil }}, 400, wxpay.NotificationMalformed},
		"a resource that is a string":     {poster{edit: func(m message) { m["resource"] = "x" }}, 400, wxpay.NotificationMalformed},
		"no nonce":                        {poster{edit: without("nonce")}, 400, wxpay.NotificationMalformed},
		"a nonce of 13 bytes":             {poster{nonce: "fdasflkja4841"}, 400, wxpay.NotificationMalformed},
		"a ciphertext that is not Base64": {poster{edit: func(m message) { m.resource()["ciphertext"] = "#" }}, 400, wxpay.NotificationMalformed},
		"a resource that is not JSON":     {poster{resource: "out_trade_no=1"}, 400, wxpay.NotificationMalformed},
		"a resource that is null JSON":    {poster{resource: " null "}, 400, wxpay.NotificationMalformed},
		"no ciphertext":                   {poster{edit: without("ciphertext")}, 500, wxpay.NotificationUndecryptable},
		"a ciphertext without a tag":      {poster{edit: func(m message) { m.resource()["ciphertext"] = "AAAA" }}, 500, wxpay.NotificationUndecryptable},
		"another APIv3 key":               {poster{apiV3Key: strings.Repeat("k", 32)}, 500, wxpay.NotificationUndecryptable},
		"other associated data":           {poster{data: "a", edit: func(m message) { m.resource()["associated_data"] = "b" }}, 500, wxpay.NotificationUndecryptable},
		"no algorithm":                    {poster{edit: without("algorithm")}, 500, wxpay.NotificationUndecryptable},
		"another algorithm":               {poster{edit: func(m message) { m.resource()["algorithm"] = "AEAD_SM4_GCM" }}, 500, wxpay.NotificationUndecryptable},
	}
}

type apiErr struct {
	poster poster
	status int
	reason wxpay.NotificationReason
}

func TestInvalidNotification(t *testing.T) {
	for name, test := range rejected() {
		t.Run(name, func(t *testing.T) {
			var event wxpay.NotificationEvent
			r := newReceiver(t, wxpay.WithNotificationObserver(func(_ context.Context, e wxpay.NotificationEvent) { event = e }))
			header, body := test.poster.post()
			status, response := deliver(t, handlerOf(t, r, func(context.Context, *wxpay.Notification) error {
				t.Error("it was handled")
				return nil
			}), header, body)
			if status != test.status || !strings.HasPrefix(response, `{"code":"FAIL","message":"`) {
				t.Errorf("status %d, answer %s", status, response)
			}
			if event.Reason != test.reason || event.StatusCode != test.status {
				t.Errorf("the observer was told %+v", event)
			}
			n, err := r.Receive(t.Context(), header, body)
			var fault *wxpay.NotificationError
			if n != nil || !errors.As(err, &fault) || fault.Reason != test.reason {
				t.Fatalf("Receive returned %v, %v", n, err)
			}
			for _, secret := range []string{"1217752501201407033233368018", "oUpF8uMuAJO", apiV3Key(), "ciphertext\":"} {
				if strings.Contains(err.Error(), secret) || len(err.Error()) > 300 {
					t.Errorf("the text quotes too much: %v", err)
				}
			}
		})
	}
}

// A line feed would shift the boundary between the signed lines.
func TestLineFeedInNonce(t *testing.T) {
	header, body := poster{body: "{\n}"}.post()
	header["Wechatpay-Nonce"][0] += "\n{"
	_, err := newReceiver(t).Receive(t.Context(), header, body[2:])
	if reason(err) != wxpay.NotificationUnsigned {
		t.Errorf("the same signature was taken for another body: %v", err)
	}
}

func reason(err error) wxpay.NotificationReason {
	var fault *wxpay.NotificationError
	if errors.As(err, &fault) {
		return fault.Reason
	}
	return ""
}

func TestOtherMethods(t *testing.T) {
	handler := handlerOf(t, newReceiver(t), ignore)
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPut, http.MethodOptions} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(method, "/notify", nil))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != http.MethodPost {
			t.Errorf("%s: status %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
}

func TestMaxNotification(t *testing.T) {
	for name, length := range map[string]int64{"a length that is not told": -1, "a length that is told": 1 << 40} {
		read := 0
		req := httptest.NewRequest(http.MethodPost, "/notify", readerFunc(func(p []byte) (int, error) {
			if read += len(p); read > 1<<20 {
				return 0, io.EOF
			}
			return len(p), nil
		}))
		req.ContentLength = length
		w := httptest.NewRecorder()
		handlerOf(t, newReceiver(t, wxpay.WithMaxNotification(1000)), ignore).ServeHTTP(w, req)
		if w.Code != http.StatusRequestEntityTooLarge || read > 10_000 {
			t.Errorf("%s: status %d after %d bytes", name, w.Code, read)
		}
	}
}

func TestInterruptedNotification(t *testing.T) {
	header, body := poster{}.post()
	broken := io.MultiReader(bytes.NewReader(body[:50]), iotest.ErrReader(io.ErrUnexpectedEOF))
	req := httptest.NewRequest(http.MethodPost, "/notify", broken)
	req.Header = header
	w := httptest.NewRecorder()
	handlerOf(t, newReceiver(t), ignore).ServeHTTP(w, req)
	if w.Code != http.StatusBadRequest {
		t.Errorf("status %d", w.Code)
	}
}

func TestLowerCaseHeaders(t *testing.T) {
	header, body := poster{}.post()
	lower := http.Header{}
	for name, values := range header {
		lower[strings.ToLower(name)] = values
	}
	if _, err := newReceiver(t).Receive(t.Context(), lower, body); err != nil {
		t.Error(err)
	}
}

func TestClockSkew(t *testing.T) {
	then := time.Date(2018, 6, 8, 10, 34, 56, 0, time.UTC)
	clock := wxpay.WithClock(func() time.Time { return then })
	header, body := poster{time: then.Add(-30 * time.Second)}.post()
	if _, err := newReceiver(t, clock).Receive(t.Context(), header, body); err != nil {
		t.Error(err)
	}
	_, err := newReceiver(t, clock, wxpay.WithClockSkew(20*time.Second)).Receive(t.Context(), header, body)
	if reason(err) != wxpay.NotificationStale || !strings.Contains(err.Error(), "20s") {
		t.Errorf("error %v", err)
	}
}

func TestReceiverErrors(t *testing.T) {
	r, err := wxpay.NewReceiver("secret", nil, nil, wxpay.WithClock(nil), wxpay.WithClockSkew(0), wxpay.WithMaxNotification(0),
		wxpay.WithHandlerTimeout(5*time.Second), wxpay.WithDeduplicator(nil), wxpay.WithResourceCipher(nil), wxpay.WithNotificationObserver(nil))
	if r != nil || err == nil {
		t.Fatalf("receiver %v, error %v", r, err)
	}
	for _, want := range []string{
		"no verifier", "6 bytes, not 32", "an option is nil", "WithClock:", "WithClockSkew:", "WithMaxNotification:", "WithHandlerTimeout:",
		"WithDeduplicator:", "WithResourceCipher:", "WithNotificationObserver:",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in: %v", want, err)
		}
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("the key is in: %v", err)
	}
}

func TestUnknownSerial(t *testing.T) {
	header, body := poster{serial: "5F00BA4"}.post()
	for name, verifier := range map[string]auth.Verifier{
		"public key":   verifiers.NewSHA256WithRSAPubkeyVerifier(publicKeyID, platformKey().PublicKey),
		"certificates": verifiers.NewSHA256WithRSAVerifier(core.NewCertificateMap(nil)),
		"both":         combined(),
	} {
		r, err := wxpay.NewReceiver(apiV3Key(), verifier)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Receive(t.Context(), header, body); reason(err) != wxpay.NotificationUnknownSerial {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReceiveContext(t *testing.T) {
	header, body := poster{}.post()
	r := newReceiver(t)
	var none context.Context
	if response := r.Serve(none, header, body, nil); response.StatusCode != http.StatusInternalServerError {
		t.Errorf("status %d", response.StatusCode)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	slow, err := wxpay.NewReceiver(apiV3Key(), verifierFunc(func(ctx context.Context) error { return ctx.Err() }))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := slow.Receive(ctx, header, body); reason(err) != wxpay.NotificationFailed || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// verifierFunc says of every signature what it returns.
type verifierFunc func(ctx context.Context) error

func (f verifierFunc) Verify(ctx context.Context, _, _, _ string) error { return f(ctx) }

func (verifierFunc) GetSerial(context.Context) (string, error) { return publicKeyID, nil }
