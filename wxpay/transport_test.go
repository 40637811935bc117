package wxpay_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

func TestWithHTTPClient(t *testing.T) {
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

func TestTransportWithoutTrace(t *testing.T) {
	g := newGateway(t, always(success))
	broken := roundTripper(func(*http.Request) (*http.Response, error) { return nil, errors.New("broken") })
	_, err := cancel(t.Context(), g.client(option.WithHTTPClient(&http.Client{Transport: broken})))
	if !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
}

func TestConcurrentCalls(t *testing.T) {
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

func TestNonce(t *testing.T) {
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

func TestTransportHidesDeadline(t *testing.T) {
	inBubble(t, always(success), func(t *testing.T, g *gateway) {
		mute := roundTripper(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, errors.New("gave up")
		})
		c := g.client(option.WithHTTPClient(&http.Client{Transport: mute}), wxpay.WithTimeout(20*time.Millisecond))
		for _, call := range []func() error{
			func() error { _, err := cancel(t.Context(), c); return err },
			func() error { _, err := download(t.Context(), c); return err },
		} {
			if err := call(); !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, wxpay.ErrOutcomeUnknown) || !strings.Contains(err.Error(), "gave up") {
				t.Errorf("error %v", err)
			}
		}
	})
}

func TestBodyHidesDeadline(t *testing.T) {
	inBubble(t, always(success), func(t *testing.T, g *gateway) {
		mute := roundTripper(func(r *http.Request) (*http.Response, error) {
			body := readerFunc(func([]byte) (int, error) {
				<-r.Context().Done()
				return 0, errors.New("gave up")
			})
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(body), Request: r}, nil
		})
		c := g.client(option.WithHTTPClient(&http.Client{Transport: mute}), wxpay.WithTimeout(20*time.Millisecond))
		if _, err := cancel(t.Context(), c); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "gave up") {
			t.Errorf("error %v", err)
		}
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestResponseNotHTTP(t *testing.T) {
	g := newGateway(t, always(reply{raw: func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			_, _ = io.WriteString(conn, "{\"openid\":\"secret\"}\r\n\r\n")
			_ = conn.Close()
		}
	}}))
	_, err := cancel(t.Context(), g.client())
	if !errors.Is(err, wxpay.ErrOutcomeUnknown) || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v", err)
	}
}

func TestBrokenHTTP2Connection(t *testing.T) {
	var arrived atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if arrived.Add(1); r.ProtoMajor != 2 {
			t.Errorf("HTTP/%d", r.ProtoMajor)
		}
		if arrived.Load()%2 == 1 {
			sign(w.Header(), goodResponse, signed)
			_, _ = io.WriteString(w, goodResponse)
			return
		}
		panic(http.ErrAbortHandler)
	}))
	server.EnableHTTP2 = true
	server.Config.ErrorLog = quietLog
	server.StartTLS()
	defer server.Close()
	g := newGateway(t, always(success))
	c := g.client(wxpay.WithServer(server.URL), option.WithHTTPClient(server.Client()))
	for range 2 {
		if _, err := cancel(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if _, err := cancel(t.Context(), c); !errors.Is(err, wxpay.ErrOutcomeUnknown) {
			t.Errorf("error %v", err)
		}
	}
	fresh := g.client(wxpay.WithServer(server.URL), option.WithHTTPClient(&http.Client{Transport: server.Client().Transport.(*http.Transport).Clone()}))
	arrived.Store(1)
	if _, err := cancel(t.Context(), fresh); !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("on a new connection: %v", err)
	}
}

func TestAttemptContext(t *testing.T) {
	g := newGateway(t, always(success))
	var sent context.Context
	spy := roundTripper(func(r *http.Request) (*http.Response, error) {
		sent = r.Context()
		return http.DefaultTransport.RoundTrip(r)
	})
	c := g.client(option.WithHTTPClient(&http.Client{Transport: spy}))
	if _, err := cancel(t.Context(), c); err != nil || sent.Err() == nil {
		t.Errorf("after a call: %v, the context is still open", err)
	}
	d, err := download(t.Context(), c)
	if err != nil || sent.Err() != nil {
		t.Fatal(err, sent.Err())
	}
	if err := d.Close(); err != nil || sent.Err() == nil {
		t.Errorf("after a download: %v, the context is still open", err)
	}
}
