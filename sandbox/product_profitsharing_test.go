package sandbox_test

import (
	"errors"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/profitsharing"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

func share(number string, fen ...int64) profitsharing.CreateOrderRequest {
	request := profitsharing.CreateOrderRequest{AppID: "wx1", TransactionID: "4200000000", OutOrderNo: number}
	for i, amount := range fen {
		request.Receivers = append(request.Receivers, profitsharing.Share{
			Type: "MERCHANT_ID", Account: []string{"86693852", "86693853"}[i], Amount: amount, Description: "分给商户",
		})
	}
	return request
}

func TestProfitSharing(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := profitsharing.New(newPay(t, gw)), t.Context()
	order := must[*profitsharing.SharingOrder](t)(client.CreateOrder(ctx, share("P1", 100, 50)))
	if order.State != "PROCESSING" || len(order.Receivers) != 2 || order.Receivers[1].Result != "PENDING" {
		t.Errorf("created: %+v", order)
	}
	if _, err := client.CreateOrder(ctx, share("P1", 101, 50)); !errors.Is(err, profitsharing.ErrParamError) {
		t.Errorf("another amount: %v", err)
	}
	request := profitsharing.CreateReturnOrderRequest{OrderID: order.OrderID, OutReturnNo: "R1", ReturnMchID: "86693853", Amount: 50, Description: "退"}
	if _, err := client.CreateReturnOrder(ctx, request); !errors.Is(err, profitsharing.ErrInvalidRequest) {
		t.Errorf("a return before the order is finished: %v", err)
	}
	if _, err := gw.Trigger("shares", "P1"); err != nil {
		t.Fatal(err)
	}
	query := profitsharing.QueryOrderRequest{OutOrderNo: "P1", TransactionID: "4200000000"}
	order = must[*profitsharing.SharingOrder](t)(client.QueryOrder(ctx, query))
	if order.State != "FINISHED" || order.Receivers[0].Result != "SUCCESS" || order.Receivers[1].Amount != 50 {
		t.Errorf("finished: %+v", order)
	}
	request.Amount = 51
	if _, err := client.CreateReturnOrder(ctx, request); !errors.Is(err, profitsharing.ErrNotEnough) {
		t.Errorf("more than the receiver got: %v", err)
	}
	request.Amount = 50
	back := must[*profitsharing.ReturnOrder](t)(client.CreateReturnOrder(ctx, request))
	if back.Result != "SUCCESS" || back.OutOrderNo != "P1" || back.OrderID != order.OrderID {
		t.Errorf("returned: %+v", back)
	}
}

func TestProfitSharingFails(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := profitsharing.New(newPay(t, gw)), t.Context()
	must[*profitsharing.SharingOrder](t)(client.CreateOrder(ctx, share("P1", 100)))
	if _, err := gw.Trigger("closes", "P1"); err != nil {
		t.Fatal(err)
	}
	query := profitsharing.QueryOrderRequest{OutOrderNo: "P1", TransactionID: "4200000000"}
	order := must[*profitsharing.SharingOrder](t)(client.QueryOrder(ctx, query))
	if got := order.Receivers[0]; order.State != "FINISHED" || got.Result != "CLOSED" || got.FailReason == "" {
		t.Errorf("closed: %+v", order)
	}
	query.TransactionID = "4200000001"
	if _, err := client.QueryOrder(ctx, query); !errors.Is(err, profitsharing.ErrResourceNotExists) {
		t.Errorf("another payment: %v", err)
	}
}

func TestProfitSharingReturnLapses(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := profitsharing.New(newPay(t, gw)), t.Context()
	if err := gw.SetPolicy("profitsharing.createReturnOrder.outcome", "returning"); err != nil {
		t.Fatal(err)
	}
	must[*profitsharing.SharingOrder](t)(client.CreateOrder(ctx, share("P1", 100)))
	if _, err := gw.Trigger("shares", "P1"); err != nil {
		t.Fatal(err)
	}
	request := profitsharing.CreateReturnOrderRequest{OutOrderNo: "P1", OutReturnNo: "R1", ReturnMchID: "86693852", Amount: 50, Description: "退"}
	if back := must[*profitsharing.ReturnOrder](t)(client.CreateReturnOrder(ctx, request)); back.Result != "PROCESSING" {
		t.Errorf("at once: %s", back.Result)
	}
	if err := gw.Advance(6 * 24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	query := profitsharing.QueryReturnOrderRequest{OutReturnNo: "R1", OutOrderNo: "P1"}
	if back := must[*profitsharing.ReturnOrder](t)(client.QueryReturnOrder(ctx, query)); back.Result != "FAILED" || back.FailReason != "TIME_OUT_CLOSED" {
		t.Errorf("after six days: %s, %s", back.Result, back.FailReason)
	}
}

func TestUnfreeze(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := profitsharing.New(newPay(t, gw)), t.Context()
	must[*profitsharing.SharingOrder](t)(client.UnfreezeOrder(ctx, profitsharing.UnfreezeOrderRequest{
		TransactionID: "4200000000", OutOrderNo: "P2", Description: "解冻",
	}))
	if _, err := gw.Trigger("unfreezes", "P2"); err != nil {
		t.Fatal(err)
	}
	query := profitsharing.QueryOrderRequest{OutOrderNo: "P2", TransactionID: "4200000000"}
	if order := must[*profitsharing.SharingOrder](t)(client.QueryOrder(ctx, query)); order.State != "FINISHED" {
		t.Errorf("unfrozen: %+v", order)
	}
}
