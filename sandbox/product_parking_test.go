package sandbox_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/parking"
	"github.com/wxpaygen/wxpaygen/generated/refunds"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

const parked = "2026-01-01T10:00:00+08:00"

func stay(number string) parking.CreateParkingRequest {
	return parking.CreateParkingRequest{
		OutParkingNo: number, PlateNumber: "粤B888888", PlateColor: "BLUE", NotifyURL: "https://shop.example/parking", StartTime: parked,
		ParkingName: "欢乐海岸停车场", FreeDuration: 3600,
	}
}

func fee(number, stay string) parking.PayParkingRequest {
	return parking.PayParkingRequest{
		AppID: "wx1", Description: "停车", OutTradeNo: number, TradeScene: "PARKING", NotifyURL: "https://shop.example/parking",
		Amount: parking.RequestedAmount{Total: 500}, ParkingInfo: &parking.ParkingInfo{
			ParkingID: stay, PlateNumber: "粤B888888", PlateColor: "BLUE", StartTime: parked, EndTime: "2026-01-01T12:00:00+08:00",
			ParkingName: "欢乐海岸停车场", ChargingDuration: 3600, DeviceID: "1",
		},
	}
}

func TestParking(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := parking.New(newPay(t, gw)), t.Context()
	older := must[*parking.Parking](t)(client.CreateParking(ctx, stay("P1")))
	entered := must[*parking.Parking](t)(client.CreateParking(ctx, stay("P2")))
	if again := must[*parking.Parking](t)(client.CreateParking(ctx, stay("P2"))); again.ID != entered.ID || entered.State != "NORMAL" {
		t.Errorf("entered: %+v, again %s", entered, again.ID)
	}
	if _, err := client.PayParking(ctx, fee("T1", older.ID)); !errors.Is(err, parking.ErrInvalidRequest) {
		t.Errorf("a stay that is not the newest of the plate: %v", err)
	}
	order := must[*parking.Transaction](t)(client.PayParking(ctx, fee("T1", entered.ID)))
	if order.TradeState != "ACCEPTED" || order.SpMchID != gw.MchID() || order.SubMchID != "" {
		t.Errorf("accepted: %+v", order)
	}
	if _, err := client.PayParking(ctx, fee("T2", entered.ID)); !errors.Is(err, parking.ErrInvalidRequest) {
		t.Errorf("a stay is charged twice: %v", err)
	}
	trigger(t, gw, "advances", "T1")
	trigger(t, gw, "paysBack", "T1")
	order = must[*parking.Transaction](t)(client.QueryTransaction(ctx, parking.QueryTransactionRequest{OutTradeNo: "T1"}))
	if order.TradeState != "SUCCESS" || order.BankType != "BPA" || order.UserRepaid != "Y" {
		t.Errorf("paid: %+v", order)
	}
	must[*refunds.Refund](t)(refunds.New(newPay(t, gw)).CreateRefund(ctx, refunds.CreateRefundRequest{
		TransactionID: order.TransactionID, OutRefundNo: "R1", Amount: refunds.RequestedAmount{Refund: 100, Total: 500, Currency: "CNY"},
	}))
	order = must[*parking.Transaction](t)(client.QueryTransaction(ctx, parking.QueryTransactionRequest{OutTradeNo: "T1"}))
	if order.TradeState != "REFUND" {
		t.Errorf("refunded: %s", order.TradeState)
	}
}

