package wxpay_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// reverseProxy removes /wechatpay and sends requests on, as a company's gateway does.
func reverseProxy(t *testing.T, to string) string {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	server := httptest.NewServer(http.StripPrefix("/wechatpay", proxy))
	t.Cleanup(server.Close)
	return server.URL
}

// The path of a reverse proxy was an error. It must not be signed: WeChat Pay verifies the
// path that arrives there, which the gateway of this test does.
func TestServerWithPath(t *testing.T) {
	for name, path := range map[string]string{"path": "/wechatpay", "slash at the end": "/wechatpay/"} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, always(success))
			var event wxpay.Event
			c := g.client(wxpay.WithServer(reverseProxy(t, g.server.URL)+path), wxpay.WithObserver(func(_ context.Context, e wxpay.Event) { event = e }))
			if _, err := cancel(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			if got := g.only(); got.uri != "/v3/payscore/serviceorder/"+aCancel.OutOrderNo+"/cancel" {
				t.Errorf("WeChat Pay got %s", got.uri)
			}
			if !strings.HasSuffix(event.Server, "/wechatpay") {
				t.Errorf("server %q", event.Server)
			}
		})
	}
}

// After a network failure, the backup server may have another path, or none.
func TestBackupServerWithPath(t *testing.T) {
	g := newGateway(t, always(success))
	proxied := reverseProxy(t, g.server.URL) + "/wechatpay"
	for name, backup := range map[string]string{"path": proxied, "no path": g.server.URL} {
		c := g.client(wxpay.WithServer(closedServer(t)+"/some/path"), wxpay.WithBackupServer(backup), wxpay.WithRetry(noWait))
		if _, err := cancel(t.Context(), c); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestServerPathMustBePlain(t *testing.T) {
	for _, server := range []string{"https://a/b/../c", "https://a/./b", "https://a//b", "https://a/b%2Fc", "https://a/b?c", "https://a/b#c"} {
		if _, err := wxpay.NewClient(wxpay.WithServer(server)); err == nil || !strings.Contains(err.Error(), "WithServer") {
			t.Errorf("%s: %v", server, err)
		}
	}
}

// forwardProxy is an HTTP proxy that counts its connections.
type forwardProxy struct {
	url   string
	mu    sync.Mutex
	hosts []string // of the requests, with the credentials of the proxy
	conns int
}

func newForwardProxy(t *testing.T) *forwardProxy {
	t.Helper()
	p := new(forwardProxy)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.hosts = append(p.hosts, r.URL.Host+" "+r.Header.Get("Proxy-Authorization"))
		p.mu.Unlock()
		r.RequestURI = ""
		r.Header.Del("Proxy-Authorization")
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer resp.Body.Close()
		for name, values := range resp.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(resp.StatusCode)
		_, _ = io.Copy(w, resp.Body)
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			p.mu.Lock()
			p.conns++
			p.mu.Unlock()
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

func (p *forwardProxy) got() ([]string, int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.hosts), p.conns
}

// Merchants with addresses of their own go through proxies of their own, in one process.
func TestProxyOfOneClient(t *testing.T) {
	g := newGateway(t, always(success))
	first, second := newForwardProxy(t), newForwardProxy(t)
	withPassword := strings.Replace(first.url, "http://", "http://user:password@", 1)
	for _, proxy := range []string{withPassword, withPassword, second.url, "direct"} {
		c, err := wxpay.NewClient(g.options()[0], g.options()[2], wxpay.WithProxy(proxy))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := cancel(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	host := strings.TrimPrefix(g.server.URL, "http://")
	if hosts, conns := first.got(); len(hosts) != 2 || hosts[0] != host+" Basic dXNlcjpwYXNzd29yZA==" || conns != 1 {
		t.Errorf("the first proxy got %q over %d connections", hosts, conns)
	}
	if hosts, _ := second.got(); len(hosts) != 1 || hosts[0] != host+" " {
		t.Errorf("the second proxy got %q", hosts)
	}
	if all := g.got(); len(all) != 4 {
		t.Errorf("%d requests arrived", len(all))
	}
}

func TestProxyErrors(t *testing.T) {
	for _, proxy := range []string{"", "proxy.internal:3128", "ftp://proxy", "http://", "http://u:secret@[x", "http:///x"} {
		_, err := wxpay.NewClient(wxpay.WithProxy(proxy))
		if err == nil || !strings.Contains(err.Error(), "WithProxy") || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", proxy, err)
		}
	}
	g := newGateway(t, always(success))
	_, err := wxpay.NewClient(append(g.options(), wxpay.WithProxy("http://proxy:3128"))...)
	if err == nil || !strings.Contains(err.Error(), "Transport of its own") {
		t.Errorf("error %v", err)
	}
}
