package sandbox_test

import (
	"compress/gzip"
	"context"
	"errors"
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

func jsonOrder() sandbox.Answer {
	return sandbox.Raw(http.StatusOK, "application/json; charset=utf-8", []byte(order))
}

func TestAnAnswerIsSignedWithTheKeyThatTheRequestAsksFor(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle(ordersPattern, jsonOrder(), sandbox.NoContent(), sandbox.Refuse(http.StatusNotFound, "NOT_FOUND", "x"), jsonOrder())
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

func TestSpoiledSignaturesAreRefusedByTheOfficialClient(t *testing.T) {
	tests := []struct {
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
	for _, mode := range modes {
		gw := sandbox.New(t)
		client := newClient(t, mode.options(gw))
		key := gw.PublicKey()
		if mode.serial(gw) == gw.PlatformSerial() {
			key = certificateKey(gw)
		}
		for _, tt := range tests {
			t.Run(mode.name+" "+tt.fault.String(), func(t *testing.T) {
				for _, a := range []sandbox.Answer{jsonOrder(), sandbox.NoContent()} {
					gw.Handle(ordersPattern, a.With(tt.fault))
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

// fetch sends a signed request through the HTTP client that is handed out.
func fetch(t *testing.T, gw *sandbox.Gateway, change func(*http.Request)) (*http.Response, []byte, error) {
	t.Helper()
	c := newCall(gw)
	c.uri, c.method, c.body = "/v3/orders/1", http.MethodGet, ""
	c.authorization = strings.TrimSuffix(strings.SplitAfter(strings.SplitAfter(c.text(), "Authorization: ")[1], "\r\n")[0], "\r\n")
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, c.method, "https://api.mch.weixin.qq.com"+c.uri, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", c.authorization)
	if change != nil {
		change(r)
	}
	client := *gw.HTTPClient()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	return resp, body, err
}

func TestEveryFaultDoesWhatItSays(t *testing.T) {
	const huge = 3 << 20
	tests := []struct {
		faults []sandbox.Fault
		effect bool
		status int // as recorded
		fits   bool
		check  func(t *testing.T, resp *http.Response, body string)
	}{
		{[]sandbox.Fault{sandbox.Redirect(http.StatusTemporaryRedirect, "https://example.com/x")}, false, 307, false,
			func(t *testing.T, resp *http.Response, _ string) {
				if got := resp.Header.Get("Location"); got != "https://example.com/x" {
					t.Errorf("Location %q", got)
				}
			}},
		{[]sandbox.Fault{sandbox.HTMLErrorPage(http.StatusBadGateway)}, false, 502, false,
			func(t *testing.T, resp *http.Response, body string) {
				if !strings.Contains(body, "<h1>502 Bad Gateway</h1>") || resp.Header.Get("Content-Type") != "text/html" {
					t.Errorf("page %q as %q", body, resp.Header.Get("Content-Type"))
				}
			}},
		{[]sandbox.Fault{sandbox.HugeBody(huge)}, true, 200, true,
			func(t *testing.T, _ *http.Response, body string) {
				if len(body) != huge || strings.TrimSpace(body) != order {
					t.Errorf("%d bytes", len(body))
				}
			}},
		{[]sandbox.Fault{sandbox.HugeBody(huge), sandbox.Gzip()}, true, 200, true,
			func(t *testing.T, resp *http.Response, body string) {
				if len(body) != huge || !resp.Uncompressed {
					t.Errorf("%d bytes, unpacked on the way: %v", len(body), resp.Uncompressed)
				}
			}},
		{[]sandbox.Fault{sandbox.TruncatedJSON()}, true, 200, true,
			func(t *testing.T, _ *http.Response, body string) {
				if body != order[:len(order)/2] {
					t.Errorf("body %q", body)
				}
			}},
		{[]sandbox.Fault{sandbox.ContentType("text/plain")}, true, 200, true,
			func(t *testing.T, resp *http.Response, body string) {
				if got := resp.Header.Get("Content-Type"); got != "text/plain" || body != order {
					t.Errorf("%q as %q", body, got)
				}
			}},
		{[]sandbox.Fault{sandbox.ContentType("")}, true, 200, true,
			func(t *testing.T, resp *http.Response, _ string) {
				if got, there := resp.Header["Content-Type"]; there {
					t.Errorf("Content-Type %q", got)
				}
			}},
		{[]sandbox.Fault{sandbox.SlowHeaders(time.Millisecond), sandbox.SlowBody(time.Millisecond)}, true, 200, true, nil},
	}
	for _, tt := range tests {
		t.Run(tt.faults[0].String(), func(t *testing.T) {
			gw := sandbox.New(t)
			effects := 0
			gw.Handle("GET /v3/orders/{no}", sandbox.Func(func(*sandbox.Request) sandbox.Answer { effects++; return jsonOrder() }))
			gw.Misbehave(1, tt.faults...)
			resp, body, err := fetch(t, gw, nil)
			if err != nil {
				t.Fatal(err)
			}
			if tt.check != nil {
				tt.check(t, resp, string(body))
			}
			if got := verifies(certificateKey(gw), resp.Header, string(body)); got != tt.fits {
				t.Errorf("the signature fits: %v, want %v", got, tt.fits)
			}
			seen := gw.Requests()[0]
			if (effects == 1) != tt.effect || seen.Status != tt.status || resp.StatusCode != tt.status || len(seen.Faults) != len(tt.faults) {
				t.Errorf("took effect %d times; recorded %d %v, answered %d", effects, seen.Status, seen.Faults, resp.StatusCode)
			}
			if _, body, err := fetch(t, gw, nil); err != nil || string(body) != order {
				t.Errorf("the exchange after that: %q, %v", body, err)
			}
		})
	}
}

func TestConnectionsBreakWhereTheyShould(t *testing.T) {
	tests := []struct {
		name    string
		fault   sandbox.Fault
		answer  sandbox.Answer
		effect  bool
		headers bool
	}{
		{"before the effect", sandbox.DropBeforeEffect(), jsonOrder(), false, false},
		{"after the effect", sandbox.DropAfterEffect(), jsonOrder(), true, false},
		{"within the body", sandbox.DropMidBody(), jsonOrder(), true, true},
		{"where there is no body", sandbox.DropMidBody(), sandbox.NoContent(), true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			gw := sandbox.New(t)
			effects := 0
			answer := sandbox.Func(func(*sandbox.Request) sandbox.Answer { effects++; return tt.answer })
			gw.Handle("GET /v3/orders/{no}", jsonOrder(), answer.With(tt.fault))
			if _, _, err := fetch(t, gw, nil); err != nil { // leaves a connection to use again
				t.Fatal(err)
			}
			resp, body, err := fetch(t, gw, nil)
			if err == nil || (resp != nil) != tt.headers {
				t.Fatalf("answer %v, error %v", resp, err)
			}
			if tt.headers && (!errors.Is(err, io.ErrUnexpectedEOF) || string(body) != order[:len(order)/2]) {
				t.Errorf("got %q and %v, want half of the body", body, err)
			}
			if (effects == 1) != tt.effect {
				t.Errorf("took effect %d times", effects)
			}
			if got := len(gw.Requests()); got != 2 {
				t.Errorf("%d requests, want 2: the HTTP client must not repeat a broken one by itself", got)
			}
		})
	}
}

func TestAGzipAnswerGoesOutPackedWithoutBeingAskedFor(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle("GET /v3/orders/{no}", jsonOrder().With(sandbox.Gzip()))
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

func TestFaultsAreUsedUpInTurn(t *testing.T) {
	gw := sandbox.New(t)
	route := gw.Handle("GET /v3/orders/{no}", sandbox.JSON(200, 1), sandbox.JSON(200, 2), sandbox.JSON(200, 3))
	gw.Misbehave(2, sandbox.HTMLErrorPage(503))
	gw.Misbehave(1, sandbox.HTMLErrorPage(504))
	route.Misbehave(sandbox.Always, sandbox.ContentType("text/plain"))
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
	route.Behave()
	gw.Misbehave(sandbox.Always, sandbox.HTMLErrorPage(500))
	if got := got(); got != "500" {
		t.Errorf("got %s, want 500", got)
	}
	gw.Behave()
	if got := got(); got != "3 application/json; charset=utf-8" {
		t.Errorf("at the end: %s", got)
	}
}

func TestARefusedRequestUsesUpNoFault(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle("GET /v3/orders/{no}", sandbox.NoContent())
	gw.Misbehave(1, sandbox.HTMLErrorPage(502))
	resp, _, err := fetch(t, gw, func(r *http.Request) { r.Header.Del("Authorization") })
	if err != nil || resp.StatusCode != http.StatusUnauthorized {
		t.Fatalf("answered %v, %v", resp, err)
	}
	if resp, _, err = fetch(t, gw, nil); err != nil || resp.StatusCode != http.StatusBadGateway {
		t.Errorf("then answered %v, %v", resp, err)
	}
}

func TestARedirectFollowedByTheClientStillEndsHere(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle("/", sandbox.NoContent())
	gw.Misbehave(1, sandbox.Redirect(http.StatusFound, "http://192.0.2.1:81/elsewhere"))
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
