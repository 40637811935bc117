package sandbox_test

import (
	"errors"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/combine"
	"github.com/wxpaygen/wxpaygen/generated/payments"
	"github.com/wxpaygen/wxpaygen/generated/refunds"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

func prepay(gw *sandbox.Gateway, number string) payments.PrepayNativeRequest {
	return payments.PrepayNativeRequest{
		AppID: "wx1", MchID: gw.MchID(), Description: "茶", OutTradeNo: number, NotifyURL: "https://shop.example/pay",
		Amount: payments.OrderAmount{Total: 100},
	}
}

func TestOrder(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := payments.New(newPay(t, gw)), t.Context()
	must[*payments.PrepayNativeResponse](t)(client.PrepayNative(ctx, prepay(gw, "T00001")))
	query := payments.QueryTransactionByOutTradeNoRequest{OutTradeNo: "T00001", MchID: gw.MchID()}
	if order := must[*payments.Transaction](t)(client.QueryTransactionByOutTradeNo(ctx, query)); order.TradeState != "NOTPAY" || order.TransactionID != "" {
		t.Errorf("unpaid: %s, transaction %q", order.TradeState, order.TransactionID)
	}
	if _, err := gw.Trigger("userPays", "T00001"); err != nil {
		t.Fatal(err)
	}
	order := must[*payments.Transaction](t)(client.QueryTransactionByOutTradeNo(ctx, query))
	if order.TradeState != "SUCCESS" || order.TradeType != "NATIVE" || order.SuccessTime == "" || *order.Amount.PayerTotal != 100 {
		t.Errorf("paid: %+v", order)
	}
	byID := payments.QueryTransactionByIDRequest{TransactionID: order.TransactionID, MchID: gw.MchID()}
	if same := must[*payments.Transaction](t)(client.QueryTransactionByID(ctx, byID)); same.OutTradeNo != "T00001" {
		t.Errorf("by id: %s", same.OutTradeNo)
	}
	err := client.CloseTransaction(ctx, payments.CloseTransactionRequest{OutTradeNo: "T00001", MchID: gw.MchID()})
	if !errors.Is(err, payments.ErrOrderPaid) {
		t.Errorf("close of a paid order: %v", err)
	}
}

func TestOrderExpires(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := payments.New(newPay(t, gw)), t.Context()
	must[*payments.PrepayNativeResponse](t)(client.PrepayNative(ctx, prepay(gw, "T00001")))
	other := prepay(gw, "T00001")
	other.Amount.Total = 101
	if _, err := client.PrepayNative(ctx, other); !errors.Is(err, payments.ErrOutTradeNoUsed) {
		t.Errorf("another amount: %v", err)
	}
	gw.Advance(8 * 24 * time.Hour)
	order := must[*payments.Transaction](t)(client.QueryTransactionByOutTradeNo(ctx,
		payments.QueryTransactionByOutTradeNoRequest{OutTradeNo: "T00001", MchID: gw.MchID()}))
	if order.TradeState != "CLOSED" {
		t.Errorf("after 8 days: %s", order.TradeState)
	}
}

func TestRefund(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := refunds.New(newPay(t, gw)), t.Context()
	request := refunds.CreateRefundRequest{
		OutTradeNo: "T00001", OutRefundNo: "R1", Amount: refunds.RequestedAmount{Refund: 30, Total: 100, Currency: "CNY"},
	}
	refund := must[*refunds.Refund](t)(client.CreateRefund(ctx, request))
	if refund.Status != "PROCESSING" || refund.Amount.PayerRefund != 30 {
		t.Errorf("created: %+v", refund)
	}
	if again := must[*refunds.Refund](t)(client.CreateRefund(ctx, request)); again.RefundID != refund.RefundID {
		t.Errorf("the same number again: %s, then %s", refund.RefundID, again.RefundID)
	}
	if _, err := gw.Trigger("fails", "R1"); err != nil {
		t.Fatal(err)
	}
	abnormal := must[*refunds.Refund](t)(client.ApplyAbnormalRefund(ctx, refunds.ApplyAbnormalRefundRequest{
		RefundID: refund.RefundID, OutRefundNo: "R1", Type: "MERCHANT_BANK_CARD",
	}))
	if abnormal.Status != "PROCESSING" {
		t.Errorf("handled: %s", abnormal.Status)
	}
	if _, err := gw.Trigger("arrives", "R1"); err != nil {
		t.Fatal(err)
	}
	if last := must[*refunds.Refund](t)(client.QueryRefund(ctx, refunds.QueryRefundRequest{OutRefundNo: "R1"})); last.Status != "SUCCESS" || last.SuccessTime == "" {
		t.Errorf("at the end: %+v", last)
	}
	request.OutRefundNo, request.Amount.Refund = "R2", 101
	if _, err := client.CreateRefund(ctx, request); !errors.Is(err, refunds.ErrInvalidRequest) {
		t.Errorf("more than the order: %v", err)
	}
}

func TestCombinedOrder(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := combine.New(newPay(t, gw)), t.Context()
	sub := func(number string, total int64) combine.SubOrder {
		return combine.SubOrder{
			MchID: "1900000109", Attach: "a", OutTradeNo: number, Description: "茶", Amount: combine.SubOrderAmount{TotalAmount: total, Currency: "CNY"},
		}
	}
	must[*combine.PrepayNativeResponse](t)(client.PrepayNative(ctx, combine.PrepayNativeRequest{
		CombineAppID: "wx1", CombineMchID: gw.MchID(), CombineOutTradeNo: "C00001", NotifyURL: "https://shop.example/pay",
		SubOrders: []combine.SubOrder{sub("S1", 10), sub("S2", 20)},
	}))
	closing := combine.CloseCombinedTransactionRequest{
		CombineOutTradeNo: "C00001", CombineAppID: "wx1", SubOrders: []combine.ClosedOrder{{MchID: "1900000109", OutTradeNo: "S1"}},
	}
	if err := client.CloseCombinedTransaction(ctx, closing); !errors.Is(err, combine.ErrInvalidRequest) {
		t.Errorf("close of one sub-order: %v", err)
	}
	if _, err := gw.Trigger("userPays", "C00001"); err != nil {
		t.Fatal(err)
	}
	order := must[*combine.CombinedTransaction](t)(client.QueryCombinedTransaction(ctx, combine.QueryCombinedTransactionRequest{CombineOutTradeNo: "C00001"}))
	for i, want := range []int64{10, 20} {
		if got := order.SubOrders[i]; got.TradeState != "SUCCESS" || got.Amount.PayerAmount != want || got.TransactionID == "" {
			t.Errorf("sub-order %d: %+v", i, got)
		}
	}
}
