package wxpay_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// These tests hold the exchange to what core.Client of wechatpay-go v0.2.21
// does not do. Each name says what goes wrong there.

// countingTransport counts the bodies that it hands out and that are closed.
type countingTransport struct {
	base           http.RoundTripper
	opened, closed atomic.Int64
}

func (c *countingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := c.base.RoundTrip(r)
	if err == nil {
		c.opened.Add(1)
		resp.Body = &countedBody{ReadCloser: resp.Body, closed: &c.closed}
	}
	return resp, err
}

type countedBody struct {
	io.ReadCloser
	closed *atomic.Int64
	done   atomic.Bool
}

func (b *countedBody) Close() error {
	if b.done.CompareAndSwap(false, true) {
		b.closed.Add(1)
	}
	return b.ReadCloser.Close()
}

func TestSDKLeaksBodies(t *testing.T) {
	g := newGateway(t, always(success))
	counting := &countingTransport{base: g.server.Client().Transport}
	c := g.client(option.WithHTTPClient(&http.Client{Transport: counting, Timeout: time.Minute}))
	if _, err := cancel(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	before := runtime.NumGoroutine()
	for range 50 {
		if _, err := cancel(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	if opened, closed := counting.opened.Load(), counting.closed.Load(); opened != 51 || closed != 51 {
		t.Errorf("%d bodies opened, %d closed, want 51 of each", opened, closed)
	}
	waitFor(t, "the goroutines of 50 calls are gone", func() bool { return runtime.NumGoroutine() <= before+5 })
}

// waitFor polls for a condition that comes true by itself.
func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if done() {
			return
		}
	}
	t.Errorf("not reached: %s", what)
}

func TestSDKAcceptsForgedErrors(t *testing.T) {
	for name, how := range map[string]signing{
		"signed by another key": byForeignKey, "signed over another body": overOtherBody, "five minutes old": fiveMinutesOld,
	} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, always(reply{
				status: http.StatusNotFound, signing: how,
				body: `{"code":"ORDER_NOT_EXIST","message":"forged","detail":{"a":1}}`,
			}))
			_, err := cancel(t.Context(), g.client())
			var apiErr *wxpay.Error
			if !errors.As(err, &apiErr) {
				t.Fatalf("error %v, want an *Error", err)
			}
			if errors.Is(err, errOrderNotExist) || wxpay.CodeOf(err) != "" || apiErr.Message != "" || apiErr.Detail.Raw != nil || apiErr.Remedy != "" {
				t.Errorf("the forged answer was believed: %v", err)
			}
			if !errors.Is(err, wxpay.ErrOutcomeUnknown) || !errors.As(err, new(*wxpay.SignatureError)) {
				t.Errorf("error %v, want an unknown outcome because of the signature", err)
			}
			if strings.Contains(err.Error(), "forged") || !strings.Contains(err.Error(), "signature") {
				t.Errorf("text %q", err)
			}
		})
	}
}

func TestSDKStatusFromBody(t *testing.T) {
	g := newGateway(t, always(reply{
		status: http.StatusForbidden, body: `{"StatusCode":200,"Body":"x","Header":{"a":["b"]},"code":"NO_AUTH","message":"m"}`,
	}))
	_, err := cancel(t.Context(), g.client())
	var apiErr *wxpay.Error
	if !errors.As(err, &apiErr) || apiErr.StatusCode != http.StatusForbidden || apiErr.Code != "NO_AUTH" || !apiErr.Verified {
		t.Errorf("error %#v", apiErr)
	}
}

func TestSDKRedirects(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		g := newGateway(t, func(int, received) reply {
			return reply{status: status, header: map[string]string{"Location": "/elsewhere"}, signing: unsigned}
		})
		_, err := cancel(t.Context(), g.client())
		var apiErr *wxpay.Error
		if !errors.As(err, &apiErr) || apiErr.StatusCode != status || apiErr.Code != "" {
			t.Errorf("%d: error %v, want an *Error with the status", status, err)
		}
		g.only()
	}
}

func TestSDKResponseLimit(t *testing.T) {
	huge := reply{raw: func(w http.ResponseWriter, _ *http.Request) {
		piece := strings.Repeat(" ", 1<<16)
		for range 64 {
			if _, err := io.WriteString(w, piece); err != nil {
				return
			}
		}
	}}
	g := newGateway(t, always(huge))
	counting := &countingTransport{base: g.server.Client().Transport}
	c := g.client(wxpay.WithMaxResponse(1<<17), option.WithHTTPClient(&http.Client{Transport: counting}))
	_, err := cancel(t.Context(), c)
	if !errors.As(err, new(*wxpay.NoResponseError)) || !errors.Is(err, wxpay.ErrOutcomeUnknown) || !strings.Contains(err.Error(), "WithMaxResponse") {
		t.Errorf("error %v", err)
	}
	if counting.closed.Load() != 1 {
		t.Error("the body is still open")
	}
}

