package wxpay_test

import (
	"context"
	"errors"
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

func TestCall(t *testing.T) {
	g := newGateway(t, always(success))
	call := newCancel(&cancelOrder)
	call.QueryParam("appid", "wx 中&=+")
	call.QueryParam("tag", "b")
	call.QueryParam("tag", "a")
	call.HeaderParam("idempotency-key", "k-1")
	response, err := wxpayimpl.Do[cancelResponse](t.Context(), g.client(), call)
	if err != nil {
		t.Fatal(err)
	}
	if *response != (cancelResponse{aCancel.OutOrderNo, "15646546545165651651"}) {
		t.Errorf("answer %+v", response)
	}
	got := g.only()
	const wantURI = "/v3/payscore/serviceorder/2304203423948239423/cancel?appid=wx%20%E4%B8%AD%26%3D%2B&tag=b&tag=a"
	if got.uri != wantURI || (*wxpay.Request)(call).URLPath() != wantURI || got.method != http.MethodPost {
		t.Errorf("%s %s\nURLPath %s", got.method, got.uri, (*wxpay.Request)(call).URLPath())
	}
	const wantBody = `{"appid":"wxd678efh567hg6787","service_id":"500001","reason":"用户投诉"}`
	if body, err := call.Body(); string(got.body) != wantBody || string(body) != wantBody || err != nil {
		t.Errorf("body %s, Body %s, %v", got.body, body, err)
	}
	for name, want := range map[string]string{
		"Accept": "application/json", "Content-Type": "application/json", "Idempotency-Key": "k-1",
		"Wechatpay-Serial": publicKeyID,
	} {
		if value := got.header.Get(name); value != want {
			t.Errorf("%s: %q, want %q", name, value, want)
		}
	}
	if ua := got.header.Get("User-Agent"); !strings.HasPrefix(ua, "wxpaygen/"+wxpay.Version+" (") {
		t.Errorf("User-Agent %q", ua)
	}
	if public := (*wxpay.Request)(call); public.Header().Get("Idempotency-Key") != "k-1" || public.Operation() != cancelOrder.Name ||
		public.Method() != cancelOrder.Method || public.Route() != cancelOrder.Path {
		t.Error("the request does not show what it is")
	}
}

func TestPathParamEscaping(t *testing.T) {
	for value, want := range map[string]string{
		"A|1*2":   "A%7C1%2A2",
		"%2F":     "%252F",
		"a/b":     "a%2Fb",
		"a b":     "a%20b",
		"订单":      "%E8%AE%A2%E5%8D%95",
		"a?b#c":   "a%3Fb%23c",
		"...":     "...",
		"..%2f":   "..%252f",
		"a;b,c":   "a%3Bb%2Cc",
		"a+b":     "a%2Bb",
		"a:b@c$":  "a%3Ab%40c%24",
		`"<>\^{}`: "%22%3C%3E%5C%5E%7B%7D",
		"😀":       "%F0%9F%98%80",
		"{x}":     "%7Bx%7D",
	} {
		g := newGateway(t, always(success))
		call := wxpayimpl.NewRequest(&cancelOrder)
		call.PathParam("out_order_no", value)
		if err := wxpayimpl.Exec(t.Context(), g.client(), call); err != nil {
			t.Errorf("%q: %v", value, err)
			continue
		}
		if got := g.only().uri; got != "/v3/payscore/serviceorder/"+want+"/cancel" || got != (*wxpay.Request)(call).URLPath() {
			t.Errorf("%q went out as %s", value, got)
		}
		// RFC 6570, section 3.2.2: all but unreserved characters.
		if escaped := strings.ReplaceAll(url.QueryEscape(value), "+", "%20"); escaped != want {
			t.Errorf("%q: package url says %s", value, escaped)
		}
	}
}

func TestDotSegments(t *testing.T) {
	for _, value := range []string{"", ".", ".."} {
		g := newGateway(t, always(success))
		call := wxpayimpl.NewRequest(&cancelOrder)
		call.PathParam("out_order_no", value)
		err := wxpayimpl.Exec(t.Context(), g.client(), call)
		if !errors.As(err, new(*wxpay.NotSentError)) || !strings.Contains(err.Error(), "path parameter out_order_no must not be") {
			t.Errorf("%q: error %v", value, err)
		}
		if len(g.got()) != 0 {
			t.Errorf("%q was sent", value)
		}
	}
}

func TestManyPathParams(t *testing.T) {
	op := wxpayimpl.Operation{Name: "x.Y", Method: "GET", Path: "/{a}/{b}/{c}/{d}/{e}/{f}"}
	call := wxpayimpl.NewRequest(&op)
	for _, name := range []string{"f", "e", "d", "c", "b", "a"} {
		call.PathParam(name, strings.ToUpper(name))
	}
	if got := (*wxpay.Request)(call).URLPath(); got != "/A/B/C/D/E/F" {
		t.Errorf("path %s", got)
	}
}

func TestNoBody(t *testing.T) {
	g := newGateway(t, always(reply{status: http.StatusNoContent}))
	call := wxpayimpl.NewRequest(&cancelOrder)
	call.PathParam("out_order_no", "1")
	if err := wxpayimpl.Exec(t.Context(), g.client(), call); err != nil {
		t.Fatal(err)
	}
	got := g.only()
	if body, err := call.Body(); len(got.body) != 0 || body != nil || err != nil {
		t.Errorf("body %q, Body %q, %v", got.body, body, err)
	}
	if got.header.Get("Content-Length") != "0" {
		t.Errorf("Content-Length %q", got.header.Get("Content-Length"))
	}
}

// All problems of a request are reported at once, and nothing is sent.
func TestRequestProblems(t *testing.T) {
	g := newGateway(t, always(success))
	op := cancelOrder
	op.Path += "/{missing}"
	call := wxpayimpl.NewRequest(&op)
	call.PathParam("out_order_no", "..")
	call.HeaderParam("X-Note", "a\r\nInjected: secret")
	call.HeaderParam("Authorization", "mine")
	call.JSONBody(map[string]any{"a": math.NaN()})
	err := wxpayimpl.Exec(t.Context(), g.client(), call, wxpay.WithHeader("bad name", "x"), wxpay.WithHeader("Host", "x"),
		wxpay.WithHeader("accept-encoding", "gzip"))
	if !errors.As(err, new(*wxpay.NotSentError)) {
		t.Fatalf("error %v", err)
	}
	for _, want := range []string{
		"path parameter out_order_no must not be a dot segment", "header X-Note contains a control character",
		"header Authorization is set by the runtime", `header name "bad name"`, "header Host is set by the runtime",
		"header Accept-Encoding is set by the runtime", "path parameter missing is not set", "NaN",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("text %q lacks %q", err, want)
		}
	}
	if strings.Contains(err.Error(), "secret") || len(g.got()) != 0 {
		t.Errorf("text %q, %d requests", err, len(g.got()))
	}
}

