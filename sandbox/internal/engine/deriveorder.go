package engine

// tradeTypes are the trade types of orders, by the operation that makes one.
var tradeTypes = map[string]string{
	"prepayJSAPI": "JSAPI", "prepayMiniProgram": "JSAPI", "prepayApp": "APP", "prepayH5": "MWEB", "prepayNative": "NATIVE",
}

const beijing = "2006-01-02T15:04:05-07:00"

// deriveOrder fills in the payment of an order that is paid. An unpaid order has no transaction.
func (e *Engine) deriveOrder(r *Resource) {
	if r.State != "paid" {
		return
	}
	m := r.Members
	e.giveNumber(r, "transaction_id", "4200000000202000000000000000")
	m["trade_type"] = tradeTypes[r.History[0].By]
	m["success_time"], m["bank_type"] = e.stamp(beijing), "OTHERS"
	for _, path := range []string{"payer.openid", "payer.sp_openid"} {
		e.giveNumber(r, path, "oUpF8uMuAJO_M2pxb1Q9zN00000000000000")
	}
	if amount, ok := m["amount"].(members); ok {
		if _, ok := amount["currency"]; !ok {
			amount["currency"] = "CNY"
		}
		amount["payer_total"], amount["payer_currency"] = amount["total"], amount["currency"]
	}
}

// deriveCombined gives each sub-order the state of the combined order, and its own payment once that is paid.
func (e *Engine) deriveCombined(r *Resource) {
	list, _ := r.Members["sub_orders"].([]any)
	for _, item := range list {
		sub, ok := item.(members)
		if !ok {
			continue
		}
		sub["trade_state"] = map[string]string{"unpaid": "NOTPAY", "paid": "SUCCESS", "closed": "CLOSED"}[r.State]
		amount, _ := sub["amount"].(members)
		if amount["payer_amount"] == nil && amount != nil {
			amount["payer_amount"] = float64(0)
		}
		if r.State != "paid" {
			continue
		}
		sub["transaction_id"] = e.mimic("4200000000202000000000000000")
		sub["trade_type"] = tradeTypes[r.History[0].By]
		sub["success_time"], sub["bank_type"] = e.stamp(beijing), "OTHERS"
		if amount != nil {
			amount["payer_amount"], amount["payer_currency"] = amount["total_amount"], amount["currency"]
		}
	}
	if r.State == "paid" {
		e.giveNumber(r, "combine_payer_info.openid", "oUpF8uMuAJO_M2pxb1Q9zN00000000000000")
		e.giveNumber(r, "combine_transaction_id", "4200000000202000000000000000")
	}
}

// deriveRefund fills in a refund of an order without promotions.
func (e *Engine) deriveRefund(r *Resource) {
	m := r.Members
	e.giveNumber(r, "refund_id", "50000000382019052709732678859")
	e.giveNumber(r, "transaction_id", "4200000000202000000000000000")
	e.giveNumber(r, "out_trade_no", "1217752501201407033233368018")
	m["channel"], m["user_received_account"] = "ORIGINAL", "支付用户零钱"
	if m["create_time"] == nil {
		m["create_time"] = e.stamp(beijing)
	}
	if r.State == "succeeded" {
		m["success_time"] = e.stamp(beijing)
	}
	if amount, ok := m["amount"].(members); ok {
		amount["payer_total"], amount["settlement_total"] = amount["total"], amount["total"]
		amount["payer_refund"], amount["settlement_refund"] = amount["refund"], amount["refund"]
		amount["discount_refund"] = float64(0)
	}
}
