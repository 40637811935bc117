package sandbox_test

import (
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

// Path values are unescaped once.
func TestPathValues(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle(cancelPattern, sandbox.NoContent())
	for escaped, want := range map[string]string{
		"A%7C1%2A2": "A|1*2", "A|1*2": "A|1*2", "a%2Fb": "a/b", "%252F": "%2F", "a%20b": "a b", "%2E%2E": "..", "%E8%AE%A2": "订",
	} {
		t.Run(escaped, func(t *testing.T) {
			c := newCall(gw)
			c.uri = "/v3/payscore/serviceorder/" + escaped + "/cancel"
			got := c.send(t, gw)
			seen := gw.Requests()
			last := seen[len(seen)-1]
			if got.status != http.StatusNoContent || last.PathValue("out_order_no") != want || last.Pattern != cancelPattern || last.URI != c.uri {
				t.Errorf("answered %d, value %q", got.status, last.PathValue("out_order_no"))
			}
		})
	}
}

// The error for an unknown route lists the registered ones.
func TestUnknownRoute(t *testing.T) {
	gw := sandbox.New(t)
	c := newCall(gw)
	if _, message := c.send(t, gw).message(t); !strings.Contains(message, "no route is registered") {
		t.Errorf("message %q", message)
	}
	gw.Handle(cancelPattern, sandbox.NoContent())
	gw.Handle("GET /v3/tree/", sandbox.NoContent())
	for _, uri := range []string{
		"/v3/orders", "/v3/payscore/serviceorder//cancel", "/v3/payscore/serviceorder/../cancel", "/v3//payscore/serviceorder/1/cancel",
		"/v3/payscore/serviceorder/1/cancel/", "/v3/payscore/serviceorder/a/b/cancel", "/v3/tree",
	} {
		t.Run(uri, func(t *testing.T) {
			c := newCall(gw)
			c.uri = uri
			got := c.send(t, gw)
			code, message := got.message(t)
			if got.status != http.StatusNotFound || code != "NOT_FOUND" || !strings.Contains(message, cancelPattern) || !strings.Contains(message, uri) {
				t.Errorf("answered %d %s %q", got.status, code, message)
			}
			if !verifies(certificateKey(gw), got.header, got.body) {
				t.Error("it is not signed properly")
			}
		})
	}
}

func TestRouteHost(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle("POST apihk.mch.weixin.qq.com/v3/orders/{no}", sandbox.JSON(200, "hk"))
	gw.Handle(ordersPattern, sandbox.JSON(200, "any"))
	c := newCall(gw)
	if got := c.send(t, gw); got.body != `"any"` {
		t.Errorf("api is answered %s", got.body)
	}
}

// Handle replaces the earlier responses of the same pattern.
func TestHandleReplaces(t *testing.T) {
	gw := sandbox.New(t)
	route, _ := gw.Handle(ordersPattern, sandbox.JSON(200, 1), sandbox.JSON(200, 2))
	gw.Handle("POST /v3/other", sandbox.NoContent())
	get := func() string { return newCall(gw).send(t, gw).body }
	got := get() + get() + get()
	gw.Handle(ordersPattern, sandbox.JSON(200, 3), sandbox.JSON(200, 4))
	if got += get() + get() + get(); got != "122344" {
		t.Errorf("answers %s, want 1 2 2 3 4 4", got)
	}
	other := newCall(gw)
	other.uri = "/v3/other"
	other.send(t, gw)
	if n, all := len(route.Requests()), len(gw.Requests()); n != 6 || all != 7 {
		t.Errorf("the route has %d requests of %d", n, all)
	}
	gw.ClearRequests()
	if n := len(gw.Requests()); n != 0 {
		t.Errorf("%d requests after Forget", n)
	}
	other.send(t, gw)
	if n := gw.Requests()[0].Number; n != 8 {
		t.Errorf("the request after Forget has number %d", n)
	}
}

// One http.Handler can serve many routes.
func TestRouteHandler(t *testing.T) {
	gw := sandbox.New(t)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v3/orders/{no}", func(w http.ResponseWriter, r *http.Request) {
		seen := sandbox.FromContext(r.Context())
		w.Header().Set("X-Test", "1")
		w.WriteHeader(http.StatusAccepted)
		w.Header().Set("X-Test", "too late")
		_, _ = fmt.Fprintf(w, "%q", r.PathValue("no")+r.Host+seen.Verdict.MchID)
	})
	mux.HandleFunc("POST /v3/bill", func(w http.ResponseWriter, r *http.Request) {
		body := make([]byte, r.ContentLength)
		if _, err := r.Body.Read(body); err != nil {
			t.Error(err)
		}
		if !sandbox.MarkUnsigned(wrapper{w}) {
			t.Error("the writer was not found")
		}
		_, _ = w.Write(body)
	})
	mux.HandleFunc("POST /v3/abort", func(http.ResponseWriter, *http.Request) { panic("on purpose") })
	gw.Handle("/", sandbox.Handler(mux).WithHeader("X-Answer", "2"))

	got := newCall(gw).send(t, gw)
	if got.status != http.StatusAccepted || got.body != `"A|1*2api.mch.weixin.qq.com1230000109"` ||
		got.header.Get("X-Test") != "1" || got.header.Get("X-Answer") != "2" || !verifies(certificateKey(gw), got.header, got.body) {
		t.Errorf("answered %d %s %v", got.status, got.body, got.header)
	}
	c := newCall(gw)
	c.uri = "/v3/bill"
	if got := c.send(t, gw); got.body != c.body || got.header.Get("Wechatpay-Signature") != "" {
		t.Errorf("the bill is answered %q %v", got.body, got.header)
	}
	c.uri = "/v3/abort"
	if got := c.send(t, gw); got.status != http.StatusInternalServerError || !strings.Contains(got.body, "panicked") {
		t.Errorf("a panic is answered %d %q", got.status, got.body)
	}
}

