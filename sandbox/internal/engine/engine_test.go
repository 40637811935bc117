package engine_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

func TestServiceOrder(t *testing.T) {
	w := newWorld(t)
	w.wants(404, "ORDER_NOT_EXIST", "GET", query, "")
	has(t, w.wants(200, "", "POST", orders, order), members{"state": "CREATED", "mchid": mchID, "out_order_no": "A1", "risk_fund.amount": 10000})
	w.wants(400, "INVALID_REQUEST", "POST", orders+"/A1/complete", complete) // not confirmed
	w.trigger("userConfirms", "A1")
	has(t, w.wants(200, "", "GET", query, ""), members{"state": "DOING", "state_description": "USER_CONFIRM"})
	has(t, w.wants(200, "", "POST", orders+"/A1/complete", complete), members{"state_description": "MCH_COMPLETE", "total_amount": 400})
	has(t, w.wants(200, "", "GET", query, ""), members{
		"need_collection": true, "collection.state": "USER_PAYING", "collection.paying_amount": 400, "time_range.start_time": "OnAccept",
	})
	w.trigger("userPays", "A1")
	has(t, w.wants(200, "", "GET", query, ""), members{
		"state": "DONE", "collection.state": "USER_PAID", "collection.paid_amount": 400, "collection.details.0.paid_type": "NEWTON",
		"collection.details.0.amount": 400, "state_description": nil,
	})
	w.wants(400, "ORDER_DONE", "POST", orders+"/A1/cancel", cancel("x"))
	var told []string
	for _, n := range w.notices {
		told = append(told, n.EventType+" "+n.URL)
	}
	if want := "[PAYSCORE.USER_CONFIRM http://127.0.0.1:1/notify PAYSCORE.USER_PAID http://127.0.0.1:1/notify]"; fmt.Sprint(told) != want {
		t.Errorf("notices are %v, want %v", told, want)
	}
	var plain members
	if err := json.Unmarshal(w.notices[1].Plain, &plain); err != nil {
		t.Fatal(err)
	}
	has(t, plain, members{"out_order_no": "A1", "total_amount": 400, "collection.state": "USER_PAID", "state": "DONE"})
}

// A repeated request gets the documented response.
func TestRepeat(t *testing.T) {
	w := newWorld(t)
	first := w.do("POST", orders, order)
	second := w.do("POST", orders, order)
	if string(first.Body) != string(second.Body) || !second.Repeated {
		t.Errorf("the second answer is\n%s\nthe first\n%s", second.Body, first.Body)
	}
	w.wants(400, "INVALID_REQUEST", "POST", orders, strings.Replace(order, "租借", "别的", 1))
	w.wants(200, "", "POST", orders+"/A1/cancel", cancel("用户投诉"))
	w.wants(200, "", "POST", orders+"/A1/cancel", cancel("用户投诉"))
	w.wants(400, "ORDER_CANCELED", "POST", orders+"/A1/cancel", cancel("别的"))
	r, err := w.engine.Resource("A1")
	if err != nil {
		t.Fatal(err)
	}
	if n := r.Effects["payscore.cancelServiceOrder"].Times; n != 1 {
		t.Errorf("cancelled %d times", n)
	}
}

// The policy whilePaying decides whether an order can be cancelled while it is being paid.
func TestPolicyWhilePaying(t *testing.T) {
	for _, test := range []struct {
		value  string
		status int
		code   string
	}{{"allow", 200, ""}, {"deny", 400, "PARAM_ERROR"}, {"deducting", 400, "INVALID_REQUEST"}} {
		t.Run(test.value, func(t *testing.T) {
			w := newWorld(t)
			if err := w.engine.SetPolicy("payscore.cancelServiceOrder.whilePaying", test.value); err != nil {
				t.Fatal(err)
			}
			w.wants(200, "", "POST", orders, order)
			w.trigger("userConfirms", "A1")
			w.wants(200, "", "POST", orders+"/A1/complete", complete)
			w.wants(test.status, test.code, "POST", orders+"/A1/cancel", cancel("x"))
		})
	}
}

