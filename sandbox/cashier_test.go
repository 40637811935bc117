package sandbox_test

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/combine"
	"github.com/wxpaygen/wxpaygen/generated/mchtransfer"
	"github.com/wxpaygen/wxpaygen/generated/payments"
	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/invoke"
)

func orderForH5(gw *sandbox.Gateway, number string) payments.PrepayH5Request {
	return payments.PrepayH5Request{
		AppID: "wx1", MchID: gw.MchID(), Description: "茶", OutTradeNo: number, NotifyURL: "https://shop.example/pay",
		Amount: payments.OrderAmount{Total: 100}, SceneInfo: payments.H5Scene{PayerClientIP: "127.0.0.1", H5Info: payments.H5Info{Type: "Wap"}},
	}
}

func orderForJSAPI(t *testing.T, gw *sandbox.Gateway, client *payments.Client, number string) string {
	t.Helper()
	return must[*payments.PrepayJSAPIResponse](t)(client.PrepayJSAPI(t.Context(), payments.PrepayJSAPIRequest{
		AppID: "wx1", MchID: gw.MchID(), Description: "茶", OutTradeNo: number, NotifyURL: "https://shop.example/pay",
		Amount: payments.OrderAmount{Total: 100}, Payer: payments.OrderPayer{OpenID: "o1"},
	})).PrepayID
}

func orderForApp(t *testing.T, gw *sandbox.Gateway, client *payments.Client, number string) string {
	t.Helper()
	return must[*payments.PrepayAppResponse](t)(client.PrepayApp(t.Context(), payments.PrepayAppRequest{
		AppID: "wx1", MchID: gw.MchID(), Description: "茶", OutTradeNo: number, NotifyURL: "https://shop.example/pay",
		Amount: payments.OrderAmount{Total: 100},
	})).PrepayID
}

