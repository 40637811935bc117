package sandbox_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

var screenshots = flag.String("screenshots", "", "write screenshots of the console to this `directory`")

// In a browser, the console shows requests and plays the user.
func TestConsoleBrowser(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a browser takes a while")
	}
	gw, ctx := sandbox.New(t, sandbox.WithLog(func(string) {})), context.Background()
	s := newShop(t, gw)
	setCallbacks(t, gw, sandbox.NotifyOptions{BaseURL: s.url})
	orders := newOrders(t, gw)
	b := newBrowser(t)
	b.Look(1280, 900, "light")
	b.Call("Page.navigate", map[string]any{"url": gw.URL() + sandbox.AdminPath}, nil)
	b.Until(`document.documentElement?.dataset.ready === "yes"`)

	request := orderRequest("A1")
	request.Attach = "<img src=x onerror=document.title='broken'>"
	must[*payscore.CreateServiceOrderResponse](t)(orders.CreateServiceOrder(ctx, request))
	invalid := cancelRequest("A1")
	invalid.ServiceID = "500002" // not the order's
	if _, err := orders.CancelServiceOrder(ctx, invalid); err == nil {
		t.Error("the cancellation was taken")
	}
	b.Until(`document.querySelectorAll("#requests > li").length === 2`)
	b.Until(`document.querySelector("#requests").innerText.includes("signed") && document.querySelector("#requests").innerText.includes("INVALID_REQUEST")`)
	b.Until(`document.querySelector("#resources").innerText.includes("created")`)

	playsTheUser(t, b, gw, s)
	setsFaults(t, b, orders)
	movesTheClock(t, b, gw)
	if title := b.Eval(`document.title`); title != "WeChat Pay sandbox" {
		t.Errorf("what a request said became markup: the title is %v", title)
	}
	looksWell(t, b)
	showsTextOfOthers(t, b)
}

// playsTheUser presses the payer's button, which moves the order and sends the callback.
func playsTheUser(t *testing.T, b *browser, gw *sandbox.Gateway, s *shop) {
	t.Helper()
	b.Eval(`[...document.querySelectorAll("#resources button")].find((x) => x.textContent === "userConfirms").click()`)
	b.Until(`document.querySelector("#resources").innerText.includes("confirmed")`)
	b.Until(`document.querySelector("#deliveries").innerText.includes("accepted")`)
	if r := must[*sandbox.Resource](t)(gw.Resource("A1")); r.State != "confirmed" || len(s.all()) != 1 {
		t.Errorf("the order is %s, the shop got %v", r.State, s.all())
	}

	// The diagram marks the state.
	b.Eval(`document.querySelector("#resources details").open = true`)
	b.Until(`document.querySelector("#resources img")?.naturalWidth > 0`)
}

// setsFaults sets a fault, checks that it is applied, and removes it.
func setsFaults(t *testing.T, b *browser, orders *payscore.Client) {
	t.Helper()
	b.Eval(`{ const f = document.querySelector("#fault"); f.operation.value = "payscore.cancelServiceOrder"; f.fault.value = "FailBeforeEffect"; f.rate.value = "1"; f.requestSubmit(); }`)
	b.Until(`document.querySelector("#faults").innerText.includes("FailBeforeEffect")`)
	if _, err := orders.CancelServiceOrder(context.Background(), cancelRequest("A1")); err == nil {
		t.Error("the fault did not strike")
	}
	b.Until(`document.querySelector("#requests").innerText.includes("FailBeforeEffect")`)
	b.Eval(`document.querySelector("#faults button").click()`)
	b.Until(`document.querySelector("#faults").children.length === 0`)

	// A fault for the next request is shown until it was applied or removed.
	b.Eval(`{ const f = document.querySelector("#fault"); f.fault.value = "DropAfterEffect"; f.rate.value = "next"; f.requestSubmit(); }`)
	b.Until(`document.querySelector("#faults").innerText.includes("the next request")`)
	b.Eval(`document.querySelector("#faults button").focus()`)
	const asked = `performance.getEntriesByType("resource").filter((r) => r.name.endsWith("api/state")).length`
	b.Until(fmt.Sprintf("%s >= %v", asked, b.Eval(asked).(float64)+3)) // the data was loaded again, and the focus stays
	if focus := b.Eval(`document.activeElement.getAttribute("aria-label")`); focus != "remove DropAfterEffect of payscore.cancelServiceOrder" {
		t.Errorf("the focus is on %v", focus)
	}
	b.Eval(`document.activeElement.click()`)
	b.Until(`document.querySelector("#faults").children.length === 0`)
}

// movesTheClock moves the clock and turns a switch.
func movesTheClock(t *testing.T, b *browser, gw *sandbox.Gateway) {
	t.Helper()
	before := gw.Now()
	b.Eval(`document.querySelector("[data-by='168h']").click()`)
	b.Eval(`{ const p = document.querySelector("[aria-label='payscore.cancelServiceOrder.whilePaying']"); p.value = "deny"; p.dispatchEvent(new Event("change")); }`)
	b.Until(`fetch("api/state").then((r) => r.json()).then((s) => s.policies.some((p) => p.name.endsWith("whilePaying") && p.value === "deny"))`)
	b.Until(fmt.Sprintf(`new Date(document.querySelector("#now").dateTime) - new Date(%q) >= 167 * 3600 * 1000`, before.Format(time.RFC3339)))
	if moved := gw.Now().Sub(before).Hours(); moved < 167 {
		t.Errorf("the clock moved by %v hours", moved)
	}
}

// looksWell takes pictures of the page in light and dark, on a desk and on a phone.
func looksWell(t *testing.T, b *browser) {
	t.Helper()
	for _, look := range []struct {
		width, height int
		scheme        string
	}{{1280, 900, "light"}, {1280, 900, "dark"}, {375, 812, "light"}, {375, 812, "dark"}} {
		b.Look(look.width, look.height, look.scheme)
		b.Until(fmt.Sprintf(`document.documentElement.scrollWidth <= %d`, look.width)) // nothing is cut off at the side
		shot := b.Screenshot()
		picture, err := png.Decode(bytes.NewReader(shot))
		if err != nil || picture.Bounds().Dx() != look.width {
			t.Fatalf("%v: the picture is %v", err, picture.Bounds())
		}
		if r, _, _, _ := picture.At(2, look.height-2).RGBA(); (r < 0x8000) != (look.scheme == "dark") {
			t.Errorf("the %s page is not %s", look.scheme, look.scheme)
		}
		if *screenshots != "" {
			name := filepath.Join(*screenshots, fmt.Sprintf("console-%d-%s.png", look.width, look.scheme))
			if err := os.WriteFile(name, shot, 0o644); err != nil {
				t.Error(err)
			}
		}
	}
}
