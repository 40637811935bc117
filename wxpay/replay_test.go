package wxpay_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// fickle responses the first request of each connection, and closes it after it has
// read the second: what net/http takes for a kept connection that went stale.
type fickle struct {
	url      string
	arrived  atomic.Int64
	together int64
	first    sync.WaitGroup // the requests that are responded together
}

// newFickle responses the first requests when as many as together have arrived, so
// that each of them has a connection of its own.
func newFickle(t *testing.T, together int) *fickle {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	f := &fickle{url: "http://" + listener.Addr().String(), together: int64(together)}
	f.first.Add(together)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go f.serve(conn)
		}
	}()
	return f
}

func (f *fickle) serve(conn net.Conn) {
	defer conn.Close()
	in := bufio.NewReader(conn)
	for i := range 2 {
		r, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return
		}
		nth := f.arrived.Add(1)
		if i > 0 {
			return
		}
		if nth <= f.together {
			f.first.Done()
			f.first.Wait()
		}
		header := http.Header{}
		sign(header, goodResponse, signed)
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n", len(goodResponse))
		_ = header.Write(conn)
		fmt.Fprintf(conn, "\r\n%s", goodResponse)
	}
}

// net/http would send a request with this header again by itself.
func TestIdempotencyKeyReplay(t *testing.T) {
	for _, name := range []string{"Idempotency-Key", "x-idempotency-key"} {
		server := newFickle(t, 1)
		c := newGateway(t, always(success)).client(wxpay.WithServer(server.url), option.WithHTTPClient(&http.Client{Transport: new(http.Transport)}))
		_, first := cancel(t.Context(), c, wxpay.WithHeader(name, "k"))
		_, second := cancel(t.Context(), c, wxpay.WithHeader(name, "k"))
		if first != nil || !errors.Is(second, wxpay.ErrOutcomeUnknown) || server.arrived.Load() != 2 {
			t.Errorf("%s: %v, then %v after %d requests", name, first, second, server.arrived.Load())
		}
	}
}

func TestIdempotencyKey(t *testing.T) {
	g := newGateway(t, always(success))
	call := newCancel(&cancelOrder)
	call.HeaderParam("Idempotency-Key", "k")
	if err := wxpayimpl.Exec(t.Context(), g.client(), call); err != nil {
		t.Fatal(err)
	}
	if got := g.only().header.Values("Idempotency-Key"); len(got) != 1 || got[0] != "k" {
		t.Errorf("it arrived as %q", got)
	}
}
