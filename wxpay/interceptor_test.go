package wxpay_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

func TestAttemptFrom(t *testing.T) {
	g := newGateway(t, func(attempt int, r received) reply {
		if attempt == 1 {
			return reply{status: http.StatusServiceUnavailable, body: systemErrorBody}
		}
		return reply{status: http.StatusOK, body: `{"order_id":"1"}`}
	})
	var attempts []wxpay.Attempt
	pay := g.client(wxpay.WithRetry(wxpay.Retry{Attempts: 2, Wait: time.Millisecond}),
		option.WithHTTPClient(&http.Client{Transport: roundTripper(func(req *http.Request) (*http.Response, error) {
			attempt, ok := wxpay.AttemptFrom(req.Context())
			if !ok {
				t.Error("the request has no attempt")
			}
			attempts = append(attempts, attempt)
			return http.DefaultTransport.RoundTrip(req)
		})}))
	_, err := cancelServiceOrder(t.Context(), pay, aCancel)
	if err != nil {
		t.Fatal(err)
	}
	first := wxpay.Attempt{
		Operation: cancelOrder.Name, Method: cancelOrder.Method, Route: cancelOrder.Path, Number: 1, Repeatable: cancelOrder.Repeatable,
	}
	second := first
	second.Number = 2
	if !slices.Equal(attempts, []wxpay.Attempt{first, second}) {
		t.Errorf("attempts %+v", attempts)
	}
	if _, ok := wxpay.AttemptFrom(t.Context()); ok {
		t.Error("a context of no attempt has one")
	}
}

func TestNotSent(t *testing.T) {
	reason := errors.New("the breaker is open")
	breaker := callerFunc(func(_ context.Context, req *wxpay.Request, _ any, opts ...wxpay.CallOption) error {
		return wxpay.NotSent(req, reason, opts...)
	})
	for _, unknown := range []bool{false, true} {
		var opts []wxpay.CallOption
		if unknown {
			opts = append(opts, wxpay.WithEarlierError(wxpay.ErrOutcomeUnknown))
		}
		request := newCancel(&cancelOrder)
		_, err := wxpayimpl.Do[cancelResponse](t.Context(), breaker, request, opts...)
		var notSent *wxpay.NotSentError
		if !errors.As(err, &notSent) || !errors.Is(err, reason) || errors.Is(err, wxpay.ErrOutcomeUnknown) != unknown {
			t.Errorf("unknown before: %v: %v", unknown, err)
		}
	}
}

// callerFunc is a function as a Caller.
type callerFunc func(ctx context.Context, req *wxpay.Request, out any, opts ...wxpay.CallOption) error

func (f callerFunc) Call(ctx context.Context, req *wxpay.Request, out any, opts ...wxpay.CallOption) error {
	return f(ctx, req, out, opts...)
}

// A Caller around the client sees each call once, before it is made and after it has
// ended, whatever number of attempts it takes. This one allows two calls at a time.
func ExampleCaller_limiter() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		body := `{"order_id":"15646546545165651651"}`
		sign(w.Header(), body, signed)
		fmt.Fprint(w, body)
	}))
	defer server.Close()
	pay, err := wxpay.NewClient(
		option.WithWechatPayPublicKeyAuthCipher(merchantID, merchantSerial, merchantKey(), publicKeyID, &platformKey().PublicKey),
		wxpay.WithServer(server.URL),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	slots := make(chan struct{}, 2)
	limited := callerFunc(func(ctx context.Context, req *wxpay.Request, out any, opts ...wxpay.CallOption) error {
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
		case <-ctx.Done():
			return wxpay.NotSent(req, ctx.Err(), opts...)
		}
		err := pay.Call(ctx, req, out, opts...)
		fmt.Println(req.Operation(), err)
		return err
	})
	_, _ = cancelServiceOrder(context.Background(), limited, aCancel)
	// Output: payscore.CancelServiceOrder <nil>
}
