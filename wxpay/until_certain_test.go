package wxpay_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/option"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// cancelling is the generated method.
func cancelling(c wxpay.Caller, op *wxpayimpl.Operation) func(context.Context, cancelRequest, ...wxpay.CallOption) (*cancelResponse, error) {
	return func(ctx context.Context, _ cancelRequest, opts ...wxpay.CallOption) (*cancelResponse, error) {
		return wxpayimpl.Do[cancelResponse](ctx, c, newCancel(op), opts...)
	}
}

// signingClient is a client of a WeChat Pay in memory that signs its responses.
func signingClient(t *testing.T, response func(*http.Request) *http.Response) *wxpay.Client {
	t.Helper()
	transport := roundTripper(func(r *http.Request) (*http.Response, error) {
		resp := response(r)
		resp.Header.Set("Wechatpay-Timestamp", strconv.FormatInt(time.Now().Unix(), 10))
		resp.Header.Set("Wechatpay-Nonce", "nonce")
		resp.Header.Set("Wechatpay-Serial", "PUB_KEY_ID_0")
		resp.Header.Set("Wechatpay-Signature", "c2lnbmF0dXJl")
		return resp, nil
	})
	c, err := wxpay.NewClient(option.WithSigner(stubKeys{}), option.WithVerifier(stubKeys{}),
		option.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func orderDone() *http.Response { return memoryResponse(400, `{"code":"ORDER_DONE","message":"m"}`) }

func TestUntilCertain(t *testing.T) {
	for name, test := range map[string]struct {
		responses []func() *http.Response // the last one stays
		calls     int
		code      wxpay.Code
		unknown   bool
	}{
		"done":             {[]func() *http.Response{succeeded}, 1, "", false},
		"done later":       {[]func() *http.Response{failed, failed, succeeded}, 3, "", false},
		"too many":         {[]func() *http.Response{limited, succeeded}, 2, "", false},
		"refused":          {[]func() *http.Response{orderDone}, 1, errOrderDone, false},
		"refused later":    {[]func() *http.Response{failed, orderDone}, 2, errOrderDone, true},
		"limited, refused": {[]func() *http.Response{limited, orderDone}, 2, errOrderDone, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				c := signingClient(t, func(*http.Request) *http.Response {
					calls++
					return test.responses[min(calls, len(test.responses))-1]()
				})
				response, err := wxpay.UntilCertain(t.Context(), cancelling(c, &cancelOrder), aCancel)
				if calls != test.calls || wxpay.CodeOf(err) != test.code || errors.Is(err, wxpay.ErrOutcomeUnknown) != test.unknown {
					t.Errorf("error %v after %d calls", err, calls)
				}
				if (err == nil) != (response != nil) {
					t.Errorf("response %v with error %v", response, err)
				}
			})
		})
	}
}

func succeeded() *http.Response { return memoryResponse(200, success.body) }
func failed() *http.Response    { return memoryResponse(500, systemErrorBody) }
func limited() *http.Response {
	return memoryResponse(429, `{"code":"FREQUENCY_LIMITED","message":"m"}`)
}

// An operation that pays again each time must not be made again.
func TestUntilCertainOfAnother(t *testing.T) {
	op := cancelOrder
	op.Repeatable = false
	c := signingClient(t, func(*http.Request) *http.Response {
		t.Error("sent")
		return failed()
	})
	_, err := wxpay.UntilCertain(t.Context(), cancelling(c, &op), aCancel)
	if !errors.As(err, new(*wxpay.NotSentError)) || errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
}

func TestUntilCertainDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		defer stop()
		began := time.Now()
		c := signingClient(t, func(*http.Request) *http.Response { return failed() })
		_, err := wxpay.UntilCertain(ctx, cancelling(c, &cancelOrder), aCancel)
		if !errors.Is(err, wxpay.ErrOutcomeUnknown) || !errors.Is(err, context.DeadlineExceeded) || wxpay.CodeOf(err) != errSystemError {
			t.Errorf("error %v", err)
		}
		if took := time.Since(began); took != time.Minute {
			t.Errorf("ended after %v", took)
		}
	})
}

func TestExecUntilCertain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := 0
		c := signingClient(t, func(*http.Request) *http.Response {
			if calls++; calls == 1 {
				return failed()
			}
			return memoryResponse(200, "")
		})
		err := wxpay.ExecUntilCertain(t.Context(), func(ctx context.Context, _ cancelRequest, opts ...wxpay.CallOption) error {
			return wxpayimpl.Exec(ctx, c, newCancel(&cancelOrder), opts...)
		}, aCancel)
		if err != nil || calls != 2 {
			t.Errorf("error %v after %d calls", err, calls)
		}
	})
}
