package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/wxpaygen/wxpaygen/generated/bills"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/bill"
)

// A key identifies a row that the book and the bill both have: a payment, a refund, or the reversal of a payment.
type key struct {
	kind   string // payment, refund or reversal
	number string // out_trade_no, or out_refund_no of a refund
}

// A book has the amounts of a day in fen.
type book map[key]int64

// A difference is a row that the bill and the book do not agree on. Of a row that one of them lacks, the amount is -1.
type difference struct {
	key
	booked, billed int64
}

func (d difference) String() string {
	switch {
	case d.booked < 0:
		return fmt.Sprintf("%s %s of %d fen is missing in the book", d.kind, d.number, d.billed)
	case d.billed < 0:
		return fmt.Sprintf("%s %s of %d fen is missing in the bill", d.kind, d.number, d.booked)
	}
	return fmt.Sprintf("%s %s has %d fen in the book and %d in the bill", d.kind, d.number, d.booked, d.billed)
}

// totals are those of a bill.
type totals struct {
	payments, refunds    int
	paid, refunded, fees int64
}

// reconcile compares the book of a day with WeChat Pay's bill, which is there from 10:00 of the next day.
func reconcile(ctx context.Context, client *wxpay.Client, day wxpay.Date, booked book) (sum totals, list []difference, err error) {
	billed := make(book)
	err = eachTrade(ctx, client, day, func(t bill.Trade) {
		k, fen := keyOf(t)
		billed[k] += fen
		sum.add(t, k)
	})
	if err != nil {
		return sum, nil, err
	}
	for k, fen := range booked {
		if got, ok := billed[k]; !ok {
			list = append(list, difference{k, fen, -1})
		} else if got != fen {
			list = append(list, difference{k, fen, got})
		}
	}
	for k, fen := range billed {
		if _, ok := booked[k]; !ok {
			list = append(list, difference{k, -1, fen})
		}
	}
	slices.SortFunc(list, func(a, b difference) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.number, b.number))
	})
	return sum, list, nil
}

func keyOf(t bill.Trade) (key, int64) {
	switch {
	case t.TradeState == "REVOKED":
		return key{"reversal", t.OutTradeNo}, t.Refund
	case t.IsRefund():
		return key{"refund", t.OutRefundNo}, t.Refund
	}
	return key{"payment", t.OutTradeNo}, t.Total
}

func (s *totals) add(t bill.Trade, k key) {
	s.fees += t.Fee
	if k.kind == "payment" {
		s.payments, s.paid = s.payments+1, s.paid+t.Total
	} else {
		s.refunds, s.refunded = s.refunds+1, s.refunded+t.Refund
	}
}

// eachTrade calls f with each row of a day's bill, and checks that the bill is complete. A day without trades has no bill.
func eachTrade(ctx context.Context, client *wxpay.Client, day wxpay.Date, f func(bill.Trade)) (err error) {
	made, err := bills.New(client).RequestTradeBill(ctx, bills.RequestTradeBillRequest{BillDate: day, TarType: "GZIP"})
	if errors.Is(err, bills.ErrNoStatementExist) {
		return nil
	}
	if err != nil {
		return err
	}
	file, err := bill.Download(ctx, client, bill.File{URL: made.DownloadURL, HashType: string(made.HashType), HashValue: made.HashValue})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	trades, count := bill.NewTrades(file), int64(0)
	for trade, err := range trades.Rows() {
		if err != nil {
			return err
		}
		count++
		f(trade)
	}
	summary, err := trades.Summary()
	if err == nil && summary.Count != count {
		err = fmt.Errorf("the bill has %d rows, and its summary says %d", count, summary.Count)
	}
	return err
}