type wrapper struct{ http.ResponseWriter }

func (w wrapper) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// MarkUnsigned works only with the sandbox's own ResponseWriter.
func TestMarkUnsignedWriter(t *testing.T) {
	if sandbox.MarkUnsigned(nil) || sandbox.MarkUnsigned(wrapper{}) {
		t.Error("found a writer where there is none")
	}
}

func TestUnsignedResponse(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle(ordersPattern, sandbox.Raw(200, "text/plain", []byte("a,b")).Unsigned())
	got := newCall(gw).send(t, gw)
	for name := range got.header {
		if strings.HasPrefix(name, "Wechatpay-") {
			t.Errorf("it has %s", name)
		}
	}
}

// fakeTB is a test that fails.
type fakeTB struct {
	fatal   []string
	cleanup []func()
}

func (f *fakeTB) Helper()             {}
func (f *fakeTB) Cleanup(fn func())   { f.cleanup = append(f.cleanup, fn) }
func (f *fakeTB) Logf(string, ...any) {}
func (f *fakeTB) Fatalf(format string, args ...any) {
	f.fatal = append(f.fatal, fmt.Sprintf(format, args...))
	runtime.Goexit()
}

// fatal runs what should end a test and returns the text.
func fatal(t *testing.T, f func(sandbox.TB)) string {
	t.Helper()
	tb := new(fakeTB)
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(tb)
	}()
	<-done
	for _, clean := range tb.cleanup {
		clean()
	}
	return strings.Join(tb.fatal, "\n")
}

func second(_ *sandbox.Route, err error) error { return err }

var setupFaults = []struct {
	name string
	do   func(*sandbox.Gateway) error
	want string
}{
	{"a pattern without a slash", func(g *sandbox.Gateway) error { return second(g.Handle("POST v3", sandbox.NoContent())) }, `handle "POST v3": `},
	{"an empty pattern", func(g *sandbox.Gateway) error { return second(g.Handle("", sandbox.NoContent())) }, "invalid pattern; the form of a pattern is"},
	{"patterns that conflict", func(g *sandbox.Gateway) error {
		return errors.Join(second(g.Handle("GET /a/{b}", sandbox.NoContent())), second(g.Handle("GET /a/{c}", sandbox.NoContent())))
	}, `"GET /a/{c}" conflicts with pattern "GET /a/{b}":`},
	{"no answer", func(g *sandbox.Gateway) error { return second(g.Handle("/")) }, "no response"},
	{"a status that is none", func(g *sandbox.Gateway) error { return second(g.Handle("/", sandbox.NoContent(), sandbox.JSON(99, 1))) }, "response 2: status 99"},
	{"a value that is no JSON", func(g *sandbox.Gateway) error { return second(g.Handle("/", sandbox.JSON(200, func() {}))) }, "cannot be written as JSON"},
	{"two details", func(g *sandbox.Gateway) error { return second(g.Handle("/", sandbox.Error(400, "A", "b", 1, 2))) }, "at most one detail"},
	{"no function", func(g *sandbox.Gateway) error { return second(g.Handle("/", sandbox.Func(nil))) }, "Func: the function is nil"},
	{"no handler", func(g *sandbox.Gateway) error { return second(g.Handle("/", sandbox.Handler(nil))) }, "Handler: the handler is nil"},
	{"a fault in an answer", func(g *sandbox.Gateway) error {
		return second(g.Handle("/", sandbox.NoContent().WithFaults(sandbox.Redirect(200, "/"))))
	}, "response 1: Redirect: status 200"},
	{"a fault for no exchange", func(g *sandbox.Gateway) error { return g.InjectFaults(0, sandbox.HTMLErrorPage(200)) }, "0 requests"},
	{"a fault for a route", func(g *sandbox.Gateway) error {
		route, err := g.Handle("/x", sandbox.NoContent())
		if err != nil {
			return err
		}
		return route.InjectFaults(1, sandbox.HTMLErrorPage(200))
	}, `inject faults into "/x": HTMLErrorPage: status 200`},
}

// Setup errors end the test.
func TestSetupErrors(t *testing.T) {
	for _, tt := range setupFaults {
		t.Run(tt.name, func(t *testing.T) {
			if got := fatal(t, func(tb sandbox.TB) { _ = tt.do(sandbox.New(tb)) }); !strings.Contains(got, tt.want) {
				t.Errorf("with a test: %q, want %q", got, tt.want)
			}
			gw, err := sandbox.Start()
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = gw.Close() }()
			if err := tt.do(gw); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("without a test: %v, want %q", err, tt.want)
			}
		})
	}
}

func TestOptionsAreChecked(t *testing.T) {
	_, err := sandbox.Start(sandbox.WithMerchant("x"), sandbox.WithMaxBody(0), sandbox.WithClock(nil))
	for _, want := range []string{"WithMerchant", "WithMaxBody", "WithClock"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %s in it", err, want)
		}
	}
	if got := fatal(t, func(tb sandbox.TB) { sandbox.New(tb, sandbox.WithMaxBody(-1)) }); !strings.Contains(got, "WithMaxBody") {
		t.Errorf("New says %q", got)
	}
}

// A function of a route may return a response with a fault.
func TestFunctionWithFault(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle(ordersPattern, sandbox.Func(func(*sandbox.Request) sandbox.Response { return sandbox.JSON(999, 1) }))
	if got := newCall(gw).send(t, gw); got.status != http.StatusInternalServerError || !strings.Contains(got.body, "status 999") {
		t.Errorf("answered %d %s", got.status, got.body)
	}
}
