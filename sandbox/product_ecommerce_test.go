package sandbox_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/wxpaygen/wxpaygen/generated/ecommercefunds"
	"github.com/wxpaygen/wxpaygen/generated/ecommerceprofitsharing"
	"github.com/wxpaygen/wxpaygen/generated/ecommercerefunds"
	"github.com/wxpaygen/wxpaygen/generated/partnerpayments"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

const seller = "1900000109"

// paidPartnerOrder makes an order of 100 fen of a sub-merchant that the user pays.
func paidPartnerOrder(t *testing.T, gw *sandbox.Gateway, number string, settle *partnerpayments.PartnerSettleInfo) *partnerpayments.PartnerTransaction {
	t.Helper()
	client := partnerpayments.New(newPay(t, gw))
	must[*partnerpayments.PrepayNativeResponse](t)(client.PrepayNative(t.Context(), partnerpayments.PrepayNativeRequest{
		SpAppID: "wx1", SpMchID: gw.MchID(), SubMchID: seller, Description: "茶", OutTradeNo: number, NotifyURL: "https://shop.example/paid",
		Amount: partnerpayments.OrderAmount{Total: 100}, SettleInfo: settle,
	}))
	trigger(t, gw, "userPays", number)
	return must[*partnerpayments.PartnerTransaction](t)(client.QueryTransactionByOutTradeNo(t.Context(),
		partnerpayments.QueryTransactionByOutTradeNoRequest{OutTradeNo: number, SpMchID: gw.MchID(), SubMchID: seller}))
}

func platformRefund(number string) ecommercerefunds.CreateRefundRequest {
	return ecommercerefunds.CreateRefundRequest{
		SubMchID: seller, SpAppID: "wx1", OutTradeNo: "T00001", OutRefundNo: number, RefundAccount: "REFUND_SOURCE_PARTNER_ADVANCE",
		Amount: ecommercerefunds.RequestedAmount{Refund: 30, Total: 100},
	}
}

func TestPlatformRefund(t *testing.T) {
	gw := sandbox.New(t)
	order := paidPartnerOrder(t, gw, "T00001", nil)
	client, ctx := ecommercerefunds.New(newPay(t, gw)), t.Context()
	accepted := must[*ecommercerefunds.AcceptedRefund](t)(client.CreateRefund(ctx, platformRefund("R1")))
	if accepted.Amount.PayerRefund != 30 || accepted.Amount.Advance == nil || *accepted.Amount.Advance != 30 {
		t.Errorf("accepted: %+v", accepted)
	}
	back := ecommercerefunds.ReturnAdvanceRequest{RefundID: accepted.RefundID, SubMchID: seller}
	if _, err := client.ReturnAdvance(ctx, back); !errors.Is(err, ecommercerefunds.ErrResourceNotExists) {
		t.Errorf("a return before the refund has succeeded: %v", err)
	}
	trigger(t, gw, "fails", "R1")
	must[*ecommercerefunds.Refund](t)(client.ApplyAbnormalRefund(ctx, ecommercerefunds.ApplyAbnormalRefundRequest{
		RefundID: accepted.RefundID, SubMchID: seller, OutRefundNo: "R1", Type: "MERCHANT_BANK_CARD",
	}))
	trigger(t, gw, "arrives", "R1")
	refund := must[*ecommercerefunds.Refund](t)(client.QueryRefundByID(ctx, ecommercerefunds.QueryRefundByIDRequest{
		RefundID: accepted.RefundID, SubMchID: seller,
	}))
	if refund.Status != "SUCCESS" || refund.TransactionID != order.TransactionID || refund.SuccessTime == "" {
		t.Errorf("at the end: %+v", refund)
	}
	returned := must[*ecommercerefunds.AdvanceReturn](t)(client.ReturnAdvance(ctx, back))
	if returned.Result != "SUCCESS" || returned.ReturnAmount != 30 || returned.PayerMchID != seller || returned.PayeeMchID != gw.MchID() {
		t.Errorf("returned: %+v", returned)
	}
	if again := must[*ecommercerefunds.AdvanceReturn](t)(client.ReturnAdvance(ctx, back)); again.AdvanceReturnID != returned.AdvanceReturnID {
		t.Errorf("returned again: %s, first %s", again.AdvanceReturnID, returned.AdvanceReturnID)
	}
}

