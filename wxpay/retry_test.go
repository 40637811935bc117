package wxpay_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// noWait repeats at once.
var noWait = wxpay.Retry{Attempts: 3, MaxRetryAfter: time.Minute, Sleep: func(context.Context, time.Duration) error { return nil }}

// recordWaits repeats at once and remembers how long it should have waited.
func recordWaits(waits *[]time.Duration, random float64) wxpay.Retry {
	r := wxpay.DefaultRetry
	r.Attempts = 5
	r.Random = func() float64 { return random }
	r.Sleep = func(_ context.Context, wait time.Duration) error {
		*waits = append(*waits, wait)
		return nil
	}
	return r
}

var systemError = reply{status: 500, body: `{"code":"SYSTEM_ERROR","message":"系统错误"}`}

func TestNoRetryByDefault(t *testing.T) {
	g := newGateway(t, always(systemError))
	_, err := cancel(t.Context(), g.client())
	if !errors.Is(err, errSystemError) || !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
	g.only()
}

func TestRetry(t *testing.T) {
	g := newGateway(t, func(attempt int, _ received) reply {
		if attempt < 3 {
			return systemError
		}
		return success
	})
	var waits []time.Duration
	response, err := cancel(t.Context(), g.client(wxpay.WithRetry(recordWaits(&waits, 0))))
	if err != nil || response.OrderID != "15646546545165651651" {
		t.Fatal(response, err)
	}
	all := g.got()
	if len(all) != 3 {
		t.Fatalf("%d requests", len(all))
	}
	for _, r := range all[1:] {
		if string(r.body) != string(all[0].body) || r.uri != all[0].uri || r.method != all[0].method {
			t.Error("the attempts differ")
		}
		if r.header.Get("Authorization") == all[0].header.Get("Authorization") {
			t.Error("the signature was used again")
		}
	}
}

func TestBackoff(t *testing.T) {
	for random, want := range map[float64][]time.Duration{
		0:   {100 * time.Millisecond, 200 * time.Millisecond, 400 * time.Millisecond, 800 * time.Millisecond},
		0.5: {150 * time.Millisecond, 300 * time.Millisecond, 600 * time.Millisecond, 1200 * time.Millisecond},
	} {
		g := newGateway(t, always(systemError))
		var waits []time.Duration
		_, err := cancel(t.Context(), g.client(wxpay.WithRetry(recordWaits(&waits, random))))
		if !errors.Is(err, errSystemError) || len(g.got()) != 5 {
			t.Errorf("error %v after %d requests", err, len(g.got()))
		}
		if !equalWaits(waits, want) {
			t.Errorf("random %v: waits %v, want %v", random, waits, want)
		}
	}
}

func TestBackoffMaxWait(t *testing.T) {
	g := newGateway(t, always(systemError))
	var waits []time.Duration
	retry := recordWaits(&waits, 0)
	retry.Wait, retry.MaxWait = time.Second, 3*time.Second
	_, _ = cancel(t.Context(), g.client(wxpay.WithRetry(retry)))
	want := []time.Duration{500 * time.Millisecond, time.Second, 1500 * time.Millisecond, 1500 * time.Millisecond}
	if !equalWaits(waits, want) {
		t.Errorf("waits %v, want %v", waits, want)
	}
}

func equalWaits(got, want []time.Duration) bool {
	if len(got) != len(want) {
		return false
	}
	for i := range got {
		if got[i] != want[i] {
			return false
		}
	}
	return true
}

func TestRetryableErrors(t *testing.T) {
	tests := map[string]struct {
		reply reply
		want  int
	}{
		"500":                         {systemError, 3},
		"502 as a page":               {reply{status: 502, body: "<html>", signing: unsigned}, 3},
		"503":                         {reply{status: 503, body: `{"code":"SERVICE_UNAVAILABLE","message":"m"}`}, 3},
		"429, which was not accepted": {reply{status: 429, body: `{"code":"FREQUENCY_LIMITED","message":"m"}`}, 3},
		"a connection that breaks":    {reply{raw: hangUp}, 3},
		"an answer that is cut off":   {reply{raw: cutOff}, 3},
		"400":                         {reply{status: 400, body: `{"code":"PARAM_ERROR","message":"m"}`}, 1},
		"404":                         {reply{status: 404, body: `{"code":"ORDER_NOT_EXIST","message":"m"}`}, 1},
		"a redirect":                  {reply{status: 302, signing: unsigned}, 1},
		"500 with a wrong signature":  {reply{status: 500, body: "{}", signing: byForeignKey}, 1},
		"200 with a wrong signature":  {reply{status: 200, body: "{}", signing: byForeignKey}, 1},
		"200 that cannot be decoded":  {reply{status: 200, body: "{"}, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, always(test.reply))
			if _, err := cancel(t.Context(), g.client(wxpay.WithRetry(noWait))); err == nil {
				t.Error("no error")
			}
			if n := len(g.got()); n != test.want {
				t.Errorf("%d requests, want %d", n, test.want)
			}
		})
	}
}

