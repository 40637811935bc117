package engine_test

import (
	"strings"
	"testing"
)

const (
	presign = "/v3/global/papay/contracts/app-pre-entrust-sign"
	deduct  = "/v3/global/papay/transactions"
)

func deduction(number, contract string) string {
	return `{"appid":"wx1","description":"x","notify_url":"http://127.0.0.1:1/notify","out_trade_no":"` + number +
		`","merchant_category_code":"1011","contract_id":"` + contract + `","amount":{"total":1,"currency":"HKD"}}`
}

// Money is deducted only under a signed contract.
func TestDeductionContract(t *testing.T) {
	w := newWorld(t)
	w.wants(404, "NOT_FOUND", "POST", deduct, deduction("D1", "nope"))
	w.wants(200, "", "POST", presign, `{"appid":"wx1","plan_id":1,"out_contract_code":"C1"}`)
	r := must(w.engine.Resource("C1"))
	contract, _ := r.Members["contract_id"].(string)
	w.wants(400, "INVALID_REQUEST", "POST", deduct, deduction("D1", contract)) // not signed
	w.trigger("userSigns", "C1")
	has(t, w.wants(200, "", "POST", deduct, deduction("D1", contract)), members{"trade_state": "SUCCESS"})
	w.trigger("userTerminates", "C1")
	w.wants(400, "INVALID_REQUEST", "POST", deduct, deduction("D2", contract))
	w.wants(200, "", "POST", deduct, deduction("D1", contract)) // a repeated request, regardless of the contract
	if _, err := w.engine.Resource("D2"); err == nil {
		t.Error("a refused deduction was made")
	}
}

// An authorisation cannot end before the user's orders do.
func TestAuthorizationEnd(t *testing.T) {
	const permissions = "/v3/payscore/permissions"
	const terminate = permissions + "/authorization-code/P1/terminate"
	const why = `{"service_id":"500001","reason":"x"}`
	w := newWorld(t)
	w.wants(200, "", "POST", permissions, `{"service_id":"500001","appid":"wx1","authorization_code":"P1"}`)
	w.trigger("userOpens", "P1")
	openid, _ := must(w.engine.Resource("P1")).Members["openid"].(string)
	direct := strings.Replace(order, "{", `{"need_user_confirm":false,"openid":"`+openid+`",`, 1)
	w.wants(200, "", "POST", orders, strings.Replace(direct, openid, "another", 1)) // of another user
	w.wants(200, "", "POST", orders, strings.Replace(direct, "A1", "A2", 1))
	w.wants(400, "INVALID_REQUEST", "POST", terminate, why)
	w.wants(400, "INVALID_REQUEST", "POST", permissions+"/openid/"+openid+"/terminate", `{"service_id":"500001","appid":"wx1","reason":"x"}`)
	w.wants(200, "", "POST", orders+"/A2/cancel", cancel("x"))
	w.wants(204, "", "POST", terminate, why)
}

// The payment of another sub-merchant is not found.
func TestSubMerchantPayment(t *testing.T) {
	const payment = "/v3/global/papay/transactions/out-trade-no/"
	w := newWorld(t)
	for number, sub := range map[string]string{"D1": "", "D2": `"sub_mchid":"19","sub_appid":"wx2",`} {
		body, sign := deduction(number, "X"), `{"appid":"wx1","plan_id":1,"out_contract_code":"`+number+`"}`
		if sub != "" {
			sign = strings.Replace(strings.Replace(sign, "{", "{"+sub, 1), `"appid"`, `"sp_appid"`, 1)
			body = strings.Replace(strings.Replace(body, "{", "{"+sub, 1), `"appid"`, `"sp_appid"`, 1)
		}
		w.wants(200, "", "POST", presign, sign)
		w.trigger("userSigns", number)
		contract, _ := must(w.engine.Resource(number)).Members["contract_id"].(string)
		w.wants(200, "", "POST", deduct, strings.Replace(body, `"X"`, `"`+contract+`"`, 1))
	}
	w.wants(400, "ORDER_PAID", "POST", payment+"D1/reverse", "")
	w.wants(404, "NOT_FOUND", "POST", payment+"D1/reverse", `{"sub_mchid":"19"}`) // the caller's own
	w.wants(404, "NOT_FOUND", "POST", payment+"D2/reverse", "")                   // a sub-merchant's
	w.wants(404, "NOT_FOUND", "POST", payment+"D2/reverse", `{"sub_mchid":"20"}`)
	w.wants(400, "ORDER_PAID", "POST", payment+"D2/reverse", `{"sub_mchid":"19"}`)
}

// The notification of an authorisation that ends said that the service was opened.
func TestAuthorizationEvents(t *testing.T) {
	for product, request := range map[string]string{
		"/v3/payscore/permissions":         `{"service_id":"500001","appid":"wx1","authorization_code":"P1"}`,
		"/v3/payscore/partner/permissions": `{"service_id":"500001","appid":"wx1","sub_mchid":"1900000109","authorization_code":"P1"}`,
	} {
		w := newWorld(t)
		w.wants(200, "", "POST", product, request)
		for _, step := range []struct{ event, says string }{{"userOpens", "USER_OPEN_SERVICE"}, {"userCloses", "USER_CLOSE_SERVICE"}} {
			w.trigger(step.event, "P1")
			if plain := string(w.notices[len(w.notices)-1].Plain); !strings.Contains(plain, `"user_service_status":"`+step.says+`"`) {
				t.Errorf("%s: %s sends %s", product, step.event, plain)
			}
		}
	}
}
