package sandbox

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"
)

// CloseIdle closes the connection when it has been idle for that long after the answer, whatever Keep-Alive says. WeChat Pay
// does so after 8 seconds. A request that meets the close is lost, and its client cannot know whether it took effect.
func CloseIdle(after time.Duration) Fault {
	f := Fault{name: "CloseIdle", apply: func(r *reply) { r.closeIdle = after }}
	if after <= 0 {
		f.err = errors.New("give the time that a connection may be idle, above 0")
	}
	return f
}

// idleListener accepts connections that can close themselves when they are idle.
type idleListener struct{ *net.TCPListener }

func (l idleListener) Accept() (net.Conn, error) {
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

// withConnection is the server's ConnContext.
func withConnection(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, c)
}

// connectionState is the server's ConnState.
func connectionState(c net.Conn, state http.ConnState) {
	switch idle := &c.(*connection).idle; state {
	case http.StateIdle:
		idle.begin()
	case http.StateActive, http.StateHijacked, http.StateClosed:
		idle.end()
	}
}

// limitIdle limits the idle time after the exchange that ctx belongs to; 0 is no limit.
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