// hangUp closes the connection without a response.
func hangUp(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_ = conn.Close()
	}
}

// cutOff promises more than it sends.
func cutOff(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	_, _ = w.Write([]byte(`{"out_order_no":`))
}

func TestNotRepeatable(t *testing.T) {
	once := cancelOrder
	once.Repeatable = false
	for name, r := range map[string]reply{
		"500": systemError, "429": {status: 429, body: "{}"}, "a broken connection": {raw: hangUp},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, always(r))
			err := wxpayimpl.Exec(t.Context(), g.client(wxpay.WithRetry(noWait)), newCancel(&once))
			if unknown := name != "429"; errors.Is(err, wxpay.ErrOutcomeUnknown) != unknown {
				t.Errorf("error %v", err)
			}
			if name == "a broken connection" && !strings.HasSuffix(err.Error(), "; query the state before sending it again") {
				t.Errorf("text %q", err)
			}
			g.only()
		})
	}
}

func TestRetryAfter(t *testing.T) {
	for name, value := range map[string]func() string{
		"seconds": func() string { return "7" },
		"a date":  func() string { return time.Now().Add(7 * time.Second).UTC().Format(http.TimeFormat) },
	} {
		inBubble(t, func(attempt int, _ received) reply {
			if attempt == 1 {
				return reply{status: 429, body: "{}", header: map[string]string{"Retry-After": value()}}
			}
			return success
		}, func(t *testing.T, g *gateway) {
			var waits []time.Duration
			if _, err := cancel(t.Context(), g.client(wxpay.WithRetry(recordWaits(&waits, 0)))); err != nil {
				t.Fatal(err)
			}
			if !equalWaits(waits, []time.Duration{7 * time.Second}) {
				t.Errorf("%s: waits %v", name, waits)
			}
		})
	}
}

func TestMaxRetryAfter(t *testing.T) {
	g := newGateway(t, always(reply{status: 503, body: "{}", header: map[string]string{"Retry-After": "3600"}}))
	_, err := cancel(t.Context(), g.client(wxpay.WithRetry(wxpay.DefaultRetry)))
	var apiErr *wxpay.Error
	if !errors.As(err, &apiErr) || apiErr.RetryAfter != time.Hour {
		t.Errorf("error %#v", err)
	}
	g.only()
}

func TestInvalidRetryAfter(t *testing.T) {
	for _, value := range []string{"soon", "-5", "99999999999999999999", "Fri, 08 Jun 2018 10:34:56 GMT"} {
		g := newGateway(t, always(reply{status: 503, body: "{}", header: map[string]string{"Retry-After": value}}))
		_, err := cancel(t.Context(), g.client())
		var apiErr *wxpay.Error
		if !errors.As(err, &apiErr) || apiErr.RetryAfter != 0 {
			t.Errorf("%q: %v", value, apiErr.RetryAfter)
		}
	}
}

func TestRetryContext(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	g := newGateway(t, always(systemError))
	retry := wxpay.DefaultRetry
	retry.Sleep = func(ctx context.Context, _ time.Duration) error {
		stop()
		return ctx.Err()
	}
	_, err := cancel(ctx, g.client(wxpay.WithRetry(retry)))
	if !errors.Is(err, context.Canceled) || !errors.Is(err, errSystemError) || !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
	g.only()
}

func TestInvalidRetry(t *testing.T) {
	for _, r := range []wxpay.Retry{{}, {Attempts: -1}, {Attempts: 2, Wait: -1}, {Attempts: 2, MaxWait: -1}} {
		_, err := wxpay.NewClient([]core.ClientOption{wxpay.WithRetry(r)}...)
		if err == nil || !strings.Contains(err.Error(), "WithRetry: Attempts must be at least 1") {
			t.Errorf("error %v", err)
		}
	}
}
