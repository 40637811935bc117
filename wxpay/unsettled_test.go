package wxpay_test

import (
	"context"
	"errors"
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

func TestUndecidedStatus(t *testing.T) {
	for status, r := range map[int]reply{
		101: {raw: switchProtocols}, 304: {status: 304}, 408: {status: 408, body: `{"code":"A","message":"m"}`}, 599: {status: 599}, 999: {status: 999},
	} {
		g := newGateway(t, always(r))
		_, err := cancel(t.Context(), g.client())
		var response *wxpay.Error
		if !errors.As(err, &response) || response.StatusCode != status || !errors.Is(err, wxpay.ErrOutcomeUnknown) {
			t.Errorf("%d: error %v", status, err)
		}
	}
}

func TestUndocumented202(t *testing.T) {
	noBody := cancelOrder
	noBody.Success = []int{http.StatusNoContent}
	for _, body := range []string{"", "{}", goodResponse} {
		g := newGateway(t, always(reply{status: 202, body: body}))
		_, err := cancel(t.Context(), g.client())
		for _, err := range []error{err, wxpayimpl.Exec(t.Context(), g.client(), newCancel(&noBody))} {
			var response *wxpay.Error
			if !errors.As(err, &response) || response.StatusCode != 202 || !response.Verified || !errors.Is(err, wxpay.ErrOutcomeUnknown) {
				t.Errorf("%q: error %v", body, err)
			}
		}
	}
}

func TestErrorLiteral(t *testing.T) {
	if err := error(&wxpay.Error{Code: errOrderDone}); errors.Is(err, wxpay.ErrOutcomeUnknown) || !errors.Is(err, errOrderDone) {
		t.Errorf("error %v", err)
	}
}

func TestLargestLimit(t *testing.T) {
	g := newGateway(t, always(success))
	if _, err := cancel(t.Context(), g.client(wxpay.WithMaxResponse(math.MaxInt64))); err != nil {
		t.Error(err)
	}
}

func TestDeadlineWithCause(t *testing.T) {
	own := errors.New("the shop closes")
	for name, response := range map[string]http.HandlerFunc{
		"before the headers": neverRespond,
		"within the body": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusOK)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		},
	} {
		inBubble(t, always(reply{raw: response}), func(t *testing.T, g *gateway) {
			ctx, stop := context.WithTimeoutCause(t.Context(), time.Second, own)
			defer stop()
			_, err := cancel(ctx, g.client())
			if !errors.Is(err, own) || !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
				t.Errorf("%s: error %v", name, err)
			}
		})
	}
}

func TestCancellationWithCause(t *testing.T) {
	own := errors.New("the shop closes")
	ctx, stop := context.WithCancelCause(t.Context())
	g := newGateway(t, always(reply{raw: func(_ http.ResponseWriter, r *http.Request) {
		stop(own)
		<-r.Context().Done()
	}}))
	_, err := cancel(ctx, g.client())
	if !errors.Is(err, own) || !errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}

func TestNotSentAfterLostAttempt(t *testing.T) {
	g := newGateway(t, always(reply{raw: hangUp}))
	retry := noWait
	retry.Attempts = 2
	_, err := cancel(t.Context(), g.client(wxpay.WithBackupServer(closedServer(t)), wxpay.WithRetry(retry)))
	if !errors.Is(err, wxpay.ErrOutcomeUnknown) || !errors.As(err, new(*wxpay.NotSentError)) {
		t.Errorf("error %v", err)
	}
	g.only()
}

func TestUnverifiedRetryAfter(t *testing.T) {
	g := newGateway(t, always(reply{status: 429, body: "{}", header: map[string]string{"Retry-After": "5"}, signing: byForeignKey}))
	_, err := cancel(t.Context(), g.client())
	var response *wxpay.Error
	if !errors.As(err, &response) || response.RetryAfter != 0 || !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %#v", err)
	}
}

func TestUnsignedOperation(t *testing.T) {
	op := cancelOrder
	op.Unsigned = true
	for status, believed := range map[int]bool{200: true, 201: false} {
		g := newGateway(t, always(reply{status: status, body: goodResponse, signing: unsigned}))
		err := wxpayimpl.Exec(t.Context(), g.client(), newCancel(&op))
		if errors.As(err, new(*wxpay.SignatureError)) == believed {
			t.Errorf("%d: error %v", status, err)
		}
	}
}

func TestDocumentedError2xx(t *testing.T) {
	op := cancelOrder
	op.Errors = []wxpayimpl.DocumentedError{{Status: 203, Code: wxpay.Code("USERPAYING")}}
	g := newGateway(t, always(reply{status: 203, body: goodResponse}))
	if err := wxpayimpl.Exec(t.Context(), g.client(), newCancel(&op)); !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("error %v", err)
	}
}

func TestDownloadTimeoutCause(t *testing.T) {
	inBubble(t, always(reply{raw: neverRespond}), func(t *testing.T, g *gateway) {
		_, err := download(t.Context(), g.client())
		if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
}
