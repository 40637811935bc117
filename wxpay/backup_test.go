package wxpay_test

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// closedServer is an address that refuses connections.
func closedServer(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return "http://" + l.Addr().String()
}

// Only a network failure makes a retry use the backup server.
func TestBackupServer(t *testing.T) {
	backup := newGateway(t, always(success))
	t.Run("a refused connection", func(t *testing.T) {
		c := backup.client(wxpay.WithServer(closedServer(t)), wxpay.WithBackupServer(backup.server.URL), wxpay.WithRetry(noWait))
		if _, err := cancel(t.Context(), c); err != nil {
			t.Error(err)
		}
		backup.only()
	})
	t.Run("a broken connection", func(t *testing.T) {
		main := newGateway(t, always(reply{raw: hangUp}))
		c := main.client(wxpay.WithBackupServer(backup.server.URL), wxpay.WithRetry(noWait))
		if _, err := cancel(t.Context(), c); err != nil {
			t.Error(err)
		}
		main.only()
	})
	t.Run("not a status of 500", func(t *testing.T) {
		before := len(backup.got())
		main := newGateway(t, always(systemError))
		c := main.client(wxpay.WithBackupServer(backup.server.URL), wxpay.WithRetry(noWait))
		if _, err := cancel(t.Context(), c); !errors.Is(err, errSystemError) {
			t.Error(err)
		}
		if len(main.got()) != 3 || len(backup.got()) != before {
			t.Errorf("%d requests to the main server", len(main.got()))
		}
	})
	t.Run("not without WithRetry", func(t *testing.T) {
		c := backup.client(wxpay.WithServer(closedServer(t)), wxpay.WithBackupServer(backup.server.URL))
		_, err := cancel(t.Context(), c)
		if !errors.As(err, new(*wxpay.NotSentError)) || errors.Is(err, wxpay.ErrOutcomeUnknown) {
			t.Errorf("error %v", err)
		}
	})
}

func TestSecondServer(t *testing.T) {
	g := newGateway(t, always(success))
	op := cancelOrder
	op.Servers = []string{closedServer(t), g.server.URL + "/"}
	c, err := wxpay.NewClient(append(g.options()[:2:2], wxpay.WithRetry(noWait))...)
	if err != nil {
		t.Fatal(err)
	}
	if err := wxpayimpl.Exec(t.Context(), c, newCancel(&op)); err != nil {
		t.Error(err)
	}
}

func TestWithServerFallback(t *testing.T) {
	stranger := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("called") }))
	defer stranger.Close()
	op := cancelOrder
	op.Servers = []string{stranger.URL, stranger.URL}
	g := newGateway(t, always(reply{raw: hangUp}))
	if err := wxpayimpl.Exec(t.Context(), g.client(wxpay.WithRetry(noWait)), newCancel(&op)); !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
	if len(g.got()) != 3 {
		t.Errorf("%d requests", len(g.got()))
	}
}
