package sandbox_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/generated/bills"
	"github.com/wxpaygen/wxpaygen/generated/codepay"
	"github.com/wxpaygen/wxpaygen/generated/payments"
	"github.com/wxpaygen/wxpaygen/generated/refunds"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/bill"
)

// billShop is a shop that begins at noon in Beijing.
type billShop struct {
	*testing.T
	gw   *sandbox.Gateway
	pay  *wxpay.Client
	noon time.Time
}

// day is a date so many days after the first.
func (s billShop) day(after int) wxpay.Date { return wxpay.NewDate(s.noon.AddDate(0, 0, after)) }

func newBillShop(t *testing.T) billShop {
	t.Helper()
	gw := sandbox.New(t)
	now := gw.Now().In(time.FixedZone("", 8*60*60))
	noon := time.Date(now.Year(), now.Month(), now.Day()+1, 12, 0, 0, 0, now.Location())
	s := billShop{t, gw, newPay(t, gw), noon}
	s.advance(noon.Sub(now))
	return s
}

func (s billShop) order(number string, fen int64) {
	s.Helper()
	if _, err := payments.New(s.pay).PrepayNative(s.Context(), payments.PrepayNativeRequest{
		AppID: "wx1", MchID: s.gw.MchID(), Description: "茶, 一壶", OutTradeNo: number, NotifyURL: "https://shop.example/paid", Attach: "x",
		Amount: payments.OrderAmount{Total: fen},
	}); err != nil {
		s.Fatal(err)
	}
}

func (s billShop) paid(number string, fen int64) {
	s.Helper()
	s.order(number, fen)
	if _, err := s.gw.Trigger("userPays", number); err != nil {
		s.Fatal(err)
	}
}

func (s billShop) refund(number, order string, fen, total int64) {
	s.Helper()
	if _, err := refunds.New(s.pay).CreateRefund(s.Context(), refunds.CreateRefundRequest{
		OutRefundNo: number, OutTradeNo: order, Amount: refunds.RequestedAmount{Refund: fen, Total: total, Currency: "CNY"},
	}); err != nil {
		s.Fatal(err)
	}
}

// reversed scans a code, takes the money, and reverses the order.
func (s billShop) reversed(number string, fen int64) {
	s.Helper()
	client := codepay.New(s.pay)
	_, err := client.PayTransaction(s.Context(), codepay.PayTransactionRequest{
		AppID: "wx1", MchID: s.gw.MchID(), Description: "茶", OutTradeNo: number, Amount: codepay.OrderAmount{Total: fen},
		Payer: codepay.CodePayer{AuthCode: "130061098828009406"}, SceneInfo: codepay.CodeScene{StoreInfo: codepay.CodeStore{ID: "1"}},
	})
	if err != nil {
		s.Fatal(err)
	}
	if err := s.gw.Advance(time.Minute); err != nil {
		s.Fatal(err)
	}
	if _, err := client.ReverseTransaction(s.Context(), codepay.ReverseTransactionRequest{OutTradeNo: number, AppID: "wx1", MchID: s.gw.MchID()}); err != nil {
		s.Fatal(err)
	}
}

func (s billShop) advance(d time.Duration) {
	s.Helper()
	if err := s.gw.Advance(d); err != nil {
		s.Fatal(err)
	}
}

