package wxpay_test

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/signers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

func TestACallIsSentAsGeneratedCodeAsksFor(t *testing.T) {
	g := newGateway(t, always(success))
	call := newCancel(&cancelOrder)
	call.QueryParam("appid", "wx 中&=+")
	call.QueryParam("tag", "b")
	call.QueryParam("tag", "a")
	call.HeaderParam("idempotency-key", "k-1")
	answer, err := wxpay.Do[cancelAnswer](t.Context(), g.client(), call)
	if err != nil {
		t.Fatal(err)
	}
	if *answer != (cancelAnswer{aCancel.OutOrderNo, "15646546545165651651"}) {
		t.Errorf("answer %+v", answer)
	}
	got := g.only()
	const wantURI = "/v3/payscore/serviceorder/2304203423948239423/cancel?appid=wx%20%E4%B8%AD%26%3D%2B&tag=b&tag=a"
	if got.uri != wantURI || call.URLPath() != wantURI || got.method != http.MethodPost {
		t.Errorf("%s %s\nURLPath %s", got.method, got.uri, call.URLPath())
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
	if call.Header().Get("Idempotency-Key") != "k-1" || call.Operation() != &cancelOrder {
		t.Error("the request does not show what it is")
	}
}

func TestPathParametersAreEscapedAsOneSegmentExactlyOnce(t *testing.T) {
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
		"a+b":     "a+b",
		`"<>\^{}`: "%22%3C%3E%5C%5E%7B%7D",
		"😀":       "%F0%9F%98%80",
		"{x}":     "%7Bx%7D",
	} {
		g := newGateway(t, always(success))
		call := wxpay.NewRequest(&cancelOrder)
		call.PathParam("out_order_no", value)
		if err := wxpay.Exec(t.Context(), g.client(), call); err != nil {
			t.Errorf("%q: %v", value, err)
			continue
		}
		if got := g.only().uri; got != "/v3/payscore/serviceorder/"+want+"/cancel" || got != call.URLPath() {
			t.Errorf("%q went out as %s", value, got)
		}
		if escaped := url.PathEscape(value); escaped != want {
			t.Errorf("%q: url.PathEscape says %s", value, escaped)
		}
	}
}

func TestPathParametersThatWouldMakeAnotherPathAreNotSent(t *testing.T) {
	for _, value := range []string{"", ".", ".."} {
		g := newGateway(t, always(success))
		call := wxpay.NewRequest(&cancelOrder)
		call.PathParam("out_order_no", value)
		err := wxpay.Exec(t.Context(), g.client(), call)
		if !errors.As(err, new(*wxpay.NotSentError)) || !strings.Contains(err.Error(), "path parameter out_order_no must not be") {
			t.Errorf("%q: error %v", value, err)
		}
		if len(g.got()) != 0 {
			t.Errorf("%q was sent", value)
		}
	}
}

func TestManyPathParametersFindTheirPlaces(t *testing.T) {
	op := wxpay.Operation{Name: "x.Y", Method: "GET", Path: "/{a}/{b}/{c}/{d}/{e}/{f}"}
	call := wxpay.NewRequest(&op)
	for _, name := range []string{"f", "e", "d", "c", "b", "a"} {
		call.PathParam(name, strings.ToUpper(name))
	}
	if got := call.URLPath(); got != "/A/B/C/D/E/F" {
		t.Errorf("path %s", got)
	}
}

