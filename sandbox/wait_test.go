package sandbox_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/codepay"
	"github.com/wxpaygen/wxpaygen/generated/complaints"
	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

// steps plays what happens during the pauses of a wait, one step in each.
func steps(list ...func()) wxpay.WaitOption {
	return wxpay.WithWaitSleep(func(context.Context, time.Duration) error {
		if len(list) == 0 {
			return errors.New("nothing happens any more")
		}
		list[0]()
		list = list[1:]
		return nil
	})
}

// A wait ends where the merchant has to act (confirmed), and where nothing can follow (paid).
func TestAwaitServiceOrder(t *testing.T) {
	gw := sandbox.New(t)
	client := newOrders(t, gw)
	if _, err := client.CreateServiceOrder(t.Context(), orderRequest("A1")); err != nil {
		t.Fatal(err)
	}
	query := queryRequest("A1")
	order, err := client.AwaitServiceOrder(t.Context(), query, steps(func() {}, func() { trigger(t, gw, "userConfirms", "A1") }))
	if err != nil || order.State != payscore.ServiceOrderStateDoing || order.StateDescription != payscore.StateDescriptionUserConfirm {
		t.Fatalf("order %+v, error %v", order, err)
	}
	if _, err := client.CompleteServiceOrder(t.Context(), completeRequest("A1")); err != nil {
		t.Fatal(err)
	}
	lose := func() { inject(t, gw, sandbox.DropAfterEffect()) }
	order, err = client.AwaitServiceOrder(t.Context(), query, steps(lose, func() { trigger(t, gw, "userPays", "A1") }))
	if err != nil || order.State != payscore.ServiceOrderStateDone {
		t.Fatalf("order %+v, error %v", order, err)
	}
}

func inject(t *testing.T, gw *sandbox.Gateway, fault sandbox.Fault) {
	t.Helper()
	if err := gw.InjectFaults(1, fault); err != nil {
		t.Fatal(err)
	}
}

// The state stays open: the wait does not decide.
func TestAwaitUndecidedPayment(t *testing.T) {
	gw := sandbox.New(t)
	client := codepay.New(newPay(t, gw))
	if err := gw.SetPolicy("codepay.payTransaction.outcome", "userPaying"); err != nil {
		t.Fatal(err)
	}
	_, _ = client.PayTransaction(t.Context(), codepay.PayTransactionRequest{
		AppID: "wx2421b1c4370ec43b", MchID: gw.MchID(), Description: "奶茶", OutTradeNo: "till-0001",
		Payer: codepay.CodePayer{AuthCode: "130061098828009406"}, Amount: codepay.OrderAmount{Total: 1800},
		SceneInfo: codepay.CodeScene{StoreInfo: codepay.CodeStore{ID: "0001"}},
	})
	query := codepay.QueryTransactionByOutTradeNoRequest{OutTradeNo: "till-0001", MchID: gw.MchID()}
	order, err := client.AwaitTransactionByOutTradeNo(t.Context(), query, steps(func() {}, func() {}))
	if !errors.Is(err, wxpay.ErrOutcomeUnknown) || order == nil || order.TradeState != codepay.TradeStateUserpaying {
		t.Fatalf("order %+v, error %v", order, err)
	}
	reversal := codepay.ReverseTransactionRequest{OutTradeNo: "till-0001", AppID: "wx2421b1c4370ec43b", MchID: gw.MchID()}
	inject(t, gw, sandbox.FailAfterEffect())
	if _, err := wxpay.UntilCertain(t.Context(), client.ReverseTransaction, reversal, steps(func() {})); err != nil {
		t.Fatal(err)
	}
	if order, err = client.AwaitTransactionByOutTradeNo(t.Context(), query, steps()); err != nil || order.TradeState == codepay.TradeStateUserpaying {
		t.Errorf("order %+v, error %v", order, err)
	}
}

// The notification wakes the wait, whose pauses would be an hour.
func TestAwaitWoken(t *testing.T) {
	gw := sandbox.New(t)
	receiver, err := wxpay.NewReceiver(gw.APIv3Key(), gw.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	var waker wxpay.Waker
	handler, err := payscore.Notifications{UserConfirm: func(_ context.Context, _ *wxpay.Notification, order *payscore.ServiceOrder) error {
		waker.Wake(order.OutOrderNo)
		return nil
	}}.Handler(receiver)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client := newOrders(t, gw)
	request := orderRequest("A1")
	request.NotifyURL = server.URL
	if _, err := client.CreateServiceOrder(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	queries := 0
	query := func(ctx context.Context, req payscore.QueryServiceOrderRequest, opts ...wxpay.CallOption) (*payscore.ServiceOrder, error) {
		order, err := client.QueryServiceOrder(ctx, req, opts...)
		if queries++; queries == 1 {
			trigger(t, gw, "userConfirms", "A1")
		}
		return order, err
	}
	order, err := wxpay.Await(t.Context(), query, queryRequest("A1"),
		func(o *payscore.ServiceOrder) bool { return o.State == payscore.ServiceOrderStateDoing },
		waker.On("A1"), wxpay.WithPauses(time.Hour, time.Hour))
	if err != nil || queries != 2 {
		t.Errorf("order %+v, error %v after %d queries", order, err, queries)
	}
}

func TestAllComplaints(t *testing.T) {
	gw := sandbox.New(t)
	client := complaints.New(newPay(t, gw))
	today := gw.Now().In(time.FixedZone("", 8*60*60)).Format(time.DateOnly)
	var want []string
	for range 5 {
		want = append(want, complain(t, gw, nil))
	}
	two := int64(2)
	for offset, want := range map[int64][]string{0: want, 3: want[3:]} {
		request := complaints.ListComplaintsRequest{BeginDate: today, EndDate: today, Limit: &two, Offset: &offset}
		var got []string
		for complaint, err := range client.AllComplaints(t.Context(), request) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, complaint.ComplaintID)
		}
		if !slices.Equal(got, want) || *request.Offset != offset {
			t.Errorf("from %d: %v, want %v", offset, got, want)
		}
	}
	inject(t, gw, sandbox.DropAfterEffect())
	for _, err := range client.AllComplaints(t.Context(), complaints.ListComplaintsRequest{BeginDate: today, EndDate: today}) {
		if !errors.As(err, new(*wxpay.NoResponseError)) {
			t.Errorf("error %v", err)
		}
	}
}
