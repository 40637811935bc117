package wxpay_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/cipher/ciphers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/cipher/decryptors"
	"github.com/wechatpay-apiv3/wechatpay-go/utils"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// No way of printing a notification shows its resource.
func TestNotificationText(t *testing.T) {
	header, body := poster{}.post()
	n, err := newReceiver(t).Receive(t.Context(), header, body)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		logger := slog.New(handler)
		logger.Info("one", "n", n, "value", *n, "list", []any{n, *n}, "within", struct{ N *wxpay.Notification }{n})
	}
	asJSON, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	text := log.String() + string(asJSON) + n.String()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		text += fmt.Sprintf(verb+verb+verb, n, *n, []any{n})
	}
	for _, secret := range []string{
		"oUpF8uMuAJO", "1217752501201407033233368018",
		fmt.Sprint([]byte("oUpF"))[1:12], fmt.Sprintf("%x", "oUpF8uMu"),
	} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is shown in\n%s", secret, text)
		}
	}
	if !strings.Contains(text, "EV-2018022511223320873") || !strings.Contains(text, "TRANSACTION.SUCCESS") {
		t.Errorf("the texts say nothing:\n%s", text)
	}
}

func TestNotificationEventText(t *testing.T) {
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, nil))
	told := errors.New("no order for openid oUpF8uMuAJO")
	var event wxpay.NotificationEvent
	r := newReceiver(t, wxpay.WithNotificationObserver(func(ctx context.Context, e wxpay.NotificationEvent) {
		logger.InfoContext(ctx, "notification", "event", e)
		event = e
	}))
	header, body := poster{id: "EV-1\nlevel=ERROR"}.post()
	response := r.Serve(t.Context(), header, body, func(context.Context, *wxpay.Notification) error { return told })
	if response.StatusCode != http.StatusInternalServerError || !errors.Is(event.Err, told) || event.Reason != wxpay.NotificationFailed {
		t.Errorf("status %d, event %+v", response.StatusCode, event)
	}
	if got := string(response.Body); got != `{"code":"FAIL","message":"not handled"}` {
		t.Errorf("answer %s", got)
	}
	if strings.Contains(log.String(), "oUpF8uMuAJO") || strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), "status=500") {
		t.Errorf("log %s", log.String())
	}
}

func TestHandlerTimeout(t *testing.T) {
	for want, opts := range map[time.Duration][]wxpay.ReceiverOption{
		4 * time.Second: nil,
		2 * time.Second: {wxpay.WithHandlerTimeout(2 * time.Second)},
	} {
		header, body := poster{}.post()
		newReceiver(t, opts...).Serve(t.Context(), header, body, func(ctx context.Context, _ *wxpay.Notification) error {
			deadline, ok := ctx.Deadline()
			if left := time.Until(deadline); !ok || left > want {
				t.Errorf("%v are left of %v", left, want)
			}
			return nil
		})
	}
}

func TestUnhandledEvent(t *testing.T) {
	header, body := poster{event: "PAYSCORE.NEW"}.post()
	r := newReceiver(t)
	for name, dispatch := range map[string]func(context.Context, *wxpay.Notification) error{
		"no function": nil,
		"no Other": func(ctx context.Context, n *wxpay.Notification) error {
			return wxpayimpl.HandleOther(ctx, n, nil)
		},
	} {
		if response := r.Serve(t.Context(), header, body, dispatch); response.StatusCode != http.StatusInternalServerError {
			t.Errorf("%s: status %d", name, response.StatusCode)
		}
	}
	err := wxpayimpl.HandleOther(t.Context(), &wxpay.Notification{EventType: "PAYSCORE.NEW"}, nil)
	if reason(err) != wxpay.NotificationUnhandled || !strings.Contains(err.Error(), "PAYSCORE.NEW") {
		t.Errorf("error %v", err)
	}
}

func TestUndecodableResource(t *testing.T) {
	header, body := poster{resource: `{"out_trade_no":13800138000}`}.post()
	n, err := newReceiver(t).Receive(t.Context(), header, body)
	if err != nil {
		t.Fatal(err)
	}
	err = byNumber(func() error { t.Error("it was handled"); return nil })(t.Context(), n)
	if reason(err) != wxpay.NotificationUndecodable || strings.Contains(err.Error(), "13800138000") || !strings.Contains(err.Error(), "out_trade_no") {
		t.Errorf("error %v", err)
	}
	if response := wxpay.NewNotificationResponse(err); response.StatusCode != http.StatusInternalServerError {
		t.Errorf("status %d", response.StatusCode)
	}
	n.Resource = []byte(`[]`)
	if err := byNumber(nil)(t.Context(), n); !strings.Contains(err.Error(), "the resource is an array, not an object") {
		t.Errorf("error %v", err)
	}
}

