package wxpay_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

var update = flag.Bool("update", false, "write the table of docs/outcomes.md")

// outcomeRow is a way in which an attempt can end.
type outcomeRow struct {
	name  string
	acted bool // WeChat Pay acted on the request
	// http1 and http2 start a server that ends every request so; nil if there is no such end.
	http1, http2 func(t *testing.T) *ending
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
		responds("200, without a signature", true, reply{status: 200, body: goodAnswer, signing: unsigned}),
		responds("200, with a wrong signature", true, reply{status: 200, body: goodAnswer, signing: byForeignKey}),
		responds("200, signed five minutes ago", true, reply{status: 200, body: goodAnswer, signing: fiveMinutesOld}),
		responds("200, with an error in it", false, reply{status: 200, body: `{"code":"SYSTEM_ERROR","message":"m"}`}),
		responds("200, longer than the limit", true, reply{status: 200, body: strings.Repeat("a", 5000)}),
		responds("202, which is not documented", true, reply{status: 202, body: "{}"}),
		responds("302", false, reply{status: 302, signing: unsigned, header: map[string]string{"Location": "/elsewhere"}}),
		responds("400 with a code", false, reply{status: 400, body: `{"code":"ORDER_DONE","message":"m"}`}),
		responds("400 with a code, wrong signature", true, reply{status: 400, body: `{"code":"ORDER_DONE","message":"m"}`, signing: byForeignKey}),
		responds("401 SIGN_ERROR", false, reply{status: 401, body: `{"code":"SIGN_ERROR","message":"m"}`}),
		responds("403, page of a proxy", false, reply{status: 403, body: "<html>", signing: unsigned}),
		responds("404 with a code", false, reply{status: 404, body: `{"code":"ORDER_NOT_EXIST","message":"m"}`}),
		responds("408", true, reply{status: 408, signing: unsigned}),
		responds("429 with a code", false, reply{status: 429, body: `{"code":"FREQUENCY_LIMITED","message":"m"}`}),
		responds("500 SYSTEM_ERROR", true, systemError),
		responds("502, page of a proxy", true, reply{status: 502, body: "<html>", signing: unsigned}),
		responds("the response breaks off within its body", true, reply{raw: cutOff}),
		responds("the connection or stream breaks off before the response", true, reply{raw: breakOff}),
		{"a kept connection closes when it is used again", true, keptConnection, nil},
		{"the caller cancels, or the deadline passes", true, cancelled(false), cancelled(true)},
	}
	for _, name := range []string{
		"RST_STREAM PROTOCOL_ERROR", "RST_STREAM INTERNAL_ERROR", "RST_STREAM CANCEL", "RST_STREAM ENHANCE_YOUR_CALM",
		"RST_STREAM REFUSED_STREAM, unprocessed", "GOAWAY below the stream, unprocessed", "GOAWAY, then the connection closes",
	} {
		rows = append(rows, outcomeRow{name, !strings.HasSuffix(name, "unprocessed"), nil, frames(h2Ends[name])})
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
	return outcomeRow{name, acted, over(false), over(true)}
}

// serverOver is newGateway over TLS, with HTTP/2 or without.
func serverOver(t *testing.T, http2 bool, answer func(int, received) reply) *gateway {
	g := &gateway{t: t, answer: answer}
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
	return outcomeRow{name, false, over(false), over(true)}
}

// called is what one call came to.
type called struct {
	requests, attempts int
	err                string
	outcome            wxpay.Outcome
}

func call(t *testing.T, start func(t *testing.T) *ending, retry wxpay.Retry) called {
	t.Helper()
	var got called
	end := start(t)
	c := end.client(wxpay.WithMaxResponse(1000), wxpay.WithRetry(retry), wxpay.WithObserver(func(context.Context, wxpay.Event) { got.attempts++ }))
	got.attempts = 0 // what made a connection to keep
	_, err := cancel(end.ctx, c)
	got.requests, got.err, got.outcome = end.seen(), errorType(err), callOutcome(err)
	return got
}

