package engine_test

import (
	"encoding/json"
	"testing"
)

const contracts = "/v3/global/papay/contracts/"

// A contract is asked for under other names than those that the notifications have.
func TestAContractShowsWhenItWasSignedAndWhoEndedIt(t *testing.T) {
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
