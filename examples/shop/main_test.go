package main

import (
	"fmt"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/internal/browser"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

func newShop(t *testing.T) *shop {
	t.Helper()
	s, err := open(t.Context(), "127.0.0.1:0", filepath.Join(t.TempDir(), "book.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.close)
	return s
}

// visitor is a person in front of a browser.
type visitor struct{ *browser.Browser }

func (v visitor) open(address string) {
	v.Call("Page.navigate", map[string]any{"url": address}, nil)
	v.Until(fmt.Sprintf(`location.href === %q && document.readyState === "complete"`, address))
}

func (v visitor) click(selector string) {
	v.Until(fmt.Sprintf(`document.querySelector(%q) !== null`, selector))
	v.Eval(fmt.Sprintf(`document.querySelector(%q).click()`, selector))
}

// sees reloads the page of an order until its entries have a text: notifications take a moment.
func (v visitor) sees(text string) {
	v.Until(fmt.Sprintf(`(async () => {
		if (!location.pathname.startsWith("/orders/")) return false;
		const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
		return [...page.querySelectorAll("#entries td:first-child")].some((cell) => cell.textContent === %q);
	})()`, text))
}

// From the first click to "The books agree".
func TestShop(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes a while")
	}
	s := newShop(t)
	v := visitor{browser.New(t)}
	v.Look(390, 844, "light")

	v.open(s.url + "/")
	v.click(`button[value=h5]`)
	v.click(`#choices .first`) // of the cashier
	v.sees("paid")
	v.click("#refund")
	v.sees("refunded")
	v.click("#share")
	v.sees("shared")

	v.open(s.url + "/")
	v.click(`form:nth-of-type(2) button[value=native]`)
	v.Until(`document.querySelector("img")?.naturalWidth > 0`)
	v.click("#cashier")
	v.click(`#choices .first`)
	v.sees("paid")

	v.open(s.url + "/")
	v.click(`button[value=h5]`)
	v.click(`#choices button:nth-child(2)`) // the user refuses
	v.Until(`location.pathname.startsWith("/orders/")`)
	if wide := v.Eval(`document.documentElement.scrollWidth > innerWidth`); wide != false {
		t.Error("something is cut off")
	}

	v.click("#day")
	v.Until(`document.querySelector("#result")?.textContent === "The books agree."`)
	if text := v.Eval(`document.body.innerText`).(string); !strings.Contains(text, "2 payments, 1 refunds, ¥148.00") {
		t.Errorf("the page shows %s", text)
	}
}

// post sends a form, and follows the redirect unless it leads to the cashier.
func (s *shop) post(t *testing.T, path string, form url.Values) string {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.PostForm(s.url+path, form)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if r.StatusCode != http.StatusSeeOther {
		t.Fatalf("%s: %s", path, r.Status)
	}
	return r.Header.Get("Location")
}

// pays orders and pays, and returns the number of the order.
func (s *shop) pays(t *testing.T, way string) string {
	t.Helper()
	s.post(t, "/orders", url.Values{"goods": {goods[0].Name}, "way": {way}})
	started := s.book.filter(func(e entry) bool { return e.What == started })
	order := started[len(started)-1]
	cashier, err := s.gateway.OpenCashier(order.Link)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cashier.Accept(); err != nil {
		t.Fatal(err)
	}
	s.waitFor(t, order.Order, paid)
	return order.Order
}

func (s *shop) waitFor(t *testing.T, order string, w what) {
	t.Helper()
	for range 1000 {
		if _, ok := s.book.find(order, w); ok {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%s: no entry %q", order, w)
}

func TestDifferences(t *testing.T) {
	s := newShop(t)
	day := wxpay.NewDate(s.now())
	order := s.pays(t, "native")
	s.post(t, "/orders/"+order+"/refund", nil)
	s.waitFor(t, order, refunded)
	if err := s.book.add(entry{Time: s.now(), Order: "S0", What: paid, Fen: 1, Number: "4200"}); err != nil {
		t.Fatal(err)
	}
	if err := s.gateway.Advance(untilBill(s.gateway.Now())); err != nil {
		t.Fatal(err)
	}
	got, err := s.reconcile(t.Context(), day)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Differences) != 1 || got.Differences[0] != "S0: 1 fen in the book, 0 fen in the bill" || got.Payments != 1 || got.Refunds != 1 {
		t.Errorf("got %+v", got)
	}
}

// The book keeps its entries, and takes a notification that comes again once.
func TestBook(t *testing.T) {
	name := filepath.Join(t.TempDir(), "book.jsonl")
	for range 2 {
		b, err := openBook(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.add(entry{Order: "S1", What: paid, Fen: 1, Number: "4200"}); err != nil {
			t.Fatal(err)
		}
		if list := b.of("S1"); len(list) != 1 || list[0].Fen != 1 {
			t.Errorf("the book has %v", list)
		}
		if err := b.close(); err != nil {
			t.Fatal(err)
		}
	}
}
