package wxpay_test

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
)

type failingSigner struct{}

func (failingSigner) Sign(context.Context, string) (*auth.SignatureResult, error) {
	return nil, io.ErrUnexpectedEOF
}
func (failingSigner) Algorithm() string { return "SHA256-RSA2048" }

func hangingDial(ctx context.Context, _, _ string) (net.Conn, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// newTLSServer has a certificate that nobody trusts.
func newTLSServer(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("called") }))
	s.Config.ErrorLog = quietLog
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

var quietLog = log.New(io.Discard, "", 0)