// starts are the ways to start a client. Each returns what the client gets.
var starts = []struct {
	name     string
	start    func(t *testing.T, gw *sandbox.Gateway, pay *wxpay.Client) any
	accepted string // the state
	result   string
	refused  string
}{
	{"h5", func(t *testing.T, gw *sandbox.Gateway, pay *wxpay.Client) any {
		made := must[*payments.PrepayH5Response](t)(payments.New(pay).PrepayH5(t.Context(), orderForH5(gw, "T00001")))
		return must[string](t)(invoke.H5(made.H5URL, "https://shop.example/back?no=1"))
	}, "paid", "", ""},
	{"native", func(t *testing.T, gw *sandbox.Gateway, pay *wxpay.Client) any {
		return must[*payments.PrepayNativeResponse](t)(payments.New(pay).PrepayNative(t.Context(), prepay(gw, "T00001"))).CodeURL
	}, "paid", "", ""},
	{"jsapi", func(t *testing.T, gw *sandbox.Gateway, pay *wxpay.Client) any {
		return must[invoke.JSAPIPayment](t)(invoke.JSAPI(t.Context(), pay.Signer(), "wx1", orderForJSAPI(t, gw, payments.New(pay), "T00001")))
	}, "paid", "get_brand_wcpay_request:ok", "get_brand_wcpay_request:cancel"},
	{"miniProgram", func(t *testing.T, gw *sandbox.Gateway, pay *wxpay.Client) any {
		return must[invoke.MiniProgramPayment](t)(invoke.MiniProgram(t.Context(), pay.Signer(), "wx1", orderForJSAPI(t, gw, payments.New(pay), "T00001")))
	}, "paid", "requestPayment:ok", "requestPayment:fail cancel"},
	{"app", func(t *testing.T, gw *sandbox.Gateway, pay *wxpay.Client) any {
		return must[invoke.AppPayment](t)(invoke.App(t.Context(), pay.Signer(), "wx1", gw.MchID(), orderForApp(t, gw, payments.New(pay), "T00001")))
	}, "paid", "errCode:0", "errCode:-2"},
	{"iOS", func(t *testing.T, gw *sandbox.Gateway, pay *wxpay.Client) any {
		p := must[invoke.AppPayment](t)(invoke.App(t.Context(), pay.Signer(), "wx1", gw.MchID(), orderForApp(t, gw, payments.New(pay), "T00001")))
		return p.IOS()
	}, "paid", "errCode:0", "errCode:-2"},
	{"combined", func(t *testing.T, gw *sandbox.Gateway, pay *wxpay.Client) any {
		sub := func(number string) combine.SubOrder {
			return combine.SubOrder{
				MchID: gw.MchID(), OutTradeNo: number, Description: "茶", Attach: "a",
				Amount: combine.SubOrderAmount{TotalAmount: 50, Currency: "CNY"},
			}
		}
		made := must[*combine.PrepayNativeResponse](t)(combine.New(pay).PrepayNative(t.Context(), combine.PrepayNativeRequest{
			CombineAppID: "wx1", CombineMchID: gw.MchID(), CombineOutTradeNo: "C00001", NotifyURL: "https://shop.example/pay",
			SubOrders: []combine.SubOrder{sub("S00001"), sub("S00002")},
		}))
		return made.CodeURL
	}, "paid", "", ""},
	{"scoreConfirm", func(t *testing.T, _ *sandbox.Gateway, pay *wxpay.Client) any {
		made := must[*payscore.CreateServiceOrderResponse](t)(payscore.New(pay).CreateServiceOrder(t.Context(), orderRequest("A1")))
		return must[invoke.ScoreConfirmation](t)(invoke.ScoreConfirm(made.Package))
	}, "confirmed", "openBusinessView:ok", "openBusinessView:cancel"},
	{"scoreDetail", func(t *testing.T, gw *sandbox.Gateway, pay *wxpay.Client) any {
		must[*payscore.CreateServiceOrderResponse](t)(payscore.New(pay).CreateServiceOrder(t.Context(), orderRequest("A1")))
		return must[invoke.ScoreDetails](t)(invoke.ScoreDetail(gw.APIv2Key(), gw.MchID(), "500001", "A1"))
	}, "confirmed", "openBusinessView:ok", "openBusinessView:cancel"},
	{"scoreEnable", func(t *testing.T, _ *sandbox.Gateway, pay *wxpay.Client) any {
		made := must[*payscore.PreAuthorizePermissionsResponse](t)(payscore.New(pay).PreAuthorizePermissions(t.Context(), payscore.PreAuthorizePermissionsRequest{
			ServiceID: "500001", AppID: "wx1", AuthorizationCode: "C1",
		}))
		return must[invoke.ScoreEnabling](t)(invoke.ScoreEnable(made.ApplyPermissionsToken))
	}, "available", "openBusinessView:ok", "openBusinessView:cancel"},
	{"transfer", func(t *testing.T, gw *sandbox.Gateway, pay *wxpay.Client) any {
		made := must[*mchtransfer.CreateTransferResponse](t)(mchtransfer.New(pay).CreateTransfer(t.Context(), transfer("T1")))
		return must[invoke.TransferConfirmation](t)(invoke.TransferConfirm(gw.MchID(), "wx1", made.PackageInfo))
	}, "transferring", "requestMerchantTransfer:ok", "requestMerchantTransfer:cancel"},
}

func TestCashier(t *testing.T) {
	for _, c := range starts {
		t.Run(c.name, func(t *testing.T) {
			gw := sandbox.New(t)
			cashier := must[*sandbox.Cashier](t)(gw.OpenCashier(c.start(t, gw, newPay(t, gw))))
			before := must[*sandbox.Resource](t)(cashier.Refuse())
			if before.State == c.accepted || cashier.Result() != c.refused {
				t.Errorf("refused: %s, %q", before.State, cashier.Result())
			}
			again := must[*sandbox.Cashier](t)(gw.OpenCashier(cashier.URL())) // the page's address has the whole start
			after := must[*sandbox.Resource](t)(again.Accept())
			if after.State != c.accepted || after.ID != before.ID || again.Result() != c.result {
				t.Errorf("accepted: %s %s, %q", after.ID, after.State, again.Result())
			}
		})
	}
}

