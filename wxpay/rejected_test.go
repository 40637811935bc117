package wxpay_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	program "os/exec"
	"strings"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// answering is a signer or a verifier that returns what a test wants.
type responding struct {
	result auth.SignatureResult
	serial string
}

func (a responding) Sign(context.Context, string) (*auth.SignatureResult, error) {
	return &a.result, nil
}
func (responding) Algorithm() string                                    { return "SHA256-RSA2048" }
func (a responding) GetSerial(context.Context) (string, error)          { return a.serial, nil }
func (responding) Verify(context.Context, string, string, string) error { return nil }

// Each of these was reported as an unknown outcome after three attempts, with no
// request at the server.
func TestRejectedBeforeConnecting(t *testing.T) {
	errBreaker := errors.New("the circuit is open")
	viaTransport := func(h http.RoundTripper) core.ClientOption { return option.WithHTTPClient(&http.Client{Transport: h}) }
	for name, opt := range map[string]core.ClientOption{
		"a proxy function that fails": viaTransport(&http.Transport{Proxy: func(*http.Request) (*url.URL, error) {
			return nil, errors.New(`parse "http://user:secret@127.0.0.1:port": invalid port ":port" after host`)
		}}),
		"a RoundTripper that refuses": viaTransport(roundTripper(func(*http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("%w: %w", wxpay.ErrNotSent, errBreaker)
		})),
		"a merchant number with line end": option.WithSigner(responding{result: auth.SignatureResult{MchID: "1\n", CertificateSerialNo: "A", Signature: "secret"}}),
		"a serial with a quote":           option.WithSigner(responding{result: auth.SignatureResult{MchID: "1", CertificateSerialNo: `A"`, Signature: "secret"}}),
		"a signature in several lines":    option.WithSigner(responding{result: auth.SignatureResult{MchID: "1", CertificateSerialNo: "A", Signature: "secret\nAA"}}),
		"a key id with a line end":        option.WithVerifier(responding{serial: "PUB_KEY_ID_1\n"}),
	} {
		t.Run(name, func(t *testing.T) {
			g := newGateway(t, always(success))
			attempts := 0
			_, err := cancel(t.Context(), g.client(opt, wxpay.WithRetry(noWait), wxpay.WithObserver(func(_ context.Context, e wxpay.Event) {
				if attempts++; e.Outcome != wxpay.OutcomeNotSent {
					t.Errorf("outcome %s", e.Outcome)
				}
			})))
			if !errors.As(err, new(*wxpay.NotSentError)) || errors.Is(err, wxpay.ErrOutcomeUnknown) || attempts != 1 || len(g.got()) != 0 {
				t.Errorf("%d attempts, %d requests, error %v", attempts, len(g.got()), err)
			}
			if strings.Contains(err.Error(), "secret") || strings.ContainsAny(err.Error(), "\r\n") {
				t.Errorf("text %q", err)
			}
			if errors.Is(err, wxpay.ErrNotSent) != errors.Is(err, errBreaker) {
				t.Errorf("the chain of %v", err)
			}
		})
	}
}

// A RoundTripper that says so of a request that was written is not believed.
func TestErrNotSentAfterWriting(t *testing.T) {
	g := newGateway(t, always(reply{raw: hangUp}))
	wrong := roundTripper(func(r *http.Request) (*http.Response, error) {
		_, err := http.DefaultTransport.RoundTrip(r)
		return nil, fmt.Errorf("%w: %w", wxpay.ErrNotSent, err)
	})
	_, err := cancel(t.Context(), g.client(option.WithHTTPClient(&http.Client{Transport: wrong})))
	if !errors.Is(err, wxpay.ErrOutcomeUnknown) || errors.As(err, new(*wxpay.NotSentError)) {
		t.Errorf("error %v", err)
	}
	g.only()
}

// A connection that is not had says nothing of an earlier attempt.
func TestNotSentAfterUnknown(t *testing.T) {
	g := newGateway(t, always(reply{raw: hangUp}))
	sent := 0
	breaker := roundTripper(func(r *http.Request) (*http.Response, error) {
		if sent++; sent > 1 {
			return nil, wxpay.ErrNotSent
		}
		return http.DefaultTransport.RoundTrip(r)
	})
	_, err := cancel(t.Context(), g.client(wxpay.WithRetry(noWait), option.WithHTTPClient(&http.Client{Transport: breaker})))
	if !errors.Is(err, wxpay.ErrOutcomeUnknown) || sent != 2 {
		t.Errorf("%d attempts, error %v", sent, err)
	}
}

func TestInvalidServer(t *testing.T) {
	c, err := wxpay.NewClient(newGateway(t, always(success)).options()[:2]...)
	if err != nil {
		t.Fatal(err)
	}
	for _, server := range []string{"https://a b.example", "https://a\nb", `https://a"b`, "https://a<b>", "https://[::1", "https://h:port", "ftp://h", "https://", "h", "https://h?x"} {
		op := cancelOrder
		op.Servers = []string{server}
		if err := wxpayimpl.Exec(t.Context(), c, newCancel(&op)); !errors.As(err, new(*wxpay.NotSentError)) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: error %v", server, err)
		}
	}
}

// Nobody listens at the proxy. The environment is read once in a process, and so
// this is another one.
func TestProxyFromEnvironment(t *testing.T) {
	const variable = "WXPAY_TEST_PROXY"
	if os.Getenv(variable) == "" {
		command := program.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
		command.Env = append(os.Environ(), variable+"=1", "HTTPS_PROXY=http://user:secret@127.0.0.1:1", "https_proxy=", "NO_PROXY=", "no_proxy=")
		if out, err := command.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	c, err := wxpay.NewClient(newGateway(t, always(success)).options()[0], wxpay.WithServer("https://wechatpay.invalid"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = cancel(t.Context(), c)
	if !errors.As(err, new(*wxpay.NotSentError)) || !strings.Contains(err.Error(), "proxyconnect") || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v", err)
	}
}