// A policy decides the response to a repeated request.
func TestPolicyRepeat(t *testing.T) {
	w := newWorld(t)
	set := func(name, value string) {
		if err := w.engine.SetPolicy(name, value); err != nil {
			t.Fatal(err)
		}
	}
	w.wants(200, "", "POST", orders, order)
	w.wants(200, "", "POST", orders+"/A1/cancel", cancel("x"))
	set("payscore.cancelServiceOrder.otherReason", "INVALID_REQUEST")
	w.wants(400, "INVALID_REQUEST", "POST", orders+"/A1/cancel", cancel("y"))
	w.wants(200, "", "POST", orders+"/A1/cancel", cancel("x"))

	set("globalpapay.payTransaction.outcome", "failed")
	w.wants(200, "", "POST", presign, `{"appid":"wx1","plan_id":1,"out_contract_code":"C1"}`)
	w.trigger("userSigns", "C1")
	r, err := w.engine.Resource("C1")
	if err != nil {
		t.Fatal(err)
	}
	w.wants(200, "", "POST", deduct, deduction("D1", r.Members["contract_id"].(string)))
	w.wants(204, "", "POST", deduct+"/out-trade-no/D1/reverse", "")
	w.wants(400, "ORDER_CLOSED", "POST", deduct+"/out-trade-no/D1/reverse", "")
	set("globalpapay.reverseTransaction.again", "answer")
	w.wants(204, "", "POST", deduct+"/out-trade-no/D1/reverse", "")
}

// The policy zeroTotal decides about an order with nothing to pay.
func TestPolicyZeroTotal(t *testing.T) {
	free := strings.NewReplacer(`"total_amount":400`, `"total_amount":0`, `"amount":500`, `"amount":100`).Replace(complete)
	for value, want := range map[string]members{
		"finishes": {"state": "DONE", "need_collection": false},
		"waits":    {"state": "DOING", "state_description": "MCH_COMPLETE", "need_collection": true},
	} {
		w := newWorld(t)
		if err := w.engine.SetPolicy("payscore.completeServiceOrder.zeroTotal", value); err != nil {
			t.Fatal(err)
		}
		w.wants(200, "", "POST", orders, order)
		w.trigger("userConfirms", "A1")
		has(t, w.wants(200, "", "POST", orders+"/A1/complete", free), want)
	}
}

// The policy notification decides whether a synchronised payment is notified.
func TestPolicyNotification(t *testing.T) {
	for value, want := range map[string]string{"none": "PAYSCORE.USER_CONFIRM", "sent": "PAYSCORE.USER_PAID"} {
		w := newWorld(t)
		if err := w.engine.SetPolicy("payscore.syncServiceOrder.notification", value); err != nil {
			t.Fatal(err)
		}
		w.wants(200, "", "POST", orders, order)
		w.trigger("userConfirms", "A1")
		w.wants(200, "", "POST", orders+"/A1/complete", complete)
		paid := w.wants(200, "", "POST", orders+"/A1/sync",
			`{"appid":"wx1","service_id":"500001","type":"Order_Paid","detail":{"paid_time":"20260101000000"}}`)
		has(t, paid, members{"state": "DONE", "collection.details.0.paid_type": "MCH"})
		if last := w.notices[len(w.notices)-1].EventType; last != want {
			t.Errorf("%s: the last notification is %s, want %s", value, last, want)
		}
	}
}

// An order lapses after thirty days.
func TestOrderLapses(t *testing.T) {
	w := newWorld(t)
	w.wants(200, "", "POST", orders, order)
	w.now = w.now.Add(30*24*time.Hour - time.Second)
	has(t, w.wants(200, "", "GET", query, ""), members{"state": "CREATED"})
	w.now = w.now.Add(time.Second)
	has(t, w.wants(200, "", "GET", query, ""), members{"state": "EXPIRED"})
	w.wants(400, "INVALID_ORDER_STATE", "POST", orders+"/A1/cancel", cancel("x"))
	if _, err := w.engine.Trigger("userConfirms", "A1", nil); err == nil || !strings.Contains(err.Error(), "is in expired") {
		t.Errorf("the error is %v", err)
	}
}

