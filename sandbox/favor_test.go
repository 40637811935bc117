package sandbox_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/favor"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

func cashCoupons(gw *sandbox.Gateway, number string) favor.CreateStockRequest {
	begin := time.Now()
	return favor.CreateStockRequest{
		StockName: "满一百减一", BelongMerchant: gw.MchID(), OutRequestNo: number, StockType: "NORMAL",
		AvailableBeginTime: wxpay.NewDateTime(begin), AvailableEndTime: wxpay.NewDateTime(begin.Add(30 * 24 * time.Hour)),
		StockUseRule: favor.NewStockUseRule{MaxCoupons: 5, MaxAmount: 500, MaxCouponsPerUser: 2},
		CouponUseRule: favor.CouponUseRule{
			FixedNormalCoupon:  &favor.NewFixedNormalCoupon{CouponAmount: 100, TransactionMinimum: 10000},
			AvailableMerchants: []string{gw.MchID()},
		},
	}
}

func startedStock(t *testing.T, gw *sandbox.Gateway, client *favor.Client) string {
	t.Helper()
	stock := must[*favor.CreateStockResponse](t)(client.CreateStock(t.Context(), cashCoupons(gw, "S1")))
	must[*favor.StartStockResponse](t)(client.StartStock(t.Context(), favor.StartStockRequest{StockID: stock.StockID, StockCreatorMchID: gw.MchID()}))
	return stock.StockID
}

func sendCoupon(gw *sandbox.Gateway, stock, openID, number string) favor.SendCouponRequest {
	return favor.SendCouponRequest{StockID: stock, OpenID: openID, OutRequestNo: number, AppID: "wx1", StockCreatorMchID: gw.MchID()}
}

