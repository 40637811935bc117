package wxpay_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"
)

// In a bubble of synctest the clock does not advance until every goroutine waits, and
// then goes on to the next timer: what takes time is tested without taking any,
// and without depending on how fast the machine is. The network does not belong
// in a bubble, and so connections are pipes there.

// inBubble runs test against a gateway in a bubble.
func inBubble(t *testing.T, response func(attempt int, r received) reply, test func(t *testing.T, g *gateway)) {
	t.Helper()
	inBubbleOf(t, func(*http.Server, *http.Transport) {}, response, test)
}

// inBubbleOf sets up server and transport before.
func inBubbleOf(t *testing.T, set func(*http.Server, *http.Transport), response func(int, received) reply, test func(*testing.T, *gateway)) {
	t.Helper()
	merchantKey() // made outside
	platformKey()
	synctest.Test(t, func(t *testing.T) {
		g := &gateway{t: t, response: response}
		pipes := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
		g.server = httptest.NewUnstartedServer(g)
		_ = g.server.Listener.Close()
		g.server.Listener = pipes
		transport := &http.Transport{DialContext: pipes.dial}
		set(g.server.Config, transport)
		g.server.Start()
		t.Cleanup(g.server.Close)
		g.server.Client().Transport = transport
		test(t, g)
	})
}

// pipeListener accepts what its dial connects.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.conns <- theirs:
		return ours, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (*pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }
