package sandbox_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/internal/program"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// openConsole opens the console of a gateway in a browser.
func openConsole(t *testing.T, b *browser, gw *sandbox.Gateway, hash string) {
	t.Helper()
	b.Call("Page.navigate", map[string]any{"url": "about:blank"}, nil)
	b.Call("Page.navigate", map[string]any{"url": gw.ConsoleURL() + hash}, nil)
	b.Until(`document.documentElement?.dataset.ready === "yes"`)
}

// TestConsoleBrowser uses the console as people do: one browser for all features, since starting one takes seconds.
func TestConsoleBrowser(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a browser takes a while")
	}
	b := newBrowser(t)
	b.Look(1280, 900, "light")
	gw := sandbox.New(t, sandbox.WithLog(func(string) {}))
	s := newShop(t, gw)
	setCallbacks(t, gw, sandbox.NotifyOptions{BaseURL: s.url})
	orders := newOrders(t, gw)
	if _, err := gw.Operations(); err != nil { // reads the specs
		t.Fatal(err)
	}
	openConsole(t, b, gw, "")
	tellsWhatToDo(t, b, gw)

	request := orderRequest("A1")
	request.Attach = "<img src=x onerror=document.title='broken'>"
	must[*payscore.CreateServiceOrderResponse](t)(orders.CreateServiceOrder(context.Background(), request))
	invalid := cancelRequest("A1")
	invalid.ServiceID = "500002" // not the order's
	if _, err := orders.CancelServiceOrder(context.Background(), invalid); err == nil {
		t.Error("the cancellation was taken")
	}
	b.Until(`document.querySelector("#requests").innerText.includes("INVALID_REQUEST")`)
	b.Until(`document.querySelector("#resources").innerText.includes("created")`)
	b.Until(`document.querySelector("#welcome").hidden`)

	playsTheUser(t, b, gw, s)
	showsSignatures(t, b, gw)
	finds(t, b, gw)
	composes(t, b, gw)
	setsFaults(t, b, gw, orders)
	movesTheClock(t, b, gw)
	needsNoMouse(t, b, gw)
	if title := b.Eval(`document.title`); title != "WeChat Pay sandbox" {
		t.Errorf("what a request said became markup: the title is %v", title)
	}
	looksWell(t, b, gw)
	forgets(t, b, gw)
	showsTextOfOthers(t, b)
}

// tellsWhatToDo: the command of the first screen works when it is pasted.
func tellsWhatToDo(t *testing.T, b *browser, gw *sandbox.Gateway) {
	t.Helper()
	b.Until(`!document.querySelector("#welcome").hidden && document.querySelector("#command").textContent.startsWith("curl ")`)
	program.Find(t, "curl")
	command := b.Eval(`document.querySelector("#command").textContent`).(string)
	answer, err := exec.Command("sh", "-c", command).CombinedOutput()
	if err != nil || !strings.Contains(string(answer), `"status":200`) {
		t.Errorf("%s: %v %s", command, err, answer)
	}
	b.Until(`document.querySelectorAll("#requests > li").length === 1`)
	if n := len(gw.Requests()); n != 1 {
		t.Errorf("%d requests", n)
	}
}

// playsTheUser presses the payer's button on the page of an order, which moves it and sends a notification.
func playsTheUser(t *testing.T, b *browser, gw *sandbox.Gateway, s *shop) {
	t.Helper()
	b.Eval(`[...document.querySelectorAll("#resources a")].find((a) => a.innerText.includes("A1")).click()`)
	b.Until(`document.querySelector("#page [data-event=userConfirms]")?.textContent === "User confirms"`)
	b.Until(`document.querySelector("#page img.diagram")?.naturalWidth > 0`)
	b.Eval(`document.querySelector("#page [data-event=userConfirms]").click()`)
	b.Until(`document.querySelector("#page h2")?.innerText.includes("confirmed")`)
	b.Until(`document.querySelector("#page .timeline").innerText.includes("PAYSCORE.USER_CONFIRM")`)
	b.Until(`document.querySelector("#page").innerText.includes("accepted")`)
	if r := must[*sandbox.Resource](t)(gw.Resource("A1")); r.State != "confirmed" || len(s.all()) != 1 {
		t.Errorf("the order is %s, the shop got %v", r.State, s.all())
	}
	b.Eval(`[...document.querySelectorAll("#page button")].find((x) => x.textContent === "Send again").click()`)
	b.Until(`document.querySelector("#page").innerText.includes("duplicate")`)
	if len(s.all()) != 2 {
		t.Errorf("the shop got %v", s.all())
	}
}

// showsSignatures: a request whose method was signed in another form has both texts, and the byte in which they differ.
func showsSignatures(t *testing.T, b *browser, gw *sandbox.Gateway) {
	t.Helper()
	wrong := newCall(gw)
	wrong.signedMethod = "PUT"
	wrong.send(t, gw)
	number := len(gw.Requests())
	openConsole(t, b, gw, fmt.Sprintf("#/requests/%d", number))
	b.Until(`document.querySelector("#page")?.innerText.includes("first difference is at byte 1")`)
	if marks := b.Eval(`[...document.querySelectorAll("#page mark")].map((m) => m.textContent).join()`); marks != "O,U" { // POST, PUT
		t.Errorf("marked are %v", marks)
	}
	if text := b.Eval(`document.querySelector("#page").innerText`).(string); !strings.Contains(text, "another text was signed") || !strings.Contains(text, "401") {
		t.Errorf("the page is %s", text)
	}
	// Problems are at their members.
	if status, _, _ := signedCall(t, gw, "POST", "/v3/pay/transactions/native", `{"appid":"wx1","mchid":"1230000109","description":"x","out_trade_no":"T00009","notify_url":"https://a.example.com/n","amount":{"total":0}}`); status != 400 {
		t.Fatalf("the status is %d", status)
	}
	openConsole(t, b, gw, fmt.Sprintf("#/requests/%d", number+1))
	b.Until(`[...document.querySelectorAll("#page pre .fault")].some((f) => f.previousSibling.textContent.includes("0"))`)
	copiesAfresh(t, gw, number+1)
}

// copiesAfresh runs the copy of an invalid request: its signature is new.
func copiesAfresh(t *testing.T, gw *sandbox.Gateway, number int) {
	t.Helper()
	for form, want := range map[string]string{"curl": "curl -i -X POST", "go": `client.Request(ctx, "POST"`, "har": `"startedDateTime"`} {
		_, answer := admin(t, gw, "GET", fmt.Sprintf("api/requests/%d/copy?as=%s", number, form), "")
		var out struct{ Text string }
		if err := json.Unmarshal([]byte(answer), &out); err != nil || !strings.Contains(out.Text, want) {
			t.Errorf("%s: %v %s", form, err, answer)
		}
		if form != "curl" {
			continue
		}
		if response, err := exec.Command("sh", "-c", out.Text).CombinedOutput(); err != nil || !strings.Contains(string(response), "PARAM_ERROR") {
			t.Errorf("%s: %v %s", out.Text, err, response)
		}
	}
}

// finds searches, filters, and opens a link with filters.
func finds(t *testing.T, b *browser, gw *sandbox.Gateway) {
	t.Helper()
	openConsole(t, b, gw, "#/?status=4xx&operation=payscore.cancelServiceOrder")
	b.Until(`document.querySelectorAll("#requests > li").length === 1 && document.querySelector("#filters").status.value === "4xx"`)
	b.Eval(`document.querySelector("#clear").click()`)
	b.Until(`document.querySelectorAll("#requests > li").length > 3 && !location.hash.includes("4xx")`)
	b.Eval(`{ const q = document.querySelector("#filters").q; q.value = "a1"; q.dispatchEvent(new Event("input", { bubbles: true })); }`)
	b.Until(`location.hash === "#/?q=a1" && document.querySelectorAll("#resources > li").length === 1`)
	openConsole(t, b, gw, "#/orders/none")
	b.Until(`document.querySelector("#page h2")?.innerText.includes("there is no resource")`)
}

// composes fills in an example, signs and sends it.
func composes(t *testing.T, b *browser, gw *sandbox.Gateway) {
	t.Helper()
	openConsole(t, b, gw, "#/compose?operation=payments.prepayNative")
	b.Until(`document.querySelector("#compose").uri.value === "/v3/pay/transactions/native" && document.querySelector("#compose").body.value.includes("out_trade_no")`)
	b.Eval(`{ const f = document.querySelector("#compose"); f.body.value = f.body.value.replace(/"out_trade_no": "[^"]*"/, '"out_trade_no": "C00001"'); f.requestSubmit(); }`)
	b.Until(`document.querySelector("#sent").innerText.includes("200") && document.querySelector("#sent").innerText.includes("code_url")`)
	if r := must[*sandbox.Resource](t)(gw.Resource("C00001")); !strings.HasPrefix(r.Kind, "payments.") {
		t.Errorf("the order is %+v", r)
	}
}

