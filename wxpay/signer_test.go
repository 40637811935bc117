package wxpay_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// keyService is a signer in a KMS that does not response in time.
type keyService func(ctx context.Context) error

func (s keyService) Sign(ctx context.Context, _ string) (*auth.SignatureResult, error) {
	return &auth.SignatureResult{MchID: merchantID, CertificateSerialNo: merchantSerial, Signature: "AAAA"}, s(ctx)
}
func (keyService) Algorithm() string { return "SHA256-RSA2048" }

// Nothing is sent, whatever transport there is: one that is not net/http's is not even called.
func TestSlowSigner(t *testing.T) {
	for name, signer := range map[string]keyService{
		"ends with the context": func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
		"signs too late":        func(context.Context) error { time.Sleep(time.Minute); return nil },
	} {
		for kind, call := range map[string]func(context.Context, *wxpay.Client) error{
			"call":     func(ctx context.Context, c *wxpay.Client) error { _, err := cancel(ctx, c); return err },
			"download": func(ctx context.Context, c *wxpay.Client) error { _, err := download(ctx, c); return err },
		} {
			t.Run(name+", "+kind, func(t *testing.T) {
				inBubble(t, always(success), func(t *testing.T, g *gateway) {
					foreign := roundTripper(func(r *http.Request) (*http.Response, error) {
						t.Error("the transport was called")
						return nil, errors.New("gave up")
					})
					c := g.client(option.WithSigner(signer), option.WithHTTPClient(&http.Client{Transport: foreign}), wxpay.WithTimeout(time.Second))
					err := call(t.Context(), c)
					if !errors.As(err, new(*wxpay.NotSentError)) || !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, wxpay.ErrOutcomeUnknown) || len(g.got()) != 0 {
						t.Errorf("%d requests, error %v", len(g.got()), err)
					}
				})
			})
		}
	}
}
