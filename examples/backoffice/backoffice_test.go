package backoffice_test

import (
	"context"
	"errors"
	"testing"

	"github.com/wxpaygen/wxpaygen/examples/backoffice"
	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

const cancelRoute = "POST /v3/payscore/serviceorder/{out_order_no}/cancel"

// newDesk returns a desk whose calls go to a sandbox, which verifies signatures as WeChat Pay does.
func newDesk(t *testing.T, answers ...sandbox.Response) (*backoffice.Desk, *sandbox.Gateway) {
	t.Helper()
	gw := sandbox.New(t)
	gw.Handle(cancelRoute, answers...)
	client, err := wxpay.NewClient(gw.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	return backoffice.NewDesk(client, "wxd678efh567hg6787", "500001"), gw
}

// cancelled repeats the number of the request, as WeChat Pay does. A success without it could be for another order.
var cancelled = sandbox.Func(func(r *sandbox.Request) sandbox.Response {
	var body map[string]string
	if err := r.JSON(&body); err != nil {
		return sandbox.Error(400, "PARAM_ERROR", "…")
	}
	return sandbox.JSON(200, map[string]string{
		"appid": body["appid"], "service_id": body["service_id"], "out_order_no": r.PathValue("out_order_no"), "order_id": "15646546545165651651",
	})
})

func TestCancelReason(t *testing.T) {
	desk, gw := newDesk(t, cancelled)
	if err := desk.TakeBack(t.Context(), "A|1", "用户投诉"); err != nil {
		t.Fatal(err)
	}
	sent := gw.Requests()[0]
	var body struct{ Reason string }
	if err := sent.JSON(&body); err != nil {
		t.Fatal(err)
	}
	if sent.PathValue("out_order_no") != "A|1" || body.Reason != "用户投诉" {
		t.Errorf("sent %s %s", sent.URI, sent.Body)
	}
}

func TestCancelErrors(t *testing.T) {
	tests := map[string]struct {
		code wxpay.Code
		want error
	}{
		"cancelled before": {payscore.ErrOrderCanceled, nil},
		"finished":         {payscore.ErrOrderDone, backoffice.ErrTooLate},
		"other errors":     {payscore.ErrNoAuth, payscore.ErrNoAuth},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			desk, _ := newDesk(t, sandbox.Error(400, string(test.code), "…"))
			if err := desk.TakeBack(t.Context(), "order", "用户投诉"); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

// A lost response does not mean that the order is not cancelled.
func TestLostResponse(t *testing.T) {
	desk, gw := newDesk(t, cancelled)
	gw.InjectFaults(1, sandbox.DropAfterEffect())
	if err := desk.TakeBack(t.Context(), "order", "用户投诉"); !errors.Is(err, wxpay.ErrOutcomeUnknown) {
		t.Fatalf("got %v", err)
	}
	if err := desk.TakeBack(t.Context(), "order", "用户投诉"); err != nil {
		t.Errorf("the second time: %v", err)
	}
}

// callerFunc is a fake Caller, without HTTP and keys.
type callerFunc func(req *wxpay.Request, out any) error

func (f callerFunc) Call(_ context.Context, req *wxpay.Request, out any, _ ...wxpay.CallOption) error {
	return f(req, out)
}

func TestCancelWithFake(t *testing.T) {
	fake := callerFunc(func(req *wxpay.Request, out any) error {
		if got := req.URLPath(); got != "/v3/payscore/serviceorder/order/cancel" {
			t.Errorf("called %s", got)
		}
		*out.(*payscore.CancelServiceOrderResponse) = payscore.CancelServiceOrderResponse{OrderID: "15646546545165651651"}
		return nil
	})
	desk := backoffice.NewDesk(fake, "wxd678efh567hg6787", "500001")
	if err := desk.TakeBack(t.Context(), "order", "用户投诉"); err != nil {
		t.Error(err)
	}
}

func TestErrorWithFake(t *testing.T) {
	fake := callerFunc(func(*wxpay.Request, any) error {
		return &wxpay.Error{StatusCode: 400, Code: payscore.ErrOrderDone}
	})
	desk := backoffice.NewDesk(fake, "wxd678efh567hg6787", "500001")
	if err := desk.TakeBack(t.Context(), "order", "用户投诉"); !errors.Is(err, backoffice.ErrTooLate) {
		t.Errorf("got %v", err)
	}
}