func TestHeaderControlCharacters(t *testing.T) {
	g := newGateway(t, always(success))
	for _, value := range []string{"a\rb", "a\nb", "a\x00b", "a\x7fb"} {
		call := newCancel(&cancelOrder)
		call.HeaderParam("X-Note", value)
		if err := wxpayimpl.Exec(t.Context(), g.client(), call); !errors.As(err, new(*wxpay.NotSentError)) {
			t.Errorf("%q: error %v", value, err)
		}
	}
	if len(g.got()) != 0 {
		t.Error("something was sent")
	}
}

func TestEndedContext(t *testing.T) {
	g := newGateway(t, always(success))
	cancelled, stop := context.WithCancel(t.Context())
	stop()
	late, stop := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer stop()
	for name, test := range map[string]struct {
		ctx  context.Context
		want error
	}{"nil": {nil, nil}, "cancelled": {cancelled, context.Canceled}, "late": {late, context.DeadlineExceeded}} {
		_, err := cancel(test.ctx, g.client())
		if !errors.As(err, new(*wxpay.NotSentError)) || test.want != nil && !errors.Is(err, test.want) || errors.Is(err, wxpay.ErrOutcomeUnknown) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if len(g.got()) != 0 {
		t.Error("something was sent")
	}
}

func TestCancelAfterSending(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	g := newGateway(t, always(reply{raw: func(_ http.ResponseWriter, r *http.Request) {
		stop()
		<-r.Context().Done()
	}}))
	_, err := cancel(ctx, g.client(wxpay.WithRetry(noWait)))
	if !errors.Is(err, context.Canceled) || !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
	g.only()
}

func TestDefaultDeadline(t *testing.T) {
	for _, timeout := range []time.Duration{0, time.Hour} {
		inBubble(t, always(reply{raw: neverRespond}), func(t *testing.T, g *gateway) {
			want, options := 30*time.Second, []core.ClientOption(nil)
			if timeout > 0 {
				want, options = timeout, append(options, wxpay.WithTimeout(timeout))
			}
			began := time.Now()
			_, err := cancel(t.Context(), g.client(options...))
			if took := time.Since(began); took != want {
				t.Errorf("it took %v, want %v", took, want)
			}
			if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, wxpay.ErrOutcomeUnknown) || !errors.As(err, new(*wxpay.NoResponseError)) {
				t.Errorf("error %v", err)
			}
			if strings.Contains(err.Error(), aCancel.OutOrderNo) {
				t.Errorf("the text quotes the path: %v", err)
			}
		})
	}
}

