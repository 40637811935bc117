package bill

import (
	"io"
	"iter"
	"time"
)

// Direction is where money went.
type Direction string

// The documented directions.
const (
	Income  Direction = "收入"
	Expense Direction = "支出"
)

// Flow is a row of a fund-flow bill: a movement of money in one of the merchant's accounts. Amounts are in fen.
type Flow struct {
	Time      time.Time // 记账时间
	TradeNo   string    // 微信支付业务单号
	FlowNo    string    // 资金流水单号
	Business  string    // 业务名称, such as 交易; new ones are added without notice
	Kind      string    // 业务类型, such as 扣除交易手续费; new ones are added without notice
	Direction Direction // 收支类型
	Amount    int64     // 收支金额, not negative
	Balance   int64     // 账户结余, after the movement
	Applicant string    // 资金变更提交申请人; can be empty
	Remark    string    // 备注; can be empty. A space is written as \1
	VoucherNo string    // 业务凭证号, mostly the merchant's own number

	// Others are the columns that this package does not know, by their headings.
	Others map[string]string
}

// FlowSummary is the end of a fund-flow bill. Amounts are in fen.
type FlowSummary struct {
	Count        int64 // 资金流水总笔数
	IncomeCount  int64 // 收入笔数
	Income       int64 // 收入金额
	ExpenseCount int64 // 支出笔数
	Expense      int64 // 支出金额

	// Others are the columns that this package does not know, by their headings.
	Others map[string]string
}

// Flows reads a fund-flow bill. It is not for concurrent use.
type Flows struct{ table *table[Flow, FlowSummary] }

// NewFlows returns a reader of a decompressed fund-flow bill, such as the result of [Download].
func NewFlows(r io.Reader) *Flows {
	return &Flows{newTable(r, "资金流水单号", flowColumns, flowTotals)}
}

// Rows yields the rows in the order of the file, as [Trades.Rows] does.
func (f *Flows) Rows() iter.Seq2[Flow, error] { return f.table.rows() }

// Summary reads the rest of the bill and returns its summary.
func (f *Flows) Summary() (FlowSummary, error) { return f.table.total() }

var flowColumns = columns[Flow]{
	others: func(f *Flow) *map[string]string { return &f.Others },
	known: map[string]func(*Flow, string) error{
		"记账时间":      instant(func(f *Flow) *time.Time { return &f.Time }),
		"微信支付业务单号":  text(func(f *Flow) *string { return &f.TradeNo }),
		"资金流水单号":    text(func(f *Flow) *string { return &f.FlowNo }),
		"业务名称":      text(func(f *Flow) *string { return &f.Business }),
		"业务类型":      text(func(f *Flow) *string { return &f.Kind }),
		"收支类型":      text(func(f *Flow) *string { return (*string)(&f.Direction) }),
		"收支金额(元)":   fen(func(f *Flow) *int64 { return &f.Amount }),
		"账户结余(元)":   fen(func(f *Flow) *int64 { return &f.Balance }),
		"资金变更提交申请人": text(func(f *Flow) *string { return &f.Applicant }),
		"备注":        text(func(f *Flow) *string { return &f.Remark }),
		"业务凭证号":     text(func(f *Flow) *string { return &f.VoucherNo }),
	},
}

var flowTotals = columns[FlowSummary]{
	others: func(s *FlowSummary) *map[string]string { return &s.Others },
	known: map[string]func(*FlowSummary, string) error{
		"资金流水总笔数": count(func(s *FlowSummary) *int64 { return &s.Count }),
		"收入笔数":    count(func(s *FlowSummary) *int64 { return &s.IncomeCount }),
		"收入金额":    fen(func(s *FlowSummary) *int64 { return &s.Income }),
		"支出笔数":    count(func(s *FlowSummary) *int64 { return &s.ExpenseCount }),
		"支出金额":    fen(func(s *FlowSummary) *int64 { return &s.Expense }),
	},
}
