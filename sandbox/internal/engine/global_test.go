package engine_test

import (
	"encoding/json"
	"testing"
)

const contracts = "/v3/global/papay/contracts/"

// A contract is requested with other names than those in notifications.
func TestContractTimes(t *testing.T) {
	const common = "?appid=wx1"
	for mode, end := range map[string]func(w *world, id string){
		"USER":     func(w *world, _ string) { w.trigger("userTerminates", "C1") },
		"PLATFORM": func(w *world, _ string) { w.trigger("platformTerminates", "C1") },
		"MERCHANT": func(w *world, id string) {
			w.wants(204, "", "POST", contracts+id+"/terminate", `{"appid":"wx1","termination_note":"到期"}`)
		},
	} {
		t.Run(mode, func(t *testing.T) {
			w := newWorld(t)
			w.wants(200, "", "POST", presign, `{"appid":"wx1","plan_id":1,"out_contract_code":"C1","success_notify_url":"http://127.0.0.1:1/notify"}`)
			w.trigger("userSigns", "C1")
			signed := w.wants(200, "", "GET", contracts+"out-contract-code/C1"+common, "")
			has(t, signed, members{
				"state": "SIGNED", "mchid": mchID, "sp_mchid": nil, "sub_mchid": nil, // in common mode
				"signed_time": "2026-01-02T11:04:05+08:00", "terminated_time": nil, "termination_mode": nil,
			})
			end(w, signed["contract_id"].(string))
			ended := w.wants(200, "", "GET", contracts+"out-contract-code/C1"+common, "")
			has(t, ended, members{"state": "TERMINATED", "terminated_time": "2026-01-02T11:04:05+08:00", "termination_mode": mode})
			var told members
			if err := json.Unmarshal(w.notices[len(w.notices)-1].Plain, &told); err != nil {
				t.Fatal(err)
			}
			has(t, told, members{"contract_termination_mode": mode, "contract_id": ended["contract_id"], "operate_time": "2026-01-02T11:04:05+08:00"})
		})
	}
}

// Numbers are unique only for one merchant, and an institution acts for several.
func TestSubMerchantNumbers(t *testing.T) {
	w := newWorld(t)
	const orders = "/v3/global/transactions/out-trade-no/N1"
	own := func(sub string) string {
		return `"sp_mchid":"` + mchID + `","sub_mchid":"` + sub + `"`
	}
	for _, sub := range []string{"1900000001", "1900000002"} {
		w.wants(200, "", "POST", "/v3/global/micropay/transactions/pay", `{`+own(sub)+`,"sp_appid":"wx1","description":"tea `+sub+`",
			"out_trade_no":"N1","trade_type":"MICROPAY","merchant_category_code":"1011","payer":{"auth_code":"130061098828009406"},"amount":{"total":100}}`)
	}
	w.wants(204, "", "POST", "/v3/global/micropay/transactions/out-trade-no/N1/reverse", `{`+own("1900000001")+`}`)
	for sub, state := range map[string]string{"1900000001": "REVOKED", "1900000002": "SUCCESS"} {
		answer := w.wants(200, "", "GET", orders+"?sp_mchid="+mchID+"&sub_mchid="+sub, "")
		has(t, answer, members{"trade_state": state, "sub_mchid": sub, "sp_mchid": mchID, "mchid": nil})
	}
	w.wants(404, "ORDER_NOT_EXIST", "GET", orders+"?sp_mchid="+mchID+"&sub_mchid=1900000003", "")
}
