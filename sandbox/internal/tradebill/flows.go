package tradebill

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

// flow is a row of a fund-flow bill: money that came to an account, or left it. The names of businesses and kinds other than 交易 and
// 扣除交易手续费 are inferred: no source has them all, and new ones come without notice.
type flow struct {
	at             time.Time
	account        string // BASIC or OPERATION
	subMchID       string // whose account it is; "" for the merchant's own
	business, kind string
	number         string // WeChat Pay's, of the payment, the refund, the share or the transfer
	voucher        string // the merchant's
	fen            int64  // negative if it left
	balance        int64  // of the account, after it
}

type flows []flow

// opening is what an account has before the first flow, so that a merchant can transfer before it has earned anything.
const opening = 100_000_000

const (
	transferKind = "mchtransfer.transfer"
	trading      = "交易"
	refunding    = "退款"
	sharing      = "分账"
	transferring = "商家转账"
)

var (
	shareKinds  = []string{"profitsharing.sharingOrder", "ecommerceprofitsharing.sharingOrder"}
	returnKinds = []string{"profitsharing.sharingReturn", "ecommerceprofitsharing.sharingReturn"}
)

// flowsOf returns all flows of an account of a merchant, or of one of its sub-merchants, with balances, in the order in which they
// happened.
func flowsOf(kept []*engine.Resource, merchant, subMchID, account string) flows {
	var list flows
	for _, t := range allTrades(kept, merchant) {
		list = append(list, ofTrade(t)...)
	}
	for _, r := range kept {
		kind := r.Product + "." + r.Kind
		switch {
		case r.Merchant != merchant:
		case slices.Contains(shareKinds, kind) && r.State == "shared":
			list = append(list, shared(r))
		case slices.Contains(returnKinds, kind) && r.State == "returned":
			list = append(list, flowOf(r, "success_time", "分账回退", "return_id", "out_return_no", fen(r.Members, "amount")))
		case kind == transferKind:
			list = append(list, transferred(r)...)
		}
	}
	list = slices.DeleteFunc(list, func(f flow) bool {
		return f.account != account || f.subMchID != subMchID || f.at.IsZero() || f.fen == 0
	})
	slices.SortStableFunc(list, func(a, b flow) int { return a.at.Compare(b.at) })
	balance := int64(opening)
	for i := range list {
		balance += list[i].fen
		list[i].balance = balance
	}
	return list
}

// ofTrade returns the flows of a row of the trade bill: the money, and the fee.
func ofTrade(t trade) flows {
	f := flow{at: t.time, account: "BASIC", subMchID: text(t.order, "sub_mchid")}
	f.number, f.voucher, f.business, f.kind, f.fen = text(t.order, "transaction_id"), text(t.order, "out_trade_no"), trading, trading, t.total
	charge := f
	charge.kind, charge.fen = "扣除交易手续费", -fee(t)
	if t.state == "SUCCESS" {
		return flows{f, charge}
	}
	f.business, f.kind, f.fen = refunding, refunding, -t.refunded
	if t.refund != nil {
		f.number, f.voucher = text(t.refund, "refund_id"), text(t.refund, "out_refund_no")
	}
	charge = f
	charge.kind, charge.fen = "退还交易手续费", -fee(t)
	list := flows{f, charge}
	if t.refundStatus == "FAIL" { // the money stays with the merchant
		back, taken := f, charge
		back.at, back.kind, back.fen = t.ended, "退款关闭退回", -f.fen
		taken.at, taken.kind, taken.fen = t.ended, "扣除交易手续费", -charge.fen
		list = append(list, back, taken)
	}
	return list
}

// flowOf returns a flow of a resource that has these members: the time, WeChat Pay's number and the merchant's.
func flowOf(r *engine.Resource, at, kind, number, voucher string, fen int64) flow {
	return flow{
		at: moment(r.Members, at), account: "BASIC", subMchID: text(r.Members, "sub_mchid"), business: sharing, kind: kind,
		number: text(r.Members, number), voucher: text(r.Members, voucher), fen: fen,
	}
}

func shared(r *engine.Resource) flow {
	receivers, _ := r.Members["receivers"].([]any)
	var total int64
	for _, receiver := range receivers {
		object, _ := receiver.(map[string]any)
		total += fen(object, "amount")
	}
	return flowOf(r, "success_time", sharing, "order_id", "out_order_no", -total)
}

// transferred returns the flows of a transfer: the money is locked at once, and comes back if the user does not get it.
func transferred(r *engine.Resource) flows {
	out := flowOf(r, "create_time", transferring, "transfer_bill_no", "out_bill_no", -fen(r.Members, "transfer_amount"))
	out.account, out.business = "OPERATION", transferring
	if r.State != "failed" && r.State != "cancelled" {
		return flows{out}
	}
	back := out
	back.at, back.kind, back.fen = r.Changed.In(beijing), "转账退回", -out.fen
	return flows{out, back}
}

// write writes a fund-flow bill.
func (l flows) write() []byte {
	type column struct {
		heading string
		value   func(i int, f flow) string
	}
	columns := []column{
		{"记账时间", func(_ int, f flow) string { return f.at.Format(time.DateTime) }},
		{"微信支付业务单号", func(_ int, f flow) string { return f.number }},
		{"资金流水单号", func(i int, f flow) string { return fmt.Sprintf("%s%03d", f.at.Format("20060102"), i+1) }},
		{"业务名称", func(_ int, f flow) string { return f.business }},
		{"业务类型", func(_ int, f flow) string { return f.kind }},
		{"收支类型", func(_ int, f flow) string { return f.direction() }},
		{"收支金额(元)", func(_ int, f flow) string { return yuan(max(f.fen, -f.fen)) }},
		{"账户结余(元)", func(_ int, f flow) string { return yuan(f.balance) }},
		{"资金变更提交申请人", func(int, flow) string { return "system" }},
		{"备注", func(int, flow) string { return "" }},
		{"业务凭证号", func(_ int, f flow) string { return f.voucher }},
	}
	var out bytes.Buffer
	out.WriteString("\ufeff")
	line(&out, "", columns, func(c column) string { return c.heading })
	var counts, sums [2]int64 // of income and expenses
	for i, f := range l {
		line(&out, "`", columns, func(c column) string { return c.value(i, f) })
		side := 0
		if f.fen < 0 {
			side = 1
		}
		counts[side]++
		sums[side] += max(f.fen, -f.fen)
	}
	line(&out, "", []string{"资金流水总笔数", "收入笔数", "收入金额", "支出笔数", "支出金额"}, func(heading string) string { return heading })
	totals := []string{fmt.Sprint(len(l)), fmt.Sprint(counts[0]), yuan(sums[0]), fmt.Sprint(counts[1]), yuan(sums[1])}
	line(&out, "`", totals, func(total string) string { return total })
	return out.Bytes()
}

func (f flow) direction() string {
	if f.fen < 0 {
		return "支出"
	}
	return "收入"
}
