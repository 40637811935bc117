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

// paidOrder makes an order of 100 fen that the user pays.
func paidOrder(t *testing.T, gw *sandbox.Gateway, number string) *payments.Transaction {
	t.Helper()
	client := payments.New(newPay(t, gw))
	must[*payments.PrepayNativeResponse](t)(client.PrepayNative(t.Context(), prepay(gw, number)))
	trigger(t, gw, "userPays", number)
	return orderOf(t, gw, number)
}

func orderOf(t *testing.T, gw *sandbox.Gateway, number string) *payments.Transaction {
	t.Helper()
	return must[*payments.Transaction](t)(payments.New(newPay(t, gw)).QueryTransactionByOutTradeNo(t.Context(),
		payments.QueryTransactionByOutTradeNoRequest{OutTradeNo: number, MchID: gw.MchID()}))
}

// partOf asks for a part of the order T00001 of 100 fen.
func partOf(number string, fen int64) refunds.CreateRefundRequest {
	return refunds.CreateRefundRequest{
		OutTradeNo: "T00001", OutRefundNo: number, Amount: refunds.RequestedAmount{Refund: fen, Total: 100, Currency: "CNY"},
	}
}

func TestRefund(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := refunds.New(newPay(t, gw)), t.Context()
	order := paidOrder(t, gw, "T00001")
	refund := must[*refunds.Refund](t)(client.CreateRefund(ctx, partOf("R1", 30)))
	if refund.Status != "PROCESSING" || refund.Amount.PayerRefund != 30 || refund.TransactionID != order.TransactionID {
		t.Errorf("created: %+v", refund)
	}
	trigger(t, gw, "fails", "R1")
	again := must[*refunds.Refund](t)(client.CreateRefund(ctx, partOf("R1", 30)))
	if again.RefundID != refund.RefundID || again.Status != "ABNORMAL" {
		t.Errorf("the same number again: %s %s, first %s", again.RefundID, again.Status, refund.RefundID)
	}
	abnormal := must[*refunds.Refund](t)(client.ApplyAbnormalRefund(ctx, refunds.ApplyAbnormalRefundRequest{
		RefundID: refund.RefundID, OutRefundNo: "R1", Type: "MERCHANT_BANK_CARD",
	}))
	if abnormal.Status != "PROCESSING" || abnormal.Channel != "OTHER_BANKCARD" {
		t.Errorf("handled: %s by %s", abnormal.Status, abnormal.Channel)
	}
	trigger(t, gw, "arrives", "R1")
	last := must[*refunds.Refund](t)(client.QueryRefund(ctx, refunds.QueryRefundRequest{OutRefundNo: "R1"}))
	if last.Status != "SUCCESS" || last.SuccessTime == "" || last.CreateTime != refund.CreateTime {
		t.Errorf("at the end: %+v", last)
	}
}

func TestRefundParts(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := refunds.New(newPay(t, gw)), t.Context()
	order := paidOrder(t, gw, "T00001")
	steps := []struct {
		number string
		fen    int64
		want   error
	}{{"R1", 30, nil}, {"R2", 60, nil}, {"R3", 11, refunds.ErrInvalidRequest}, {"R4", 10, nil}, {"R5", 1, refunds.ErrInvalidRequest}}
	for _, step := range steps {
		if _, err := client.CreateRefund(ctx, partOf(step.number, step.fen)); !errors.Is(err, step.want) {
			t.Errorf("%s, %d fen: %v, want %v", step.number, step.fen, err, step.want)
		}
	}
	if after := orderOf(t, gw, "T00001"); after.TradeState != "REFUND" || after.SuccessTime != order.SuccessTime {
		t.Errorf("the order is %s, paid at %s", after.TradeState, after.SuccessTime)
	}
	if _, err := client.QueryRefund(ctx, refunds.QueryRefundRequest{OutRefundNo: "R3"}); !errors.Is(err, refunds.ErrResourceNotExists) {
		t.Errorf("what was refused: %v", err)
	}
	trigger(t, gw, "closes", "R2")
	if _, err := client.CreateRefund(ctx, partOf("R6", 60)); err != nil {
		t.Errorf("after R2 was closed: %v", err)
	}
}