func TestCashierExpires(t *testing.T) {
	gw := sandbox.New(t)
	request := prepay(gw, "T00001")
	request.TimeExpire = wxpay.DateTime(gw.Now().Add(10 * time.Minute).Format(time.RFC3339))
	made := must[*payments.PrepayNativeResponse](t)(payments.New(newPay(t, gw)).PrepayNative(t.Context(), request))
	cashier := must[*sandbox.Cashier](t)(gw.OpenCashier(made.CodeURL))
	if r := must[*sandbox.Resource](t)(cashier.Expire()); r.State != "closed" {
		t.Errorf("the order is %s", r.State)
	}
	var refused *sandbox.ClientError
	if _, err := cashier.Accept(); !errors.As(err, &refused) || !strings.Contains(refused.Problem, "closed") {
		t.Errorf("paid after that: %v", err)
	}
	if _, err := cashier.Expire(); err == nil {
		t.Error("a closed order expired")
	}
}

// An h5_url is valid for 5 minutes after each response that has it.
func TestCashierOldLink(t *testing.T) {
	gw := sandbox.New(t)
	client := payments.New(newPay(t, gw))
	made := must[*payments.PrepayH5Response](t)(client.PrepayH5(t.Context(), orderForH5(gw, "T00001")))
	gw.Advance(6 * time.Minute)
	var refused *sandbox.ClientError
	if _, err := gw.OpenCashier(made.H5URL); !errors.As(err, &refused) || !strings.Contains(refused.Problem, "valid for 5m") {
		t.Errorf("after 6 minutes: %v", err)
	}
	made = must[*payments.PrepayH5Response](t)(client.PrepayH5(t.Context(), orderForH5(gw, "T00001")))
	must[*sandbox.Cashier](t)(gw.OpenCashier(made.H5URL))
}

