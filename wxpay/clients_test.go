package wxpay_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// proxied is a client with a proxy of its own, and how many requests that passed on.
func proxied(t *testing.T, g *gateway) (*wxpay.Client, *atomic.Int64) {
	t.Helper()
	passed := new(atomic.Int64)
	proxy := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(*httputil.ProxyRequest) { passed.Add(1) }})
	t.Cleanup(proxy.Close)
	address, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{Proxy: http.ProxyURL(address)}
	t.Cleanup(transport.CloseIdleConnections)
	return g.client(option.WithHTTPClient(&http.Client{Transport: transport})), passed
}

func TestProxyPerClient(t *testing.T) {
	g := newGateway(t, always(success))
	direct := g.client()
	first, firstPassed := proxied(t, g)
	second, secondPassed := proxied(t, g)
	for _, test := range []struct {
		client        *wxpay.Client
		first, second int64
	}{{direct, 0, 0}, {first, 1, 0}, {second, 1, 1}, {direct, 1, 1}, {first, 2, 1}} {
		if _, err := cancel(t.Context(), test.client); err != nil || firstPassed.Load() != test.first || secondPassed.Load() != test.second {
			t.Errorf("passed on %d and %d, want %d and %d, error %v", firstPassed.Load(), secondPassed.Load(), test.first, test.second, err)
		}
	}
	if len(g.got()) != 5 {
		t.Errorf("%d requests", len(g.got()))
	}
}

// swap is a Caller whose client can be replaced while calls are running, as when keys change.
type swap struct{ client atomic.Pointer[wxpay.Client] }

func (s *swap) Call(ctx context.Context, r *wxpay.Request, out any, opts ...wxpay.CallOption) error {
	return s.client.Load().Call(ctx, r, out, opts...)
}

// The first gateway replaces the client before it responses.
func TestClientReplacedDuringCall(t *testing.T) {
	var s swap
	after := newGateway(t, always(success))
	before := newGateway(t, func(int, received) reply {
		s.client.Store(after.client())
		return success
	})
	s.client.Store(before.client())
	for call := range 3 {
		if _, err := cancel(t.Context(), &s); err != nil || len(before.got()) != 1 || len(after.got()) != call {
			t.Errorf("call %d: %d requests before, %d after, error %v", call, len(before.got()), len(after.got()), err)
		}
	}
}

// A service provider's process has a client for each of its merchants.
func TestManyClients(t *testing.T) {
	const clients = 200
	g := newGateway(t, always(success))
	for range clients {
		if _, err := cancel(t.Context(), g.client()); err != nil {
			t.Fatal(err)
		}
	}
	if len(g.got()) != clients {
		t.Errorf("%d requests", len(g.got()))
	}
}
