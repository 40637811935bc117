package sandbox_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/payments"
	"github.com/wxpaygen/wxpaygen/generated/profitsharing"
	"github.com/wxpaygen/wxpaygen/generated/refunds"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

var receivers = []string{"86693852", "86693853"}

// sharing is a sandbox with a paid order of 1000 fen, whose money is frozen, and with two receivers.
type sharing struct {
	gw     *sandbox.Gateway
	client *profitsharing.Client
	paid   *payments.Transaction
}

func newSharing(t *testing.T, options ...sandbox.Option) *sharing {
	t.Helper()
	gw := sandbox.New(t, options...)
	order, frozen := prepay(gw, "T00001"), true
	order.Amount.Total, order.SettleInfo = 1000, &payments.SettleInfo{ProfitSharing: &frozen}
	must[*payments.PrepayNativeResponse](t)(payments.New(newPay(t, gw)).PrepayNative(t.Context(), order))
	trigger(t, gw, "userPays", "T00001")
	s := &sharing{gw, profitsharing.New(newPay(t, gw)), orderOf(t, gw, "T00001")}
	for _, account := range receivers {
		must[*profitsharing.AddReceiverResponse](t)(s.client.AddReceiver(t.Context(), addition(account)))
	}
	return s
}

func addition(account string) profitsharing.AddReceiverRequest {
	return profitsharing.AddReceiverRequest{AppID: "wx1", Type: "MERCHANT_ID", Account: account, Name: "张三", RelationType: "SUPPLIER"}
}

func (s *sharing) share(number string, fen ...int64) profitsharing.CreateOrderRequest {
	request := profitsharing.CreateOrderRequest{AppID: "wx1", TransactionID: s.paid.TransactionID, OutOrderNo: number}
	for i, amount := range fen {
		request.Receivers = append(request.Receivers, profitsharing.Share{
			Type: "MERCHANT_ID", Account: receivers[i], Amount: amount, Description: "分给商户",
		})
	}
	return request
}

func (s *sharing) left(t *testing.T) int64 {
	t.Helper()
	return must[*profitsharing.QueryRemainingAmountResponse](t)(s.client.QueryRemainingAmount(t.Context(),
		profitsharing.QueryRemainingAmountRequest{TransactionID: s.paid.TransactionID})).UnsplitAmount
}

func TestProfitSharing(t *testing.T) {
	s := newSharing(t)
	client, ctx := s.client, t.Context()
	order := must[*profitsharing.SharingOrder](t)(client.CreateOrder(ctx, s.share("P1", 100, 50)))
	if order.State != "PROCESSING" || len(order.Receivers) != 2 || order.Receivers[1].Result != "PENDING" {
		t.Errorf("created: %+v", order)
	}
	if _, err := client.CreateOrder(ctx, s.share("P1", 101, 50)); !errors.Is(err, profitsharing.ErrParamError) {
		t.Errorf("another amount: %v", err)
	}
	request := profitsharing.CreateReturnOrderRequest{OrderID: order.OrderID, OutReturnNo: "R1", ReturnMchID: "86693853", Amount: 50, Description: "退"}
	if _, err := client.CreateReturnOrder(ctx, request); !errors.Is(err, profitsharing.ErrInvalidRequest) {
		t.Errorf("a return before the order is finished: %v", err)
	}
	trigger(t, s.gw, "shares", "P1")
	query := profitsharing.QueryOrderRequest{OutOrderNo: "P1", TransactionID: s.paid.TransactionID}
	order = must[*profitsharing.SharingOrder](t)(client.QueryOrder(ctx, query))
	if order.State != "FINISHED" || order.Receivers[0].Result != "SUCCESS" || order.Receivers[1].Amount != 50 {
		t.Errorf("finished: %+v", order)
	}
	request.Amount = 51
	if _, err := client.CreateReturnOrder(ctx, request); !errors.Is(err, profitsharing.ErrNotEnough) {
		t.Errorf("more than the receiver got: %v", err)
	}
	request.Amount = 30
	back := must[*profitsharing.ReturnOrder](t)(client.CreateReturnOrder(ctx, request))
	if back.Result != "SUCCESS" || back.OutOrderNo != "P1" || back.OrderID != order.OrderID {
		t.Errorf("returned: %+v", back)
	}
	request.OutReturnNo, request.Amount = "R2", 21
	if _, err := client.CreateReturnOrder(ctx, request); !errors.Is(err, profitsharing.ErrNotEnough) {
		t.Errorf("more than is left to return: %v", err)
	}
	if after := orderOf(t, s.gw, "T00001"); after.TradeState != "SUCCESS" || after.SuccessTime != s.paid.SuccessTime {
		t.Errorf("the payment is %s, paid at %s, before %s", after.TradeState, after.SuccessTime, s.paid.SuccessTime)
	}
}

