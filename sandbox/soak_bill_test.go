package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/bills"
	"github.com/wxpaygen/wxpaygen/generated/mchtransfer"
	"github.com/wxpaygen/wxpaygen/generated/payments"
	"github.com/wxpaygen/wxpaygen/generated/profitsharing"
	"github.com/wxpaygen/wxpaygen/generated/refunds"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/bill"
	"github.com/wxpaygen/wxpaygen/wxpay/invoke"
)

// TestSoakShops has shops that take orders, are paid at the cashier, close, refund, share and transfer, against a sandbox that
// misbehaves at random. At the end the books of the shops, the resources of the sandbox and its bills agree.
func TestSoakShops(t *testing.T) {
	t.Parallel()
	limit := *soakTime
	if testing.Short() {
		limit = 2 * time.Second
	}
	gw := sandbox.New(t, sandbox.WithLog(func(string) {}), sandbox.WithMaxResources(8<<30))
	first := gw.Now()
	books := &books{expected: map[string]string{receivers[0]: "added"}, calls: make(map[string]int)}
	must[*profitsharing.AddReceiverResponse](t)(profitsharing.New(newPay(t, gw)).AddReceiver(t.Context(), addition(receivers[0])))
	gw.InjectRandomFaults(*soakSeed, soakFaults...)
	deadline := time.Now().Add(limit)
	ledger := &ledger{fen: make(map[string]int64)}
	var wg sync.WaitGroup
	for n := range 4 {
		s := newSoakShop(t, gw, books, ledger, n)
		wg.Go(func() {
			for time.Now().Before(deadline) || s.served < 10 {
				s.serve(t.Context())
			}
		})
	}
	wg.Wait()
	differences := slices.Concat(books.compare(gw), ledger.compare(billedSince(t, gw, first)))
	for _, d := range differences {
		t.Error(d)
	}
	if books.unknown != books.resolved {
		t.Errorf("%d outcomes were unknown, %d were resolved", books.unknown, books.resolved)
	}
	t.Logf("soak of %v with seed %d\n%srows of bills: %d", limit, *soakSeed, books.report(gw, differences), len(ledger.fen))
}

// ledger has the money of the shops in fen, by what and its number, as in "payment A1".
type ledger struct {
	mu  sync.Mutex
	fen map[string]int64
}

func (l *ledger) add(what, number string, fen int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fen[what+" "+number] += fen
}

// compare compares the ledger with that of the bills.
func (l *ledger) compare(billed map[string]int64) (differences []string) {
	for key, fen := range l.fen {
		if billed[key] != fen {
			differences = append(differences, fmt.Sprintf("%s: %d fen in the book, %d in the bill", key, fen, billed[key]))
		}
	}
	for key, fen := range billed {
		if _, ok := l.fen[key]; !ok {
			differences = append(differences, fmt.Sprintf("%s: %d fen in the bill, and in no book", key, fen))
		}
	}
	slices.Sort(differences)
	return differences
}

// billedSince reads the bills of each day from the first to today, which it waits for.
func billedSince(t *testing.T, gw *sandbox.Gateway, first time.Time) map[string]int64 {
	t.Helper()
	gw.InjectRandomFaults(0)
	billed := make(map[string]int64)
	last := gw.Now()
	if err := gw.Advance(34 * time.Hour); err != nil { // at least 10:00 of the next day
		t.Fatal(err)
	}
	pay := newPay(t, gw)
	for day := first; wxpay.NewDate(day) <= wxpay.NewDate(last); day = day.AddDate(0, 0, 1) {
		made, err := bills.New(pay).RequestTradeBill(t.Context(), bills.RequestTradeBillRequest{BillDate: wxpay.NewDate(day), TarType: "GZIP"})
		if errors.Is(err, bills.ErrNoStatementExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		readInto(t, pay, bill.File{URL: made.DownloadURL, HashType: string(made.HashType), HashValue: made.HashValue}, billed)
	}
	return billed
}

func readInto(t *testing.T, pay *wxpay.Client, at bill.File, billed map[string]int64) {
	t.Helper()
	file := must[*wxpay.Download](t)(bill.Download(t.Context(), pay, at))
	defer func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}()
	for trade, err := range bill.NewTrades(file).Rows() {
		switch {
		case err != nil:
			t.Fatal(err)
		case trade.IsRefund():
			billed["refund "+trade.OutRefundNo] += trade.Refund
		default:
			billed["payment "+trade.OutTradeNo] += trade.Total
		}
	}
}