func errorType(err error) string {
	for _, as := range []any{new(*wxpay.NotSentError), new(*wxpay.SignatureError), new(*wxpay.NoResponseError), new(*wxpay.DecodeError), new(*wxpay.Error)} {
		if errors.As(err, as) {
			return fmt.Sprintf("`%s`", strings.TrimPrefix(fmt.Sprintf("%T", as), "**"))
		}
	}
	if err != nil {
		return fmt.Sprintf("`%T`", err)
	}
	return "none"
}

// callOutcome is how a program has to take an error: first of all it asks for the
// unknown outcome.
func callOutcome(err error) wxpay.Outcome {
	switch {
	case err == nil, errors.As(err, new(*wxpay.DecodeError)):
		return wxpay.OutcomeSuccess
	case errors.Is(err, wxpay.ErrOutcomeUnknown):
		return wxpay.OutcomeUnknown
	case errors.As(err, new(*wxpay.NotSentError)):
		return wxpay.OutcomeNotSent
	}
	return wxpay.OutcomeRefused
}

// Each way in which a call can end: how many requests the server saw, and what the caller
// was told. No effect is reported as a refusal, no refusal as a success, and no
// attempt is more than one request.
func TestOutcomesOfCalls(t *testing.T) {
	var table strings.Builder
	for _, row := range outcomeRows() {
		var columns [2]called
		for i, start := range []func(t *testing.T) *ending{row.http1, row.http2} {
			if start == nil {
				continue
			}
			name := fmt.Sprintf("%s, HTTP/%d", row.name, i+1)
			t.Run(name, func(t *testing.T) {
				once := wxpay.Retry{Attempts: 1}
				columns[i] = call(t, start, once)
				checkOutcome(t, row, columns[i])
				retried := call(t, start, noWait)
				checkOutcome(t, row, retried)
			})
		}
		table.WriteString(row.line(columns))
	}
	comparePage(t, "../docs/outcomes.md", table.String())
}

func checkOutcome(t *testing.T, row outcomeRow, got called) {
	t.Helper()
	sent := got.outcome != wxpay.OutcomeNotSent
	switch {
	case row.acted && (got.outcome == wxpay.OutcomeRefused || !sent), !row.acted && got.outcome == wxpay.OutcomeSuccess && got.attempts == 1:
		t.Errorf("acted: %v, the caller is told %s", row.acted, got.outcome)
	case sent && got.requests != got.attempts, !sent && got.requests != 0, got.attempts == 0:
		t.Errorf("%d requests in %d attempts", got.requests, got.attempts)
	}
}

// line is a line of the table.
func (row outcomeRow) line(columns [2]called) string {
	cell := func(of func(called) string) string {
		switch {
		case row.http1 == nil:
			return of(columns[1])
		case row.http2 == nil, of(columns[0]) == of(columns[1]):
			return of(columns[0])
		}
		return of(columns[0]) + "; HTTP/2: " + of(columns[1])
	}
	requests := [2]string{"–", "–"}
	for i, exists := range []bool{row.http1 != nil, row.http2 != nil} {
		if exists {
			requests[i] = fmt.Sprint(columns[i].requests)
		}
	}
	acted := map[bool]string{true: "yes", false: "no"}[row.acted]
	outcome := map[wxpay.Outcome]string{
		wxpay.OutcomeSuccess: "success", wxpay.OutcomeRefused: "refused", wxpay.OutcomeUnknown: "**unknown**", wxpay.OutcomeNotSent: "not sent",
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s |\n", row.name, acted, requests[0], requests[1],
		cell(func(c called) string { return c.err }), cell(func(c called) string { return outcome[c.outcome] }))
}

// comparePage compares what follows the head of the page's table with rows.
func comparePage(t *testing.T, name, rows string) {
	t.Helper()
	page, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	const head = "|---|---|---|---|---|---|\n"
	before, after, ok := strings.Cut(string(page), head)
	if !ok {
		t.Fatalf("%s has no table", name)
	}
	end := strings.Index(after, "\n\n") + 1
	if want := before + head + rows + after[end:]; want != string(page) {
		if !*update {
			t.Fatalf("%s is not what calls come to; go test ./wxpay -run TestOutcomesOfCalls -update writes\n%s", name, rows)
		}
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
