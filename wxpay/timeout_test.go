package wxpay_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// slowKeys signs until the context ends, as a hanging HSM does.
type slowKeys struct{ stubKeys }

func (slowKeys) Sign(ctx context.Context, _ string) (*auth.SignatureResult, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// neverConnects gives up after an hour, long after the call: net/http goes on connecting for
// later calls.
func neverConnects(context.Context, string, string) (net.Conn, error) {
	time.Sleep(time.Hour)
	return nil, errors.New("no connection")
}

// serving connects to a server that does serve with each connection.
func serving(serve func(net.Conn)) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go serve(theirs)
		time.AfterFunc(time.Hour, func() { _ = theirs.Close() }) // net/http waits for it
		return ours, nil
	}
}

func silent(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) } // reads and never answers

func deaf(net.Conn) {} // does not even read

// partial sends the beginning of a response.
func partial(conn net.Conn) {
	go func() { _, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{") }()
	silent(conn)
}

// timeoutRows are the rows of the table in docs/production.md that WithTimeout bounds.
var timeoutRows = map[string]struct {
	part   string // of the table
	server string
	signer auth.Signer
	dial   func(context.Context, string, string) (net.Conn, error)
	proxy  bool
	sent   bool // the request may have arrived
}{
	"signing":                {"signing, also by an HSM", "https://wechatpay.example", slowKeys{}, neverConnects, false, false},
	"connecting":             {"resolving names, connecting, TLS, a proxy", "https://wechatpay.example", stubKeys{}, neverConnects, false, false},
	"TLS":                    {"resolving names, connecting, TLS, a proxy", "https://wechatpay.example", stubKeys{}, serving(silent), false, false},
	"proxy":                  {"resolving names, connecting, TLS, a proxy", "https://wechatpay.example", stubKeys{}, serving(silent), true, false},
	"sending the request":    {"sending the request, waiting for the response", "http://wechatpay.example", stubKeys{}, serving(deaf), false, true},
	"waiting for a response": {"sending the request, waiting for the response", "http://wechatpay.example", stubKeys{}, serving(silent), false, true},
	"body of the response":   {"reading the response", "http://wechatpay.example", stubKeys{}, serving(partial), false, true},
}

// Each part of a call that hangs ends after the time of WithTimeout, with an error that says
// whether the request may have arrived.
func TestTimeoutOfEachPart(t *testing.T) {
	table, err := os.ReadFile("../docs/production.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, row := range timeoutRows {
		t.Run(name, func(t *testing.T) {
			if !strings.Contains(string(table), "\n| "+row.part+" | `WithTimeout`, the context") {
				t.Errorf("docs/production.md has no row %q with WithTimeout", row.part)
			}
			synctest.Test(t, func(t *testing.T) {
				transport := &http.Transport{DialContext: row.dial}
				if row.proxy {
					transport.Proxy = http.ProxyURL(must(http.NewRequest(http.MethodGet, "http://proxy.example:3128", nil)).URL)
				}
				defer time.Sleep(2 * time.Hour) // until nothing connects any more
				c := timedClient(t, transport, option.WithSigner(row.signer), wxpay.WithServer(row.server), wxpay.WithTimeout(7*time.Second))
				began := time.Now()
				_, err := cancel(t.Context(), c)
				if took := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || took != 7*time.Second {
					t.Errorf("ended after %v: %v", took, err)
				}
				if errors.Is(err, wxpay.ErrOutcomeUnknown) != row.sent || errors.As(err, new(*wxpay.NotSentError)) == row.sent {
					t.Errorf("error %v, may have arrived: %v", err, row.sent)
				}
			})
		})
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func timedClient(t *testing.T, transport http.RoundTripper, opts ...core.ClientOption) *wxpay.Client {
	t.Helper()
	c, err := wxpay.NewClient(append([]core.ClientOption{
		option.WithVerifier(stubKeys{}), option.WithHTTPClient(&http.Client{Transport: transport}),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The timeout is that of each attempt, and the pauses between them are not part of it: only
// the context bounds the whole call.
func TestTimeoutIsOfOneAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		defer time.Sleep(2 * time.Hour)
		c := timedClient(t, &http.Transport{DialContext: neverConnects}, option.WithSigner(stubKeys{}), wxpay.WithTimeout(7*time.Second),
			wxpay.WithRetry(wxpay.Retry{Attempts: 3, Wait: time.Hour, MaxWait: time.Hour, Random: func() float64 { return 0 }}))
		began := time.Now()
		_, err := cancel(t.Context(), c)
		if took := time.Since(began); err == nil || took != 3*7*time.Second+2*30*time.Minute {
			t.Errorf("ended after %v: %v", took, err)
		}
	})
}
