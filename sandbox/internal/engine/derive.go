package engine

// derive fills in what WeChat Pay works out itself when a resource enters a state, for the kinds that the project's
// own documents describe; kinds of other documents are answered with what is kept, examples and schemas.
func (e *Engine) derive(r *Resource, request members) {
	switch r.Kind {
	case "serviceOrder":
		e.deriveServiceOrder(r, request)
	case "codePayment", "deduction":
		e.derivePayment(r)
	case "contract":
		e.deriveContract(r)
	case "authorization":
		r.Members["openorclose_time"] = e.stamp("20060102150405")
		e.giveNumber(r, "openid", "oUpF8uMuAJO_M2pxb1Q9zN00000000000000")
		e.giveNumber(r, "out_request_no", "1234323JKHDFE1243252")
	}
}

// messages are operations that tell the user something: what they say is not kept.
var messages = map[string]bool{"sendPendingMessage": true, "sendPrepaidMessage": true}

// giveNumber makes up a member that is not there yet.
func (e *Engine) giveNumber(r *Resource, path, example string) {
	if _, ok := at(r.Members, path); !ok {
		put(r.Members, path, e.mimic(example))
	}
}

func (e *Engine) deriveServiceOrder(r *Resource, request members) {
	m := r.Members
	e.giveNumber(r, "order_id", "15646546545165651651")
	switch r.State {
	case "created":
		m["package"] = "mch_id=" + r.Merchant + "&service_id=" + text(m, "service_id") + "&out_order_no=" + r.Number() +
			"&timestamp=" + stampUnix(e.now()) + "&nonce_str=" + e.mimic("10000000000000000000000000000000") +
			"&sign_type=HMAC-SHA256&signature=" + e.mimic("029B52F67573D7E3BE74904BF9AEA00000000000000000000000000000000000")
	case "confirmed":
		e.giveNumber(r, "openid", "oUpF8uMuAJO_M2pxb1Q9zN00000000000000")
	case "paying":
		if _, ok := m["total_amount"]; !ok {
			m["total_amount"] = sum(m["post_payments"]) - sum(m["post_discounts"])
		}
		m["collection"] = members{
			"total_amount": m["total_amount"], "paying_amount": m["total_amount"], "paid_amount": float64(0),
		}
	case "paid", "paidElsewhere":
		e.deriveCollected(r, request)
	}
}

// deriveCollected notes the one collection that pays an order.
func (e *Engine) deriveCollected(r *Resource, request members) {
	m, paidAt := r.Members, e.stamp("20060102150405")
	if given := text(request, "detail.paid_time"); given != "" {
		paidAt = given
	}
	e.giveNumber(r, "transaction_id", "4200000000202000000000000000")
	m["collection"] = members{
		"total_amount": m["total_amount"], "paying_amount": float64(0), "paid_amount": m["total_amount"],
		"details": []any{members{
			"seq": float64(1), "amount": m["total_amount"], "paid_time": paidAt, "transaction_id": m["transaction_id"],
		}},
	}
}

// sum adds up the amounts of a list.
func sum(list any) float64 {
	total := float64(0)
	items, _ := list.([]any)
	for _, item := range items {
		object, _ := item.(members)
		total += number(object, "amount")
	}
	return total
}

var stateTexts = map[string]string{
	"unpaid": "订单未支付", "userPaying": "等待用户付款", "failed": "支付失败", "paid": "支付成功", "refunded": "转入退款",
	"closed": "已关闭", "reversed": "已撤销",
}

func (e *Engine) derivePayment(r *Resource) {
	m := r.Members
	e.giveNumber(r, "transaction_id", "4200000000202000000000000000")
	m["trade_state_desc"] = stateTexts[r.State]
	if _, ok := m["trade_type"]; !ok {
		m["trade_type"] = map[string]string{"codePayment": "MICROPAY", "deduction": "AUTH"}[r.Kind]
	}
	for _, path := range []string{"payer.openid", "payer.sp_openid"} {
		e.giveNumber(r, path, "oUpF8uMuAJO_M2pxb1Q9zN00000000000000")
	}
	if amount, ok := m["amount"].(members); ok {
		if _, ok := amount["currency"]; !ok {
			amount["currency"] = "CNY"
		}
		if r.State == "paid" {
			amount["payer_total"], amount["payer_currency"] = amount["total"], amount["currency"]
		}
	}
	if r.State == "paid" {
		m["success_time"], m["bank_type"] = e.stamp("2006-01-02T15:04:05-07:00"), "OTHERS"
	}
}

func (e *Engine) deriveContract(r *Resource) {
	m, now := r.Members, e.stamp("2006-01-02T15:04:05-07:00")
	e.giveNumber(r, "contract_id", "Wx15463511252015071056489715")
	e.giveNumber(r, "openid", "oUpF8uMuAJO_M2pxb1Q9zN00000000000000")
	m["operate_time"] = now
	switch r.State {
	case "signed":
		m["signed_time"] = now
		m["contract_expired_time"] = e.now().AddDate(1, 0, 0).In(shanghai).Format("2006-01-02T15:04:05-07:00")
	case "terminated":
		m["terminated_time"] = now
		mode := "MERCHANT"
		switch r.History[len(r.History)-1].By {
		case "userTerminates":
			mode = "USER"
		case "platformTerminates":
			mode = "PLATFORM"
		}
		// Answers and notifications have it under names of their own.
		m["termination_mode"], m["contract_termination_mode"] = mode, mode
	}
}
