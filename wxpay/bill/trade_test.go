package bill_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/wxpay/bill"
)

const all = "\ufeff交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注\r\n" +
	"`2026-01-02 09:10:11,`wx1,`1900000001,`0,`,`4200000001,`A1,`o1,`JSAPI,`SUCCESS,`OTHERS,`CNY,`19.90,`0.00,`0,`0,`0.00,`0.00,`,`,`茶\\ 一壶,`x=1,`0.12000,`0.60%,`19.90,`0.00,`\r\n" +
	"`2026-01-02 10:00:00,`wx1,`1900000001,`1900000109,`013467007045764,`4200000002,`A2,`o1,`NATIVE,`REFUND,`ICBC_DEBIT,`CNY,`0.00,`0.00,`50300001,`R2,`5.00,`0.00,`ORIGINAL,`SUCCESS,`书, 两本,`,`-0.03000,`0.60%,`0.00,`5.00,`\r\n" +
	"`2026-01-02 11:00:00,`wx1,`1900000001,`0,`,`4200000003,`A3,`o2,`MICROPAY,`REVOKED,`OTHERS,`CNY,`0.00,`0.00,`50300002,`0,`1.00,`0.00,`ORIGINAL,`SUCCESS,`,`,`-0.01000,`0.60%,`0.00,`1.00,`\r\n" +
	"总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n" +
	"`3,`19.90,`6.00,`0.00,`0.08000,`19.90,`6.00\r\n"

func beijing(text string) time.Time {
	at, err := time.ParseInLocation(time.DateTime, text, time.FixedZone("CST", 8*60*60))
	if err != nil {
		panic(err)
	}
	return at
}

func TestTrades(t *testing.T) {
	want := []bill.Trade{
		{
			Time: beijing("2026-01-02 09:10:11"), AppID: "wx1", MchID: "1900000001", TransactionID: "4200000001", OutTradeNo: "A1", OpenID: "o1",
			TradeType: "JSAPI", TradeState: "SUCCESS", BankType: "OTHERS", Currency: "CNY", SettlementTotal: 1990, Description: `茶\ 一壶`, Attach: "x=1",
			Fee: 12, Rate: "0.60%", Total: 1990,
		},
		{
			Time: beijing("2026-01-02 10:00:00"), AppID: "wx1", MchID: "1900000001", SubMchID: "1900000109", DeviceInfo: "013467007045764",
			TransactionID: "4200000002", OutTradeNo: "A2", OpenID: "o1", TradeType: "NATIVE", TradeState: "REFUND", BankType: "ICBC_DEBIT", Currency: "CNY",
			RefundID: "50300001", OutRefundNo: "R2", Refund: 500, RefundType: "ORIGINAL", RefundStatus: "SUCCESS", Description: "书, 两本",
			Fee: -3, Rate: "0.60%", RefundRequested: 500,
		},
		{
			Time: beijing("2026-01-02 11:00:00"), AppID: "wx1", MchID: "1900000001", TransactionID: "4200000003", OutTradeNo: "A3", OpenID: "o2",
			TradeType: "MICROPAY", TradeState: "REVOKED", BankType: "OTHERS", Currency: "CNY", RefundID: "50300002", Refund: 100, RefundType: "ORIGINAL",
			RefundStatus: "SUCCESS", Fee: -1, Rate: "0.60%", RefundRequested: 100,
		},
	}
	// One byte at a time: nothing depends on how the file comes.
	trades := bill.NewTrades(iotest.OneByteReader(strings.NewReader(all)))
	var got []bill.Trade
	for trade, err := range trades.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, trade)
		if len(got) == 1 {
			break // the next loop goes on
		}
	}
	for trade, err := range trades.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, trade)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if got[0].IsRefund() || !got[1].IsRefund() || !got[2].IsRefund() {
		t.Error("the second and the third are refunds, the first is not")
	}
	summary, err := trades.Summary()
	wantSummary := bill.TradeSummary{Count: 3, SettlementTotal: 1990, Refund: 600, Fee: 8, Total: 1990, RefundRequested: 600}
	if diff := cmp.Diff(wantSummary, summary); diff != "" || err != nil {
		t.Errorf("summary, error %v (-want +got):\n%s", err, diff)
	}
}

