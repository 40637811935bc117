package wire

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// Listener accepts connections that can be closed when they are idle. A server that uses it needs [ConnContext] and
// [ConnState].
type Listener struct{ *net.TCPListener }

// Accept implements net.Listener.
func (l Listener) Accept() (net.Conn, error) {
	tcp, err := l.AcceptTCP()
	if err != nil {
		return nil, err
	}
	c := &connection{TCPConn: tcp}
	c.idle.close = func() { _ = tcp.Close() }
	return c, nil
}

// connection embeds a TCPConn, and not a net.Conn, because the server looks for its CloseWrite.
type connection struct {
	*net.TCPConn
	idle idleTime
}

type connectionKey struct{}

// ConnContext is the server's ConnContext.
func ConnContext(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, c)
}

// ConnState is the server's ConnState.
func ConnState(c net.Conn, state http.ConnState) {
	switch idle := &c.(*connection).idle; state {
	case http.StateIdle:
		idle.begin()
	case http.StateActive, http.StateHijacked, http.StateClosed:
		idle.end()
	}
}

// limitIdle limits the idle time after the request of ctx; 0 is no limit.
func limitIdle(ctx context.Context, limit time.Duration) {
	if c, ok := ctx.Value(connectionKey{}).(*connection); ok {
		c.idle.setLimit(limit)
	}
}

// idleTime closes a connection when its idle time has reached a limit.
type idleTime struct {
	close func()

	mu    sync.Mutex
	limit time.Duration
	timer *time.Timer // of the present idle time; nil while there is a request
}

func (i *idleTime) setLimit(limit time.Duration) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.limit = limit
}

func (i *idleTime) begin() {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.limit <= 0 {
		return
	}
	var timer *time.Timer
	timer = time.AfterFunc(i.limit, func() {
		i.mu.Lock()
		defer i.mu.Unlock()
		if i.timer == timer { // and no request came while this function waited
			i.close()
		}
	})
	i.timer = timer
}

func (i *idleTime) end() {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.timer != nil {
		i.timer.Stop()
		i.timer = nil
	}
}
