package wxpay_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// outcomeRow is a way in which an attempt can end.
type outcomeRow struct {
	name  string
	acted bool // WeChat Pay acted on the request
	// http1 and http2 start a server that ends every request so; nil if there is no such end.
	http1, http2 func(t *testing.T) *ending
	// do makes the call, if it is another one than cancel.
	do func(context.Context, *wxpay.Client) error
}

// ending is a server, or what is in its place.
type ending struct {
	client func(more ...core.ClientOption) *wxpay.Client
	seen   func() int
	ctx    context.Context
}

func outcomeRows() []outcomeRow {
	rows := []outcomeRow{
		responds("200, signed", true, success),
		responds("200, signed, no JSON", true, reply{status: 200, body: "<html>"}),
		responds("200, without a signature", true, reply{status: 200, body: goodResponse, signing: unsigned}),
		responds("200, with a wrong signature", true, reply{status: 200, body: goodResponse, signing: byForeignKey}),
		responds("200, signed five minutes ago", true, reply{status: 200, body: goodResponse, signing: fiveMinutesOld}),
		repeats("200, signed, of another order", `{"out_order_no":"1","order_id":"1","state":"DONE"}`),
		repeats("200, signed, without the number of the order", `{"order_id":"1","state":"DONE"}`),
		repeats("200, signed, `null`", "null"),
		repeats("200, signed, a number or a list of another type", `{"out_order_no":"2304203423948239423","order_id":[],"total":"1"}`),
		repeats("200, signed, a state of another type", `{"out_order_no":"2304203423948239423","state":{}}`),
		responds("200, signed, without any documented member", true, reply{status: 200, body: `{"prepay_id":"1"}`}),
		responds("200, with an error in it", false, reply{status: 200, body: `{"code":"SYSTEM_ERROR","message":"m"}`}),
		responds("200, longer than the limit", true, reply{status: 200, body: strings.Repeat("a", 5000)}),
		responds("202, which is not documented", true, reply{status: 202, body: "{}"}),
		responds("302", false, reply{status: 302, signing: unsigned, header: map[string]string{"Location": "/elsewhere"}}),
		responds("400 with a code", false, reply{status: 400, body: `{"code":"ORDER_DONE","message":"m"}`}),
		responds("400 with a code, wrong signature", true, reply{status: 400, body: `{"code":"ORDER_DONE","message":"m"}`, signing: byForeignKey}),
		responds("400 USER_PAYING", true, reply{status: 400, body: `{"code":"USER_PAYING","message":"m"}`}),
		responds("401 SIGN_ERROR", false, reply{status: 401, body: `{"code":"SIGN_ERROR","message":"m"}`}),
		responds("403, page of a proxy", false, reply{status: 403, body: "<html>", signing: unsigned}),
		responds("404 with a code", false, reply{status: 404, body: `{"code":"ORDER_NOT_EXIST","message":"m"}`}),
		responds("408", true, reply{status: 408, signing: unsigned}),
		responds("429 with a code", false, reply{status: 429, body: `{"code":"FREQUENCY_LIMITED","message":"m"}`}),
		responds("500 SYSTEM_ERROR", true, systemError),
		responds("502, page of a proxy", true, reply{status: 502, body: "<html>", signing: unsigned}),
		responds("the response breaks off within its body", true, reply{raw: cutOff}),
		responds("the connection or stream breaks off before the response", true, reply{raw: breakOff}),
		{"a kept connection closes when it is used again", true, keptConnection, nil, nil},
		{"the caller cancels, or the deadline passes", true, cancelled(false), cancelled(true), nil},
	}
	for _, name := range []string{
		"RST_STREAM PROTOCOL_ERROR", "RST_STREAM INTERNAL_ERROR", "RST_STREAM CANCEL", "RST_STREAM ENHANCE_YOUR_CALM",
		"RST_STREAM REFUSED_STREAM, unprocessed", "GOAWAY below the stream, unprocessed", "GOAWAY, then the connection closes",
	} {
		rows = append(rows, outcomeRow{name, !strings.HasSuffix(name, "unprocessed"), nil, frames(h2Ends[name]), nil})
	}
	return append(rows,
		sendsNothing("no connection can be made", option.WithHTTPClient(&http.Client{Transport: &http.Transport{
			Proxy: func(*http.Request) (*url.URL, error) { return url.Parse("http://127.0.0.1:1") },
		}})),
		sendsNothing("the proxy function fails", option.WithHTTPClient(&http.Client{Transport: &http.Transport{
			Proxy: func(*http.Request) (*url.URL, error) { return nil, errors.New("no proxy is alive") },
		}})),
		sendsNothing("a RoundTripper returns ErrNotSent", option.WithHTTPClient(&http.Client{
			Transport: roundTripper(func(*http.Request) (*http.Response, error) { return nil, wxpay.ErrNotSent }),
		})),
		sendsNothing("the signer fails", option.WithSigner(failingSigner{})),
		sendsNothing("there is no key to verify the response with", option.WithWechatPayCertificate(nil)),
	)
}