func TestParkingRefusals(t *testing.T) {
	cases := []struct {
		name string
		edit func(*parking.PayParkingRequest)
		want error
	}{
		{"no time", func(r *parking.PayParkingRequest) { r.ParkingInfo.EndTime = parked }, parking.ErrParamError},
		{"the future", func(r *parking.PayParkingRequest) { r.ParkingInfo.EndTime = "2999-01-01T10:00:00+08:00" }, parking.ErrParamError},
		{"no stay", func(r *parking.PayParkingRequest) { r.ParkingInfo = nil }, parking.ErrParamError},
		{"unknown stay", func(r *parking.PayParkingRequest) { r.ParkingInfo.ParkingID = "1" }, parking.ErrInvalidRequest},
		{"another plate", func(r *parking.PayParkingRequest) { r.ParkingInfo.PlateColor = "GREEN" }, parking.ErrInvalidRequest},
		{"another sub-merchant", func(r *parking.PayParkingRequest) { r.SubMchID = otherMerchant }, parking.ErrInvalidRequest},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			gw := sandbox.New(t)
			client := parking.New(newPay(t, gw))
			entered := must[*parking.Parking](t)(client.CreateParking(t.Context(), stay("P1")))
			request := fee("T1", entered.ID)
			c.edit(&request)
			if _, err := client.PayParking(t.Context(), request); !errors.Is(err, c.want) {
				t.Errorf("the error is %v", err)
			}
		})
	}
	t.Run("blocked", func(t *testing.T) {
		gw := sandbox.New(t)
		client := parking.New(newPay(t, gw))
		if err := gw.SetPolicy("entrance", "blocked"); err != nil {
			t.Fatal(err)
		}
		entered := must[*parking.Parking](t)(client.CreateParking(t.Context(), stay("P1")))
		if entered.State != "BLOCKED" || entered.BlockReason == "" {
			t.Errorf("entered: %+v", entered)
		}
		if _, err := client.PayParking(t.Context(), fee("T1", entered.ID)); !errors.Is(err, parking.ErrInvalidRequest) {
			t.Errorf("the error is %v", err)
		}
	})
}

func TestParkingService(t *testing.T) {
	gw := sandbox.New(t)
	client := parking.New(newPay(t, gw))
	find := func() string {
		service := must[*parking.FindServiceResponse](t)(client.FindService(t.Context(), parking.FindServiceRequest{
			AppID: "wx1", PlateNumber: "粤B888888", PlateColor: "BLUE", OpenID: "o1",
		}))
		return string(service.ServiceState)
	}
	states := []string{find()}
	if _, err := gw.Create("opens", "parking.plateService", map[string]any{"openid": "o1"}); err != nil {
		t.Fatal(err)
	}
	for _, event := range []string{"pauses", "closes"} {
		trigger(t, gw, event, "粤B888888")
		states = append(states, find())
	}
	if want := []string{"NORMAL", "PAUSE", "OUT_SERVICE"}; !slices.Equal(states, want) {
		t.Errorf("the states: %q", states)
	}
}

func TestParkingNotifications(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithNotifyOptions(sandbox.NotifyOptions{Hold: true}))
	receiver, err := wxpay.NewReceiver(gw.APIv3Key(), gw.Verifier(), wxpay.WithDeduplicator(new(wxpay.MemoryDeduplicator)))
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	order := func(_ context.Context, n *wxpay.Notification, order *parking.NotifiedTransaction) error {
		told = append(told, n.EventType+" "+string(order.TradeState))
		return nil
	}
	handler, err := parking.Notifications{
		TransactionSuccess: order, TransactionFail: order, TransactionPayBack: order,
		EntranceStateChange: func(_ context.Context, n *wxpay.Notification, change *parking.EntranceStateChange) error {
			told = append(told, n.EventType+" "+string(change.ParkingState))
			return nil
		},
	}.Handler(receiver)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	client, ctx := parking.New(newPay(t, gw)), t.Context()
	for _, number := range []string{"1", "2"} {
		in := stay("P" + number)
		in.NotifyURL = server.URL
		entered := must[*parking.Parking](t)(client.CreateParking(ctx, in))
		trigger(t, gw, "blocks", "P"+number)
		if err := gw.Advance(time.Second); err != nil {
			t.Fatal(err)
		}
		trigger(t, gw, "unblocks", "P"+number)
		request := fee("T"+number, entered.ID)
		request.NotifyURL = server.URL
		must[*parking.Transaction](t)(client.PayParking(ctx, request))
	}
	for _, event := range [][2]string{{"fails", "T1"}, {"advances", "T2"}, {"paysBack", "T2"}} {
		trigger(t, gw, event[0], event[1])
	}
	gw.DeliverNotifications()
	want := []string{
		"VEHICLE.ENTRANCE_STATE_CHANGE BLOCKED", "VEHICLE.ENTRANCE_STATE_CHANGE NORMAL",
		"VEHICLE.ENTRANCE_STATE_CHANGE BLOCKED", "VEHICLE.ENTRANCE_STATE_CHANGE NORMAL",
		"TRANSACTION.FAIL PAY_FAIL", "TRANSACTION.SUCCESS SUCCESS", "TRANSACTION.PAY_BACK SUCCESS",
	}
	if !slices.Equal(told, want) {
		t.Errorf("told %q", told)
	}
}
