package bill

import (
	"io"
	"iter"
	"time"
)

// Trade is a row of a trade bill: an order that was paid or reversed, or a refund. Values that the bill lacks are
// zero. Amounts are in fen.
type Trade struct {
	Time          time.Time // 交易时间; of a refund, when it was requested
	AppID         string    // 公众账号ID
	MchID         string    // 商户号
	SubMchID      string    // 特约商户号; "" for direct merchants
	DeviceInfo    string    // 设备号
	TransactionID string    // 微信订单号
	OutTradeNo    string    // 商户订单号
	OpenID        string    // 用户标识
	TradeType     string    // 交易类型, such as JSAPI
	TradeState    string    // 交易状态: SUCCESS, REFUND or REVOKED
	BankType      string    // 付款银行
	Currency      string    // 货币种类

	SettlementTotal int64 // 应结订单金额
	Coupon          int64 // 代金券金额

	RefundRequestedAt time.Time // 退款申请时间, only in bills of refunds
	RefundedAt        time.Time // 退款成功时间, only in bills of refunds
	RefundID          string    // 微信退款单号
	OutRefundNo       string    // 商户退款单号
	Refund            int64     // 退款金额
	CouponRefund      int64     // 充值券退款金额
	RefundType        string    // 退款类型, such as ORIGINAL
	RefundStatus      string    // 退款状态, such as SUCCESS; later bills do not update it

	// Description and Attach can be shortened. In both a comma is written as \ and a space, and a line break as \n.
	Description string // 商品名称
	Attach      string // 商户数据包

	Fee             int64  // 手续费; negative for a refund
	Rate            string // 费率, such as 0.60%
	Total           int64  // 订单金额
	RefundRequested int64  // 申请退款金额
	RateNote        string // 费率备注

	// Others are the columns that this package does not know, by their headings.
	Others map[string]string
}

// IsRefund reports whether the row is a refund.
func (t *Trade) IsRefund() bool { return t.RefundID != "" || t.OutRefundNo != "" }

// TradeSummary is the end of a trade bill. Amounts are in fen.
type TradeSummary struct {
	Count           int64 // 总交易单数
	SettlementTotal int64 // 应结订单总金额
	Refund          int64 // 退款总金额
	CouponRefund    int64 // 充值券退款总金额
	Fee             int64 // 手续费总金额
	Total           int64 // 订单总金额
	RefundRequested int64 // 申请退款总金额

	// Others are the columns that this package does not know, by their headings.
	Others map[string]string
}

// Trades reads a trade bill of any type: ALL, SUCCESS or REFUND. It is not for concurrent use.
type Trades struct{ table *table[Trade, TradeSummary] }

// NewTrades returns a reader of a decompressed trade bill, such as the result of [Download].
func NewTrades(r io.Reader) *Trades {
	return &Trades{newTable(r, "微信订单号", tradeColumns, tradeTotals)}
}

// Rows yields the rows in the order of the file, each once: after a loop that ended early, the next one continues
// there. An error comes last, with a zero Trade. It is a [*ValueError], [ErrForm], [ErrIncomplete], or an error of
// the reader, such as [wxpay.ErrChecksum]; then no row is certain.
func (t *Trades) Rows() iter.Seq2[Trade, error] { return t.table.rows() }

// Summary reads the rest of the bill and returns its summary.
func (t *Trades) Summary() (TradeSummary, error) { return t.table.total() }

var tradeColumns = columns[Trade]{
	others: func(t *Trade) *map[string]string { return &t.Others },
	known: map[string]func(*Trade, string) error{
		"交易时间":    instant(func(t *Trade) *time.Time { return &t.Time }),
		"公众账号ID":  text(func(t *Trade) *string { return &t.AppID }),
		"商户号":     text(func(t *Trade) *string { return &t.MchID }),
		"特约商户号":   number(func(t *Trade) *string { return &t.SubMchID }),
		"子商户号":    number(func(t *Trade) *string { return &t.SubMchID }),
		"设备号":     text(func(t *Trade) *string { return &t.DeviceInfo }),
		"微信订单号":   text(func(t *Trade) *string { return &t.TransactionID }),
		"商户订单号":   text(func(t *Trade) *string { return &t.OutTradeNo }),
		"用户标识":    text(func(t *Trade) *string { return &t.OpenID }),
		"交易类型":    text(func(t *Trade) *string { return &t.TradeType }),
		"交易状态":    text(func(t *Trade) *string { return &t.TradeState }),
		"付款银行":    text(func(t *Trade) *string { return &t.BankType }),
		"货币种类":    text(func(t *Trade) *string { return &t.Currency }),
		"应结订单金额":  fen(func(t *Trade) *int64 { return &t.SettlementTotal }),
		"代金券金额":   fen(func(t *Trade) *int64 { return &t.Coupon }),
		"退款申请时间":  instant(func(t *Trade) *time.Time { return &t.RefundRequestedAt }),
		"退款成功时间":  instant(func(t *Trade) *time.Time { return &t.RefundedAt }),
		"微信退款单号":  number(func(t *Trade) *string { return &t.RefundID }),
		"商户退款单号":  number(func(t *Trade) *string { return &t.OutRefundNo }),
		"退款金额":    fen(func(t *Trade) *int64 { return &t.Refund }),
		"充值券退款金额": fen(func(t *Trade) *int64 { return &t.CouponRefund }),
		"退款类型":    text(func(t *Trade) *string { return &t.RefundType }),
		"退款状态":    text(func(t *Trade) *string { return &t.RefundStatus }),
		"商品名称":    text(func(t *Trade) *string { return &t.Description }),
		"商户数据包":   text(func(t *Trade) *string { return &t.Attach }),
		"手续费":     fen(func(t *Trade) *int64 { return &t.Fee }),
		"费率":      text(func(t *Trade) *string { return &t.Rate }),
		"订单金额":    fen(func(t *Trade) *int64 { return &t.Total }),
		"申请退款金额":  fen(func(t *Trade) *int64 { return &t.RefundRequested }),
		"费率备注":    text(func(t *Trade) *string { return &t.RateNote }),
	},
}

var tradeTotals = columns[TradeSummary]{
	others: func(s *TradeSummary) *map[string]string { return &s.Others },
	known: map[string]func(*TradeSummary, string) error{
		"总交易单数":    count(func(s *TradeSummary) *int64 { return &s.Count }),
		"应结订单总金额":  fen(func(s *TradeSummary) *int64 { return &s.SettlementTotal }),
		"退款总金额":    fen(func(s *TradeSummary) *int64 { return &s.Refund }),
		"充值券退款总金额": fen(func(s *TradeSummary) *int64 { return &s.CouponRefund }),
		"手续费总金额":   fen(func(s *TradeSummary) *int64 { return &s.Fee }),
		"订单总金额":    fen(func(s *TradeSummary) *int64 { return &s.Total }),
		"申请退款总金额":  fen(func(s *TradeSummary) *int64 { return &s.RefundRequested }),
	},
}
