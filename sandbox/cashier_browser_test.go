package sandbox_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generated/payments"
	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay/invoke"
)

// TestConsoleCashier has a user who refuses, pays and lets expire in a browser. (Tests of the console's name run before each submission.)
func TestConsoleCashier(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a browser takes a while")
	}
	gw, ctx := sandbox.New(t, sandbox.WithLog(func(string) {})), context.Background()
	pay := newPay(t, gw)
	client := payments.New(pay)
	b := newBrowser(t)
	b.Look(390, 844, "light")

	// H5: the page of the merchant sends the browser to h5_url, and WeChat sends it back.
	made := must[*payments.PrepayH5Response](t)(client.PrepayH5(ctx, orderForH5(gw, "T00001")))
	back := gw.URL() + sandbox.AdminPath + "icon.svg"
	b.open(must[string](t)(invoke.H5(made.H5URL, back)))
	b.Until(`document.querySelector("#amount").innerText === "¥1.00" && document.activeElement.innerText === "Pay ¥1.00"`)
	cashierLooksWell(t, b)
	b.press("Tab")
	b.press("Enter") // Refuse
	b.Until(fmt.Sprintf(`location.href === %q`, back))
	stateIs(t, gw, "T00001", "unpaid")
	b.open(made.H5URL)
	b.press("Enter") // Pay
	b.Until(`document.querySelector("#state").innerText === "paid" && document.querySelector("#choices").children.length === 0`)
	stateIs(t, gw, "T00001", "paid")

	// Native: the console shows the code, and leads to the cashier.
	native := must[*payments.PrepayNativeResponse](t)(client.PrepayNative(ctx, prepay(gw, "T00002")))
	b.Call("Page.navigate", map[string]any{"url": gw.URL() + sandbox.AdminPath}, nil)
	b.Until(`[...document.querySelectorAll("#resources a")].some((a) => a.innerText.includes("T00002"))`)
	b.Eval(`[...document.querySelectorAll("#resources a")].find((a) => a.innerText.includes("T00002")).click()`)
	b.Until(`document.querySelector("img.qr")?.naturalWidth > 0`)
	if alt := b.Eval(`document.querySelector("img.qr").alt`).(string); !strings.HasSuffix(alt, native.CodeURL) {
		t.Errorf("the code is %s", alt)
	}
	save(t, b, "console-qr")
	b.Eval(`document.querySelector("a[href^='cashier/']").click()`)
	b.Until(`document.querySelector("#choices")?.lastChild?.innerText.startsWith("Let it expire")`)
	b.Eval(`document.querySelector("#choices").lastChild.click()`)
	b.Until(`document.querySelector("#state").innerText === "closed"`)
	stateIs(t, gw, "T00002", "closed")

	// A signature of JSAPI is verified.
	payment := must[invoke.JSAPIPayment](t)(invoke.JSAPI(ctx, pay.Signer(), "wx1", orderForJSAPI(t, gw, client, "T00003")))
	cashier := must[*sandbox.Cashier](t)(gw.OpenCashier(payment))
	b.open(cashier.URL())
	b.press("Enter")
	b.Until(`document.querySelector("#outcome").innerText.includes("get_brand_wcpay_request:ok")`)
	b.open(strings.Replace(cashier.URL(), "nonceStr=", "nonceStr=0", 1))
	b.Until(`document.querySelector("#problem").innerText.includes("get_brand_wcpay_request:fail")`)
	save(t, b, "cashier-problem")

	// Text of others stays text.
	order := orderRequest("A1")
	order.ServiceIntroduction = "<img src=x>"
	score := must[*payscore.CreateServiceOrderResponse](t)(payscore.New(pay).CreateServiceOrder(ctx, order))
	b.open(gw.URL() + sandbox.CashierPath + "?package=" + url.QueryEscape(score.Package))
	b.Until(`document.querySelector("#title").innerText === "<img src=x>" && document.activeElement.innerText === "Confirm"`)
	b.noExternalRequest(gw)
}

func stateIs(t *testing.T, gw *sandbox.Gateway, number, want string) {
	t.Helper()
	if r := must[*sandbox.Resource](t)(gw.Resource(number)); r.State != want {
		t.Errorf("%s is %s, want %s", number, r.State, want)
	}
}

// open opens a page of the cashier.
func (b *browser) open(address string) {
	b.T.Helper()
	b.Call("Page.navigate", map[string]any{"url": address}, nil)
	b.Until(`location.pathname.includes("cashier") && document.documentElement?.dataset.ready === "yes"`)
}

func (b *browser) press(key string) {
	b.T.Helper()
	code := map[string]int{"Tab": 9, "Enter": 13}[key]
	for _, kind := range []string{"keyDown", "keyUp"} {
		params := map[string]any{"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code}
		if key == "Enter" && kind == "keyDown" {
			params["text"] = "\r"
		}
		b.Call("Input.dispatchKeyEvent", params, nil)
	}
}

// noExternalRequest checks that the page loaded nothing from elsewhere.
func (b *browser) noExternalRequest(gw *sandbox.Gateway) {
	b.T.Helper()
	if n := b.Eval(fmt.Sprintf(`performance.getEntriesByType("resource").filter((e) => !e.name.startsWith(%q)).length`, gw.URL()+"/")); n != 0.0 {
		b.T.Errorf("%v requests went elsewhere", n)
	}
}

// cashierLooksWell takes pictures, and checks that nothing is cut off.
func cashierLooksWell(t *testing.T, b *browser) {
	t.Helper()
	for _, width := range []int{390, 1280} {
		for _, scheme := range []string{"dark", "light"} {
			b.Look(width, 844, scheme)
			if wide := b.Eval(`document.documentElement.scrollWidth > innerWidth`); wide != false {
				t.Errorf("at %d pixels something is cut off", width)
			}
			save(t, b, fmt.Sprintf("cashier-%d-%s", width, scheme))
		}
	}
	b.Look(390, 844, "light")
}

// save writes a screenshot if -screenshots says where.
func save(t *testing.T, b *browser, name string) {
	t.Helper()
	picture := b.Screenshot()
	if *screenshots == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*screenshots, name+".png"), picture, 0o600); err != nil {
		t.Fatal(err)
	}
}
