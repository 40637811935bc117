package sandbox_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/busifavor"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

func merchantCoupons(gw *sandbox.Gateway, number string, mode busifavor.CouponCodeMode) busifavor.CreateStockRequest {
	begin := time.Now()
	return busifavor.CreateStockRequest{
		StockName: "满一百减五", BelongMerchant: gw.MchID(), GoodsName: "全部商品", StockType: busifavor.StockTypeNormal, OutRequestNo: number,
		CouponUseRule: busifavor.NewCouponUseRule{
			CouponAvailableTime: busifavor.CouponAvailableTime{
				AvailableBeginTime: wxpay.NewDateTime(begin), AvailableEndTime: wxpay.NewDateTime(begin.AddDate(0, 0, 30)),
				AvailableDayAfterReceive: ptr(int64(3)),
			},
			FixedNormalCoupon: &busifavor.NewFixedNormalCoupon{DiscountAmount: 500, TransactionMinimum: 10000},
			UseMethod:         busifavor.UseMethodOffline,
		},
		StockSendRule: busifavor.NewStockSendRule{MaxCoupons: 3, MaxCouponsPerUser: 2}, CouponCodeMode: mode,
	}
}

func merchantStock(t *testing.T, gw *sandbox.Gateway, client *busifavor.Client, mode busifavor.CouponCodeMode) string {
	t.Helper()
	return must[*busifavor.CreateStockResponse](t)(client.CreateStock(t.Context(), merchantCoupons(gw, "S1", mode))).StockID
}

