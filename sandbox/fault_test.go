package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

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

const huge = 3 << 20

var faults = []struct {
	faults []sandbox.Fault
	effect bool
	status int // as recorded
	fits   bool
	check  func(t *testing.T, resp *http.Response, body string)
}{
	{
		[]sandbox.Fault{sandbox.Redirect(http.StatusTemporaryRedirect, "https://example.com/x")},
		false, 307, false,
		func(t *testing.T, resp *http.Response, _ string) {
			if got := resp.Header.Get("Location"); got != "https://example.com/x" {
				t.Errorf("Location %q", got)
			}
		},
	},
	{
		[]sandbox.Fault{sandbox.HTMLErrorPage(http.StatusBadGateway)},
		false, 502, false,
		func(t *testing.T, resp *http.Response, body string) {
			if !strings.Contains(body, "<h1>502 Bad Gateway</h1>") || resp.Header.Get("Content-Type") != "text/html" {
				t.Errorf("page %q as %q", body, resp.Header.Get("Content-Type"))
			}
		},
	},
	{
		[]sandbox.Fault{sandbox.HugeBody(huge)},
		true, 200, true,
		func(t *testing.T, _ *http.Response, body string) {
			if len(body) != huge || strings.TrimSpace(body) != order {
				t.Errorf("%d bytes", len(body))
			}
		},
	},
	{
		[]sandbox.Fault{sandbox.HugeBody(huge), sandbox.Gzip()},
		true, 200, true,
		func(t *testing.T, resp *http.Response, body string) {
			if len(body) != huge || !resp.Uncompressed {
				t.Errorf("%d bytes, unpacked on the way: %v", len(body), resp.Uncompressed)
			}
		},
	},
	{
		[]sandbox.Fault{sandbox.TruncatedJSON()},
		true, 200, true,
		func(t *testing.T, _ *http.Response, body string) {
			if body != order[:len(order)/2] {
				t.Errorf("body %q", body)
			}
		},
	},
	{
		[]sandbox.Fault{sandbox.OtherOrder()},
		true, 200, true,
		func(t *testing.T, _ *http.Response, body string) {
			var is, was map[string]any
			if json.Unmarshal([]byte(body), &is) != nil || json.Unmarshal([]byte(order), &was) != nil {
				t.Fatalf("body %q", body)
			}
			for name, value := range was {
				if other := is[name] != value; other != strings.HasSuffix(name, "_id") {
					t.Errorf("%s is %v, and was %v", name, is[name], value)
				}
			}
		},
	},
	{
		[]sandbox.Fault{sandbox.ContentType("text/plain")},
		true, 200, true,
		func(t *testing.T, resp *http.Response, body string) {
			if got := resp.Header.Get("Content-Type"); got != "text/plain" || body != order {
				t.Errorf("%q as %q", body, got)
			}
		},
	},
	{
		[]sandbox.Fault{sandbox.ContentType("")},
		true, 200, true,
		func(t *testing.T, resp *http.Response, _ string) {
			if got, there := resp.Header["Content-Type"]; there {
				t.Errorf("Content-Type %q", got)
			}
		},
	},
	{[]sandbox.Fault{sandbox.SlowHeaders(time.Millisecond), sandbox.SlowBody(time.Millisecond)}, true, 200, true, nil},
}

func TestFaults(t *testing.T) {
	for _, tt := range faults {
		t.Run(tt.faults[0].String(), func(t *testing.T) {
			gw := sandbox.New(t)
			effects := 0
			gw.Handle("GET /v3/orders/{no}", sandbox.Func(func(*sandbox.Request) sandbox.Response { effects++; return jsonOrder() }))
			gw.InjectFaults(1, tt.faults...)
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

var drops = []struct {
	name    string
	fault   sandbox.Fault
	answer  sandbox.Response
	effect  bool
	headers bool
}{
	{"before the effect", sandbox.DropBeforeEffect(), jsonOrder(), false, false},
	{"after the effect", sandbox.DropAfterEffect(), jsonOrder(), true, false},
	{"within the body", sandbox.DropMidBody(), jsonOrder(), true, true},
	{"where there is no body", sandbox.DropMidBody(), sandbox.NoContent(), true, false},
}

func TestConnectionFaults(t *testing.T) {
	for _, tt := range drops {
		t.Run(tt.name, func(t *testing.T) {
			gw := sandbox.New(t)
			effects := 0
			answer := sandbox.Func(func(*sandbox.Request) sandbox.Response { effects++; return tt.answer })
			gw.Handle("GET /v3/orders/{no}", jsonOrder(), answer.WithFaults(tt.fault))
			if _, _, err := fetch(t, gw, nil); err != nil { // leaves a connection to use again
				t.Fatal(err)
			}
			resp, body, err := fetch(t, gw, nil)
			if !errors.Is(err, io.ErrUnexpectedEOF) || (resp != nil) != tt.headers {
				t.Fatalf("answer %v, error %v", resp, err)
			}
			if tt.headers && string(body) != order[:len(order)/2] {
				t.Errorf("got %q, want half of the body", body)
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
