package wxpay

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http/httptrace"
	"sync/atomic"
)

// sendTrace watches one attempt. It reports whether the request can have left
// this machine, and keeps the HTTP client from sending it a second time.
//
// net/http sends a request again by itself when the server resets an HTTP/2 stream
// or closes an idle connection, and does so under the old signature, possibly after
// the first request took effect. Each of these requests needs a connection: when one
// is had after the request was written, the attempt is over.
type sendTrace struct {
	hooks               httptrace.ClientTrace
	host, authorization string // what identifies the request among others of its context
	stop                func() // cancels the context of the attempt

	asked, got    atomic.Bool // a connection was asked for, and was had
	written       atomic.Bool // the header of the request was written, or is about to be
	http2         atomic.Bool // by HTTP/2
	stopped       atomic.Bool // before the request was sent again
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

// mayConnect reports whether a connection may be used: not if the request was
// written already. The attempt is cancelled then.
func (t *sendTrace) mayConnect() bool {
	if !t.written.Load() || t.nothingWritten() {
		return true
	}
	t.stopped.Store(true)
	t.stop()
	return false
}

func (t *sendTrace) gotConn(info httptrace.GotConnInfo) {
	isHTTP2 := negotiatedHTTP2(info.Conn)
	if !t.mayConnect() {
		// By HTTP/2 nothing is written once the context is done. By HTTP/1.1 it
		// may be, but then the connection is not shared and can be closed.
		if !isHTTP2 && !t.http2.Load() {
			_ = info.Conn.Close()
		}
		return
	}
	t.got.Store(true)
	t.written.Store(false)
	conn := countedOf(info.Conn)
	if conn != nil {
		t.writtenBefore.Store(conn.written.Load())
	}
	t.conn.Store(conn)
}

// wroteField is called for each header field before the header is flushed. A
// RoundTripper may make requests of its own with the same context, for a token for
// example; these have another host and another authorization.
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

// nothingWritten reports whether the connection certainly was not written to,
// which is known only of the runtime's own transport and of HTTP/1.1. It may be
// asked when the attempt has failed, and the connection is closed therefore.
func (t *sendTrace) nothingWritten() bool {
	conn := t.conn.Load()
	return conn != nil && !t.http2.Load() && conn.written.Load() == t.writtenBefore.Load()
}

// neverSent reports whether the request that failed with err certainly did not
// leave this machine. A transport of net/http gets a connection before it writes; one
// that reports nothing is believed when its error is [ErrNotSent], or one of dialing
// or of looking up a name.
func (t *sendTrace) neverSent(err error, ofNetHTTP bool) bool {
	switch {
	case t.stopped.Load():
		return false
	case t.written.Load():
		return t.nothingWritten()
	case errors.Is(err, ErrNotSent):
		return true
	case t.got.Load():
		return false
	}
	return t.asked.Load() || ofNetHTTP || isDialError(err)
}

func isDialError(err error) bool {
	var dial *net.OpError
	return errors.As(err, new(*net.DNSError)) || errors.As(err, &dial) && dial.Op == "dial"
}

func negotiatedHTTP2(conn net.Conn) bool {
	secure, ok := conn.(*tls.Conn)
	return ok && secure.ConnectionState().NegotiatedProtocol == "h2"
}

// countedConn counts the bytes that are written to a connection. While a Write runs,
// all of its bytes count.
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

// countedOf returns the counted connection below any layers of TLS, or nil.
func countedOf(conn net.Conn) *countedConn {
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
