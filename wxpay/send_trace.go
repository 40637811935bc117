package wxpay

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptrace"
	"sync/atomic"
)

// sendTrace observes one attempt. It reports whether the request may have been sent, and
// prevents the HTTP client from sending it a second time.
//
// net/http sends a request again by itself if the server resets an HTTP/2 stream or closes an
// idle connection. It does so with the old signature, possibly after the first request took
// effect. Each of these requests needs a connection: if one is obtained after the request was
// written, the attempt is cancelled.
type sendTrace struct {
	hooks               httptrace.ClientTrace
	host, authorization string // identify the request among others with the same context
	stop                func() // cancels the context of the attempt

	asked, got    atomic.Bool // a connection was requested, and was obtained
	written       atomic.Bool // the header of the request was or is being written
	http2         atomic.Bool // over HTTP/2
	stopped       atomic.Bool // cancelled before the request was sent again
	conn          atomic.Pointer[countedConn]
	writtenBefore atomic.Int64 // on conn, before the request
}

func newSendTrace(stop func()) *sendTrace {
	t := &sendTrace{stop: stop}
	t.hooks = httptrace.ClientTrace{
		GetConn:          func(string) { t.asked.Store(true); t.mayConnect() },
		GotConn:          t.gotConn,
		WroteHeaderField: t.wroteField,
	}
	return t
}

func (t *sendTrace) attach(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &t.hooks)
}

// mayConnect reports whether a connection may be used. If the request was written already,
// it returns false and cancels the attempt.
func (t *sendTrace) mayConnect() bool {
	if !t.written.Load() || t.wroteNothing() {
		return true
	}
	t.stopped.Store(true)
	t.stop()
	return false
}

func (t *sendTrace) gotConn(info httptrace.GotConnInfo) {
	isHTTP2 := negotiatedHTTP2(info.Conn)
	if !t.mayConnect() {
		// Over HTTP/2 nothing is written after the context has ended. Over HTTP/1.1 it may
		// be, but the connection is not shared and can be closed.
		if !isHTTP2 && !t.http2.Load() {
			_ = info.Conn.Close()
		}
		return
	}
	t.got.Store(true)
	t.written.Store(false)
	conn := countedConnOf(info.Conn)
	if conn != nil {
		t.writtenBefore.Store(conn.written.Load())
	}
	t.conn.Store(conn)
}

// wroteField is called for each header field before the header is flushed. A RoundTripper may
// send requests of its own with the same context, such as one for a token. They have another
// host and another authorization.
func (t *sendTrace) wroteField(name string, values []string) {
	if len(values) != 1 || values[0] != t.authorization && values[0] != t.host {
		return
	}
	switch name {
	case ":authority", "authorization":
		t.http2.Store(true)
		t.written.Store(true)
	case "Host", "Authorization":
		t.written.Store(true)
	}
}

// wroteNothing reports whether certainly nothing was written to the connection. This is known
// only for the transport of this package and HTTP/1.1. It is called after the attempt has
// failed and the connection is closed.
func (t *sendTrace) wroteNothing() bool {
	conn := t.conn.Load()
	return conn != nil && !t.http2.Load() && conn.written.Load() == t.writtenBefore.Load()
}

// neverSent reports whether the request that failed with err was certainly not sent. A
// transport of net/http obtains a connection before it writes. For a transport without trace
// hooks, only [ErrNotSent] and errors of dialing and of name resolution prove it.
func (t *sendTrace) neverSent(err error, isNetHTTP bool) bool {
	switch {
	case t.stopped.Load():
		return false
	case t.written.Load():
		return t.wroteNothing()
	case errors.Is(err, ErrNotSent):
		return true
	case t.got.Load():
		return false
	}
	return t.asked.Load() || isNetHTTP || isDialError(err)
}

func isDialError(err error) bool {
	var dial *net.OpError
	return errors.As(err, new(*net.DNSError)) || errors.As(err, &dial) && dial.Op == "dial"
}

func negotiatedHTTP2(conn net.Conn) bool {
	secure, ok := conn.(*tls.Conn)
	return ok && secure.ConnectionState().NegotiatedProtocol == "h2"
}

// countedConn counts the bytes that are written to a connection. During a Write, all of its
// bytes count.
type countedConn struct {
	net.Conn
	written atomic.Int64
}

func (c *countedConn) Write(p []byte) (int, error) {
	c.written.Add(int64(len(p)))
	n, err := c.Conn.Write(p)
	c.written.Add(int64(n - len(p)))
	return n, err
}

// countedConnOf returns the counted connection below any TLS layers, or nil.
func countedConnOf(conn net.Conn) *countedConn {
	for {
		switch c := conn.(type) {
		case *countedConn:
			return c
		case *tls.Conn:
			conn = c.NetConn()
		default:
			return nil
		}
	}
}