// Columns are found by their headings, in bills of other types and of other years.
func TestColumns(t *testing.T) {
	const file = "交易时间,订单金额,微信订单号,新的一列\n" +
		"`2026-01-02 09:10:11,`1.5,`4200000001,`什么\n" +
		"总交易单数,新的总数\n" +
		"`1.0,`7\n\n"
	trades := bill.NewTrades(strings.NewReader(file))
	for trade, err := range trades.Rows() {
		want := bill.Trade{Time: beijing("2026-01-02 09:10:11"), TransactionID: "4200000001", Total: 150, Others: map[string]string{"新的一列": "什么"}}
		if diff := cmp.Diff(want, trade); diff != "" || err != nil {
			t.Errorf("error %v (-want +got):\n%s", err, diff)
		}
	}
	summary, err := trades.Summary()
	if diff := cmp.Diff(bill.TradeSummary{Count: 1, Others: map[string]string{"新的总数": "7"}}, summary); diff != "" || err != nil {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
}

func TestTradesWithoutRows(t *testing.T) {
	summary, err := bill.NewTrades(strings.NewReader("交易时间,微信订单号\n总交易单数,订单总金额\n`0,`0.00")).Summary()
	if err != nil || summary.Count != 0 {
		t.Errorf("%+v, error %v", summary, err)
	}
}

func TestBrokenTrades(t *testing.T) {
	const head = "交易时间,微信订单号,订单金额\n"
	const tail = "总交易单数\n`1\n"
	secret := "4200000001"
	for name, test := range map[string]struct {
		file string
		is   error
		text string
	}{
		"empty":           {"", bill.ErrForm, "bill: the file is not a bill of this kind: it is empty"},
		"another kind":    {"记账时间,资金流水单号\n", bill.ErrForm, "bill: the file is not a bill of this kind: it has no column 微信订单号"},
		"an error":        {`{"code":"x"}`, bill.ErrForm, "bill: the file is not a bill of this kind: it has no column 微信订单号"},
		"no summary":      {head + "`2026-01-02 09:10:11,`4200000001,`1.00\n", bill.ErrIncomplete, ""},
		"half a summary":  {head + "总交易单数\n", bill.ErrIncomplete, ""},
		"a row too short": {head + "`2026-01-02 09:10:11,`4200000001\n" + tail, nil, "bill: line 2: the row does not have 3 values"},
		"a row too long":  {head + "`2026-01-02 09:10:11,`4200000001,`1,`2\n" + tail, nil, "bill: line 2: the row does not have 3 values"},
		"no time":         {head + "`4200000001,`4200000001,`1\n" + tail, nil, "bill: line 2: 交易时间: not a time like 2006-01-02 15:04:05"},
		"no amount":       {head + "\n`2026-01-02 09:10:11,`4200000001,`4200000001x\n" + tail, nil, "bill: line 3: 订单金额: "},
		"half a fen":      {head + "`2026-01-02 09:10:11,`4200000001,`0.005\n" + tail, nil, "bill: line 2: 订单金额: "},
		"no count":        {head + "总交易单数\n`viele\n", nil, "bill: line 3: 总交易单数: "},
		"more at the end": {head + tail + "`4200000001\n", nil, "bill: line 4: there is text after the summary"},
		"a long line":     {head + "`" + strings.Repeat("x", 2<<20), nil, "bill: line 2: the line is longer than 65536 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			trades := bill.NewTrades(strings.NewReader(test.file))
			_, err := trades.Summary()
			var value *bill.ValueError
			if err == nil || test.is != nil && !errors.Is(err, test.is) || test.is == nil && !errors.As(err, &value) {
				t.Fatalf("got %v", err)
			}
			if !strings.HasPrefix(err.Error(), test.text) || strings.Contains(err.Error(), secret) {
				t.Errorf("got %q, want %q", err, test.text)
			}
			if _, again := trades.Summary(); again == nil || again.Error() != err.Error() {
				t.Errorf("again: %v", again)
			}
		})
	}
}

// An error of the connection comes as it is, after the rows before it.
func TestTradesBreakOff(t *testing.T) {
	broken := errors.New("broken")
	file := io.MultiReader(strings.NewReader(all[:len(all)-300]), iotest.ErrReader(broken))
	rows, last := 0, error(nil)
	for _, err := range bill.NewTrades(file).Rows() {
		if last = err; err == nil {
			rows++
		}
	}
	if rows == 0 || !errors.Is(last, broken) {
		t.Errorf("%d rows, then %v", rows, last)
	}
}