func TestCashierRefusesStarts(t *testing.T) {
	gw := sandbox.New(t)
	pay := newPay(t, gw)
	client := payments.New(pay)
	id, app := orderForJSAPI(t, gw, client, "T00001"), orderForApp(t, gw, client, "T00002")
	jsapi := func(appID, id string, change func(*invoke.JSAPIPayment)) invoke.JSAPIPayment {
		p := must[invoke.JSAPIPayment](t)(invoke.JSAPI(t.Context(), pay.Signer(), appID, id))
		change(&p)
		return p
	}
	same := func(*invoke.JSAPIPayment) {}
	appPayment := func(merchant, id string) invoke.AppPayment {
		return must[invoke.AppPayment](t)(invoke.App(t.Context(), pay.Signer(), "wx1", merchant, id))
	}
	stranger := sandbox.New(t, sandbox.WithKeyDir(t.TempDir()))
	foreign := must[invoke.JSAPIPayment](t)(invoke.JSAPI(t.Context(), newPay(t, stranger).Signer(), "wx1", id))
	signedBare := must[invoke.AppPayment](t)(invoke.App(t.Context(), pay.Signer(), "wx1", gw.MchID(), id))
	must[*payscore.CreateServiceOrderResponse](t)(payscore.New(pay).CreateServiceOrder(t.Context(), orderRequest("A1")))
	cases := []struct {
		name         string
		start        any
		result, want string
	}{
		{"no prepay_id of this sandbox", jsapi("wx1", "wx0", same), "get_brand_wcpay_request:fail", "nothing that this start belongs to"},
		{"another app", jsapi("wx2", id, same), "get_brand_wcpay_request:fail", `appId is "wx2"`},
		{"order of an app", jsapi("wx1", app, same), "get_brand_wcpay_request:fail", "the order is for APP"},
		{"another key", foreign, "get_brand_wcpay_request:fail", "is no signature of"},
		{"changed stamp", jsapi("wx1", id, func(p *invoke.JSAPIPayment) { p.TimeStamp = "1700000000" }), "get_brand_wcpay_request:fail", "is no signature of"},
		{"milliseconds", jsapi("wx1", id, func(p *invoke.JSAPIPayment) { p.TimeStamp += "000" }), "get_brand_wcpay_request:fail", "10 digits"},
		{"no Base64", jsapi("wx1", id, func(p *invoke.JSAPIPayment) { p.PaySign = "%" }), "get_brand_wcpay_request:fail", "not Base64"},
		{"sign type", jsapi("wx1", id, func(p *invoke.JSAPIPayment) { p.SignType = "MD5" }), "get_brand_wcpay_request:fail", "has to be RSA"},
		{"bare package", jsapi("wx1", id, func(p *invoke.JSAPIPayment) { p.Package = id }), "get_brand_wcpay_request:fail", "package has to be prepay_id="},
		{"signed without prepay_id=", jsapi("wx1", id, func(p *invoke.JSAPIPayment) {
			p.TimeStamp, p.NonceStr, p.PaySign = signedBare.TimeStamp, signedBare.NonceStr, signedBare.Sign
		}), "get_brand_wcpay_request:fail", `paySign is a signature of "wx1`},
		{"another merchant", appPayment("1900000001", app), "errCode:-1", "partnerId"},
		{"order of a page", appPayment(gw.MchID(), id), "errCode:-1", "the order is for JSAPI"},
		{"another APIv2 key", must[invoke.ScoreDetails](t)(invoke.ScoreDetail(strings.Repeat("k", 32), gw.MchID(), "500001", "A1")), "openBusinessView:fail", "HMAC-SHA256"},
		{"numbers", `{"appId":"wx1","timeStamp":1700000000,"package":"prepay_id=1","paySign":"x"}`, "", "timeStamp is not a string"},
		{"nothing", map[string]string{"name": "x"}, "", "no client starts with"},
		{"redirect", "prepay_id=1&redirect_url=javascript:alert(1)", "", "redirect_url"},
		{"code of others", "weixin://wxpay/bizpayurl?pr=x", "", "nothing that this start belongs to"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := gw.OpenCashier(c.start)
			var refused *sandbox.ClientError
			if !errors.As(err, &refused) || refused.Result != c.result || !strings.Contains(refused.Problem, c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A page of a merchant posts a form to the cashier, and another program JSON. Neither pays.
func TestCashierPost(t *testing.T) {
	gw := sandbox.New(t)
	pay := newPay(t, gw)
	payment := must[invoke.JSAPIPayment](t)(invoke.JSAPI(t.Context(), pay.Signer(), "wx1", orderForJSAPI(t, gw, payments.New(pay), "T00001")))
	form := url.Values{"appId": {payment.AppID}, "timeStamp": {payment.TimeStamp}, "nonceStr": {payment.NonceStr}, "package": {payment.Package}, "signType": {"RSA"}, "paySign": {payment.PaySign}}
	request := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), http.MethodPost, gw.URL()+sandbox.CashierPath, strings.NewReader(form.Encode())))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", "http://shop.example")
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response := must[*http.Response](t)(client.Do(request))
	response.Body.Close()
	if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != sandbox.CashierPath+"?"+form.Encode() {
		t.Errorf("a form: %d, %s", response.StatusCode, response.Header.Get("Location"))
	}
	view := getAdmin(t, gw, "cashier?"+form.Encode())
	if !strings.Contains(view, `"way":"jsapi"`) || !strings.Contains(view, `"fen":100`) || !strings.Contains(view, `"label":"Pay"`) {
		t.Errorf("the view is %s", view)
	}
	if r := must[*sandbox.Resource](t)(gw.Resource("T00001")); r.State != "unpaid" {
		t.Errorf("the order is %s", r.State)
	}
}

func getAdmin(t *testing.T, gw *sandbox.Gateway, path string) string {
	t.Helper()
	response := must[*http.Response](t)(http.Get(gw.URL() + sandbox.AdminPath + "api/" + path)) //nolint:noctx // a test on loopback
	defer response.Body.Close()
	return string(must[[]byte](t)(io.ReadAll(response.Body)))
}

func TestQR(t *testing.T) {
	gw := sandbox.New(t, sandbox.OnlyHandled())
	if got := getAdmin(t, gw, "qr?text=weixin%3A%2F%2Fwxpay%2Fbizpayurl%3Fpr%3Dx"); !strings.HasPrefix(got, "<svg") {
		t.Errorf("got %s", got)
	}
	if got := getAdmin(t, gw, "qr?text="+strings.Repeat("x", 513)); !strings.Contains(got, "problem") {
		t.Errorf("got %s", got)
	}
}