// responds is a row whose server responds alike over both protocols.
func responds(name string, acted bool, r reply) outcomeRow {
	over := func(http2 bool) func(t *testing.T) *ending {
		return func(t *testing.T) *ending { return endingOf(t, serverOver(t, http2, always(r))) }
	}
	return outcomeRow{name, acted, over(false), over(true), nil}
}

// repeats is a row of a success after an effect. The operation declares that its response repeats the number of the order.
func repeats(name, body string) outcomeRow {
	row := responds(name, true, reply{status: 200, body: body})
	row.do = func(ctx context.Context, c *wxpay.Client) error {
		op := cancelOrder
		op.Echoes = []wxpayimpl.Echo{{Status: 200, Member: "out_order_no", In: wxpayimpl.InPath, Name: "out_order_no"}}
		_, err := wxpayimpl.Do[cancelledOrder](ctx, c, newCancel(&op))
		return err
	}
	return row
}

type orderState string

type cancelledOrder struct {
	OutOrderNo string     `json:"out_order_no"`
	OrderID    string     `json:"order_id"`
	State      orderState `json:"state"`
	Total      *int64     `json:"total"`
}

// serverOver is newGateway over TLS, with HTTP/2 or without.
func serverOver(t *testing.T, http2 bool, response func(int, received) reply) *gateway {
	g := &gateway{t: t, response: response}
	g.server = httptest.NewUnstartedServer(g)
	g.server.EnableHTTP2 = http2
	g.server.Config.ErrorLog = quietLog
	g.server.StartTLS()
	t.Cleanup(g.server.Close)
	return g
}

func endingOf(t *testing.T, g *gateway) *ending {
	return &ending{client: g.client, seen: func() int { return len(g.got()) }, ctx: t.Context()}
}

// breakOff ends the connection, or the stream, without a response.
func breakOff(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func cancelled(http2 bool) func(t *testing.T) *ending {
	return func(t *testing.T) *ending {
		ctx, stop := context.WithCancel(t.Context())
		e := endingOf(t, serverOver(t, http2, always(reply{raw: func(w http.ResponseWriter, r *http.Request) {
			stop()
			<-r.Context().Done()
			breakOff(w, r) // a response could still arrive while the client closes the connection
		}})))
		e.ctx = ctx
		return e
	}
}

func keptConnection(t *testing.T) *ending {
	server := newFickle(t, 1)
	g := newGateway(t, always(success))
	return &ending{
		client: func(more ...core.ClientOption) *wxpay.Client {
			c := g.client(append(more, wxpay.WithServer(server.url), option.WithHTTPClient(&http.Client{Transport: new(http.Transport)}))...)
			if _, err := cancel(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			return c
		},
		seen: func() int { return int(server.arrived.Load()) - 1 }, ctx: t.Context(),
	}
}

func frames(end func(c *h2Conn, stream uint32)) func(t *testing.T) *ending {
	return func(t *testing.T) *ending {
		s := newH2Server(t, end)
		g := newGateway(t, always(success))
		return &ending{
			client: func(more ...core.ClientOption) *wxpay.Client {
				return g.client(append(more, wxpay.WithServer(s.url), option.WithHTTPClient(&http.Client{Transport: s.transport()}))...)
			},
			seen: func() int { return int(s.seen.Load()) }, ctx: t.Context(),
		}
	}
}

func sendsNothing(name string, opt core.ClientOption) outcomeRow {
	over := func(http2 bool) func(t *testing.T) *ending {
		return func(t *testing.T) *ending {
			g := serverOver(t, http2, always(success))
			e := endingOf(t, g)
			e.client = func(more ...core.ClientOption) *wxpay.Client { return g.client(append(more, opt)...) }
			return e
		}
	}
	return outcomeRow{name, false, over(false), over(true), nil}
}
