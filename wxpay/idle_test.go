package wxpay_test

import (
	"context"
	"net"
	"net/http"
	"testing"
	"time"
)

// The client keeps connections for as long as its server does, and sees the close before
// the next call: a call that meets it is in docs/outcomes.md.
func TestServerClosesIdle(t *testing.T) {
	const idle = 8 * time.Second
	for name, protocol := range map[string]func(*http.Protocols){
		"HTTP/1.1": func(p *http.Protocols) { p.SetHTTP1(true) },
		"HTTP/2":   func(p *http.Protocols) { p.SetUnencryptedHTTP2(true) },
	} {
		t.Run(name, func(t *testing.T) {
			dials := 0
			set := func(s *http.Server, c *http.Transport) {
				s.IdleTimeout, s.Protocols, c.Protocols = idle, new(http.Protocols), new(http.Protocols)
				protocol(s.Protocols)
				protocol(c.Protocols)
				dial := c.DialContext
				c.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
					dials++
					return dial(ctx, network, addr)
				}
			}
			inBubbleOf(t, set, always(success), func(t *testing.T, g *gateway) {
				c := g.client()
				for i, want := range []int{1, 1, 2, 3} {
					if _, err := cancel(t.Context(), c); err != nil || dials != want || len(g.got()) != i+1 {
						t.Errorf("call %d: %d connections, %d requests, error %v", i, dials, len(g.got()), err)
					}
					time.Sleep([]time.Duration{idle - 1, idle + time.Minute, time.Hour, 0}[i])
				}
			})
		})
	}
}
