package wxpay_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/notify"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// Each test here begins with what the official SDK's package notify does, so
// that it can be dropped when the SDK no longer does it.

type order struct {
	OutTradeNo string `json:"out_trade_no"`
}

// sdkParse has the SDK take what p posts.
func sdkParse(t *testing.T, p poster, content any) (request *notify.Request, err error) {
	t.Helper()
	handler, err := notify.NewRSANotifyHandler(apiV3Key(), combined())
	if err != nil {
		t.Fatal(err)
	}
	header, body := p.post()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://example.com/notify", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("panic: %v", fault)
		}
	}()
	return handler.ParseNotifyRequest(t.Context(), req, content)
}

func TestSDKDecodesIntoValue(t *testing.T) {
	var lost order
	if _, err := sdkParse(t, poster{}, lost); err != nil || lost.OutTradeNo != "" {
		t.Fatalf("the SDK no longer does: %v", err)
	}
	var got string
	header, body := poster{}.post()
	response := newReceiver(t).Serve(t.Context(), header, body, func(ctx context.Context, n *wxpay.Notification) error {
		return wxpayimpl.HandleEvent(ctx, n, func(_ context.Context, _ *wxpay.Notification, o *order) error {
			got = o.OutTradeNo
			return nil
		}, nil)
	})
	if response.StatusCode != http.StatusNoContent || got != "1217752501201407033233368018" {
		t.Errorf("status %d, number %q", response.StatusCode, got)
	}
}

func TestSDKPanics(t *testing.T) {
	for name, p := range map[string]poster{
		"no resource":  {edit: without("resource")},
		"a null":       {edit: func(m message) { m["resource"] = nil }},
		"a long nonce": {nonce: "fdasflkja4841"},
		"no nonce":     {edit: without("nonce")},
	} {
		_, err := sdkParse(t, p, new(order))
		if err == nil || !strings.Contains(err.Error(), "panic") {
			t.Errorf("the SDK no longer panics on %s: %v", name, err)
		}
		header, body := p.post()
		if _, err := newReceiver(t).Receive(t.Context(), header, body); reason(err) != wxpay.NotificationMalformed {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSDKErrorQuotesRequest(t *testing.T) {
	p := poster{tamper: set("Wechatpay-Signature", "AAAA"), id: strings.Repeat("personal ", 1000)}
	if _, err := sdkParse(t, p, new(order)); err == nil || len(err.Error()) < 500 {
		t.Fatalf("the SDK no longer does: %v", err)
	}
	header, body := p.post()
	_, err := newReceiver(t).Receive(t.Context(), header, body)
	if err == nil || len(err.Error()) > 300 || strings.Contains(err.Error(), "personal") || strings.Contains(err.Error(), "AAAA") {
		t.Errorf("error %v", err)
	}
}

func TestSDKBodyLimit(t *testing.T) {
	p := poster{body: strings.Repeat("x", 4<<20), tamper: set("Wechatpay-Signature", "AAAA")}
	if _, err := sdkParse(t, p, new(order)); err == nil || !strings.Contains(err.Error(), "verify") {
		t.Fatalf("the SDK no longer does: %.200v", err)
	}
	header, body := p.post()
	if status, _ := deliver(t, handlerOf(t, newReceiver(t), ignore), header, body); status != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", status)
	}
}

func TestSDKWrongKey(t *testing.T) {
	forged := poster{key: foreignKey()}
	closed := poster{apiV3Key: strings.Repeat("k", 32)}
	for _, p := range []poster{forged, closed} {
		if _, err := sdkParse(t, p, new(order)); err == nil || fmt.Sprintf("%T", err) == "*wxpay.NotificationError" {
			t.Fatalf("the SDK takes it: %v", err)
		}
	}
	for want, p := range map[int]poster{http.StatusUnauthorized: forged, http.StatusInternalServerError: closed} {
		header, body := p.post()
		_, err := newReceiver(t).Receive(t.Context(), header, body)
		if response := wxpay.NewNotificationResponse(err); response.StatusCode != want {
			t.Errorf("status %d, want %d", response.StatusCode, want)
		}
	}
}

func TestSDKNeedsNetHTTP(t *testing.T) {
	header, body := poster{}.post()
	before := bytes.Clone(body)
	n, err := newReceiver(t).Receive(t.Context(), header, body)
	if err != nil || n.EventType != "TRANSACTION.SUCCESS" || !bytes.Equal(body, before) {
		t.Errorf("notification %v, error %v", n, err)
	}
}

func TestSingleKeyDuringSwitch(t *testing.T) {
	byKey, byCertificate := poster{}, poster{key: certificateKey(), serial: platformSerial}
	alone, err := wxpay.NewReceiver(apiV3Key(), verifiers.NewSHA256WithRSAPubkeyVerifier(publicKeyID, platformKey().PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	header, body := byCertificate.post()
	if _, err := alone.Receive(t.Context(), header, body); reason(err) != wxpay.NotificationUnknownSerial {
		t.Errorf("one key alone: %v", err)
	}
	for _, p := range []poster{byKey, byCertificate, byKey} {
		header, body := p.post()
		if _, err := newReceiver(t).Receive(t.Context(), header, body); err != nil {
			t.Errorf("both keys: %v", err)
		}
	}
}
