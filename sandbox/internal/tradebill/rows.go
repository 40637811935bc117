package tradebill

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// trade is a row of a trade bill: a payment, a refund or a reversal.
type trade struct {
	merchant     string
	time         time.Time
	state        string // SUCCESS, REFUND or REVOKED
	order        map[string]any
	total        int64 // fen
	refund       map[string]any
	refunded     int64 // fen
	refundStatus string
	ended        time.Time // of a refund: when it entered its state
}

type trades []trade

// orderKinds are the kinds of resources that are paid; refundKind is that of their refunds.
var orderKinds = []string{"payments.order", "partnerpayments.order", "combine.subOrder", "codepay.codePayment", "partnerpay.codePayment"}

const refundKind = "refunds.refund"

// tradesOf returns the trades of a merchant on a day, in the order in which they happened.
func tradesOf(kept []*engine.Resource, merchant string, day time.Time) trades {
	list := allTrades(kept, merchant)
	list = slices.DeleteFunc(list, func(t trade) bool { return !on(day, t.time) })
	slices.SortStableFunc(list, func(a, b trade) int { return a.time.Compare(b.time) })
	return list
}

// on reports whether a time is on a day.
func on(day, at time.Time) bool { return !at.Before(day) && at.Before(day.AddDate(0, 0, 1)) }

// allTrades returns the trades of a merchant.
func allTrades(kept []*engine.Resource, merchant string) trades {
	var list trades
	orders := make(map[string]*engine.Resource) // by transaction_id
	for _, r := range kept {
		if r.Merchant == merchant && slices.Contains(orderKinds, r.Product+"."+r.Kind) && text(r.Members, "success_time") != "" {
			orders[text(r.Members, "transaction_id")] = r
			list = append(list, paid(r)...)
		}
	}
	for _, r := range kept {
		if order := orders[text(r.Members, "transaction_id")]; r.Merchant == merchant && r.Product+"."+r.Kind == refundKind && order != nil {
			list = append(list, refunded(r, order))
		}
	}
	return list
}

// paid returns the rows of an order: its payment, and its reversal.
func paid(r *engine.Resource) trades {
	total := fen(r.Members, "amount.total") + fen(r.Members, "amount.total_amount")
	rows := trades{{merchant: r.Merchant, time: moment(r.Members, "success_time"), state: "SUCCESS", order: r.Members, total: total}}
	if r.State == "reversed" {
		rows = append(rows, trade{merchant: r.Merchant, time: r.Changed.In(beijing), state: "REVOKED", order: r.Members, refunded: total, refundStatus: "SUCCESS"})
	}
	return rows
}

// refundStatuses has the names of the states of refunds in bills.
var refundStatuses = map[string]string{"processing": "PROCESSING", "succeeded": "SUCCESS", "abnormal": "CHANGE", "closed": "FAIL"}

func refunded(r, order *engine.Resource) trade {
	return trade{
		merchant: r.Merchant, time: moment(r.Members, "create_time"), state: "REFUND", order: order.Members, refund: r.Members,
		refunded: fen(r.Members, "amount.refund"), refundStatus: refundStatuses[r.State], ended: r.Changed.In(beijing),
	}
}

// of returns the rows of a sub-merchant in a type of bill; "" means all sub-merchants.
func (l trades) of(subMchID, billType string) trades {
	return slices.DeleteFunc(slices.Clone(l), func(t trade) bool {
		return subMchID != "" && text(t.order, "sub_mchid") != subMchID ||
			billType == "SUCCESS" && t.state != "SUCCESS" || billType == "REFUND" && t.state == "SUCCESS"
	})
}

// column is a column of a bill. Columns about refunds are absent from bills of payments; some are only in bills of refunds.
type column struct {
	heading string
	refunds bool // about refunds
	alone   bool // only in bills of refunds
	value   func(t trade) string
}

func of(path string) func(trade) string {
	return func(t trade) string { return text(t.order, path) }
}

// first returns the first of the members that the order has.
func first(paths ...string) func(trade) string {
	return func(t trade) string {
		for _, path := range paths {
			if value := text(t.order, path); value != "" {
				return value
			}
		}
		return ""
	}
}

func or(value func(trade) string, otherwise string) func(trade) string {
	return func(t trade) string {
		if v := value(t); v != "" {
			return v
		}
		return otherwise
	}
}

func ofRefund(path, otherwise string) func(trade) string {
	return or(func(t trade) string { return text(t.refund, path) }, otherwise)
}

func always(value string) func(trade) string { return func(trade) string { return value } }

// rate is the merchant's fee: 0.60%.
const rate = 6 // of 1000

func fee(t trade) int64 { return (t.total*rate+500)/1000 - (t.refunded*rate+500)/1000 }