func TestCashCoupon(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := favor.New(newPay(t, gw)), t.Context()
	receiver, err := wxpay.NewReceiver(gw.APIv3Key(), gw.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	used := make(chan *favor.UsedCoupon, 1)
	handler, err := favor.Notifications{
		CouponUsed: func(_ context.Context, _ *wxpay.Notification, coupon *favor.UsedCoupon) error {
			used <- coupon
			return nil
		},
	}.Handler(receiver)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	must[*favor.SetCallbackResponse](t)(client.SetCallback(ctx, favor.SetCallbackRequest{MchID: gw.MchID(), NotifyURL: server.URL}))
	if set := must[*favor.QueryCallbackResponse](t)(client.QueryCallback(ctx, favor.QueryCallbackRequest{MchID: gw.MchID()})); set.NotifyURL != server.URL {
		t.Errorf("notifications go to %s", set.NotifyURL)
	}

	stock := startedStock(t, gw, client)
	sent := must[*favor.SendCouponResponse](t)(client.SendCoupon(ctx, sendCoupon(gw, stock, "o1", "C1")))
	if again := must[*favor.SendCouponResponse](t)(client.SendCoupon(ctx, sendCoupon(gw, stock, "o1", "C1"))); again.CouponID != sent.CouponID {
		t.Errorf("the same number again: %s, then %s", sent.CouponID, again.CouponID)
	}
	if _, err := gw.TriggerWith("userPays", "C1", map[string]any{"transaction_id": "4200000001"}); err != nil {
		t.Fatal(err)
	}
	if coupon := <-used; coupon.CouponID != sent.CouponID || coupon.Status != favor.CouponStatusUsed || coupon.ConsumeInformation.TransactionID != "4200000001" {
		t.Errorf("notified: %+v", coupon)
	}
	query := favor.QueryCouponRequest{OpenID: "o1", CouponID: sent.CouponID, AppID: "wx1"}
	got := must[*favor.Coupon](t)(client.QueryCoupon(ctx, query))
	if got.Status != favor.CouponStatusUsed || got.NormalCouponInformation.CouponAmount != 100 || got.CouponName != "满一百减一" {
		t.Errorf("queried: %+v", got)
	}
	query.OpenID = "o2"
	if _, err := client.QueryCoupon(ctx, query); !errors.Is(err, favor.ErrResourceNotExists) {
		t.Errorf("of another user: %v", err)
	}
}

func TestCashCouponLimits(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := favor.New(newPay(t, gw)), t.Context()
	stock := must[*favor.CreateStockResponse](t)(client.CreateStock(ctx, cashCoupons(gw, "S1"))).StockID
	of := favor.StartStockRequest{StockID: stock, StockCreatorMchID: gw.MchID()}
	send := func(openID, number string) error {
		_, err := client.SendCoupon(ctx, sendCoupon(gw, stock, openID, number))
		return err
	}
	if err := send("o1", "C1"); !errors.Is(err, favor.ErrInvalidRequest) {
		t.Errorf("before the start: %v", err)
	}
	must[*favor.StartStockResponse](t)(client.StartStock(ctx, of))
	if err := errors.Join(send("o1", "C1"), send("o1", "C2"), send("o2", "C3"), send("o3", "C4")); err != nil {
		t.Fatal(err)
	}
	if err := send("o1", "C5"); !errors.Is(err, favor.ErrRequestBlocked) {
		t.Errorf("a third coupon of one user: %v", err)
	}
	must[*favor.PauseStockResponse](t)(client.PauseStock(ctx, favor.PauseStockRequest(of)))
	if err := send("o2", "C6"); !errors.Is(err, favor.ErrInvalidRequest) {
		t.Errorf("while paused: %v", err)
	}
	must[*favor.RestartStockResponse](t)(client.RestartStock(ctx, favor.RestartStockRequest(of)))
	if err := errors.Join(send("o4", "C7")); err != nil {
		t.Fatal(err)
	}
	if err := send("o5", "C8"); !errors.Is(err, favor.ErrNotEnough) {
		t.Errorf("a sixth of five coupons: %v", err)
	}
	got := must[*favor.Stock](t)(client.QueryStock(ctx, favor.QueryStockRequest(of)))
	if got.DistributedCoupons == nil || *got.DistributedCoupons != 5 || got.Status != favor.StockStatusRunning {
		t.Errorf("the stock: %+v", got)
	}
}

func TestCashCouponsExpire(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := favor.New(newPay(t, gw)), t.Context()
	stock := startedStock(t, gw, client)
	sent := must[*favor.SendCouponResponse](t)(client.SendCoupon(ctx, sendCoupon(gw, stock, "o1", "C1")))
	if err := gw.Advance(31 * 24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	coupon := must[*favor.Coupon](t)(client.QueryCoupon(ctx, favor.QueryCouponRequest{OpenID: "o1", CouponID: sent.CouponID, AppID: "wx1"}))
	got := must[*favor.Stock](t)(client.QueryStock(ctx, favor.QueryStockRequest{StockID: stock, StockCreatorMchID: gw.MchID()}))
	if coupon.Status != favor.CouponStatusExpired || got.Status != favor.StockStatusStopped || got.StopTime == wxpay.DateTime("") {
		t.Errorf("after a month: the coupon is %s, the stock %s since %v", coupon.Status, got.Status, got.StopTime)
	}
}

func TestStockErrors(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := favor.New(newPay(t, gw)), t.Context()
	if err := gw.SetPolicy("favor.createStock.times", "documented"); err != nil {
		t.Fatal(err)
	}
	must[*favor.CreateStockResponse](t)(client.CreateStock(ctx, func() favor.CreateStockRequest {
		r := cashCoupons(gw, "S1")
		r.AvailableBeginTime = wxpay.NewDateTime(time.Now().Add(time.Hour))
		return r
	}()))
	for name, change := range map[string]func(*favor.CreateStockRequest){
		"budget":  func(r *favor.CreateStockRequest) { r.StockUseRule.MaxAmount = 501 },
		"no rule": func(r *favor.CreateStockRequest) { r.CouponUseRule.FixedNormalCoupon = nil },
		"past": func(r *favor.CreateStockRequest) {
			r.AvailableBeginTime = wxpay.NewDateTime(time.Now().Add(-time.Hour))
		},
		"long": func(r *favor.CreateStockRequest) {
			r.AvailableBeginTime = wxpay.NewDateTime(time.Now().Add(time.Hour))
			r.AvailableEndTime = wxpay.NewDateTime(time.Now().Add(100 * 24 * time.Hour))
		},
	} {
		request := cashCoupons(gw, "S2")
		change(&request)
		if _, err := client.CreateStock(ctx, request); !errors.Is(err, favor.ErrParamError) {
			t.Errorf("%s: %v", name, err)
		}
	}
	other := cashCoupons(gw, "S1")
	other.AvailableBeginTime = wxpay.NewDateTime(time.Now().Add(2 * time.Hour))
	if _, err := client.CreateStock(ctx, other); !errors.Is(err, favor.ErrResourceAlreadyExists) {
		t.Errorf("the same number with other parameters: %v", err)
	}
}

// Lists have what the sandbox keeps, page by page.
func TestCashCouponLists(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := favor.New(newPay(t, gw)), t.Context()
	stock := startedStock(t, gw, client)
	must[*favor.CreateStockResponse](t)(client.CreateStock(ctx, cashCoupons(gw, "S2")))
	for _, openID := range []string{"o1", "o2"} {
		must[*favor.SendCouponResponse](t)(client.SendCoupon(ctx, sendCoupon(gw, stock, openID, "C"+openID)))
	}
	trigger(t, gw, "userPays", "Co1")
	list := favor.ListStocksRequest{Offset: 1, Limit: 1, StockCreatorMchID: gw.MchID()}
	if got := must[*favor.ListStocksResponse](t)(client.ListStocks(ctx, list)); got.TotalCount != 2 || len(got.Data) != 1 || got.Data[0].Status != "unactivated" || got.Offset != 1 {
		t.Errorf("the second stock: %+v", got)
	}
	list.Offset, list.Status = 0, "running"
	if got := must[*favor.ListStocksResponse](t)(client.ListStocks(ctx, list)); got.TotalCount != 1 || got.Data[0].StockID != stock {
		t.Errorf("running: %+v", got)
	}
	coupons := favor.ListUserCouponsRequest{OpenID: "o1", AppID: "wx1", AvailableMchID: gw.MchID()}
	for status, want := range map[favor.ListUserCouponsRequestStatus]int{"": 1, "USED": 1, "SENDED": 0} {
		coupons.Status = status
		if got := must[*favor.ListUserCouponsResponse](t)(client.ListUserCoupons(ctx, coupons)); len(got.Data) != want || got.TotalCount != int64(want) {
			t.Errorf("%s: %+v", status, got)
		}
	}
	merchants := favor.ListStockMerchantsRequest{Limit: 10, StockCreatorMchID: gw.MchID(), StockID: stock}
	if got := must[*favor.ListStockMerchantsResponse](t)(client.ListStockMerchants(ctx, merchants)); got.TotalCount != 1 || got.Data[0] != gw.MchID() {
		t.Errorf("merchants: %+v", got)
	}
	merchants.Offset = 1
	if got := must[*favor.ListStockMerchantsResponse](t)(client.ListStockMerchants(ctx, merchants)); got.TotalCount != 1 || len(got.Data) != 0 {
		t.Errorf("the second page of merchants: %+v", got)
	}
	stop := favor.StopStockRequest{StockID: stock, StockCreatorMchID: gw.MchID()}
	must[*favor.StopStockResponse](t)(client.StopStock(ctx, stop))
	if _, err := client.SendCoupon(ctx, sendCoupon(gw, stock, "o3", "C3")); err == nil {
		t.Error("a coupon of a stock that has ended was sent")
	}
}