func TestProfitSharingAmounts(t *testing.T) {
	s := newSharing(t)
	ctx := t.Context()
	steps := []struct {
		number string
		fen    int64
		want   error
		left   int64
	}{{"P1", 200, nil, 800}, {"P2", 101, profitsharing.ErrRuleLimit, 800}, {"P3", 100, nil, 700}}
	for _, step := range steps {
		if _, err := s.client.CreateOrder(ctx, s.share(step.number, step.fen)); !errors.Is(err, step.want) {
			t.Errorf("%s, %d fen: %v", step.number, step.fen, err)
		}
		if left := s.left(t); left != step.left {
			t.Errorf("after %s %d fen are left, want %d", step.number, left, step.left)
		}
	}
	trigger(t, s.gw, "closes", "P3") // its money stays frozen
	if left := s.left(t); left != 800 {
		t.Errorf("after a share that failed %d fen are left", left)
	}
	if err := s.gw.SetPolicy("profitsharing.createOrder.maxRatio", "100%"); err != nil {
		t.Fatal(err)
	}
	must[*refunds.Refund](t)(refunds.New(newPay(t, s.gw)).CreateRefund(ctx, refunds.CreateRefundRequest{
		OutTradeNo: "T00001", OutRefundNo: "R1", Amount: refunds.RequestedAmount{Refund: 500, Total: 1000, Currency: "CNY"},
	}))
	if _, err := s.client.CreateOrder(ctx, s.share("P4", 301)); !errors.Is(err, profitsharing.ErrNotEnough) {
		t.Errorf("more than is left: %v", err)
	}
	last := s.share("P5", 100)
	last.UnfreezeUnsplit = true
	must[*profitsharing.SharingOrder](t)(s.client.CreateOrder(ctx, last))
	if _, err := s.client.CreateOrder(ctx, s.share("P6", 1)); !errors.Is(err, profitsharing.ErrNotEnough) || s.left(t) != 0 {
		t.Errorf("after the rest was unfrozen: %v, %d fen are left", err, s.left(t))
	}
}