func TestMaxSizeResponse(t *testing.T) {
	g := newGateway(t, always(success))
	if _, err := cancel(t.Context(), g.client(wxpay.WithMaxResponse(int64(len(goodResponse))))); err != nil {
		t.Error(err)
	}
	if _, err := cancel(t.Context(), g.client(wxpay.WithMaxResponse(int64(len(goodResponse)-1)))); err == nil {
		t.Error("an answer of one byte more was read")
	}
}

func TestSDKNamesWrongKey(t *testing.T) {
	g := newGateway(t, always(success))
	c := g.client(option.WithWechatPayCipher(&stubEncryptor{serial: "ANOTHER_KEY"}, nil))
	call := wxpayimpl.NewRequest(&cancelOrder)
	call.PathParam("out_order_no", "1")
	call.JSONBody(secretRequest{Name: "张三"})
	if err := wxpayimpl.Exec(t.Context(), c, call); err != nil {
		t.Fatal(err)
	}
	if got := g.only().header.Get("Wechatpay-Serial"); got != "ANOTHER_KEY" {
		t.Errorf("Wechatpay-Serial %q, want the key that encrypted", got)
	}
}

func TestSDKLosesErrorChain(t *testing.T) {
	for name, status := range map[string]int{"success": 200, "refusal": 400} {
		stuck := reply{raw: func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, `{"out_`)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}}
		inBubble(t, always(stuck), func(t *testing.T, g *gateway) {
			_, err := cancel(t.Context(), g.client(wxpay.WithTimeout(time.Minute)))
			if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, wxpay.ErrOutcomeUnknown) {
				t.Errorf("%s: error %v, want a passed deadline and an unknown outcome", name, err)
			}
			var broken *wxpay.NoResponseError
			if !errors.As(err, &broken) || broken.StatusCode != status {
				t.Errorf("%s: error %#v, want a *NoResponseError with the status", name, err)
			}
		})
	}
}

func TestSDKErrorPage(t *testing.T) {
	g := newGateway(t, always(reply{
		status: http.StatusBadGateway, signing: unsigned, body: "<html><body>secret upstream</body></html>",
		header: map[string]string{"Content-Type": "text/html; charset=utf-8"},
	}))
	_, err := cancel(t.Context(), g.client())
	var apiErr *wxpay.Error
	if !errors.As(err, &apiErr) || apiErr.StatusCode != 502 || apiErr.Code != "" || !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Fatalf("error %#v", err)
	}
	const want = "wxpay: payscore.CancelServiceOrder: status 502 without an error code (text/html, 41 bytes); request id 08F2C0-1"
	if err.Error() != want {
		t.Errorf("text %q\nwant %q", err, want)
	}
	if !strings.Contains(string(apiErr.Body), "upstream") {
		t.Error("the page is not there for the caller to look at")
	}
}

func TestSDKSendsPlaintext(t *testing.T) {
	g := newGateway(t, always(success))
	c, err := wxpay.NewClient(
		option.WithMerchantCredential(merchantID, merchantSerial, merchantKey()),
		option.WithVerifier(verifier()), wxpay.WithServer(g.server.URL))
	if err != nil {
		t.Fatal(err)
	}
	call := wxpayimpl.NewRequest(&cancelOrder)
	call.PathParam("out_order_no", "1")
	call.JSONBody(secretRequest{Name: "张三"})
	err = wxpayimpl.Exec(t.Context(), c, call)
	if !errors.As(err, new(*wxpay.NotSentError)) || errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v, want nothing sent", err)
	}
	if strings.Contains(err.Error(), "张三") || !strings.Contains(err.Error(), "name is sensitive and there is no cipher") {
		t.Errorf("text %q", err)
	}
	if n := len(g.got()); n != 0 {
		t.Errorf("%d requests arrived", n)
	}
}

func TestSDKWrappedError(t *testing.T) {
	g := newGateway(t, always(reply{status: http.StatusBadRequest, body: `{"code":"ORDER_DONE","message":"订单已完成"}`}))
	_, err := cancel(t.Context(), g.client())
	err = errors.Join(errors.New("while closing the day"), err)
	if !errors.Is(err, errOrderDone) || wxpay.CodeOf(err) != errOrderDone || errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
}

func TestSDKErrorOrder(t *testing.T) {
	g := newGateway(t, always(reply{
		status: http.StatusBadRequest, body: `{"code":"ORDER_DONE","message":"订单\n已完成","detail":{"value":"secret"}}`,
		header: map[string]string{"X-A": "1", "X-B": "2", "X-C": "3"},
	}))
	_, err := cancel(t.Context(), g.client())
	const want = "wxpay: payscore.CancelServiceOrder: status 400 ORDER_DONE; remedy: Nothing to do.; request id 08F2C0-1"
	if err == nil || err.Error() != want {
		t.Errorf("text %q\nwant %q", err, want)
	}
}