// Rules between members are evaluated.
func TestChecks(t *testing.T) {
	w := newWorld(t)
	w.wants(200, "", "POST", orders, order)
	w.trigger("userConfirms", "A1")
	for name, body := range map[string]string{
		"the sum is wrong":     strings.Replace(complete, `"total_amount":400`, `"total_amount":401`, 1),
		"more than the risk":   strings.NewReplacer(`"total_amount":400`, `"total_amount":20000`, `"amount":500`, `"amount":20100`).Replace(complete),
		"no end":               strings.Replace(complete, `,"time_range":{"end_time":"20260101"}`, "", 1),
		"both numbers or none": "",
	} {
		t.Run(name, func(t *testing.T) {
			w.t = t
			if body == "" {
				w.wants(400, "PARAM_ERROR", "GET", orders+"?service_id=500001&appid=wx1", "")
				return
			}
			w.wants(400, "PARAM_ERROR", "POST", orders+"/A1/complete", body)
		})
	}
	w.t = t
	has(t, w.wants(200, "", "POST", orders+"/A1/complete", strings.NewReplacer(`"total_amount":400`, `"total_amount":0`, `"amount":500`, `"amount":100`).Replace(complete)), members{"state": "DONE", "need_collection": false})
}

// A code payment is reversed until the outcome is certain.
func TestCodePaymentReversal(t *testing.T) {
	w := newWorld(t)
	pay := `{"appid":"wx1","mchid":"` + mchID + `","description":"茶","out_trade_no":"T00001","payer":{"auth_code":"130061098828009406"},
		"amount":{"total":100},"scene_info":{"store_info":{"id":"0001"}}}`
	const base = "/v3/pay/transactions/out-trade-no/T00001"
	own := `{"appid":"wx1","mchid":"` + mchID + `"}`
	paid := w.wants(200, "", "POST", "/v3/pay/transactions/codepay", pay)
	has(t, paid, members{"trade_state": "SUCCESS", "amount.payer_total": 100, "amount.total": 100})
	byID := w.wants(200, "", "GET", "/v3/pay/transactions/id/"+paid["transaction_id"].(string)+"?mchid="+mchID, "")
	has(t, byID, members{"out_trade_no": "T00001"})
	w.wants(400, "ORDER_PAID", "POST", base+"/close", `{"mchid":"`+mchID+`"}`)
	w.wants(200, "", "POST", base+"/reverse", own)
	has(t, w.wants(200, "", "GET", base+"?mchid="+mchID, ""), members{"trade_state": "REVOKED"})
	w.wants(200, "", "POST", base+"/reverse", own)
	w.now = w.now.Add(8 * 24 * time.Hour)
	w.wants(200, "", "POST", base+"/reverse", own) // a repeated request, at any age

	w.wants(200, "", "POST", "/v3/pay/transactions/codepay", strings.Replace(pay, "T00001", "T00002", 1))
	w.now = w.now.Add(7*24*time.Hour + time.Second)
	w.wants(403, "TRADE_ERROR", "POST", "/v3/pay/transactions/out-trade-no/T00002/reverse", own)
}

// The modes of the global wallet are separate.
func TestGlobalModes(t *testing.T) {
	w := newWorld(t)
	const reverse = "/v3/global/papay/transactions/out-trade-no/none/reverse"
	w.wants(404, "NOT_FOUND", "POST", reverse, "")
	w.wants(404, "NOT_FOUND", "POST", reverse, `{"sub_mchid":"20000100"}`)
	result := w.do("POST", "/v3/global/papay/contracts/app-pre-entrust-sign", `{"sub_mchid":"1","plan_id":1}`)
	if result.Code != "PARAM_ERROR" {
		t.Errorf("%s %s", result.Code, result.Message)
	}
}

func TestSnapshot(t *testing.T) {
	w := newWorld(t)
	w.wants(200, "", "POST", orders, order)
	if err := w.engine.SetPolicy("payscore.payServiceOrder.deduction", "fails"); err != nil {
		t.Fatal(err)
	}
	data := must(json.Marshal(w.engine.Snapshot()))
	again := newWorld(t)
	var s engine.Snapshot
	if err := json.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	if err := again.engine.Restore(s, rand.NewPCG(2, 2)); err != nil {
		t.Fatal(err)
	}
	again.wants(200, "", "POST", orders, order)
	has(t, again.wants(200, "", "GET", query, ""), members{"state": "CREATED"})
	s = again.engine.Snapshot()
	if s.Starts != 1 {
		t.Errorf("%d restarts are counted, want 1", s.Starts)
	}
	s.Starts = 0
	if got := must(json.Marshal(s)); string(got) != string(data) {
		t.Errorf("after the restart\n%s\nbefore\n%s", got, data)
	}
	again.now = again.now.Add(31 * 24 * time.Hour)
	has(t, again.wants(200, "", "GET", query, ""), members{"state": "EXPIRED"})
}
