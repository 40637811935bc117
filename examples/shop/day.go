package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/bills"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/bill"
)

// report is the result of comparing the book with the bill.
type report struct {
	Date        string
	Payments    int
	Refunds     int
	Fen, Fee    int64
	Differences []string
}

// row is what the book and the bill both know: a payment by its order, or a refund by its number.
type row struct {
	number string
	refund bool
}

// endDay ends the day in the sandbox, and compares the day's bill with the book. WeChat Pay writes the bill at 10 the next morning.
func (s *shop) endDay(w http.ResponseWriter, r *http.Request) {
	day := wxpay.NewDate(s.gateway.Now())
	if err := s.gateway.Advance(untilBill(s.gateway.Now())); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	result, err := s.reconcile(r.Context(), day)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	s.write(w, view{Day: result})
}

func untilBill(now time.Time) time.Duration {
	beijing := now.In(wxpay.Beijing)
	return time.Date(beijing.Year(), beijing.Month(), beijing.Day()+1, 10, 1, 0, 0, beijing.Location()).Sub(now)
}

// reconcile compares the bill of a day with the whole book, in both directions.
func (s *shop) reconcile(ctx context.Context, day wxpay.Date) (*report, error) {
	result := &report{Date: string(day)}
	billed, err := s.readBill(ctx, day, result)
	if err != nil {
		return nil, err
	}
	booked := make(map[row]int64)
	for _, e := range s.book.filter(func(e entry) bool { return wxpay.NewDate(e.Time) == day }) {
		switch e.What {
		case paid:
			booked[row{number: e.Order}] = e.Fen
		case refunds: // the bill has refunds on the day on which they were asked for
			booked[row{number: e.Number, refund: true}] = e.Fen
		}
	}
	for _, key := range slices.SortedFunc(maps.Keys(union(booked, billed)), func(a, b row) int { return cmp.Compare(a.number, b.number) }) {
		if booked[key] != billed[key] {
			result.Differences = append(result.Differences, fmt.Sprintf("%s: %d fen in the book, %d fen in the bill", key.number, booked[key], billed[key]))
		}
	}
	return result, nil
}

func union(a, b map[row]int64) map[row]int64 {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// readBill reads the rows of a day's trade bill. A day without trades has none.
func (s *shop) readBill(ctx context.Context, day wxpay.Date, result *report) (rows map[row]int64, err error) {
	rows = make(map[row]int64)
	made, err := s.pay.bills.RequestTradeBill(ctx, bills.RequestTradeBillRequest{BillDate: day})
	if errors.Is(err, bills.ErrNoStatementExist) {
		return rows, nil
	}
	if err != nil {
		return nil, err
	}
	file, err := bill.Download(ctx, s.pay.client, bill.File{URL: made.DownloadURL, HashType: string(made.HashType), HashValue: made.HashValue})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	for trade, err := range bill.NewTrades(file).Rows() {
		if err != nil {
			return nil, err
		}
		result.Fee += trade.Fee
		if trade.IsRefund() {
			rows[row{number: trade.OutRefundNo, refund: true}] += trade.Refund
			result.Refunds, result.Fen = result.Refunds+1, result.Fen-trade.Refund
		} else {
			rows[row{number: trade.OutTradeNo}] += trade.Total
			result.Payments, result.Fen = result.Payments+1, result.Fen+trade.Total
		}
	}
	return rows, nil
}