func TestRefundRefusals(t *testing.T) {
	cases := []struct {
		name   string
		edit   func(*refunds.CreateRefundRequest)
		later  time.Duration
		policy string
		want   error
	}{
		{name: "by transaction_id", edit: func(r *refunds.CreateRefundRequest) {}},
		{name: "unknown order", edit: func(r *refunds.CreateRefundRequest) { r.OutTradeNo = "T9" }, want: refunds.ErrResourceNotExists},
		{name: "unknown order, accepted", edit: func(r *refunds.CreateRefundRequest) { r.OutTradeNo = "T9" }, policy: "accept"},
		{name: "unpaid order", edit: func(r *refunds.CreateRefundRequest) { r.OutTradeNo = "T00002" }, policy: "accept", want: refunds.ErrResourceNotExists},
		{name: "another total", edit: func(r *refunds.CreateRefundRequest) { r.Amount.Total = 101 }, want: refunds.ErrInvalidRequest},
		{name: "a sub-merchant's", edit: func(r *refunds.CreateRefundRequest) { r.SubMchID = "1900000109" }, want: refunds.ErrResourceNotExists},
		{name: "after a year", edit: func(r *refunds.CreateRefundRequest) {}, later: 400 * 24 * time.Hour, want: refunds.ErrInvalidRequest},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			gw := sandbox.New(t)
			order := paidOrder(t, gw, "T00001")
			must[*payments.PrepayNativeResponse](t)(payments.New(newPay(t, gw)).PrepayNative(t.Context(), prepay(gw, "T00002")))
			request := partOf("R1", 30)
			request.OutTradeNo = ""
			if c.edit(&request); request.OutTradeNo == "" {
				request.TransactionID = order.TransactionID
			}
			if c.policy != "" {
				if err := gw.SetPolicy("unknownOrder", c.policy); err != nil {
					t.Fatal(err)
				}
			}
			for range 2 { // the clock advances by a year at once, at most
				if err := gw.Advance(c.later / 2); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := refunds.New(newPay(t, gw)).CreateRefund(t.Context(), request); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

func TestSubOrderRefund(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := combine.New(newPay(t, gw)), t.Context()
	must[*combine.PrepayNativeResponse](t)(client.PrepayNative(ctx, combined(gw, "C00001", "S1", "S2")))
	trigger(t, gw, "userPays", "C00001")
	must[*refunds.Refund](t)(refunds.New(newPay(t, gw)).CreateRefund(ctx, refunds.CreateRefundRequest{
		OutTradeNo: "S2", OutRefundNo: "R1", Amount: refunds.RequestedAmount{Refund: 5, Total: 20, Currency: "CNY"},
	}))
	order := must[*combine.CombinedTransaction](t)(client.QueryCombinedTransaction(ctx, combine.QueryCombinedTransactionRequest{CombineOutTradeNo: "C00001"}))
	for i, want := range []combine.SubTransactionTradeState{"SUCCESS", "REFUND"} {
		if got := order.SubOrders[i].TradeState; got != want {
			t.Errorf("sub-order %d is %s, want %s", i, got, want)
		}
	}
}

// A partner's refund names the sub-merchant, in the request and in the query.
func TestPartnerRefund(t *testing.T) {
	gw := sandbox.New(t)
	order := paidPartnerOrder(t, gw, "T00001", nil)
	client, ctx := refunds.New(newPay(t, gw)), t.Context()
	request := partOf("R1", 30)
	if _, err := client.CreateRefund(ctx, request); !errors.Is(err, refunds.ErrResourceNotExists) {
		t.Errorf("without the sub-merchant: %v", err)
	}
	request.SubMchID = seller
	created := must[*refunds.Refund](t)(client.CreateRefund(ctx, request))
	if created.Status != "PROCESSING" || created.TransactionID != order.TransactionID {
		t.Errorf("created: %+v", created)
	}
	trigger(t, gw, "arrives", "R1")
	last := must[*refunds.Refund](t)(client.QueryRefund(ctx, refunds.QueryRefundRequest{OutRefundNo: "R1", SubMchID: seller}))
	if last.Status != "SUCCESS" || last.Amount.Refund != 30 {
		t.Errorf("at the end: %+v", last)
	}
	if _, err := client.QueryRefund(ctx, refunds.QueryRefundRequest{OutRefundNo: "R1", SubMchID: otherMerchant}); !errors.Is(err, refunds.ErrResourceNotExists) {
		t.Errorf("another sub-merchant's: %v", err)
	}
}
