package sandbox_test

import (
	"bytes"
	"compress/gzip"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/generated/bills"
	"github.com/wxpaygen/wxpaygen/generated/mchtransfer"
	"github.com/wxpaygen/wxpaygen/generated/partnerpayments"
	"github.com/wxpaygen/wxpaygen/generated/payments"
	"github.com/wxpaygen/wxpaygen/generated/profitsharing"
	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/bill"
)

// flowRow is what a row of a fund-flow bill has of its own.
type flowRow struct {
	Business, Kind, VoucherNo string
	Fen, Balance              int64
}

func flowRows(t *testing.T, file io.Reader) (rows []flowRow, summary bill.FlowSummary) {
	t.Helper()
	flows := bill.NewFlows(file)
	for f, err := range flows.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		fen := f.Amount
		if f.Direction == bill.Expense {
			fen = -fen
		}
		rows = append(rows, flowRow{f.Business, f.Kind, f.VoucherNo, fen, f.Balance})
		if f.Time.IsZero() || f.FlowNo == "" || f.TradeNo == "" || len(f.Others) > 0 {
			t.Errorf("row %+v", f)
		}
	}
	return rows, must[bill.FlowSummary](t)(flows.Summary())
}

func (s billShop) flows(t *testing.T, request bills.RequestFundFlowBillRequest) ([]flowRow, bill.FlowSummary) {
	t.Helper()
	at := must[*bills.BillFileResponse](t)(bills.New(s.pay).RequestFundFlowBill(t.Context(), request))
	file := must[*wxpay.Download](t)(bill.Download(t.Context(), s.pay, bill.File{URL: at.DownloadURL, HashType: string(at.HashType), HashValue: at.HashValue}))
	defer file.Close()
	return flowRows(t, file)
}

