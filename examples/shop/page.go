package main

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"rsc.io/qr"

	"github.com/wxpaygen/wxpaygen/generated/payments"
	wxrefunds "github.com/wxpaygen/wxpaygen/generated/refunds"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

type shop struct {
	book    *book
	gateway *sandbox.Gateway
	pay     *pay
	url     string
	close   func()
}

// now is the time of the sandbox, whose days pass quickly; with an account, it is time.Now.
func (s *shop) now() time.Time { return s.gateway.Now() }

// goods are what the shop sells, with prices in fen.
var goods = []struct {
	Name string
	Fen  int64
}{{"龙井 50 g", 3800}, {"茶壶", 12900}}

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"yuan": func(fen int64) string { return fmt.Sprintf("¥%d.%02d", fen/100, fen%100) },
}).Parse(pageText))

func (s *shop) handler(receiver *wxpay.Receiver) (http.Handler, error) {
	paid, err1 := payments.Notifications{TransactionSuccess: s.takePayment}.Handler(receiver)
	refunds, err2 := wxrefunds.Notifications{Success: s.takeRefund}.Handler(receiver)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.showOrders)
	mux.HandleFunc("GET /orders/{order}", s.showOrder)
	mux.HandleFunc("POST /orders", s.act(s.order))
	mux.HandleFunc("POST /orders/{order}/refund", s.act(s.refundHalf))
	mux.HandleFunc("POST /orders/{order}/share", s.act(s.shareTenth))
	mux.HandleFunc("POST /day", s.endDay)
	mux.Handle("POST /notify/paid", paid)
	mux.Handle("POST /notify/refunds", refunds)
	return http.NewCrossOriginProtection().Handler(mux), errors.Join(err1, err2)
}

// act serves a form. f returns the address to which the browser goes next.
func (s *shop) act(f func(*http.Request) (next string, err error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		next, err := f(r)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		http.Redirect(w, r, next, http.StatusSeeOther)
	}
}

// order writes the order into the book before WeChat Pay hears of it: after a crash the book still has its number.
func (s *shop) order(r *http.Request) (string, error) {
	e := entry{Time: s.now(), What: ordered, Order: fmt.Sprintf("S%d", time.Now().UnixNano())}
	for _, g := range goods {
		if g.Name == r.FormValue("goods") {
			e.Goods, e.Fen = g.Name, g.Fen
		}
	}
	if e.Goods == "" {
		return "", errors.New("the shop does not have this")
	}
	if err := s.book.add(e); err != nil {
		return "", err
	}
	start, next := s.pay.native, "/orders/"+e.Order
	if r.FormValue("way") == "h5" {
		start, next = s.pay.h5, ""
	}
	link, err := start(r.Context(), e, s.url)
	if err != nil {
		return "", err
	}
	e.What, e.Link = started, link
	return cmp.Or(next, link), s.book.add(e)
}

// takePayment takes the notification of a payment. An amount that is not the order's is not taken.
func (s *shop) takePayment(_ context.Context, _ *wxpay.Notification, t *payments.Transaction) error {
	order, ok := s.book.find(t.OutTradeNo, ordered)
	switch {
	case !ok:
		return fmt.Errorf("the book has no order %s", t.OutTradeNo)
	case t.TradeState != payments.TradeStateSuccess || t.Amount == nil || t.Amount.Total != order.Fen:
		return fmt.Errorf("order %s is not paid as ordered", t.OutTradeNo)
	}
	at, err := t.SuccessTime.Time()
	if err != nil {
		return err
	}
	return s.book.add(entry{Time: at, Order: order.Order, What: paid, Fen: order.Fen, Number: t.TransactionID})
}

func (s *shop) refundHalf(r *http.Request) (string, error) {
	e, ok := s.book.find(r.PathValue("order"), paid)
	if !ok {
		return "", errors.New("the order is not paid")
	}
	number := e.Order + "-R1"
	asked := entry{Time: s.now(), Order: e.Order, What: asks, Fen: e.Fen / 2, Number: number}
	if err := s.book.add(asked); err != nil {
		return "", err
	}
	at, err := s.pay.refund(r.Context(), e, number, asked.Fen, s.url)
	if err != nil {
		return "", err
	}
	asked.What, asked.Time = refunds, at
	if err := s.book.add(asked); err != nil {
		return "", err
	}
	if _, err := s.gateway.Trigger("arrives", number); err != nil { // the sandbox's bank is quick
		return "", err
	}
	return "/orders/" + e.Order, nil
}

func (s *shop) takeRefund(_ context.Context, _ *wxpay.Notification, r *wxrefunds.RefundResult) error {
	return s.book.add(entry{Time: s.now(), Order: r.OutTradeNo, What: refunded, Fen: r.Amount.Refund, Number: r.OutRefundNo})
}

func (s *shop) shareTenth(r *http.Request) (string, error) {
	e, ok := s.book.find(r.PathValue("order"), paid)
	if !ok {
		return "", errors.New("the order is not paid")
	}
	number := e.Order + "-P1"
	if err := s.pay.share(r.Context(), e, number, e.Fen/10); err != nil {
		return "", err
	}
	return "/orders/" + e.Order, s.book.add(entry{Time: s.now(), Order: e.Order, What: shared, Fen: e.Fen / 10, Number: number})
}

// view is what the page shows.
type view struct {
	Goods   any
	Orders  []entry
	Order   string  // "": all
	Entries []entry // of Order
	QR      template.URL
	Cashier string // for the QR code, as nobody scans it
	Day     *report
}

func (s *shop) showOrders(w http.ResponseWriter, _ *http.Request) {
	s.write(w, view{})
}

func (s *shop) showOrder(w http.ResponseWriter, r *http.Request) {
	v := view{Order: r.PathValue("order")}
	v.Entries = s.book.of(v.Order)
	if len(v.Entries) == 0 {
		http.NotFound(w, r)
		return
	}
	if last := v.Entries[len(v.Entries)-1]; strings.HasPrefix(last.Link, "weixin://") {
		code, err := qr.Encode(last.Link, qr.M)
		if err == nil {
			v.QR = template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(code.PNG())) //nolint:gosec // made here
		}
		if cashier, err := s.gateway.OpenCashier(last.Link); err == nil {
			v.Cashier = cashier.URL() + "&redirect_url=" + s.url + r.URL.Path
		}
	}
	s.write(w, v)
}

func (s *shop) write(w http.ResponseWriter, v view) {
	v.Goods = goods
	v.Orders = s.book.filter(func(e entry) bool { return e.What == ordered })
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = page.Execute(w, v) // the browser has gone
}
