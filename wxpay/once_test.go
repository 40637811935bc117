package wxpay_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// h2Ends are ways to end an HTTP/2 stream after the whole request was read. By the
// protocol those that are called unprocessed say that the request had no effect.
var h2Ends = map[string]func(c *h2Conn, stream uint32){
	"RST_STREAM PROTOCOL_ERROR":              func(c *h2Conn, stream uint32) { c.reset(stream, 1) },
	"RST_STREAM INTERNAL_ERROR":              func(c *h2Conn, stream uint32) { c.reset(stream, 2) },
	"RST_STREAM REFUSED_STREAM, unprocessed": func(c *h2Conn, stream uint32) { c.reset(stream, 7) },
	"RST_STREAM CANCEL":                      func(c *h2Conn, stream uint32) { c.reset(stream, 8) },
	"RST_STREAM ENHANCE_YOUR_CALM":           func(c *h2Conn, stream uint32) { c.reset(stream, 11) },
	"GOAWAY below the stream, unprocessed":   func(c *h2Conn, _ uint32) { c.goAway(0, 0) },
	"GOAWAY, then the connection closes":     func(c *h2Conn, stream uint32) { c.goAway(stream, 0); _ = c.Close() },
	"the connection closes":                  func(c *h2Conn, _ uint32) { _ = c.Close() },
}

// A server that reset the stream of one call by PROTOCOL_ERROR got 8,522 whole
// requests of it, while observers saw one attempt.
func TestOneRequestOverHTTP2(t *testing.T) {
	for name, end := range h2Ends {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "GET"} {
			for _, body := range []bool{true, false} {
				t.Run(name+"/"+method+map[bool]string{true: " with a body"}[body], func(t *testing.T) {
					s := newH2Server(t, end)
					attempts := 0
					c := newGateway(t, always(success)).client(wxpay.WithServer(s.url),
						option.WithHTTPClient(&http.Client{Transport: s.transport()}),
						wxpay.WithTimeout(5*time.Second), wxpay.WithObserver(func(context.Context, wxpay.Event) { attempts++ }))
					err := wxpayimpl.Exec(t.Context(), c, plainRequest(method, body))
					if !errors.Is(err, wxpay.ErrOutcomeUnknown) || s.seen.Load() != 1 || attempts != 1 {
						t.Errorf("the server saw %d requests, observers saw %d attempts, error %v", s.seen.Load(), attempts, err)
					}
				})
			}
		}
	}
}

func plainRequest(method string, body bool) *wxpayimpl.Request {
	op := cancelOrder
	op.Method = method
	call := wxpayimpl.NewRequest(&op)
	call.PathParam("out_order_no", "1")
	if body {
		call.JSONBody(aCancel)
	}
	return call
}

// With WithRetry an attempt that was kept from being sent twice is followed by another one.
func TestRetryAfterReset(t *testing.T) {
	streams := 0
	s := newH2Server(t, func(c *h2Conn, stream uint32) {
		if streams++; streams == 1 {
			c.reset(stream, 1)
			return
		}
		header := http.Header{}
		sign(header, goodResponse, signed)
		c.respond(stream, 200, header, goodResponse)
	})
	var attempts []wxpay.Outcome
	c := newGateway(t, always(success)).client(wxpay.WithServer(s.url), wxpay.WithRetry(noWait),
		option.WithHTTPClient(&http.Client{Transport: s.transport()}),
		wxpay.WithObserver(func(_ context.Context, e wxpay.Event) { attempts = append(attempts, e.Outcome) }))
	if _, err := cancel(t.Context(), c); err != nil {
		t.Error(err)
	}
	if s.seen.Load() != 2 || len(attempts) != 2 || attempts[0] != wxpay.OutcomeUnknown || attempts[1] != wxpay.OutcomeSuccess {
		t.Errorf("%d requests, attempts %v", s.seen.Load(), attempts)
	}
}

// net/http repeats a GET when a connection that it had kept turns out to be closed:
// on another kept connection, or on a new one.
func TestOneRequestOnKeptConnection(t *testing.T) {
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "GET"} {
		for kept := 1; kept <= 2; kept++ {
			t.Run(fmt.Sprintf("%s, %d kept", method, kept), func(t *testing.T) {
				server, c := keptConnections(t, kept)
				err := wxpayimpl.Exec(t.Context(), c, plainRequest(method, false))
				if sent := server.arrived.Load() - int64(kept); !errors.Is(err, wxpay.ErrOutcomeUnknown) || sent != 1 {
					t.Errorf("%d requests, error %v", sent, err)
				}
			})
		}
	}
}

