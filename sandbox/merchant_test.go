package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

const otherMchID = "1900000001"

func ordersOf(t *testing.T, gw *sandbox.Gateway, mchID string) *payscore.Client {
	t.Helper()
	m := must[*sandbox.Merchant](t)(gw.Merchant(mchID))
	return payscore.New(must[*wxpay.Client](t)(wxpay.NewClient(m.Options()...)))
}

// Two merchants have orders with the same number.
func TestMerchants(t *testing.T) {
	gw, ctx := sandbox.New(t, sandbox.WithMerchants(otherMchID)), context.Background()
	first, second := ordersOf(t, gw, gw.MchID()), ordersOf(t, gw, otherMchID)
	must[*payscore.CreateServiceOrderResponse](t)(first.CreateServiceOrder(ctx, orderRequest("A1")))
	query := payscore.QueryServiceOrderRequest{OutOrderNo: "A1", AppID: orderRequest("A1").AppID, ServiceID: orderRequest("A1").ServiceID}
	if _, err := second.QueryServiceOrder(ctx, query); !errors.Is(err, payscore.ErrOrderNotExist) {
		t.Errorf("the order of another merchant: %v", err)
	}
	created := must[*payscore.CreateServiceOrderResponse](t)(second.CreateServiceOrder(ctx, orderRequest("A1")))
	if created.MchID != otherMchID {
		t.Errorf("the merchant is %s", created.MchID)
	}
	if list := gw.Resources(); len(list) != 2 {
		t.Errorf("%d resources", len(list))
	}
	if _, err := sandbox.Start(sandbox.WithMerchants(otherMchID, otherMchID)); err == nil {
		t.Error("a merchant is named twice")
	}
}

// The certificate of another merchant is named as such, and each merchant decrypts certificates with its own APIv3 key.
func TestMerchantKeys(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	gw := sandbox.New(t, sandbox.WithMerchants(otherMchID), sandbox.WithKeyDir(dir), sandbox.WithLog(func(string) {}))
	other := must[*sandbox.Merchant](t)(gw.Merchant(otherMchID))
	if other.APIv3Key() == gw.APIv3Key() || other.Serial() == gw.MerchantSerial() {
		t.Error("the merchants share keys")
	}
	c := newCall(gw)
	c.serial, c.key = other.Serial(), other.Key()
	_ = c.send(t, gw)
	if problem := gw.Requests()[0].Verdict.Problem; !strings.Contains(problem, "this one is that of merchant "+otherMchID) {
		t.Errorf("the problem is %s", problem)
	}
	for _, name := range []string{".gitignore", "apiclient_key.pem", otherMchID + "/.gitignore", otherMchID + "/apiv3_key.txt", otherMchID + "/pub_key.pem"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	again := sandbox.New(t, sandbox.WithMerchants(otherMchID), sandbox.WithKeyDir(dir))
	if same := must[*sandbox.Merchant](t)(again.Merchant(otherMchID)); same.Serial() != other.Serial() || same.APIv3Key() != other.APIv3Key() {
		t.Error("the keys were not kept")
	}
}

// A service provider acts for its own sub-merchants only, if they are named.
func TestSubMerchants(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithSubMerchants("1230000109", "1900000109"), sandbox.WithLog(func(string) {}))
	body := `{"sp_appid":"wxa","sp_mchid":"1230000109","sub_mchid":"%s","description":"x","out_trade_no":"T00001","notify_url":"https://shop.example.com/n","amount":{"total":1}}`
	for sub, want := range map[string]int{"1900000109": 200, "1900000110": 403} {
		status, _, answer := signedCall(t, gw, http.MethodPost, "/v3/pay/partner/transactions/native", fmt.Sprintf(body, sub))
		if status != want {
			t.Errorf("%s: %d %s, want %d", sub, status, answer, want)
		}
	}
	if _, err := sandbox.Start(sandbox.WithSubMerchants("1", "2")); err == nil || !strings.Contains(err.Error(), "WithMerchants") {
		t.Errorf("a partner that is no merchant: %v", err)
	}
}

// A notification of an order is encrypted with the key of its merchant.
func TestMerchantNotification(t *testing.T) {
	gw, ctx := sandbox.New(t, sandbox.WithMerchants(otherMchID)), context.Background()
	other := must[*sandbox.Merchant](t)(gw.Merchant(otherMchID))
	s := newShopOf(t, other.APIv3Key(), gw)
	setCallbacks(t, gw, sandbox.NotifyOptions{BaseURL: s.url})
	must[*payscore.CreateServiceOrderResponse](t)(ordersOf(t, gw, otherMchID).CreateServiceOrder(ctx, orderRequest("A1")))
	if _, err := gw.Trigger("userConfirms", "A1"); err != nil {
		t.Fatal(err)
	}
	gw.DeliverNotifications()
	if taken := s.all(); len(taken) != 1 {
		t.Errorf("the shop got %v", taken)
	}
}
