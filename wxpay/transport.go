package wxpay

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	// idleTimeout is below the 8 s after which WeChat Pay closes an idle connection
	// (Keep-Alive: timeout=8): a request that meets the close has an unknown outcome.
	idleTimeout = 6 * time.Second
	// idlePerHost is how many connections are kept for the next calls. net/http keeps
	// two, so that fifty concurrent calls would make a TLS handshake each.
	idlePerHost = 128
)

// stockTransport is net/http's own default, unless a program replaced it very early.
var stockTransport, _ = http.DefaultTransport.(*http.Transport)

// ownTransport is shared by all clients that were not given a transport. It takes
// over what a program changed in net/http's default until the first call, such
// as its proxy or its TLS configuration.
var ownTransport = sync.OnceValue(func() *http.Transport { return transportFrom(stockTransport) })

// defaultTransport is what sends when no transport was given. An
// http.DefaultTransport that a program replaces is used as it is.
func defaultTransport() http.RoundTripper {
	current := http.DefaultTransport
	if same, ok := current.(*http.Transport); ok && same == stockTransport && same != nil {
		return ownTransport()
	}
	return current
}

// transportFrom makes a transport for WeChat Pay of another one.
func transportFrom(t *http.Transport) *http.Transport {
	t = t.Clone()
	if t.IdleConnTimeout <= 0 || t.IdleConnTimeout > idleTimeout {
		t.IdleConnTimeout = idleTimeout
	}
	t.MaxIdleConnsPerHost = max(t.MaxIdleConnsPerHost, idlePerHost)
	if t.MaxIdleConns > 0 { // 0 is no limit
		t.MaxIdleConns = max(t.MaxIdleConns, 2*idlePerHost)
	}
	dial := t.DialContext
	if dial == nil {
		dial = (&net.Dialer{Timeout: 30 * time.Second}).DialContext
	}
	t.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &countedConn{Conn: conn}, nil
	}
	return t
}
