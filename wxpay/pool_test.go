package wxpay_test

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// withoutClient is a client that was given no http.Client.
func withoutClient(t *testing.T, g *gateway) *wxpay.Client {
	t.Helper()
	return g.client(option.WithHTTPClient(nil))
}

// Fifty concurrent calls made 722 TLS handshakes for 1,000 requests, as net/http keeps
// two connections per host.
func TestConnectionPool(t *testing.T) {
	const workers, rounds = 60, 3
	var arrived sync.WaitGroup
	var connections atomic.Int64
	g := &gateway{t: t, response: func(int, received) reply {
		arrived.Done()
		arrived.Wait() // each request of a round has a connection of its own
		return success
	}}
	g.server = httptest.NewUnstartedServer(g)
	g.server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	g.server.Start()
	defer g.server.Close()
	for name, c := range map[string]*wxpay.Client{
		"no http.Client":           withoutClient(t, g),
		"a client of no transport": g.client(option.WithHTTPClient(&http.Client{Timeout: time.Minute})),
	} {
		connections.Store(0)
		for range rounds {
			arrived.Add(workers)
			var calls sync.WaitGroup
			for range workers {
				calls.Go(func() {
					if _, err := cancel(t.Context(), c); err != nil {
						t.Error(err)
					}
				})
			}
			calls.Wait()
		}
		// net/http returns a connection shortly after the call: a few more may be made.
		if n := connections.Load(); n > workers*3/2 {
			t.Errorf("%s: %d connections for %d workers", name, n, workers)
		}
	}
}

// WeChat Pay closes an idle connection after 8 s, and a request that meets the close
// has an unknown outcome.
func TestIdleTimeout(t *testing.T) {
	inBubble(t, always(success), func(t *testing.T, g *gateway) {
		dials := 0
		plain := g.server.Client().Transport.(*http.Transport)
		counting := plain.Clone()
		counting.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
			dials++
			return plain.DialContext(ctx, network, addr)
		}
		own := wxpay.TransportFrom(counting)
		defer own.CloseIdleConnections()
		c := g.client(option.WithHTTPClient(&http.Client{Transport: own}))
		for _, idle := range []struct {
			time  time.Duration
			dials int
		}{{0, 1}, {5 * time.Second, 1}, {7 * time.Second, 2}, {5 * time.Second, 2}, {8 * time.Second, 3}} {
			time.Sleep(idle.time)
			if _, err := cancel(t.Context(), c); err != nil || dials != idle.dials {
				t.Errorf("idle for %v: %d connections, want %d, error %v", idle.time, dials, idle.dials, err)
			}
		}
	})
}

// An http.DefaultTransport that a program replaces counts, before the client is made and after.
func TestReplacedDefaultTransport(t *testing.T) {
	stock := http.DefaultTransport
	defer func() { http.DefaultTransport = stock }()
	g := newGateway(t, always(success))
	c := withoutClient(t, g)
	used := 0
	for name, replacement := range map[string]http.RoundTripper{
		"a RoundTripper": roundTripper(func(r *http.Request) (*http.Response, error) { used++; return stock.RoundTrip(r) }),
		"a transport": &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			used++
			return new(net.Dialer).DialContext(ctx, network, addr)
		}},
	} {
		used, http.DefaultTransport = 0, replacement
		if _, err := cancel(t.Context(), c); err != nil || used != 1 {
			t.Errorf("%s was used %d times, error %v", name, used, err)
		}
	}
}

func TestTransportSettings(t *testing.T) {
	proxy := func(*http.Request) (*url.URL, error) { return nil, nil }
	from := &http.Transport{
		Proxy: proxy, TLSClientConfig: &tls.Config{ServerName: "mine"}, ForceAttemptHTTP2: true,
		IdleConnTimeout: 90 * time.Second, MaxIdleConns: 100, MaxIdleConnsPerHost: 2,
	}
	own := wxpay.TransportFrom(from)
	if own.Proxy == nil || own.TLSClientConfig.ServerName != "mine" || !own.ForceAttemptHTTP2 {
		t.Error("the settings are lost")
	}
	if own.IdleConnTimeout >= 8*time.Second || own.MaxIdleConnsPerHost < 100 || own.MaxIdleConns < own.MaxIdleConnsPerHost {
		t.Errorf("idle %v, per host %d, in all %d", own.IdleConnTimeout, own.MaxIdleConnsPerHost, own.MaxIdleConns)
	}
	from.IdleConnTimeout, from.MaxIdleConns, from.MaxIdleConnsPerHost = time.Second, 0, 1000
	if own = wxpay.TransportFrom(from); own.IdleConnTimeout != time.Second || own.MaxIdleConns != 0 || own.MaxIdleConnsPerHost != 1000 {
		t.Error("what is better already is changed")
	}
	if http.DefaultTransport.(*http.Transport).IdleConnTimeout != 90*time.Second {
		t.Error("net/http's default is changed")
	}
}

func TestTransportHTTP2(t *testing.T) {
	s := newH2Server(t, func(c *h2Conn, stream uint32) {
		header := http.Header{}
		sign(header, goodResponse, signed)
		c.respond(stream, 200, header, goodResponse)
	})
	own := wxpay.TransportFrom(s.transport())
	defer own.CloseIdleConnections()
	c := newGateway(t, always(success)).client(wxpay.WithServer(s.url), option.WithHTTPClient(&http.Client{Transport: own}))
	for range 2 {
		if _, err := cancel(t.Context(), c); err != nil {
			t.Error(err)
		}
	}
	if s.seen.Load() != 2 {
		t.Errorf("%d requests", s.seen.Load())
	}
}
