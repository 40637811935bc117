package notify

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Rejected addresses are never connected to: the check comes first.
func TestTransportHosts(t *testing.T) {
	self := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1}
	tr := newTransport([]string{"shop.example.com", "127.0.0.3"}, self)
	for _, test := range []struct{ name, url, want string }{
		{"another machine", "http://192.0.2.1:80", "is not on this machine"},
		{"another machine over IPv6", "http://[2001:db8::1]:80", "is not on this machine"},
		{"all addresses", "http://0.0.0.0:80", "is not on this machine"},
		{"the sandbox", "http://127.0.0.1:1", "is the sandbox itself"},
		{"the sandbox by name", "http://localhost:1", "is the sandbox itself"},
		{"the sandbox at another address", "http://127.0.0.2:1", "is the sandbox itself"},
		{"the sandbox mapped", "http://[::ffff:127.0.0.1]:1", "is the sandbox itself"},
		{"the sandbox as an allowed host", "http://127.0.0.3:1", "is the sandbox itself"},
		{"loopback", "http://127.0.0.1:2", ""},
		{"loopback mapped", "http://[::ffff:127.0.0.1]:2", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			r, err := http.NewRequestWithContext(ctx, http.MethodPost, test.url, nil)
			if err != nil {
				t.Fatal(err)
			}
			_, err = tr.client.Do(r) //nolint:bodyclose // nobody listens there
			if err == nil || strings.Contains(err.Error(), "the notify URL") != (test.want != "") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("the error is %v, want %q", err, test.want)
			}
		})
	}
	chosen := tr.client.Transport.(roundTripper)
	if r := httptest.NewRequest(http.MethodPost, "http://shop.example.com/x", nil); !chosen.allowed(r) {
		t.Error("a host that is allowed is not sent to")
	}
	if r := httptest.NewRequest(http.MethodPost, "http://other.example.com/x", nil); chosen.allowed(r) {
		t.Error("a host that is not allowed is sent to")
	}
}
