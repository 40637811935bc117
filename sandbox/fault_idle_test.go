package sandbox_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

// The first exchange has a limit that is not reached, the second a short one.
func TestCloseIdle(t *testing.T) {
	gw := sandbox.New(t)
	gw.Handle(ordersPattern, jsonOrder())
	gw.InjectFaults(1, sandbox.CloseIdle(time.Hour))
	gw.InjectFaults(1, sandbox.CloseIdle(time.Millisecond))
	conn, err := net.Dial("tcp4", strings.TrimPrefix(gw.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil { // only so that this test ends
		t.Fatal(err)
	}
	reader := bufio.NewReader(conn)
	for range 2 {
		if _, err := io.WriteString(conn, strings.Replace(newCall(gw).text(), "Connection: close\r\n", "", 1)); err != nil {
			t.Fatal(err)
		}
		resp, err := http.ReadResponse(reader, nil)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil || string(body) != order || !verifies(certificateKey(gw), resp.Header, order) {
			t.Errorf("%s, error %v", body, err)
		}
	}
	if _, err := reader.ReadByte(); err != io.EOF {
		t.Errorf("the connection ends with %v", err)
	}
	if counts := gw.FaultCounts(); counts["CloseIdle"] != 2 {
		t.Errorf("struck %v", counts)
	}
}

func TestCloseIdleWithoutTime(t *testing.T) {
	gw, err := sandbox.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = gw.Close() }()
	if err := gw.InjectFaults(1, sandbox.CloseIdle(0)); err == nil || !strings.Contains(err.Error(), "CloseIdle: the idle time") {
		t.Errorf("error %v", err)
	}
}

// A client whose transport keeps connections longer than the server does takes a new one
// once it has seen the close: no call fails, and none is sent twice.
func TestCallAfterIdleClose(t *testing.T) {
	gw := sandbox.New(t)
	gw.InjectFaults(sandbox.Always, sandbox.CloseIdle(time.Millisecond))
	closed := make(chan struct{}, 8)
	transport := &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, strings.TrimPrefix(gw.URL(), "http://"))
		return &watchedConn{conn, closed}, err
	}}
	client, err := wxpay.NewClient(append(gw.Options(), wxpay.WithServer(gw.URL()), option.WithHTTPClient(&http.Client{Transport: transport}))...)
	if err != nil {
		t.Fatal(err)
	}
	for _, number := range []string{"A1", "A2", "A3"} {
		if _, err := payscore.New(client).CreateServiceOrder(t.Context(), orderRequest(number)); err != nil {
			t.Error(err)
		}
		select {
		case <-closed:
		case <-time.After(time.Minute):
			t.Fatal("the connection stays open")
		}
	}
	if n := len(gw.Requests()); n != 3 {
		t.Errorf("%d requests", n)
	}
}

// watchedConn says when its transport closed it, having seen the server's close: from then on
// the transport does not use it.
type watchedConn struct {
	net.Conn
	closed chan<- struct{}
}

func (c *watchedConn) Close() error {
	c.closed <- struct{}{}
	return c.Conn.Close()
}