// soakShop is a shop with its clients.
type soakShop struct {
	*keeper
	ledger    *ledger
	payments  *payments.Client
	refunds   *refunds.Client
	sharing   *profitsharing.Client
	transfers *mchtransfer.Client
}

func newSoakShop(t *testing.T, gw *sandbox.Gateway, books *books, l *ledger, n int) *soakShop {
	t.Helper()
	pay := newPay(t, gw, quickRetry)
	k := &keeper{t: t, gw: gw, books: books, name: fmt.Sprintf("s%d", n), random: rand.New(rand.NewPCG(*soakSeed, uint64(100+n)))}
	return &soakShop{k, l, payments.New(pay), refunds.New(pay), profitsharing.New(pay), mchtransfer.New(pay)}
}

// serve serves one customer, or pays one.
func (s *soakShop) serve(ctx context.Context) {
	s.served++
	number := fmt.Sprintf("%sn%06d", s.name, s.served)
	if s.random.IntN(5) == 0 {
		s.books.write(number, s.transfer(ctx, number))
	} else {
		s.books.write(number, s.order(ctx, number))
	}
}

// order takes an order, and returns the state that it is in then.
func (s *soakShop) order(ctx context.Context, number string) string {
	request := prepay(s.gw, number)
	request.Amount.Total = 100 + s.random.Int64N(10_000)
	request.SettleInfo = &payments.SettleInfo{ProfitSharing: ptr(s.random.IntN(2) == 0)}
	var made *payments.PrepayNativeResponse
	err := s.certain("prepayNative", func() (err error) {
		made, err = s.payments.PrepayNative(ctx, request)
		return err
	})
	if !s.expect("order "+number, err) {
		return "none"
	}
	switch s.random.IntN(6) {
	case 0:
		return "unpaid"
	case 1:
		return s.close(ctx, number)
	}
	cashier, err := s.gw.OpenCashier(made.CodeURL)
	if !s.expect("open "+number, err) {
		return "unpaid"
	}
	_, err = cashier.Accept()
	s.expect("pay "+number, err)
	s.ledger.add("payment", number, request.Amount.Total)
	return s.afterPayment(ctx, request)
}

func (s *soakShop) close(ctx context.Context, number string) string {
	err := s.certain("closeTransaction", func() error {
		return s.payments.CloseTransaction(ctx, payments.CloseTransactionRequest{OutTradeNo: number, MchID: s.gw.MchID()})
	})
	s.expect("close "+number, err)
	return "closed"
}

// afterPayment queries the order, shares a part of it, and refunds parts of it.
func (s *soakShop) afterPayment(ctx context.Context, order payments.PrepayNativeRequest) string {
	var shown *payments.Transaction
	err := s.certain("queryTransactionByOutTradeNo", func() (err error) {
		shown, err = s.payments.QueryTransactionByOutTradeNo(ctx, payments.QueryTransactionByOutTradeNoRequest{OutTradeNo: order.OutTradeNo, MchID: s.gw.MchID()})
		return err
	})
	if !s.expect("query "+order.OutTradeNo, err) {
		return "paid"
	}
	if shown.TradeState != payments.TradeStateSuccess || shown.Amount == nil || shown.Amount.Total != order.Amount.Total {
		s.t.Errorf("%s shows %s", order.OutTradeNo, shown.TradeState)
	}
	left := order.Amount.Total
	if *order.SettleInfo.ProfitSharing {
		left -= s.share(ctx, order, shown.TransactionID)
	}
	state := "paid"
	for i := range s.random.IntN(4) {
		fen := 1 + s.random.Int64N(left)
		if left -= fen; left < 1 {
			break
		}
		s.refund(ctx, order, fmt.Sprintf("%sr%d", order.OutTradeNo, i), fen)
		state = "refunded"
	}
	return state
}