// setsFaults sets a fault, checks that it is applied, and removes it.
func setsFaults(t *testing.T, b *browser, gw *sandbox.Gateway, orders *payscore.Client) {
	t.Helper()
	openConsole(t, b, gw, "#/settings")
	b.Eval(`{ const f = document.querySelector("#fault"); f.operation.value = "payscore.cancelServiceOrder"; f.fault.value = "FailBeforeEffect"; f.rate.value = "1"; f.requestSubmit(); }`)
	b.Until(`document.querySelector("#faults").innerText.includes("FailBeforeEffect")`)
	if _, err := orders.CancelServiceOrder(context.Background(), cancelRequest("A1")); err == nil {
		t.Error("the fault did not strike")
	}
	b.Eval(`document.querySelector("#faults button").click()`)
	b.Until(`document.querySelectorAll("#faults li").length === 0`)

	// A fault for the next request is shown until it was applied or removed.
	b.Eval(`{ const f = document.querySelector("#fault"); f.fault.value = "DropAfterEffect"; f.rate.value = "next"; f.requestSubmit(); }`)
	b.Until(`document.querySelector("#faults").innerText.includes("the next request")`)
	b.Eval(`document.querySelector("#faults button").click()`)
	b.Until(`document.querySelectorAll("#faults li").length === 0`)

	// Policies are folded by product.
	b.Until(`document.querySelectorAll("#policies details").length > 3 && !document.querySelector("#policies details").open`)
	b.Eval(`{ const p = document.querySelector("[aria-label='payscore.cancelServiceOrder.whilePaying']"); p.value = "deny"; p.dispatchEvent(new Event("change")); }`)
	b.Until(`[...document.querySelectorAll("#policies summary")].some((s) => s.innerText.includes("1 changed"))`)
}

// movesTheClock moves the clock, which the page shows, and moves it back.
func movesTheClock(t *testing.T, b *browser, gw *sandbox.Gateway) {
	t.Helper()
	before := gw.Now()
	b.Eval(`document.querySelector("[data-by='168h']").click()`)
	b.Until(`document.querySelector("#moved").textContent === "168h ahead" && !document.querySelector("#back").hidden`)
	if moved := gw.Now().Sub(before).Hours(); moved < 167 {
		t.Errorf("the clock moved by %v hours", moved)
	}
	b.Eval(`document.querySelector("#back").click()`)
	b.Until(`document.querySelector("#moved").hidden && document.querySelector("#back").hidden`)
	if ahead := gw.Now().Sub(before).Hours(); ahead > 1 {
		t.Errorf("the clock is %v hours ahead", ahead)
	}
}

// press presses a key.
func press(b *browser, key string) {
	text := map[string]string{"Enter": "\r", "/": "/"}[key]
	code := map[string]int{"Enter": 13, "Tab": 9, "Escape": 27, "/": 191}[key]
	for _, kind := range []string{"keyDown", "keyUp"} {
		params := map[string]any{"type": kind, "key": key, "windowsVirtualKeyCode": code}
		if kind == "keyDown" && text != "" {
			params["text"] = text
		}
		b.Call("Input.dispatchKeyEvent", params, nil)
	}
}

// needsNoMouse searches, opens a request and an order, and plays the user with the keyboard alone.
func needsNoMouse(t *testing.T, b *browser, gw *sandbox.Gateway) {
	t.Helper()
	must[*payscore.CreateServiceOrderResponse](t)(newOrders(t, gw).CreateServiceOrder(context.Background(), orderRequest("K1")))
	openConsole(t, b, gw, "")
	b.Until(`document.querySelector("#resources")?.innerText.includes("K1")`)
	press(b, "/")
	b.Until(`document.activeElement.name === "q"`)
	reach := func(what string) {
		t.Helper()
		for range 200 {
			press(b, "Tab")
			if b.Eval("document.activeElement.matches(`"+what+"`)") == true {
				return
			}
		}
		t.Fatalf("the keyboard does not reach %s", what)
	}
	reach(`#requests a`)
	press(b, "Enter")
	b.Until(`location.hash.startsWith("#/requests/") && document.activeElement.matches("#page h2")`)
	press(b, "Escape")
	b.Until(`location.hash === "#/" && document.querySelector("#page").hidden`)
	press(b, "/")
	reach(`#resources a`)
	press(b, "Enter")
	b.Until(`document.activeElement.matches("#page h2")`)
	reach(`#page [data-event=userConfirms]`)
	press(b, "Enter")
	b.Until(`document.querySelector("#page h2").innerText.includes("confirmed")`)
}

// forgets asks before it forgets, and forgets by kind.
func forgets(t *testing.T, b *browser, gw *sandbox.Gateway) {
	t.Helper()
	openConsole(t, b, gw, "#/settings")
	b.Eval(`document.querySelector("#forget").click()`)
	b.Until(`document.querySelector("#forgetting").open && document.querySelector("#forgetting").innerText.includes("payscore.serviceOrder")`)
	b.Eval(`document.querySelector("#forgetting .cancel").click()`)
	before := len(gw.Resources())
	b.Eval(`document.querySelector("#forget").click()`)
	b.Until(`document.querySelector("#forgetting").open`)
	b.Eval(`[...document.querySelectorAll("#forgetting button")].find((x) => x.textContent.includes("payscore.serviceOrder")).click()`)
	b.Until(`!document.querySelector("#forgetting").open`)
	if after := len(gw.Resources()); after == 0 || after >= before {
		t.Errorf("%d resources became %d", before, after)
	}
}
