package bench

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/signers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayotel"
)

// BenchmarkAround compares a call with a Caller and a RoundTripper around it, a log and
// telemetry with one without, over loopback and with RSA signatures, as in production.
func BenchmarkAround(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		sign(w.Header())
		_, _ = io.WriteString(w, answer)
	}))
	b.Cleanup(server.Close)
	options := []core.ClientOption{option.WithSigner(rsaSigner(b)), option.WithVerifier(stubKeys{}), wxpay.WithServer(server.URL)}
	plain, err := wxpay.NewClient(options...)
	if err != nil {
		b.Fatal(err)
	}
	around := payscore.New(withEverything(b, options))
	ctx := b.Context()
	compare(b, 20,
		func() error { return callOurs(ctx, around) },
		func() error { return callOurs(ctx, payscore.New(plain)) })
}

func rsaSigner(b *testing.B) *signers.SHA256WithRSASigner {
	b.Helper()
	return &signers.SHA256WithRSASigner{MchID: "1230000109", CertificateSerialNo: "5157F09EFDC096DE", PrivateKey: generate(b)}
}

// withEverything returns a caller with all that production.md describes around calls.
func withEverything(b *testing.B, options []core.ClientOption) wxpay.Caller {
	b.Helper()
	spans := sdktrace.NewTracerProvider(sdktrace.WithBatcher(discarding{}))
	b.Cleanup(func() { _ = spans.Shutdown(context.Background()) })
	telemetry, err := wxpayotel.New(wxpayotel.WithTracerProvider(spans),
		wxpayotel.WithMeterProvider(sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewManualReader()))))
	if err != nil {
		b.Fatal(err)
	}
	log := slog.New(slog.NewJSONHandler(io.Discard, nil))
	client, err := wxpay.NewClient(append(options[:len(options):len(options)], telemetry.ClientOption(),
		wxpay.WithObserver(func(ctx context.Context, e wxpay.Event) { log.InfoContext(ctx, "wechat pay", "event", e) }),
		option.WithHTTPClient(&http.Client{Transport: limiter{&http.Transport{MaxIdleConnsPerHost: 128}}}))...)
	if err != nil {
		b.Fatal(err)
	}
	return telemetry.Caller(breaker{client})
}

// discarding exports no span.
type discarding struct{}

func (discarding) ExportSpans(context.Context, []sdktrace.ReadOnlySpan) error { return nil }
func (discarding) Shutdown(context.Context) error                             { return nil }

// limiter is around each attempt.
type limiter struct{ next http.RoundTripper }

func (l limiter) RoundTrip(r *http.Request) (*http.Response, error) {
	if _, ok := wxpay.AttemptFrom(r.Context()); !ok {
		return nil, wxpay.ErrNotSent
	}
	return l.next.RoundTrip(r)
}

// breaker is around each call.
type breaker struct{ next wxpay.Caller }

func (b breaker) Call(ctx context.Context, req *wxpay.Request, out any, opts ...wxpay.CallOption) error {
	return b.next.Call(ctx, req, out, opts...)
}
