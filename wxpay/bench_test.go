package wxpay_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core/auth"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// stubKeys signs and believes everything, so that a benchmark measures what is
// around the cryptography.
type stubKeys struct{}

func (stubKeys) Sign(context.Context, string) (*auth.SignatureResult, error) {
	return &auth.SignatureResult{MchID: merchantID, CertificateSerialNo: merchantSerial, Signature: "c2lnbmF0dXJl"}, nil
}
func (stubKeys) Algorithm() string                                    { return "SHA256-RSA2048" }
func (stubKeys) Verify(context.Context, string, string, string) error { return nil }
func (stubKeys) GetSerial(context.Context) (string, error)            { return publicKeyID, nil }

func BenchmarkValidate(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if err := aCancel.Validate(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCallWithStubbedKeys(b *testing.B) {
	signature := http.Header{}
	sign(signature, goodResponse, signed)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		for name, values := range signature {
			w.Header()[name] = values
		}
		_, _ = io.WriteString(w, goodResponse)
	}))
	defer server.Close()
	c, err := wxpay.NewClient(option.WithSigner(stubKeys{}), option.WithVerifier(stubKeys{}),
		option.WithHTTPClient(server.Client()), wxpay.WithServer(server.URL))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := cancel(b.Context(), c); err != nil {
			b.Fatal(err)
		}
	}
}
