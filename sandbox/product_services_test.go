package sandbox_test

import (
	"context"
	"testing"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/services/payments/jsapi"

	"github.com/wxpaygen/wxpaygen/generated/codepay"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// The services of the official SDK work with the sandbox.
func TestSDKServices(t *testing.T) {
	gw, ctx := sandbox.New(t), context.Background()
	must[*codepay.PayTransactionResponse](t)(codepay.New(newPay(t, gw)).PayTransaction(ctx, codepay.PayTransactionRequest{
		AppID: "wx1", MchID: gw.MchID(), Description: "茶", OutTradeNo: "T00001", Amount: codepay.OrderAmount{Total: 100},
		Payer: codepay.CodePayer{AuthCode: "130061098828009406"}, SceneInfo: codepay.CodeScene{StoreInfo: codepay.CodeStore{ID: "1"}},
	}))
	client, err := core.NewClient(ctx, gw.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	service := jsapi.JsapiApiService{Client: client}
	order, _, err := service.QueryOrderByOutTradeNo(ctx, jsapi.QueryOrderByOutTradeNoRequest{
		OutTradeNo: core.String("T00001"), Mchid: core.String(gw.MchID()),
	})
	if err != nil || *order.TradeState != "SUCCESS" || *order.Amount.Total != 100 || order.SuccessTime == nil {
		t.Errorf("%v; the order is %v", err, order)
	}
	_, err = service.CloseOrder(ctx, jsapi.CloseOrderRequest{OutTradeNo: core.String("T00001"), Mchid: core.String(gw.MchID())})
	if !core.IsAPIError(err, "ORDER_PAID") {
		t.Errorf("the error is %v", err)
	}
}