var billColumns = []column{
	{heading: "交易时间", value: func(t trade) string { return t.time.Format(time.DateTime) }},
	{heading: "公众账号ID", value: first("appid", "sp_appid", "combine_appid")},
	{heading: "商户号", value: func(t trade) string { return t.merchant }},
	{heading: "特约商户号", value: or(of("sub_mchid"), "0")},
	{heading: "设备号", value: of("scene_info.device_id")},
	{heading: "微信订单号", value: of("transaction_id")},
	{heading: "商户订单号", value: of("out_trade_no")},
	{heading: "用户标识", value: first("payer.openid", "payer.sp_openid", "payer.sub_openid")},
	{heading: "交易类型", value: of("trade_type")},
	{heading: "交易状态", value: func(t trade) string { return t.state }},
	{heading: "付款银行", value: or(of("bank_type"), "OTHERS")},
	{heading: "货币种类", value: always("CNY")},
	{heading: "应结订单金额", value: func(t trade) string { return yuan(t.total) }},
	{heading: "代金券金额", value: always("0.00")},
	{heading: "退款申请时间", refunds: true, alone: true, value: func(t trade) string { return t.time.Format(time.DateTime) }},
	{heading: "退款成功时间", refunds: true, alone: true, value: func(t trade) string { return written(t.refund, "success_time") }},
	{heading: "微信退款单号", refunds: true, value: ofRefund("refund_id", "0")},
	{heading: "商户退款单号", refunds: true, value: ofRefund("out_refund_no", "0")},
	{heading: "退款金额", refunds: true, value: func(t trade) string { return yuan(t.refunded) }},
	{heading: "充值券退款金额", refunds: true, value: always("0.00")},
	{heading: "退款类型", refunds: true, value: func(t trade) string { return unless(t.state == "SUCCESS", "ORIGINAL") }},
	{heading: "退款状态", refunds: true, value: func(t trade) string { return t.refundStatus }},
	{heading: "商品名称", value: of("description")},
	{heading: "商户数据包", value: of("attach")},
	{heading: "手续费", value: func(t trade) string { return yuan(fee(t)) + "000" }},
	{heading: "费率", value: always("0.60%")},
	{heading: "订单金额", value: func(t trade) string { return yuan(t.total) }},
	{heading: "申请退款金额", refunds: true, value: func(t trade) string { return yuan(t.refunded) }},
	{heading: "费率备注", value: always("")},
}

func columnsOf(billType string) []column {
	return slices.DeleteFunc(slices.Clone(billColumns), func(c column) bool {
		return billType == "SUCCESS" && c.refunds || billType != "REFUND" && c.alone
	})
}

// write writes a bill of a type: the headings, the rows, and the summary.
func (l trades) write(billType string) []byte {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	columns := columnsOf(billType)
	line(&out, "", columns, func(c column) string { return c.heading })
	var total, refund, fees int64
	for _, t := range l {
		total, refund, fees = total+t.total, refund+t.refunded, fees+fee(t)
		line(&out, "`", columns, func(c column) string { return c.value(t) })
	}
	type sum struct{ heading, value string }
	sums := []sum{
		{"总交易单数", fmt.Sprint(len(l))},
		{"应结订单总金额", yuan(total)},
		{"退款总金额", yuan(refund)},
		{"充值券退款总金额", "0.00"},
		{"手续费总金额", yuan(fees) + "000"},
		{"订单总金额", yuan(total)},
		{"申请退款总金额", yuan(refund)},
	}
	if billType == "SUCCESS" {
		sums = slices.DeleteFunc(sums, func(s sum) bool { return strings.Contains(s.heading, "退款") })
	}
	line(&out, "", sums, func(s sum) string { return s.heading })
	line(&out, "`", sums, func(s sum) string { return s.value })
	return out.Bytes()
}

// line writes a line of values. In a value, a comma becomes a backslash and a space, and a line break a backslash and n.
func line[T any](out *bytes.Buffer, mark string, list []T, value func(T) string) {
	escape := strings.NewReplacer(",", `\ `, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)
	for i, item := range list {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString(mark + escape.Replace(value(item)))
	}
	out.WriteString("\r\n")
}

func unless(condition bool, value string) string {
	if condition {
		return ""
	}
	return value
}

// yuan formats an amount of fen in yuan.
func yuan(fen int64) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	return fmt.Sprintf("%s%d.%02d", sign, fen/100, fen%100)
}

// member follows a dotted path.
func member(m map[string]any, path string) any {
	for {
		name, rest, more := strings.Cut(path, ".")
		if !more {
			return m[name]
		}
		m, _ = m[name].(map[string]any)
		path = rest
	}
}

func text(m map[string]any, path string) string {
	s, _ := member(m, path).(string)
	return s
}

func fen(m map[string]any, path string) int64 {
	n, _ := member(m, path).(int64)
	return n
}

// moment parses a time of RFC 3339. It returns the zero time if there is none.
func moment(m map[string]any, path string) time.Time {
	at, err := time.Parse(time.RFC3339, text(m, path))
	if err != nil {
		return time.Time{}
	}
	return at.In(beijing)
}

// written formats such a time as bills do.
func written(m map[string]any, path string) string {
	at := moment(m, path)
	if at.IsZero() {
		return ""
	}
	return at.Format(time.DateTime)
}