func TestNotificationLiteral(t *testing.T) {
	n := &wxpay.Notification{ID: "1", EventType: "TRANSACTION.SUCCESS", Resource: []byte(`{"out_trade_no":"1","new":{}}`)}
	handled := 0
	for range 2 {
		if err := byNumber(func() error { handled++; return nil })(t.Context(), n); err != nil {
			t.Error(err)
		}
	}
	if handled != 2 {
		t.Errorf("handled %d times without a receiver", handled)
	}
}

// sealedName is a resource with a field that is encrypted once more.
type sealedName struct {
	Name string `json:"name"`
}

func (s *sealedName) DecryptSensitive(d *wxpayimpl.Decrypter) error {
	s.Name = d.Decrypt("name", s.Name)
	return d.Err()
}

func TestResourceCipher(t *testing.T) {
	header, body := poster{resource: `{"name":"13800138000"}`}.post()
	n, err := newReceiver(t).Receive(t.Context(), header, body)
	if err != nil {
		t.Fatal(err)
	}
	err = wxpayimpl.HandleEvent(t.Context(), n, func(context.Context, *wxpay.Notification, *sealedName) error {
		t.Error("it was handled, and its name is a ciphertext")
		return nil
	}, func(context.Context, *wxpay.Notification) error {
		t.Error("it was handed to Other, and would be acknowledged though a cipher is all that is missing")
		return nil
	})
	if reason(err) != wxpay.NotificationUndecodable || strings.Contains(err.Error(), "138") || !strings.Contains(err.Error(), "name") {
		t.Errorf("error %v", err)
	}

	n, err = newReceiver(t, wxpay.WithResourceCipher(
		ciphers.NewWechatPayCipher(nil, decryptors.NewWechatPayDecryptor(merchantKey())))).Receive(t.Context(), header, body)
	if err != nil {
		t.Fatal(err)
	}
	ciphertext, err := utils.EncryptOAEPWithPublicKey("13800138000", &merchantKey().PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	n.Resource = []byte(`{"name":"` + ciphertext + `"}`)
	err = wxpayimpl.HandleEvent(t.Context(), n, func(_ context.Context, _ *wxpay.Notification, s *sealedName) error {
		if s.Name != "13800138000" {
			t.Errorf("the name is %q", s.Name)
		}
		return nil
	}, nil)
	if err != nil {
		t.Error(err)
	}
}

func TestNewNotificationResponse(t *testing.T) {
	for name, test := range map[string]struct {
		err    error
		status int
	}{
		"none":                     {nil, 204},
		"any":                      {errors.New("x"), 500},
		"a wrapped one":            {fmt.Errorf("x: %w", &wxpay.NotificationError{Reason: wxpay.NotificationStale}), 401},
		"one without a reason":     {&wxpay.NotificationError{}, 500},
		"one of an unknown reason": {&wxpay.NotificationError{Reason: "x"}, 500},
		"a nil one":                {(*wxpay.NotificationError)(nil), 500},
	} {
		response := wxpay.NewNotificationResponse(test.err)
		var body struct{ Code, Message string }
		if test.err != nil && (json.Unmarshal(response.Body, &body) != nil || body.Code != "FAIL" || body.Message == "") {
			t.Errorf("%s: %s", name, response.Body)
		}
		if response.StatusCode != test.status || (test.err == nil) != (len(response.Body) == 0) {
			t.Errorf("%s: status %d, %s", name, response.StatusCode, response.Body)
		}
	}
}

// WeChat Pay sent an event again that had been handled, because an observer panicked.
func TestNotificationObserverPanics(t *testing.T) {
	before := slog.Default()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	defer slog.SetDefault(before)
	r := newReceiver(t, wxpay.WithNotificationObserver(func(context.Context, wxpay.NotificationEvent) { panic("a secret") }))
	header, body := poster{}.post()
	if status, _ := deliver(t, handlerOf(t, r, ignore), header, body); status != 204 {
		t.Errorf("status %d", status)
	}
}
