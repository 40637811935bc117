package sandbox_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/combine"
	"github.com/wxpaygen/wxpaygen/generated/payments"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
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

func TestOrderTimeExpire(t *testing.T) {
	in := func(gw *sandbox.Gateway, d time.Duration) wxpay.DateTime {
		return wxpay.DateTime(gw.Now().Add(d).Format(time.RFC3339))
	}
	const day = 24 * time.Hour
	cases := []struct {
		name           string
		expires, later time.Duration
		want           payments.TradeState
		refused        error
	}{
		{name: "before", expires: 10 * time.Minute, later: 9 * time.Minute, want: "NOTPAY"},
		{name: "after", expires: 10 * time.Minute, later: 11 * time.Minute, want: "CLOSED"},
		{name: "default", later: 7*day - time.Minute, want: "NOTPAY"},
		{name: "cut to 7 days", expires: 30 * day, later: 7*day + time.Minute, want: "CLOSED"},
		{name: "too soon", expires: 30 * time.Second, refused: payments.ErrParamError},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			gw := sandbox.New(t)
			request := prepay(gw, "T00001")
			if c.expires != 0 {
				request.TimeExpire = in(gw, c.expires)
			}
			_, err := payments.New(newPay(t, gw)).PrepayNative(t.Context(), request)
			if !errors.Is(err, c.refused) {
				t.Fatalf("%v, want %v", err, c.refused)
			}
			if err != nil {
				return
			}
			if err := gw.Advance(c.later); err != nil {
				t.Fatal(err)
			}
			if order := orderOf(t, gw, "T00001"); order.TradeState != c.want {
				t.Errorf("%s, want %s", order.TradeState, c.want)
			}
			if _, err := payments.New(newPay(t, gw)).PrepayNative(t.Context(), request); err != nil {
				t.Errorf("the same call again: %v", err)
			}
		})
	}
}

func TestJSAPIOrderExpiry(t *testing.T) {
	gw := sandbox.New(t)
	client := payments.New(newPay(t, gw))
	for days, want := range map[int]error{14: nil, 16: payments.ErrParamError} {
		_, err := client.PrepayJSAPI(t.Context(), payments.PrepayJSAPIRequest{
			AppID: "wx1", MchID: gw.MchID(), Description: "茶", OutTradeNo: fmt.Sprint("T0000", days), NotifyURL: "https://shop.example/pay",
			Amount: payments.OrderAmount{Total: 100}, Payer: payments.OrderPayer{OpenID: "o1"},
			TimeExpire: wxpay.DateTime(gw.Now().AddDate(0, 0, days).Format(time.RFC3339)),
		})
		if !errors.Is(err, want) {
			t.Errorf("%d days: %v, want %v", days, err, want)
		}
	}
}

// combined is a combined order of sub-orders of 10 fen, 20 fen, and so on.
func combined(gw *sandbox.Gateway, number string, subOrders ...string) combine.PrepayNativeRequest {
	request := combine.PrepayNativeRequest{
		CombineAppID: "wx1", CombineMchID: gw.MchID(), CombineOutTradeNo: number, NotifyURL: "https://shop.example/pay",
	}
	for i, sub := range subOrders {
		request.SubOrders = append(request.SubOrders, combine.SubOrder{
			MchID: "1900000109", Attach: "a", OutTradeNo: sub, Description: "茶",
			Amount: combine.SubOrderAmount{TotalAmount: int64(i+1) * 10, Currency: "CNY"},
		})
	}
	return request
}

func TestCombinedOrder(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := combine.New(newPay(t, gw)), t.Context()
	must[*combine.PrepayNativeResponse](t)(client.PrepayNative(ctx, combined(gw, "C00001", "S1", "S2")))
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

func TestCombinedOrderClose(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := combine.New(newPay(t, gw)), t.Context()
	must[*combine.PrepayNativeResponse](t)(client.PrepayNative(ctx, combined(gw, "C00001", "S1", "S2")))
	must[*combine.PrepayNativeResponse](t)(client.PrepayNative(ctx, combined(gw, "C00002", "S3", "S4")))
	if _, err := client.PrepayNative(ctx, combined(gw, "C00003", "S5", "S1")); !errors.Is(err, combine.ErrOutTradeNoUsed) {
		t.Errorf("with a sub-order of another: %v", err)
	}
	other := combined(gw, "C00004", "S6", "S7")
	other.CombineMchID = "1900000109"
	if _, err := client.PrepayNative(ctx, other); !errors.Is(err, combine.ErrNoAuth) {
		t.Errorf("of another merchant: %v", err)
	}
	closing := combine.CloseCombinedTransactionRequest{
		CombineOutTradeNo: "C00001", CombineAppID: "wx1",
		SubOrders: []combine.ClosedOrder{{MchID: "1900000109", OutTradeNo: "S2"}, {MchID: "1900000109", OutTradeNo: "S1"}},
	}
	for range 2 {
		if err := client.CloseCombinedTransaction(ctx, closing); err != nil {
			t.Fatal(err)
		}
	}
	if err := gw.Advance(8 * 24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	for _, number := range []string{"C00001", "C00002"} {
		order := must[*combine.CombinedTransaction](t)(client.QueryCombinedTransaction(ctx, combine.QueryCombinedTransactionRequest{CombineOutTradeNo: number}))
		for _, sub := range order.SubOrders {
			if sub.TradeState != "CLOSED" {
				t.Errorf("%s: sub-order %s is %s", number, sub.OutTradeNo, sub.TradeState)
			}
		}
	}
}
