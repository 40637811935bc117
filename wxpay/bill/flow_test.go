package bill_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/wxpay/bill"
)

func TestFlows(t *testing.T) {
	// Pages have the brackets of the headings in both kinds.
	const file = "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余(元),资金变更提交申请人,备注,业务凭证号\n" +
		"`2026-01-02 00:00:04,`50000305742018020103387128253,`1900009231201802015884652186,`退款,`退款,`支出,`0.02,`0.17,`system,`缺货,`REF4200000068\n" +
		"`2026-01-02 01:00:00,`4200000001,`1900009232,`交易,`交易,`收入,`19.90,`20.07,`,`,`A1\n" +
		"资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\n" +
		"`2.0,`1.0,`19.90,`1.0,`0.02\n"
	flows := bill.NewFlows(strings.NewReader(file))
	var got []bill.Flow
	for flow, err := range flows.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, flow)
	}
	want := []bill.Flow{
		{
			Time: beijing("2026-01-02 00:00:04"), TradeNo: "50000305742018020103387128253", FlowNo: "1900009231201802015884652186", Business: "退款",
			Kind: "退款", Direction: bill.Expense, Amount: 2, Balance: 17, Applicant: "system", Remark: "缺货", VoucherNo: "REF4200000068",
		},
		{
			Time: beijing("2026-01-02 01:00:00"), TradeNo: "4200000001", FlowNo: "1900009232", Business: "交易", Kind: "交易", Direction: bill.Income,
			Amount: 1990, Balance: 2007, VoucherNo: "A1",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	summary, err := flows.Summary()
	if diff := cmp.Diff(bill.FlowSummary{Count: 2, IncomeCount: 1, Income: 1990, ExpenseCount: 1, Expense: 2}, summary); diff != "" || err != nil {
		t.Errorf("error %v (-want +got):\n%s", err, diff)
	}
}
