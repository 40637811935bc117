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
	// (Keep-Alive: timeout=8): the outcome of a request at that moment is unknown.
	idleTimeout = 6 * time.Second
	// idlePerHost is the number of connections that are kept for later calls. net/http keeps
	// two, so that each of fifty concurrent calls would make a TLS handshake.
	idlePerHost = 128
)

// stockTransport is the default of net/http, unless a program has replaced it before this
// package is initialized.
var stockTransport, _ = http.DefaultTransport.(*http.Transport)

// ownTransport is shared by all clients without a transport of their own. It has the settings
// of net/http's default at the first call, such as the proxy and the TLS configuration.
var ownTransport = sync.OnceValue(func() *http.Transport { return transportFrom(stockTransport) })

// defaultTransport returns the transport of clients without one of their own. If the program
// has replaced http.DefaultTransport, it returns the replacement.
func defaultTransport() http.RoundTripper {
	current := http.DefaultTransport
	if same, ok := current.(*http.Transport); ok && same == stockTransport && same != nil {
		return ownTransport()
	}
	return current
}

// transportFrom returns a copy of t that is configured for WeChat Pay.
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