// share gives a tenth to the receiver, and returns how much is not there to be refunded.
func (s *soakShop) share(ctx context.Context, order payments.PrepayNativeRequest, transactionID string) int64 {
	number, fen := order.OutTradeNo+"p", order.Amount.Total/10
	err := s.certain("createOrder", func() error {
		_, err := s.sharing.CreateOrder(ctx, profitsharing.CreateOrderRequest{
			AppID: "wx1", TransactionID: transactionID, OutOrderNo: number,
			Receivers: []profitsharing.Share{{Type: "MERCHANT_ID", Account: receivers[0], Amount: fen, Description: "货款"}},
		})
		return err
	})
	if s.expect("share "+number, err) {
		s.follow(number, "shares", "shared", "sharing")
	}
	return fen
}

func (s *soakShop) refund(ctx context.Context, order payments.PrepayNativeRequest, number string, fen int64) {
	err := s.certain("createRefund", func() error {
		_, err := s.refunds.CreateRefund(ctx, refunds.CreateRefundRequest{
			OutTradeNo: order.OutTradeNo, OutRefundNo: number, Amount: refunds.RequestedAmount{Refund: fen, Total: order.Amount.Total, Currency: "CNY"},
		})
		return err
	})
	if s.expect("refund "+number, err) {
		s.ledger.add("refund", number, fen)
		s.follow(number, "arrives", "succeeded", "processing")
	}
}

// follow lets an event happen two times in three, and writes down the state.
func (s *soakShop) follow(number, event, after, before string) {
	state := before
	if s.random.IntN(3) > 0 {
		_, err := s.gw.Trigger(event, number)
		s.expect(event+" "+number, err)
		state = after
	}
	s.books.write(number, state)
}

// transfer pays a user, who confirms or not.
func (s *soakShop) transfer(ctx context.Context, number string) string {
	var made *mchtransfer.CreateTransferResponse
	err := s.certain("createTransfer", func() (err error) {
		made, err = s.transfers.CreateTransfer(ctx, transfer(number))
		return err
	})
	if !s.expect("transfer "+number, err) {
		return "none"
	}
	if s.random.IntN(3) == 0 {
		err := s.certain("cancelTransfer", func() error {
			_, err := s.transfers.CancelTransfer(ctx, mchtransfer.CancelTransferRequest{OutBillNo: number})
			return err
		})
		// A repeated cancellation is refused; the query says what became of the first.
		s.expect("cancel "+number, err, mchtransfer.ErrInvalidRequest)
		return s.readTransfer(ctx, number)
	}
	confirmation, err := invoke.TransferConfirm(s.gw.MchID(), "wx1", made.PackageInfo)
	s.expect("confirm "+number, err)
	cashier, err := s.gw.OpenCashier(confirmation)
	if !s.expect("open "+number, err) {
		return "waiting"
	}
	_, err = cashier.Accept()
	s.expect("accept "+number, err)
	if _, err = s.gw.Trigger("arrives", number); s.expect("arrive "+number, err) {
		return "succeeded"
	}
	return "transferring"
}

func (s *soakShop) readTransfer(ctx context.Context, number string) string {
	var shown *mchtransfer.Transfer
	err := s.certain("queryTransferByOutBillNo", func() (err error) {
		shown, err = s.transfers.QueryTransferByOutBillNo(ctx, mchtransfer.QueryTransferByOutBillNoRequest{OutBillNo: number})
		return err
	})
	if !s.expect("query "+number, err) {
		return "none"
	}
	return strings.ToLower(string(shown.State))
}

// The comparison with the bills finds differences.
func TestSoakBillDifferences(t *testing.T) {
	l := &ledger{fen: map[string]int64{"payment A1": 1, "payment A2": 2, "refund R1": 3}}
	got := strings.Join(l.compare(map[string]int64{"payment A1": 1, "refund R1": 4, "refund R2": 5}), "\n")
	want := "payment A2: 2 fen in the book, 0 in the bill\nrefund R1: 3 fen in the book, 4 in the bill\nrefund R2: 5 fen in the bill, and in no book"
	if got != want {
		t.Errorf("got %s", got)
	}
}
