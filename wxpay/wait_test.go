package wxpay_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

func TestWaitContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		c := memoryClient(t, func(*http.Request) *http.Response {
			time.AfterFunc(20*time.Minute, stop)
			return memoryResponse(500, "{}")
		})
		began := time.Now()
		_, err := cancel(ctx, c)
		if took := time.Since(began); !errors.Is(err, context.Canceled) || took != 20*time.Minute {
			t.Errorf("error %v after %v", err, took)
		}
	})
}

func TestWaitTimer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := memoryClient(t, func(*http.Request) *http.Response { return memoryResponse(500, "{}") })
		began := time.Now()
		_, err := cancel(t.Context(), c)
		if took := time.Since(began); !errors.Is(err, wxpay.ErrOutcomeUnknown) || took != 90*time.Minute {
			t.Errorf("error %v after %v", err, took)
		}
	})
}

// memoryClient makes three attempts, half an hour and an hour apart, and never
// touches the network, so that a bubble of synctest can hold it.
func memoryClient(t *testing.T, response func(*http.Request) *http.Response) *wxpay.Client {
	t.Helper()
	transport := roundTripper(func(r *http.Request) (*http.Response, error) { return response(r), nil })
	c, err := wxpay.NewClient(option.WithSigner(stubKeys{}), option.WithVerifier(stubKeys{}),
		option.WithHTTPClient(&http.Client{Transport: transport}), wxpay.WithRetry(wxpay.Retry{
			Attempts: 3, Wait: time.Hour, MaxWait: 2 * time.Hour, Random: func() float64 { return 0 },
		}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func memoryResponse(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
}

func TestWaitBeyondDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		c := memoryClient(t, func(*http.Request) *http.Response { return memoryResponse(429, "{}") })
		began := time.Now()
		_, err := cancel(ctx, c)
		if took := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, wxpay.ErrOutcomeUnknown) || took != 0 {
			t.Errorf("error %v after %v", err, took)
		}
		var apiErr *wxpay.Error
		if !errors.As(err, &apiErr) || apiErr.StatusCode != 429 {
			t.Errorf("error %v", err)
		}
	})
}