// A day's fund-flow bill has the movements of an account, with its balance, which goes on the next day.
func TestFundFlowBill(t *testing.T) {
	s := newBillShop(t)
	sharing := profitsharing.New(s.pay)
	must[*profitsharing.AddReceiverResponse](t)(sharing.AddReceiver(t.Context(), addition(receivers[0])))
	order, frozen := prepay(s.gw, "ORDER1"), true
	order.Amount.Total, order.SettleInfo = 2000, &payments.SettleInfo{ProfitSharing: &frozen}
	must[*payments.PrepayNativeResponse](t)(payments.New(s.pay).PrepayNative(t.Context(), order))
	trigger(t, s.gw, "userPays", "ORDER1")
	s.advance(time.Minute) // rows are in the order of their seconds
	must[*profitsharing.SharingOrder](t)(sharing.CreateOrder(t.Context(), profitsharing.CreateOrderRequest{
		AppID: "wx1", TransactionID: orderOf(t, s.gw, "ORDER1").TransactionID, OutOrderNo: "P1",
		Receivers: []profitsharing.Share{{Type: "MERCHANT_ID", Account: receivers[0], Amount: 200, Description: "货款"}},
	}))
	trigger(t, s.gw, "shares", "P1")
	s.advance(time.Minute)
	s.refund("R1", "ORDER1", 1000, 2000)
	transfers := mchtransfer.New(s.pay)
	for _, number := range []string{"T1", "T2"} {
		must[*mchtransfer.CreateTransferResponse](t)(transfers.CreateTransfer(t.Context(), transfer(number)))
	}
	s.advance(time.Minute)
	trigger(t, s.gw, "fails", "T2")
	s.advance(24 * time.Hour)
	trigger(t, s.gw, "closes", "R1")
	s.advance(24 * time.Hour)

	rows, summary := s.flows(t, bills.RequestFundFlowBillRequest{BillDate: s.day(0)})
	want := []flowRow{
		{"交易", "交易", "ORDER1", 2000, 100_002_000},
		{"交易", "扣除交易手续费", "ORDER1", -12, 100_001_988},
		{"分账", "分账", "P1", -200, 100_001_788},
		{"退款", "退款", "R1", -1000, 100_000_788},
		{"退款", "退还交易手续费", "R1", 6, 100_000_794},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(bill.FlowSummary{Count: 5, IncomeCount: 2, Income: 2006, ExpenseCount: 3, Expense: 1212}, summary); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	rows, _ = s.flows(t, bills.RequestFundFlowBillRequest{BillDate: s.day(1), AccountType: "BASIC", TarType: "GZIP"})
	if diff := cmp.Diff([]flowRow{{"退款", "退款关闭退回", "R1", 1000, 100_001_794}, {"退款", "扣除交易手续费", "R1", -6, 100_001_788}}, rows); diff != "" {
		t.Errorf("rows of the next day (-want +got):\n%s", diff)
	}
	rows, _ = s.flows(t, bills.RequestFundFlowBillRequest{BillDate: s.day(0), AccountType: "OPERATION"})
	want = []flowRow{
		{"商家转账", "商家转账", "T1", -100, 99_999_900}, {"商家转账", "商家转账", "T2", -100, 99_999_800}, {"商家转账", "转账退回", "T2", 100, 99_999_900},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows of transfers (-want +got):\n%s", diff)
	}
	_, err := bills.New(s.pay).RequestFundFlowBill(t.Context(), bills.RequestFundFlowBillRequest{BillDate: s.day(0), AccountType: "FEES"})
	if !errors.Is(err, bills.ErrNoStatementExist) {
		t.Errorf("of an account without movements: %v", err)
	}
}

// The bill of a sub-merchant is encrypted for the partner, and has none of the partner's own money.
func TestSubMerchantBill(t *testing.T) {
	s := newBillShop(t)
	s.paid("ORDER1", 700)
	must[*partnerpayments.PrepayNativeResponse](t)(partnerpayments.New(s.pay).PrepayNative(t.Context(), partnerpayments.PrepayNativeRequest{
		SpAppID: "wx1", SpMchID: s.gw.MchID(), SubMchID: "1900000109", Description: "茶", OutTradeNo: "ORDER2", NotifyURL: "https://shop.example/paid",
		Amount: partnerpayments.OrderAmount{Total: 500},
	}))
	trigger(t, s.gw, "userPays", "ORDER2")
	s.advance(24 * time.Hour)
	request := bills.RequestSubMerchantFundFlowBillRequest{
		SubMchID: "1900000109", BillDate: s.day(0), AccountType: "BASIC", Algorithm: "AEAD_AES_256_GCM", TarType: "GZIP",
	}
	made := must[*bills.SealedBillFilesResponse](t)(bills.New(s.pay).RequestSubMerchantFundFlowBill(t.Context(), request))
	if made.DownloadBillCount != 1 || len(made.DownloadBillList) != 1 {
		t.Fatalf("got %+v", made)
	}
	text := s.open(t, made.DownloadBillList[0])
	rows, _ := flowRows(t, bytes.NewReader(text))
	want := []flowRow{{"交易", "交易", "ORDER2", 500, 100_000_500}, {"交易", "扣除交易手续费", "ORDER2", -3, 100_000_497}}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	request.SubMchID = "1900000110"
	if _, err := bills.New(s.pay).RequestSubMerchantFundFlowBill(t.Context(), request); !errors.Is(err, bills.ErrNoStatementExist) {
		t.Errorf("of another sub-merchant: %v", err)
	}
}

// open downloads, decrypts and decompresses a file, and checks its hash.
func (s billShop) open(t *testing.T, at bills.SealedBillFile) []byte {
	t.Helper()
	address := must[*url.URL](t)(url.Parse(at.DownloadURL))
	file := must[*wxpay.Download](t)(bills.New(s.pay).DownloadBill(t.Context(), bills.DownloadBillRequest{Token: address.Query().Get("token")}))
	defer file.Close()
	sealed := must[[]byte](t)(io.ReadAll(file))
	key := must[[]byte](t)(rsa.DecryptOAEP(sha1.New(), rand.Reader, s.gw.MerchantKey(), must[[]byte](t)(base64.StdEncoding.DecodeString(at.EncryptKey)), nil))
	gcm := must[cipher.AEAD](t)(cipher.NewGCM(must[cipher.Block](t)(aes.NewCipher(key))))
	zipped := must[[]byte](t)(gcm.Open(nil, []byte(at.Nonce), sealed, nil))
	text := must[[]byte](t)(io.ReadAll(must[*gzip.Reader](t)(gzip.NewReader(bytes.NewReader(zipped)))))
	if sum := sha1.Sum(text); hex.EncodeToString(sum[:]) != at.HashValue {
		t.Errorf("the hash is %s", at.HashValue)
	}
	return text
}