func TestPlatformRefundErrors(t *testing.T) {
	cases := []struct {
		name string
		edit func(*ecommercerefunds.CreateRefundRequest)
		want error
	}{
		{"unknown order", func(r *ecommercerefunds.CreateRefundRequest) { r.OutTradeNo = "T9" }, ecommercerefunds.ErrResourceNotExists},
		{"another seller", func(r *ecommercerefunds.CreateRefundRequest) { r.SubMchID = otherMerchant }, ecommercerefunds.ErrResourceNotExists},
		{"another total", func(r *ecommercerefunds.CreateRefundRequest) { r.Amount.Total = 99 }, ecommercerefunds.ErrInvalidRequest},
		{"too much", func(r *ecommercerefunds.CreateRefundRequest) { r.Amount.Refund = 101 }, ecommercerefunds.ErrInvalidRequest},
		{"two numbers", func(r *ecommercerefunds.CreateRefundRequest) { r.TransactionID = "1" }, ecommercerefunds.ErrParamError},
	}
	gw := sandbox.New(t)
	paidPartnerOrder(t, gw, "T00001", nil)
	client := ecommercerefunds.New(newPay(t, gw))
	for _, c := range cases {
		request := platformRefund("R1")
		c.edit(&request)
		if _, err := client.CreateRefund(t.Context(), request); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestPlatformSharing(t *testing.T) {
	gw := sandbox.New(t)
	yes := true
	order := paidPartnerOrder(t, gw, "T00001", &partnerpayments.PartnerSettleInfo{ProfitSharing: &yes})
	client, ctx := ecommerceprofitsharing.New(newPay(t, gw)), t.Context()
	for range 2 { // one that was deleted can be added again
		must[*ecommerceprofitsharing.Receiver](t)(client.AddReceiver(ctx, ecommerceprofitsharing.AddReceiverRequest{
			Type: "MERCHANT_ID", Account: "86693852", Name: "张三网络有限公司", RelationType: "SUPPLIER",
		}))
		must[*ecommerceprofitsharing.Receiver](t)(client.AddReceiver(ctx, ecommerceprofitsharing.AddReceiverRequest{
			Type: "MERCHANT_ID", Account: "86693852", Name: "张三网络有限公司", RelationType: "OTHERS",
		}))
		drop := ecommerceprofitsharing.DeleteReceiverRequest{Type: "MERCHANT_ID", Account: "86693852"}
		must[*ecommerceprofitsharing.Receiver](t)(client.DeleteReceiver(ctx, drop))
		if _, err := client.DeleteReceiver(ctx, drop); !errors.Is(err, ecommerceprofitsharing.ErrInvalidRequest) {
			t.Errorf("deleted twice: %v", err)
		}
	}
	must[*ecommerceprofitsharing.Receiver](t)(client.AddReceiver(ctx, ecommerceprofitsharing.AddReceiverRequest{
		Type: "MERCHANT_ID", Account: "86693852", Name: "张三网络有限公司", RelationType: "SUPPLIER",
	}))
	shares := ecommerceprofitsharing.CreateOrderRequest{
		SubMchID: seller, TransactionID: order.TransactionID, OutOrderNo: "P1", Receivers: []ecommerceprofitsharing.Share{{
			Type: "MERCHANT_ID", ReceiverAccount: "86693852", Amount: 20, Description: "分给商户",
		}},
	}
	must[*ecommerceprofitsharing.AcceptedOrder](t)(client.CreateOrder(ctx, shares))
	shares.Receivers[0].Amount = 21
	if _, err := client.CreateOrder(ctx, shares); !errors.Is(err, ecommerceprofitsharing.ErrParamError) {
		t.Errorf("the number with another amount: %v", err)
	}
	trigger(t, gw, "shares", "P1")
	query := ecommerceprofitsharing.QueryOrderRequest{SubMchID: seller, TransactionID: order.TransactionID, OutOrderNo: "P1"}
	got := must[*ecommerceprofitsharing.SharingOrder](t)(client.QueryOrder(ctx, query))
	if got.Status != "FINISHED" || len(got.Receivers) != 1 || got.Receivers[0].Result != "SUCCESS" {
		t.Errorf("shared: %+v", got)
	}
	for number, step := range map[string]struct {
		fen  int64
		want error
	}{"R1": {21, ecommerceprofitsharing.ErrNotEnough}, "R2": {20, nil}} {
		_, err := client.CreateReturnOrder(ctx, ecommerceprofitsharing.CreateReturnOrderRequest{
			SubMchID: seller, OutOrderNo: "P1", OutReturnNo: number, ReturnMchID: "86693852", Amount: step.fen, Description: "退",
		})
		if !errors.Is(err, step.want) {
			t.Errorf("a return of %d: %v", step.fen, err)
		}
	}
	if _, err := client.CreateReturnOrder(ctx, ecommerceprofitsharing.CreateReturnOrderRequest{
		SubMchID: seller, OutOrderNo: "P1", OutReturnNo: "R3", ReturnMchID: "86693852", Amount: 1, Description: "退",
	}); !errors.Is(err, ecommerceprofitsharing.ErrNotEnough) {
		t.Errorf("more than is left to return: %v", err)
	}
}

func TestPlatformWithdrawal(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithNotifyOptions(sandbox.NotifyOptions{Hold: true}))
	receiver, err := wxpay.NewReceiver(gw.APIv3Key(), gw.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	handler, err := ecommercefunds.Notifications{
		Change: func(_ context.Context, _ *wxpay.Notification, change *ecommercefunds.WithdrawalChange) error {
			told = append(told, change.OutRequestNo+" "+string(change.Status))
			return nil
		},
	}.Handler(receiver)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	client, ctx := ecommercefunds.New(newPay(t, gw)), t.Context()
	request := ecommercefunds.CreateWithdrawalRequest{SubMchID: seller, OutRequestNo: "W1", Amount: 100, NotifyURL: server.URL}
	created := must[*ecommercefunds.CreateWithdrawalResponse](t)(client.CreateWithdrawal(ctx, request))
	request.Amount = 101
	if _, err := client.CreateWithdrawal(ctx, request); !errors.Is(err, ecommercefunds.ErrInvalidRequest) {
		t.Errorf("the number with another amount: %v", err)
	}
	trigger(t, gw, "succeeds", "W1")
	trigger(t, gw, "isSentBack", "W1")
	got := must[*ecommercefunds.Withdrawal](t)(client.QueryWithdrawalByID(ctx, ecommercefunds.QueryWithdrawalByIDRequest{
		WithdrawID: created.WithdrawID, SubMchID: seller,
	}))
	if got.Status != "REFUND" || got.Reason == "" || got.SpMchID != gw.MchID() {
		t.Errorf("sent back: %+v", got)
	}
	must[*ecommercefunds.CreatePlatformWithdrawalResponse](t)(client.CreatePlatformWithdrawal(ctx, ecommercefunds.CreatePlatformWithdrawalRequest{
		OutRequestNo: "W2", Amount: 100, AccountType: "BASIC", NotifyURL: server.URL,
	}))
	trigger(t, gw, "fails", "W2")
	dayEnd := must[*ecommercefunds.DayEndWithdrawal](t)(client.CreateDayEndWithdrawal(ctx, ecommercefunds.CreateDayEndWithdrawalRequest{
		SubMchID: seller, OutRequestNo: "W3", CalculateAmountType: "ONLY_DAY_END_BALANCE", NotifyURL: server.URL,
	}))
	if dayEnd.Status != "CREATED" {
		t.Errorf("at the end of the day: %+v", dayEnd)
	}
	trigger(t, gw, "begins", "W3")
	trigger(t, gw, "finishes", "W3")
	_, err = client.QueryDayEndWithdrawal(ctx, ecommercefunds.QueryDayEndWithdrawalRequest{OutRequestNo: "W4", SubMchID: seller})
	if !errors.Is(err, ecommercefunds.ErrOrderNotExist) {
		t.Errorf("an unknown withdrawal: %v", err)
	}
	gw.DeliverNotifications()
	want := []string{"W1 SUCCESS", "W1 REFUND", "W2 FAIL", "W3 PROCESSING", "W3 FINISHED"}
	if !slices.Equal(told, want) {
		t.Errorf("told %q", told)
	}
}

func TestPlatformSubsidy(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := ecommercefunds.New(newPay(t, gw)), t.Context()
	grant := ecommercefunds.CreateSubsidyRequest{SubMchID: seller, TransactionID: "4200000001", Amount: 10, Description: "活动"}
	granted := must[*ecommercefunds.CreateSubsidyResponse](t)(client.CreateSubsidy(ctx, grant))
	if granted.Result != "SUCCESS" || granted.SubsidyID == "" {
		t.Errorf("granted: %+v", granted)
	}
	cancel := ecommercefunds.CancelSubsidyRequest{SubMchID: seller, TransactionID: "4200000001", Description: "退款"}
	if _, err := client.CancelSubsidy(ctx, cancel); !errors.Is(err, ecommercefunds.ErrInvalidRequest) {
		t.Errorf("cancelled after it was granted: %v", err)
	}
	steps := []struct {
		number string
		fen    int64
		want   error
	}{{"S1", 6, nil}, {"S2", 5, ecommercefunds.ErrInvalidRequest}, {"S3", 4, nil}}
	for _, step := range steps {
		_, err := client.ReturnSubsidy(ctx, ecommercefunds.ReturnSubsidyRequest{
			SubMchID: seller, TransactionID: "4200000001", OutOrderNo: step.number, Amount: step.fen, Description: "退款",
		})
		if !errors.Is(err, step.want) {
			t.Errorf("%s, %d fen: %v", step.number, step.fen, err)
		}
	}
	cancel.TransactionID, grant.TransactionID = "4200000002", "4200000002"
	must[*ecommercefunds.CancelSubsidyResponse](t)(client.CancelSubsidy(ctx, cancel))
	if _, err := client.CreateSubsidy(ctx, grant); !errors.Is(err, ecommercefunds.ErrInvalidRequest) {
		t.Errorf("granted after it was cancelled: %v", err)
	}
}