func TestMerchantCoupon(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := busifavor.New(newPay(t, gw)), t.Context()
	sent := make(chan *busifavor.SentCoupon, 1)
	receiver, err := wxpay.NewReceiver(gw.APIv3Key(), gw.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	handler, err := busifavor.Notifications{
		CouponSent: func(_ context.Context, _ *wxpay.Notification, coupon *busifavor.SentCoupon) error {
			sent <- coupon
			return nil
		},
	}.Handler(receiver)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	defer server.Close()
	must[*busifavor.SetCallbackResponse](t)(client.SetCallback(ctx, busifavor.SetCallbackRequest{NotifyURL: server.URL}))
	if set := must[*busifavor.QueryCallbackResponse](t)(client.QueryCallback(ctx, busifavor.QueryCallbackRequest{})); set.NotifyURL != server.URL {
		t.Errorf("notifications go to %s", set.NotifyURL)
	}
	stock := merchantStock(t, gw, client, busifavor.CouponCodeModeWeChatPay)
	coupon := must[*busifavor.SendCouponResponse](t)(client.SendCoupon(ctx, busifavor.SendCouponRequest{
		OpenID: "o1", AppID: "wx1", StockID: stock, OutRequestNo: "C1",
	}))
	if got := <-sent; got.CouponCode != coupon.CouponCode || got.StockID != stock || got.SendChannel != busifavor.SendChannelAPI {
		t.Errorf("notified: %+v", got)
	}
	use := busifavor.UseCouponRequest{CouponCode: coupon.CouponCode, AppID: "wx1", UseTime: wxpay.NewDateTime(time.Now()), UseRequestNo: "U1"}
	for range 2 { // the same again changes nothing
		if used := must[*busifavor.UseCouponResponse](t)(client.UseCoupon(ctx, use)); used.OpenID != "o1" || used.StockID != stock {
			t.Errorf("used: %+v", used)
		}
	}
	use.UseRequestNo = "U2"
	if _, err := client.UseCoupon(ctx, use); !errors.Is(err, busifavor.ErrResourceAlreadyExists) {
		t.Errorf("used twice: %v", err)
	}
	must[*busifavor.ReturnCouponResponse](t)(client.ReturnCoupon(ctx, busifavor.ReturnCouponRequest{CouponCode: coupon.CouponCode, StockID: stock, ReturnRequestNo: "R1"}))
	got := must[*busifavor.UserCoupon](t)(client.QueryUserCoupon(ctx, busifavor.QueryUserCouponRequest{OpenID: "o1", CouponCode: coupon.CouponCode, AppID: "wx1"}))
	if got.CouponState != busifavor.CouponStateSent || got.SendRequestNo != "C1" || got.StockName != "满一百减五" {
		t.Errorf("returned: %+v", got)
	}
	if err := gw.Advance(4 * 24 * time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, err := client.UseCoupon(ctx, use); !errors.Is(err, busifavor.ErrRuleLimit) {
		t.Errorf("after its three days: %v", err)
	}
}

func TestUploadedCodes(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := busifavor.New(newPay(t, gw)), t.Context()
	stock := merchantStock(t, gw, client, busifavor.CouponCodeModeMerchantUpload)
	send := func(number string) (string, error) {
		coupon, err := client.SendCoupon(ctx, busifavor.SendCouponRequest{OpenID: number, AppID: "wx1", StockID: stock, OutRequestNo: number})
		if err != nil {
			return "", err
		}
		return coupon.CouponCode, nil
	}
	if _, err := send("C1"); !errors.Is(err, busifavor.ErrInvalidRequest) {
		t.Errorf("without codes: %v", err)
	}
	upload := func(number string, codes ...string) *busifavor.CodeUpload {
		return must[*busifavor.CodeUpload](t)(client.UploadCodes(ctx, busifavor.UploadCodesRequest{StockID: stock, UploadRequestNo: number, CouponCodeList: codes}))
	}
	upload("U1", "A1", "A2")
	got := upload("U2", "A2", "A3", "A3")
	if !slices.Equal(got.SuccessCodes, []string{"A3"}) || !slices.Equal(got.ExistCodes, []string{"A2"}) || !slices.Equal(got.DuplicateCodes, []string{"A3"}) {
		t.Errorf("the second upload: %+v", got)
	}
	must[*busifavor.DeleteCodeResponse](t)(client.DeleteCode(ctx, busifavor.DeleteCodeRequest{StockID: stock, CouponCode: "A2", DeleteRequestNo: "D1"}))
	if code, err := send("C1"); code != "A1" || err != nil {
		t.Errorf("the first code is %s, error %v", code, err)
	}
	kept := must[*busifavor.Stock](t)(client.QueryStock(ctx, busifavor.QueryStockRequest{StockID: stock}))
	if n := kept.CouponCodeCount; n.TotalCount != 2 || n.AvailableCount != 1 || *kept.SendCountInformation.TotalSendNum != 1 {
		t.Errorf("the stock has %+v, sent %+v", n, kept.SendCountInformation)
	}
	info := must[*busifavor.QueryCodeResponse](t)(client.QueryCode(ctx, busifavor.QueryCodeRequest{StockID: stock, CouponCode: "A1"})).CodeInformation
	if info.OpenID != "C1" || info.Code != "A1" {
		t.Errorf("the code: %+v", info)
	}
	if _, err := client.DeleteCode(ctx, busifavor.DeleteCodeRequest{StockID: stock, CouponCode: "A1", DeleteRequestNo: "D2"}); !errors.Is(err, busifavor.ErrInvalidRequest) {
		t.Errorf("deleting a code that a user has: %v", err)
	}
}

func TestMerchantCouponBudget(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := busifavor.New(newPay(t, gw)), t.Context()
	stock := merchantStock(t, gw, client, busifavor.CouponCodeModeWeChatPay)
	change := func(target, current int64) error {
		_, err := client.ModifyBudget(ctx, busifavor.ModifyBudgetRequest{
			StockID: stock, TargetMaxCoupons: &target, CurrentMaxCoupons: &current, ModifyBudgetRequestNo: "M1",
		})
		return err
	}
	if err := change(10, 4); !errors.Is(err, busifavor.ErrInvalidRequest) {
		t.Errorf("with another number than there is: %v", err)
	}
	if err := change(10, 3); err != nil {
		t.Fatal(err)
	}
	err := client.ModifyStock(ctx, busifavor.ModifyStockRequest{StockID: stock, OutRequestNo: "M2", Comment: "新"})
	got := must[*busifavor.Stock](t)(client.QueryStock(ctx, busifavor.QueryStockRequest{StockID: stock}))
	if err != nil || *got.StockSendRule.MaxCoupons != 10 || got.Comment != "新" || got.StockName != "满一百减五" {
		t.Errorf("changed: %+v, error %v", got, err)
	}
}

func TestCouponAssociation(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := busifavor.New(newPay(t, gw)), t.Context()
	stock := merchantStock(t, gw, client, busifavor.CouponCodeModeMerchantAPI)
	must[*busifavor.SendCouponResponse](t)(client.SendCoupon(ctx, busifavor.SendCouponRequest{OpenID: "o1", AppID: "wx1", StockID: stock, OutRequestNo: "C1", CouponCode: "X1"}))
	tie := busifavor.AssociateOrderRequest{StockID: stock, CouponCode: "X1", OutTradeNo: "A1", OutRequestNo: "Q1"}
	must[*busifavor.AssociateOrderResponse](t)(client.AssociateOrder(ctx, tie))
	untie := busifavor.DisassociateOrderRequest(tie)
	untie.OutTradeNo = "A2"
	if _, err := client.DisassociateOrder(ctx, untie); !errors.Is(err, busifavor.ErrInvalidRequest) {
		t.Errorf("from another order: %v", err)
	}
	untie.OutTradeNo = "A1"
	must[*busifavor.DisassociateOrderResponse](t)(client.DisassociateOrder(ctx, untie))
	must[*busifavor.DeactivateCouponResponse](t)(client.DeactivateCoupon(ctx, busifavor.DeactivateCouponRequest{StockID: stock, CouponCode: "X1", DeactivateRequestNo: "D1"}))
	if _, err := client.AssociateOrder(ctx, busifavor.AssociateOrderRequest{StockID: stock, CouponCode: "X1", OutTradeNo: "A3", OutRequestNo: "Q2"}); !errors.Is(err, busifavor.ErrInvalidRequest) {
		t.Errorf("one that was taken back: %v", err)
	}
}

func TestSubsidy(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := busifavor.New(newPay(t, gw)), t.Context()
	stock := merchantStock(t, gw, client, busifavor.CouponCodeModeMerchantAPI)
	must[*busifavor.SendCouponResponse](t)(client.SendCoupon(ctx, busifavor.SendCouponRequest{OpenID: "o1", AppID: "wx1", StockID: stock, OutRequestNo: "C1", CouponCode: "X1"}))
	pay := busifavor.PaySubsidyRequest{
		StockID: stock, CouponCode: "X1", TransactionID: "4200000913202101152566792388", PayerMerchant: gw.MchID(), PayeeMerchant: "1900000002",
		Amount: 500, Description: "补差", OutSubsidyNo: "P1",
	}
	if _, err := client.PaySubsidy(ctx, pay); !errors.Is(err, busifavor.ErrInvalidRequest) {
		t.Errorf("before the coupon is used: %v", err)
	}
	must[*busifavor.UseCouponResponse](t)(client.UseCoupon(ctx, busifavor.UseCouponRequest{CouponCode: "X1", StockID: stock, AppID: "wx1", UseTime: wxpay.NewDateTime(time.Now()), UseRequestNo: "U1"}))
	must[*busifavor.SubsidyPayment](t)(client.PaySubsidy(ctx, pay))
	trigger := func(event, number string) {
		if _, err := gw.Trigger(event, number); err != nil {
			t.Fatal(err)
		}
	}
	trigger("arrives", "P1")
	receipt := must[*busifavor.SubsidyPayment](t)(client.PaySubsidy(ctx, pay)).SubsidyReceiptID
	give := func(number string, fen int64) error {
		_, err := client.ReturnSubsidy(ctx, busifavor.ReturnSubsidyRequest{
			StockID: stock, CouponCode: "X1", TransactionID: pay.TransactionID, RefundID: "50100506732021010105138718375",
			PayerMerchant: pay.PayerMerchant, PayeeMerchant: pay.PayeeMerchant, Amount: fen, Description: "回退", OutSubsidyReturnNo: number,
		})
		return err
	}
	status := func(want busifavor.SubsidyStatus) {
		t.Helper()
		if got := must[*busifavor.SubsidyPayment](t)(client.QuerySubsidyPayment(ctx, busifavor.QuerySubsidyPaymentRequest{SubsidyReceiptID: receipt})); got.Status != want {
			t.Errorf("the payment is %s, want %s", got.Status, want)
		}
	}
	if err := give("R1", 200); err != nil {
		t.Fatal(err)
	}
	status(busifavor.SubsidyStatusReturning)
	trigger("arrives", "R1")
	status(busifavor.SubsidyStatusPartialReturn)
	if err := give("R2", 301); !errors.Is(err, busifavor.ErrInvalidRequest) {
		t.Errorf("more than is left: %v", err)
	}
	if err := give("R3", 300); err != nil {
		t.Fatal(err)
	}
	trigger("fails", "R3")
	status(busifavor.SubsidyStatusPartialReturn)
	if err := give("R4", 300); err != nil {
		t.Fatal(err)
	}
	trigger("arrives", "R4")
	status(busifavor.SubsidyStatusFullReturn)
}

func ptr[T any](v T) *T { return &v }

func TestMerchantCouponLists(t *testing.T) {
	gw := sandbox.New(t)
	client, ctx := busifavor.New(newPay(t, gw)), t.Context()
	stock := merchantStock(t, gw, client, busifavor.CouponCodeModeMerchantUpload)
	must[*busifavor.CodeUpload](t)(client.UploadCodes(ctx, busifavor.UploadCodesRequest{StockID: stock, UploadRequestNo: "U1", CouponCodeList: []string{"A1", "A2", "A3"}}))
	sent := must[*busifavor.SendCouponResponse](t)(client.SendCoupon(ctx, busifavor.SendCouponRequest{OpenID: "o1", AppID: "wx1", StockID: stock, OutRequestNo: "C1"}))
	codes := busifavor.ListCodesRequest{StockID: stock, Status: "DISPATCHED"}
	got := must[*busifavor.ListCodesResponse](t)(client.ListCodes(ctx, codes))
	if got.TotalCount != 1 || got.Data[0].Code != sent.CouponCode || got.Data[0].CodeStatus != "DISPATCHED" || got.Data[0].OpenID != "o1" || got.Data[0].DispatchedTime == "" {
		t.Errorf("dispatched: %+v", got)
	}
	codes.Status, codes.Limit, codes.Offset = "AVAILABLE", ptr(int64(1)), ptr(int64(1))
	if got := must[*busifavor.ListCodesResponse](t)(client.ListCodes(ctx, codes)); got.TotalCount != 2 || len(got.Data) != 1 || got.Data[0].CodeStatus != "AVAILABLE" {
		t.Errorf("the second that is available: %+v", got)
	}
	for openID, want := range map[string]int{"o1": 1, "o2": 0} {
		list := busifavor.ListUserCouponsRequest{OpenID: openID, AppID: "wx1", StockID: stock, CouponState: "SENDED"}
		if got := must[*busifavor.ListUserCouponsResponse](t)(client.ListUserCoupons(ctx, list)); len(got.Data) != want {
			t.Errorf("of %s: %+v", openID, got)
		}
	}
}