func TestProfitSharingErrors(t *testing.T) {
	cases := []struct {
		name string
		edit func(*profitsharing.CreateOrderRequest)
		want error
	}{
		{"unknown payment", func(r *profitsharing.CreateOrderRequest) { r.TransactionID = "4200000000" }, profitsharing.ErrInvalidRequest},
		{"a sub-merchant's", func(r *profitsharing.CreateOrderRequest) { r.SubMchID = seller }, profitsharing.ErrInvalidRequest},
		{"unknown receiver", func(r *profitsharing.CreateOrderRequest) { r.Receivers[0].Account = otherMerchant }, profitsharing.ErrInvalidRequest},
		{"the same receiver twice", func(r *profitsharing.CreateOrderRequest) { r.Receivers = append(r.Receivers, r.Receivers[0]) }, profitsharing.ErrParamError},
	}
	s := newSharing(t)
	for _, c := range cases {
		request := s.share("P1", 10)
		c.edit(&request)
		if _, err := s.client.CreateOrder(t.Context(), request); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	plain := paidOrder(t, s.gw, "T00002") // without profit_sharing
	request := s.share("P1", 10)
	request.TransactionID = plain.TransactionID
	if _, err := s.client.CreateOrder(t.Context(), request); !errors.Is(err, profitsharing.ErrInvalidRequest) {
		t.Errorf("an order whose money is not frozen: %v", err)
	}
	if err := s.gw.SetPolicy("profitsharing.createOrder.settling", "pending"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.client.CreateOrder(t.Context(), s.share("P1", 10)); !errors.Is(err, profitsharing.ErrInvalidRequest) {
		t.Errorf("a payment that is not settled: %v", err)
	}
	if err := s.gw.Advance(31 * 24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, err := s.client.CreateOrder(t.Context(), s.share("P1", 10)); !errors.Is(err, profitsharing.ErrNotEnough) {
		t.Errorf("after 31 days: %v", err)
	}
}

func TestReceivers(t *testing.T) {
	s := newSharing(t)
	ctx := t.Context()
	again := addition(receivers[0])
	again.RelationType = "STORE"
	must[*profitsharing.AddReceiverResponse](t)(s.client.AddReceiver(ctx, again))
	drop := profitsharing.DeleteReceiverRequest{AppID: "wx1", Type: "MERCHANT_ID", Account: receivers[0]}
	must[*profitsharing.DeleteReceiverResponse](t)(s.client.DeleteReceiver(ctx, drop))
	if _, err := s.client.DeleteReceiver(ctx, drop); !errors.Is(err, profitsharing.ErrInvalidRequest) {
		t.Errorf("deleted twice: %v", err)
	}
	if _, err := s.client.CreateOrder(ctx, s.share("P1", 10)); !errors.Is(err, profitsharing.ErrInvalidRequest) {
		t.Errorf("shared with a receiver that was deleted: %v", err)
	}
	must[*profitsharing.AddReceiverResponse](t)(s.client.AddReceiver(ctx, addition(receivers[0])))
	must[*profitsharing.SharingOrder](t)(s.client.CreateOrder(ctx, s.share("P1", 10)))
}

func TestProfitSharingFails(t *testing.T) {
	s := newSharing(t)
	client, ctx := s.client, t.Context()
	must[*profitsharing.SharingOrder](t)(client.CreateOrder(ctx, s.share("P1", 100)))
	trigger(t, s.gw, "closes", "P1")
	query := profitsharing.QueryOrderRequest{OutOrderNo: "P1", TransactionID: s.paid.TransactionID}
	order := must[*profitsharing.SharingOrder](t)(client.QueryOrder(ctx, query))
	if got := order.Receivers[0]; order.State != "FINISHED" || got.Result != "CLOSED" || got.FailReason == "" {
		t.Errorf("closed: %+v", order)
	}
	query.TransactionID = "4200000001"
	if _, err := client.QueryOrder(ctx, query); !errors.Is(err, profitsharing.ErrResourceNotExists) {
		t.Errorf("another payment: %v", err)
	}
}

func TestProfitSharingReturnLapse(t *testing.T) {
	s := newSharing(t)
	client, ctx := s.client, t.Context()
	if err := s.gw.SetPolicy("profitsharing.createReturnOrder.outcome", "returning"); err != nil {
		t.Fatal(err)
	}
	must[*profitsharing.SharingOrder](t)(client.CreateOrder(ctx, s.share("P1", 100)))
	trigger(t, s.gw, "shares", "P1")
	request := profitsharing.CreateReturnOrderRequest{OutOrderNo: "P1", OutReturnNo: "R1", ReturnMchID: "86693852", Amount: 50, Description: "退"}
	if back := must[*profitsharing.ReturnOrder](t)(client.CreateReturnOrder(ctx, request)); back.Result != "PROCESSING" {
		t.Errorf("at once: %s", back.Result)
	}
	if err := s.gw.Advance(6 * 24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	query := profitsharing.QueryReturnOrderRequest{OutReturnNo: "R1", OutOrderNo: "P1"}
	if back := must[*profitsharing.ReturnOrder](t)(client.QueryReturnOrder(ctx, query)); back.Result != "FAILED" || back.FailReason != "TIME_OUT_CLOSED" {
		t.Errorf("after six days: %s, %s", back.Result, back.FailReason)
	}
}

func TestUnfreeze(t *testing.T) {
	s := newSharing(t)
	client, ctx := s.client, t.Context()
	request := profitsharing.UnfreezeOrderRequest{TransactionID: s.paid.TransactionID, OutOrderNo: "P2", Description: "解冻"}
	must[*profitsharing.SharingOrder](t)(client.UnfreezeOrder(ctx, request))
	trigger(t, s.gw, "unfreezes", "P2")
	query := profitsharing.QueryOrderRequest{OutOrderNo: "P2", TransactionID: s.paid.TransactionID}
	if order := must[*profitsharing.SharingOrder](t)(client.QueryOrder(ctx, query)); order.State != "FINISHED" {
		t.Errorf("unfrozen: %+v", order)
	}
	request.OutOrderNo = "P3"
	if _, err := client.UnfreezeOrder(ctx, request); !errors.Is(err, profitsharing.ErrNotEnough) {
		t.Errorf("unfrozen twice: %v", err)
	}
	if _, err := client.CreateOrder(ctx, s.share("P4", 1)); !errors.Is(err, profitsharing.ErrNotEnough) {
		t.Errorf("shared after the rest was unfrozen: %v", err)
	}
}

// The address for these notifications is set on the merchant platform.
func TestProfitSharingNotification(t *testing.T) {
	s := newSharing(t, sandbox.WithNotifyOptions(sandbox.NotifyOptions{Hold: true}))
	receiver, err := wxpay.NewReceiver(s.gw.APIv3Key(), s.gw.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	take := func(_ context.Context, n *wxpay.Notification, result *profitsharing.SharingResult) error {
		told = append(told, n.EventType+" "+result.Receiver.Account+" "+result.MchID)
		return nil
	}
	handler, err := profitsharing.Notifications{Success: take, Return: take}.Handler(receiver)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	if err := s.gw.SetNotifyOptions(sandbox.NotifyOptions{Hold: true, DefaultURL: "shop.example"}); err == nil {
		t.Error("an address that is no URL was taken")
	}
	if err := s.gw.SetNotifyOptions(sandbox.NotifyOptions{Hold: true, DefaultURL: server.URL}); err != nil {
		t.Fatal(err)
	}
	must[*profitsharing.SharingOrder](t)(s.client.CreateOrder(t.Context(), s.share("P1", 100)))
	trigger(t, s.gw, "shares", "P1")
	s.gw.DeliverNotifications()
	if want := "PROFITSHARING.SUCCESS 86693852 " + s.gw.MchID(); len(told) != 1 || told[0] != want {
		t.Errorf("told %q, want %q", told, want)
	}
}