func TestARequestWithoutABodySendsNone(t *testing.T) {
	g := newGateway(t, always(reply{status: http.StatusNoContent}))
	call := wxpay.NewRequest(&cancelOrder)
	call.PathParam("out_order_no", "1")
	if err := wxpay.Exec(t.Context(), g.client(), call); err != nil {
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

func TestWhatIsWrongWithARequestIsToldAtOnceAndNotSent(t *testing.T) {
	g := newGateway(t, always(success))
	op := cancelOrder
	op.Path += "/{missing}"
	call := wxpay.NewRequest(&op)
	call.PathParam("out_order_no", "..")
	call.HeaderParam("X-Note", "a\r\nInjected: secret")
	call.HeaderParam("Authorization", "mine")
	call.JSONBody(map[string]any{"a": math.NaN()})
	err := wxpay.Exec(t.Context(), g.client(), call, wxpay.WithHeader("bad name", "x"), wxpay.WithHeader("Host", "x"))
	if !errors.As(err, new(*wxpay.NotSentError)) {
		t.Fatalf("error %v", err)
	}
	for _, want := range []string{
		"path parameter out_order_no must not be a dot segment", "header X-Note holds a control character",
		"header Authorization is set by the runtime", `header name "bad name"`, "header Host is set by the runtime",
		"path parameter missing is not set", "NaN",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("text %q lacks %q", err, want)
		}
	}
	if strings.Contains(err.Error(), "secret") || len(g.got()) != 0 {
		t.Errorf("text %q, %d requests", err, len(g.got()))
	}
}

func TestHeaderValuesWithLineBreaksOrNULAreRefused(t *testing.T) {
	g := newGateway(t, always(success))
	for _, value := range []string{"a\rb", "a\nb", "a\x00b", "a\x7fb"} {
		call := newCancel(&cancelOrder)
		call.HeaderParam("X-Note", value)
		if err := wxpay.Exec(t.Context(), g.client(), call); !errors.As(err, new(*wxpay.NotSentError)) {
			t.Errorf("%q: error %v", value, err)
		}
	}
	if len(g.got()) != 0 {
		t.Error("something was sent")
	}
}

func TestANilOrFinishedContextSendsNothing(t *testing.T) {
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

func TestAContextThatIsCancelledAfterSendingLeavesTheOutcomeUnknown(t *testing.T) {
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

func TestEachCallHasADeadline(t *testing.T) {
	g := newGateway(t, always(reply{raw: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }}))
	_, err := cancel(t.Context(), g.client(wxpay.WithTimeout(30*time.Millisecond)))
	if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, wxpay.ErrOutcomeUnknown) || !errors.As(err, new(*wxpay.NoAnswerError)) {
		t.Errorf("error %v", err)
	}
	if strings.Contains(err.Error(), aCancel.OutOrderNo) {
		t.Errorf("the text quotes the path: %v", err)
	}
}

func TestADialThatHangsUntilTheDeadlineSentNothing(t *testing.T) {
	dials := &http.Transport{DialContext: hangingDial}
	g := newGateway(t, always(success))
	_, err := cancel(t.Context(), g.client(option.WithHTTPClient(&http.Client{Transport: dials}), wxpay.WithTimeout(30*time.Millisecond)))
	if !errors.As(err, new(*wxpay.NotSentError)) || !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
}

func TestACertificateThatIsNotTrustedSendsNothing(t *testing.T) {
	g := newGateway(t, always(success))
	secure := newTLSServer(t)
	c := g.client(wxpay.WithServer(secure.URL), option.WithHTTPClient(&http.Client{Transport: &http.Transport{}}))
	_, err := cancel(t.Context(), c)
	if !errors.As(err, new(*wxpay.NotSentError)) || errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
}

func TestAClientOfTheSDKOptionIsUsedAndNotChanged(t *testing.T) {
	g := newGateway(t, always(success))
	var used bool
	given := &http.Client{
		Transport:     roundTripper(func(r *http.Request) (*http.Response, error) { used = true; return http.DefaultTransport.RoundTrip(r) }),
		CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("theirs") },
	}
	if _, err := cancel(t.Context(), g.client(option.WithHTTPClient(given))); err != nil {
		t.Fatal(err)
	}
	if !used || given.CheckRedirect(nil, nil) == nil {
		t.Error("the given client was not used, or was changed")
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestATransportThatReportsNothingIsBelievedOnlyAboutDialing(t *testing.T) {
	g := newGateway(t, always(success))
	broken := roundTripper(func(*http.Request) (*http.Response, error) { return nil, errors.New("broken") })
	_, err := cancel(t.Context(), g.client(option.WithHTTPClient(&http.Client{Transport: broken})))
	if !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
}

func TestAClientIsSafeForConcurrentUse(t *testing.T) {
	g := newGateway(t, always(success))
	var mu sync.Mutex
	events := 0
	c := g.client(wxpay.WithRetry(noWait), wxpay.WithObserver(func(context.Context, wxpay.Event) {
		mu.Lock()
		events++
		mu.Unlock()
	}))
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if _, err := cancel(t.Context(), c, wxpay.WithHeader("X-A", "b")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if events != 16 {
		t.Errorf("%d events", events)
	}
}

func TestNonceAndTimeDifferPerRequest(t *testing.T) {
	g := newGateway(t, always(success))
	c := g.client()
	seen := map[string]bool{}
	for range 20 {
		if _, err := cancel(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range g.got() {
		seen[authorization.FindStringSubmatch(r.header.Get("Authorization"))[2]] = true
	}
	if len(seen) != 20 {
		t.Errorf("%d nonces in 20 requests", len(seen))
	}
}

func TestCallOptionsSetHeadersAndCaptureTheAnswer(t *testing.T) {
	g := newGateway(t, always(success))
	resp := wxpay.Response{StatusCode: 999}
	if _, err := cancel(t.Context(), g.client(), wxpay.WithHeader("x-trace", "t"), nil, wxpay.WithResponse(&resp), wxpay.WithResponse(nil)); err != nil {
		t.Fatal(err)
	}
	if g.only().header.Get("X-Trace") != "t" {
		t.Error("the header is missing")
	}
	if resp.StatusCode != 200 || resp.RequestID() != "08F2C0-1" || string(resp.Body) != goodAnswer || resp.Header.Get("Wechatpay-Nonce") != "nonce" {
		t.Errorf("captured %+v", resp)
	}
}

func TestTheAnswerOfARefusalIsCapturedAndOneOfAnEarlierCallIsForgotten(t *testing.T) {
	g := newGateway(t, always(reply{status: 404, body: `{"code":"ORDER_NOT_EXIST","message":"m"}`}))
	var resp wxpay.Response
	if _, err := cancel(t.Context(), g.client(), wxpay.WithResponse(&resp)); err == nil || resp.StatusCode != 404 || resp.RequestID() == "" {
		t.Errorf("captured %+v, %v", resp, err)
	}
	if _, err := cancel(nil, g.client(), wxpay.WithResponse(&resp)); err == nil || resp.StatusCode != 0 { //nolint:staticcheck // a nil context is the point
		t.Errorf("captured %+v, %v", resp, err)
	}
}

func TestAMissingCallerOrClientIsAnErrorAndNoPanic(t *testing.T) {
	var nilClient *wxpay.Client
	for name, c := range map[string]wxpay.Caller{"nil": nil, "a nil client": nilClient, "a zero client": new(wxpay.Client)} {
		if _, err := cancel(t.Context(), c); !errors.As(err, new(*wxpay.NotSentError)) {
			t.Errorf("%s: %v", name, err)
		}
		if err := wxpay.Exec(t.Context(), c, nil); !errors.As(err, new(*wxpay.NotSentError)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	g := newGateway(t, always(success))
	if err := g.client().Call(t.Context(), wxpay.NewRequest(nil), nil); !errors.As(err, new(*wxpay.NotSentError)) {
		t.Error(err)
	}
	if wxpay.NewRequest(nil).URLPath() != "" {
		t.Error("a path without an operation")
	}
}

func TestAnOperationWithoutAServerSaysWhatToAdd(t *testing.T) {
	g := newGateway(t, always(success))
	c, err := wxpay.NewClient(g.options()[:2]...)
	if err != nil {
		t.Fatal(err)
	}
	op := cancelOrder
	op.Servers = nil
	if err := wxpay.Exec(t.Context(), c, newCancel(&op)); err == nil || !strings.Contains(err.Error(), "names no server; add wxpay.WithServer") {
		t.Error(err)
	}
}

func TestASignerThatFailsSendsNothing(t *testing.T) {
	g := newGateway(t, always(success))
	_, err := cancel(t.Context(), g.client(option.WithSigner(failingSigner{})))
	if !errors.As(err, new(*wxpay.NotSentError)) || !errors.Is(err, io.ErrUnexpectedEOF) || len(g.got()) != 0 {
		t.Errorf("error %v", err)
	}
}

func TestAClientThatLacksEverythingSaysAllOfItAtOnce(t *testing.T) {
	tests := map[string]struct {
		opts []core.ClientOption
		want []string
	}{
		"nothing given":          {nil, []string{"no signer", "no validator", "option.WithWechatPayPublicKeyAuthCipher"}},
		"an empty signer":        {[]core.ClientOption{option.WithSigner(&signers.SHA256WithRSASigner{})}, []string{"no merchant number", "no certificate serial", "no private key", "no validator"}},
		"a typed nil signer":     {[]core.ClientOption{option.WithSigner((*signers.SHA256WithRSASigner)(nil))}, []string{"the signer is nil", "no validator"}},
		"no verification wanted": {[]core.ClientOption{option.WithoutValidator()}, []string{"no signer", "would believe forged answers"}},
		"options that make no sense": {[]core.ClientOption{
			nil, wxpay.WithServer("api.mch.weixin.qq.com"), wxpay.WithServer("https://a/b"), wxpay.WithBackupServer("ftp://x"),
			wxpay.WithTimeout(0), wxpay.WithMaxResponse(-1), wxpay.WithObserver(nil), wxpay.WithServer("http://u:p@h"), wxpay.WithServer("http://[x"),
		}, []string{
			"an option is nil", "WithServer: needs http or https and a host", "WithServer: takes a scheme and a host alone",
			"WithBackupServer: needs", "WithTimeout: the time must be above 0", "WithMaxResponse: the size must be above 0", "WithObserver: the function is nil",
			"WithServer: not a URL",
		}},
		"an option of the SDK that failed": {[]core.ClientOption{core.ErrorOption{Error: io.ErrNoProgress}}, []string{io.ErrNoProgress.Error()}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c, err := wxpay.NewClient(test.opts...)
			if c != nil || !errors.As(err, new(*wxpay.ConfigError)) {
				t.Fatalf("%v, %v", c, err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("text lacks %q:\n%v", want, err)
				}
			}
		})
	}
	if _, err := wxpay.NewClient(core.ErrorOption{Error: io.ErrNoProgress}); !errors.Is(err, io.ErrNoProgress) {
		t.Error("the option's error is not in the chain")
	}
}

func TestOurOptionsDoNothingToTheSDKsSettings(t *testing.T) {
	var settings core.DialSettings
	for _, opt := range []core.ClientOption{wxpay.WithServer("http://a"), wxpay.WithTimeout(0), wxpay.WithRetry(wxpay.DefaultRetry)} {
		if err := opt.Apply(&settings); err != nil || settings != (core.DialSettings{}) {
			t.Errorf("%v, %+v", err, settings)
		}
	}
}