// net/http writes without looking at the context once it has a connection, and so
// the connection is closed before. Which of the two it sees first is left to chance.
func TestKeptConnectionClosed(t *testing.T) {
	var had int
	for range 30 {
		_, c := keptConnections(t, 2)
		connections := 0
		ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
			if connections++; connections == 1 {
				return
			}
			had++
			if _, err := info.Conn.Write(nil); err == nil {
				t.Error("the second connection can be written to")
			}
		}})
		if err := wxpayimpl.Exec(ctx, c, plainRequest("GET", false)); !errors.Is(err, wxpay.ErrOutcomeUnknown) {
			t.Errorf("error %v", err)
		}
	}
	if had == 0 {
		t.Error("there never was a second connection")
	}
}

// keptConnections returns a client that has kept so many connections, each of which
// is closed when it is used again.
func keptConnections(t *testing.T, kept int) (*fickle, *wxpay.Client) {
	t.Helper()
	server := newFickle(t, kept)
	c := newGateway(t, always(success)).client(wxpay.WithServer(server.url), option.WithHTTPClient(&http.Client{Transport: new(http.Transport)}))
	var warm sync.WaitGroup
	for range kept {
		warm.Go(func() {
			if _, err := cancel(t.Context(), c); err != nil {
				t.Error(err)
			}
		})
	}
	warm.Wait()
	return server, c
}

// A RoundTripper that repeats requests is kept from it, as long as a transport of
// net/http sends them.
func TestRepeatingRoundTripper(t *testing.T) {
	for name, first := range map[string]reply{"500": systemError, "a lost answer": {raw: hangUp}} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, always(first))
			repeating := roundTripper(func(r *http.Request) (resp *http.Response, err error) {
				for range 3 {
					body, _ := r.GetBody()
					again := r.Clone(r.Context())
					again.Body = body
					if resp, err = http.DefaultTransport.RoundTrip(again); err == nil && resp.StatusCode < 500 {
						break
					}
				}
				return resp, err
			})
			_, err := cancel(t.Context(), g.client(option.WithHTTPClient(&http.Client{Transport: repeating})))
			if !errors.Is(err, wxpay.ErrOutcomeUnknown) {
				t.Errorf("error %v", err)
			}
			g.only()
		})
	}
}

// A RoundTripper may send requests of its own before: for a token, say.
func TestRoundTripperWithToken(t *testing.T) {
	tokens := newGateway(t, always(success))
	g := newGateway(t, always(success))
	fetching := roundTripper(func(r *http.Request) (*http.Response, error) {
		own, err := http.NewRequestWithContext(r.Context(), http.MethodGet, tokens.server.URL, nil)
		if err != nil {
			return nil, err
		}
		own.Header.Set("Authorization", signedGet(t, own.URL.RequestURI()))
		resp, err := http.DefaultTransport.RoundTrip(own)
		if err != nil {
			return nil, err
		}
		_ = resp.Body.Close()
		return http.DefaultTransport.RoundTrip(r)
	})
	if _, err := cancel(t.Context(), g.client(option.WithHTTPClient(&http.Client{Transport: fetching}))); err != nil {
		t.Error(err)
	}
	g.only()
}

// signedGet is an Authorization that a gateway of these tests takes.
func signedGet(t *testing.T, uri string) string {
	t.Helper()
	nonce := strings.Repeat("0", 32)
	return `WECHATPAY2-SHA256-RSA2048 mchid="` + merchantID + `",nonce_str="` + nonce + `",timestamp="1",serial_no="` + merchantSerial +
		`",signature="` + signText(merchantKey(), "GET\n"+uri+"\n1\n"+nonce+"\n\n") + `"`
}

// A connection that fails before anything is written to it does no harm: net/http takes another one.
func TestDeadConnection(t *testing.T) {
	g := newGateway(t, always(success))
	dials := 0
	transport := &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		dials++
		conn, err := new(net.Dialer).DialContext(ctx, network, addr)
		return &deadAfterOne{Conn: conn, dead: dials == 1}, err
	}}
	c := g.client(option.WithHTTPClient(&http.Client{Transport: wxpay.TransportFrom(transport)}))
	for range 2 {
		if _, err := cancel(t.Context(), c); err != nil {
			t.Error(err)
		}
	}
	if len(g.got()) != 2 {
		t.Errorf("%d requests arrived", len(g.got()))
	}
}

// deadAfterOne writes once, and then fails without having written.
type deadAfterOne struct {
	net.Conn
	dead   bool
	writes int
}

func (c *deadAfterOne) Write(p []byte) (int, error) {
	if c.writes++; c.dead && c.writes > 1 {
		return 0, net.ErrClosed
	}
	return c.Conn.Write(p)
}