func (s billShop) read(ctx context.Context, req bills.RequestTradeBillRequest) (rows []bill.Trade, summary bill.TradeSummary, err error) {
	at, err := bills.New(s.pay).RequestTradeBill(ctx, req)
	if err != nil {
		return nil, summary, err
	}
	file, err := bill.Download(ctx, s.pay, bill.File{URL: at.DownloadURL, HashType: string(at.HashType), HashValue: at.HashValue})
	if err != nil {
		return nil, summary, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	trades := bill.NewTrades(file)
	for trade, err := range trades.Rows() {
		if err != nil {
			return nil, summary, err
		}
		rows = append(rows, trade)
	}
	summary, err = trades.Summary()
	return rows, summary, err
}

// tradeRow is what a row of a trade bill has of its own.
type tradeRow struct {
	OutTradeNo, State, OutRefundNo string
	Total, Refund, Fee             int64
}

func (s billShop) tradeRows(t *testing.T, trades []bill.Trade) (rows []tradeRow) {
	t.Helper()
	for _, r := range trades {
		rows = append(rows, tradeRow{r.OutTradeNo, r.TradeState, r.OutRefundNo, r.Total, r.Refund, r.Fee})
		if r.MchID != s.gw.MchID() || r.AppID != "wx1" || r.TransactionID == "" || r.OpenID == "" || r.Time.IsZero() || len(r.Others) > 0 {
			t.Errorf("row %+v", r)
		}
	}
	return rows
}

// A day's bill has what was paid, refunded and reversed on it, and nothing else.
func TestTradeBill(t *testing.T) {
	s := newBillShop(t)
	s.order("ORDER0", 100) // never paid
	s.paid("ORDER1", 1990)
	s.paid("ORDER2", 500)
	s.refund("R1", "ORDER1", 990, 1990)
	s.advance(time.Minute) // rows are in the order of their seconds
	s.reversed("ORDER3", 100)
	s.advance(24 * time.Hour)
	s.paid("ORDER4", 700) // on the next day
	s.refund("R2", "ORDER2", 500, 500)
	s.advance(24 * time.Hour)
	for _, test := range []struct {
		name    string
		req     bills.RequestTradeBillRequest
		rows    []tradeRow
		summary bill.TradeSummary
	}{
		{
			"all",
			bills.RequestTradeBillRequest{BillDate: s.day(0)},
			[]tradeRow{
				{"ORDER1", "SUCCESS", "", 1990, 0, 12},
				{"ORDER2", "SUCCESS", "", 500, 0, 3},
				{"ORDER1", "REFUND", "R1", 0, 990, -6},
				{"ORDER3", "SUCCESS", "", 100, 0, 1},
				{"ORDER3", "REVOKED", "", 0, 100, -1},
			},
			bill.TradeSummary{Count: 5, SettlementTotal: 2590, Refund: 1090, Fee: 9, Total: 2590, RefundRequested: 1090},
		},
		{
			"paid, compressed",
			bills.RequestTradeBillRequest{BillDate: s.day(0), BillType: "SUCCESS", TarType: "GZIP"},
			[]tradeRow{{"ORDER1", "SUCCESS", "", 1990, 0, 12}, {"ORDER2", "SUCCESS", "", 500, 0, 3}, {"ORDER3", "SUCCESS", "", 100, 0, 1}},
			bill.TradeSummary{Count: 3, SettlementTotal: 2590, Fee: 16, Total: 2590},
		},
		{
			"refunds of the next day",
			bills.RequestTradeBillRequest{BillDate: s.day(1), BillType: "REFUND"},
			[]tradeRow{{"ORDER2", "REFUND", "R2", 0, 500, -3}},
			bill.TradeSummary{Count: 1, Refund: 500, Fee: -3, RefundRequested: 500},
		},
	} {
		rows, summary, err := s.read(t.Context(), test.req)
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		got := s.tradeRows(t, rows)
		if diff := cmp.Diff(test.rows, got); diff != "" {
			t.Errorf("%s: rows (-want +got):\n%s", test.name, diff)
		}
		if diff := cmp.Diff(test.summary, summary); diff != "" {
			t.Errorf("%s: summary (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestTradeBillErrors(t *testing.T) {
	s := newBillShop(t)
	s.paid("ORDER1", 100)
	ask := func(date wxpay.Date) error {
		_, _, err := s.read(t.Context(), bills.RequestTradeBillRequest{BillDate: date})
		return err
	}
	if err := ask(s.day(0)); !errors.Is(err, bills.ErrInvalidRequest) {
		t.Errorf("of today: %v", err)
	}
	if err := ask(s.day(-95)); !errors.Is(err, bills.ErrInvalidRequest) {
		t.Errorf("of more than three months ago: %v", err)
	}
	s.advance(21 * time.Hour) // nine in the morning
	if err := ask(s.day(0)); !errors.Is(err, bills.ErrStatementCreating) {
		t.Errorf("at nine: %v", err)
	}
	if err := ask(s.day(-1)); !errors.Is(err, bills.ErrNoStatementExist) {
		t.Errorf("of a day without trades: %v", err)
	}
	s.advance(2 * time.Hour)
	if err := ask(s.day(0)); err != nil {
		t.Errorf("at eleven: %v", err)
	}
	at := must[*bills.BillFileResponse](t)(bills.New(s.pay).RequestTradeBill(t.Context(), bills.RequestTradeBillRequest{BillDate: s.day(0)}))
	s.advance(6 * time.Minute)
	if _, err := bill.Download(t.Context(), s.pay, bill.File{URL: at.DownloadURL}); !errors.Is(err, bills.ErrInvalidRequest) {
		t.Errorf("six minutes later: %v", err)
	}
}