// neverAnswer waits until the client is gone.
func neverRespond(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func TestDialTimeout(t *testing.T) {
	dials := &http.Transport{DialContext: hangingDial}
	g := newGateway(t, always(success))
	_, err := cancel(t.Context(), g.client(option.WithHTTPClient(&http.Client{Transport: dials}), wxpay.WithTimeout(30*time.Millisecond)))
	if !errors.As(err, new(*wxpay.NotSentError)) || !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
}

func TestUntrustedCertificate(t *testing.T) {
	g := newGateway(t, always(success))
	secure := newTLSServer(t)
	c := g.client(wxpay.WithServer(secure.URL), option.WithHTTPClient(&http.Client{Transport: &http.Transport{}}))
	_, err := cancel(t.Context(), c)
	if !errors.As(err, new(*wxpay.NotSentError)) || errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
}

func TestCallOptions(t *testing.T) {
	g := newGateway(t, always(success))
	resp := wxpay.Response{StatusCode: 999}
	if _, err := cancel(t.Context(), g.client(), wxpay.WithHeader("x-trace", "t"), nil, wxpay.WithResponse(&resp), wxpay.WithResponse(nil)); err != nil {
		t.Fatal(err)
	}
	if g.only().header.Get("X-Trace") != "t" {
		t.Error("the header is missing")
	}
	if resp.StatusCode != 200 || resp.RequestID() != "08F2C0-1" || string(resp.Body) != goodResponse || resp.Header.Get("Wechatpay-Nonce") != "nonce" {
		t.Errorf("captured %+v", resp)
	}
}

// The response of an error is stored too, and that of an earlier call is cleared.
func TestWithResponse(t *testing.T) {
	g := newGateway(t, always(reply{status: 404, body: `{"code":"ORDER_NOT_EXIST","message":"m"}`}))
	var resp wxpay.Response
	if _, err := cancel(t.Context(), g.client(), wxpay.WithResponse(&resp)); err == nil || resp.StatusCode != 404 || resp.RequestID() == "" {
		t.Errorf("captured %+v, %v", resp, err)
	}
	//lint:ignore SA1012 a nil context is the point
	if _, err := cancel(nil, g.client(), wxpay.WithResponse(&resp)); err == nil || resp.StatusCode != 0 {
		t.Errorf("captured %+v, %v", resp, err)
	}
}
