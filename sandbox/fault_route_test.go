package sandbox_test

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

const order = `{"order_id":"1","state":"REVOKED"}`

func jsonOrder() sandbox.Response {
	return sandbox.Raw(http.StatusOK, "application/json; charset=utf-8", []byte(order))
}

// A response is signed with the key that Wechatpay-Serial names.
func TestResponseKey(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle(ordersPattern, jsonOrder(), sandbox.NoContent(), sandbox.Error(http.StatusNotFound, "NOT_FOUND", "x"), jsonOrder())
	tests := []struct{ name, header, want string }{
		{"the public key, 200", gw.PublicKeyID(), gw.PublicKeyID()},
		{"the public key, 204", gw.PublicKeyID(), gw.PublicKeyID()},
		{"the public key, 404", gw.PublicKeyID(), gw.PublicKeyID()},
		{"the certificate", gw.PlatformSerial(), gw.PlatformSerial()},
		{"nothing", "", gw.PlatformSerial()},
		{"a key that is not known", "PUB_KEY_ID_1", gw.PlatformSerial()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := newCall(gw)
			if tt.header != "" {
				c.header = "Wechatpay-Serial: " + tt.header + "\r\n"
			}
			got := c.send(t, gw)
			key := gw.PublicKey()
			if tt.want == gw.PlatformSerial() {
				key = certificateKey(gw)
			}
			if got.header.Get("Wechatpay-Serial") != tt.want || !verifies(key, got.header, got.body) {
				t.Errorf("serial %q, want %q with a signature that fits", got.header.Get("Wechatpay-Serial"), tt.want)
			}
			if got.header.Get("Wechatpay-Signature-Type") != "WECHATPAY2-SHA256-RSA2048" || got.header.Get("Request-ID") == "" {
				t.Errorf("header %v", got.header)
			}
		})
	}
}

var spoilers = []struct {
	fault sandbox.Fault
	fits  bool // with the key that was asked for, time stamp aside
}{
	{sandbox.Fault{}, true},
	{sandbox.WrongSignature(), false},
	{sandbox.OtherKey(), false},
	{sandbox.OtherSerial(), false},
	{sandbox.UnknownSerial(), false},
	{sandbox.MissingSignature(), false},
	{sandbox.SignTest(), false},
	{sandbox.StaleTimestamp(), true},
	{sandbox.ClockOff(-5 * time.Minute), true},
	{sandbox.ClockOff(time.Hour), true},
}

// The official SDK rejects spoiled signatures.
func TestSDKBadSignatures(t *testing.T) {
	for _, mode := range modes {
		gw := sandbox.New(t)
		client := newClient(t, mode.options(gw))
		key := gw.PublicKey()
		if mode.serial(gw) == gw.PlatformSerial() {
			key = certificateKey(gw)
		}
		for _, tt := range spoilers {
			t.Run(mode.name+" "+tt.fault.String(), func(t *testing.T) {
				for _, a := range []sandbox.Response{jsonOrder(), sandbox.NoContent()} {
					gw.Handle(ordersPattern, a.WithFaults(tt.fault))
					result, err := client.Post(context.Background(), "https://api.mch.weixin.qq.com/v3/orders/1", "{}")
					if wantErr := tt.fault.String() != ""; (err != nil) != wantErr {
						t.Errorf("error %v, want one: %v", err, wantErr)
					}
					body, err := io.ReadAll(result.Response.Body)
					if err != nil {
						t.Fatal(err)
					}
					if got := verifies(key, result.Response.Header, string(body)); got != tt.fits {
						t.Errorf("the signature fits: %v, want %v", got, tt.fits)
					}
				}
			})
		}
	}
}

// Faults are used in the order in which they were injected.
func TestFaultOrder(t *testing.T) {
	gw := sandbox.New(t)
	route, _ := gw.Handle("GET /v3/orders/{no}", sandbox.JSON(200, 1), sandbox.JSON(200, 2), sandbox.JSON(200, 3))
	gw.InjectFaults(2, sandbox.HTMLErrorPage(503))
	gw.InjectFaults(1, sandbox.HTMLErrorPage(504))
	route.InjectFaults(sandbox.Always, sandbox.ContentType("text/plain"))
	got := func() string {
		resp, body, err := fetch(t, gw, nil)
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode != 200 {
			return strconv.Itoa(resp.StatusCode)
		}
		return string(body) + " " + resp.Header.Get("Content-Type")
	}
	for i, want := range []string{"503", "503", "504", "1 text/plain", "2 text/plain"} {
		if got := got(); got != want {
			t.Errorf("exchange %d: %s, want %s", i+1, got, want)
		}
	}
	route.ClearFaults()
	gw.InjectFaults(sandbox.Always, sandbox.HTMLErrorPage(500))
	if got := got(); got != "500" {
		t.Errorf("got %s, want 500", got)
	}
	gw.ClearFaults()
	if got := got(); got != "3 application/json; charset=utf-8" {
		t.Errorf("at the end: %s", got)
	}
}

// A rejected request uses up no fault.
func TestFaultAfterRejection(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle("GET /v3/orders/{no}", sandbox.NoContent())
	gw.InjectFaults(1, sandbox.HTMLErrorPage(502))
	resp, _, err := fetch(t, gw, func(r *http.Request) { r.Header.Del("Authorization") })
	if err != nil || resp.StatusCode != http.StatusUnauthorized {
		t.Fatalf("answered %v, %v", resp, err)
	}
	if resp, _, err = fetch(t, gw, nil); err != nil || resp.StatusCode != http.StatusBadGateway {
		t.Errorf("then answered %v, %v", resp, err)
	}
}

// A client that follows a redirect does not leave the sandbox.
func TestRedirectStaysLocal(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle("/", sandbox.NoContent())
	gw.InjectFaults(1, sandbox.Redirect(http.StatusFound, "http://192.0.2.1:81/elsewhere"))
	client := newClient(t, gw.Options())
	_, err := client.Post(context.Background(), "https://api.mch.weixin.qq.com/v3/orders/1", "{}")
	seen := gw.Requests()
	if len(seen) != 2 || seen[1].Host != "192.0.2.1:81" || seen[1].Method != http.MethodGet || seen[1].Verdict.OK {
		t.Fatalf("recorded %d requests, error %v", len(seen), err)
	}
	if !core.IsAPIError(err, "SIGN_ERROR") {
		t.Errorf("the followed request, which is not signed any more: %v", err)
	}
}

// A gzip response is sent even without Accept-Encoding.
func TestGzipFault(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle("GET /v3/orders/{no}", jsonOrder().WithFaults(sandbox.Gzip()))
	resp, body, err := fetch(t, gw, func(r *http.Request) { r.Header.Set("Accept-Encoding", "identity") })
	if err != nil {
		t.Fatal(err)
	}
	unpacker, err := gzip.NewReader(strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(unpacker)
	if err != nil || string(plain) != order || resp.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("unpacked %q, %v", plain, err)
	}
}
