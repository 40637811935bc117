package main

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"testing"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/internal/golden"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

func TestReadmeOutput(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/output.txt", out.String())
}

// newStage returns a stage whose gateway responds to cancellations with the given responses.
func newStage(t *testing.T, answers ...sandbox.Response) *stage {
	t.Helper()
	gateway := sandbox.New(t)
	gateway.Handle("POST /v3/payscore/serviceorder/{out_order_no}/cancel", answers...)
	pay, err := wxpay.NewClient(gateway.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	return &stage{out: t.Output(), gateway: gateway, orders: payscore.New(pay)}
}

func TestCancelUntilCertain(t *testing.T) {
	cancelled := sandbox.JSON(http.StatusOK, map[string]string{
		"appid": "wxd678efh567hg6787", "service_id": "500001", "out_order_no": "order", "order_id": "1",
	})
	lost := cancelled.WithFaults(sandbox.DropAfterEffect())
	refuse := func(status int, code wxpay.Code) sandbox.Response {
		return sandbox.Error(status, string(code), "")
	}
	tests := []struct {
		name     string
		answers  []sandbox.Response
		want     []error // nil for a cancellation
		requests int
	}{
		{"cancelled", []sandbox.Response{cancelled}, nil, 1},
		{"lost response", []sandbox.Response{lost, cancelled}, nil, 2},
		{"cancelled before", []sandbox.Response{lost, refuse(400, payscore.ErrOrderCanceled)}, nil, 2},
		{"error", []sandbox.Response{refuse(400, payscore.ErrOrderDone)}, []error{payscore.ErrOrderDone}, 1},
		{
			"error after a lost response",
			[]sandbox.Response{lost, refuse(403, payscore.ErrNoAuth)},
			[]error{wxpay.ErrOutcomeUnknown, payscore.ErrNoAuth},
			2,
		},
		{"unknown", []sandbox.Response{lost}, []error{wxpay.ErrOutcomeUnknown}, 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newStage(t, test.answers...)
			err := cancelUntilCertain(t.Context(), s, cancellation("order"))
			if (err == nil) != (test.want == nil) {
				t.Errorf("got %v", err)
			}
			for _, want := range test.want {
				if !errors.Is(err, want) {
					t.Errorf("%v is not %v", err, want)
				}
			}
			if got := len(s.gateway.Requests()); got != test.requests {
				t.Errorf("%d requests were sent, not %d", got, test.requests)
			}
		})
	}
}

// An error without an earlier unknown attempt is certain.
func TestErrorIsCertain(t *testing.T) {
	s := newStage(t, sandbox.Error(http.StatusBadRequest, "ORDER_DONE", ""))
	err := cancelUntilCertain(t.Context(), s, cancellation("order"))
	if errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Errorf("%v is unknown", err)
	}
}

func TestRetryEndsWithContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := newStage(t, sandbox.Func(func(*sandbox.Request) sandbox.Response {
		cancel()
		return sandbox.NoContent().WithFaults(sandbox.DropAfterEffect())
	}))
	err := cancelUntilCertain(ctx, s, cancellation("order"))
	if !errors.Is(err, wxpay.ErrOutcomeUnknown) || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got := len(s.gateway.Requests()); got != 1 {
		t.Errorf("%d requests were sent", got)
	}
}
