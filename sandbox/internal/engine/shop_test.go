package engine_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

const (
	shopOrders   = "/v3/orders/out-trade-no/"
	shopRefunds  = "/v3/refunds"
	shopCombined = "/v3/combined"
)

// newShop has an order O1 of 100 fen that is paid.
func newShop(t *testing.T) *world {
	t.Helper()
	w := newWorldOf(t, "shop.yaml")
	w.wants(200, "", "POST", "/v3/orders", `{"out_trade_no":"O1","appid":"wx1","notify_url":"http://127.0.0.1/n","amount":{"total":100}}`)
	w.trigger("userPays", "O1")
	return w
}

func refund(no string, fen int) string {
	return fmt.Sprintf(`{"out_refund_no":%q,"out_trade_no":"O1","amount":{"refund":%d}}`, no, fen)
}

func (w *world) refunds(status int, code, no string, fen int) members {
	w.t.Helper()
	return w.wants(status, code, "POST", shopRefunds, refund(no, fen))
}

func (w *world) order(no string, want members) {
	w.t.Helper()
	has(w.t, w.wants(200, "", "GET", shopOrders+no, ""), want)
}

func TestRefunds(t *testing.T) {
	w := newShop(t)
	w.refunds(400, "PARAM_ERROR", "R0", 0)
	has(t, w.refunds(200, "", "R1", 30), members{"status": "PROCESSING", "out_trade_no": "O1", "amount.total": 100})
	w.order("O1", members{"trade_state": "REFUND", "amount.refunded": 30})
	w.refunds(400, "INVALID_REQUEST", "R1", 31) // the number with other parameters
	w.refunds(200, "", "R1", 30)                // and with the same
	w.order("O1", members{"amount.refunded": 30})
	w.refunds(400, "NOT_ENOUGH", "R2", 71) // more than the remaining amount
	w.order("O1", members{"amount.refunded": 30})
	w.refunds(200, "", "R2", 70)
	w.refunds(400, "NOT_ENOUGH", "R3", 1)
	w.order("O1", members{"trade_state": "REFUND", "amount.refunded": 100})
	w.wants(400, "NOT_FOUND", "GET", shopRefunds+"/R3", "") // a rejected refund creates nothing
}

// A refund that fails returns its amount to the order.
func TestFailedRefund(t *testing.T) {
	w := newShop(t)
	w.refunds(200, "", "R1", 30)
	w.refunds(200, "", "R2", 20)
	w.trigger("bankRefuses", "R1")
	has(t, w.wants(200, "", "GET", shopRefunds+"/R1", ""), members{"status": "ABNORMAL", "user_received_account": "closed account"})
	w.trigger("fails", "R1")
	w.order("O1", members{"trade_state": "REFUND", "amount.refunded": 20})
	w.trigger("fails", "R2")
	w.order("O1", members{"trade_state": "SUCCESS", "amount.refunded": 0})
}

func TestRefundByTransaction(t *testing.T) {
	w := newShop(t)
	id := must(w.engine.Resource("O1")).Members["transaction_id"].(string)
	body := fmt.Sprintf(`{"out_refund_no":"R1","transaction_id":%q,"amount":{"refund":30}}`, id)
	has(t, w.wants(200, "", "POST", shopRefunds, body), members{"out_trade_no": "O1"})
	has(t, w.wants(200, "", "GET", "/v3/orders/id/"+id, ""), members{"out_trade_no": "O1", "id": id, "amount.refunded": 30})
	w.wants(400, "NOT_FOUND", "GET", "/v3/orders/id/1", "")
	w.wants(400, "NOT_FOUND", "POST", shopRefunds, `{"out_refund_no":"R2","out_trade_no":"none","amount":{"refund":1}}`)
}

func TestRefundArrives(t *testing.T) {
	w := newShop(t)
	w.refunds(200, "", "R1", 95) // above what arrives by itself
	w.refunds(200, "", "R2", 5)
	w.now = w.now.Add(time.Hour)
	w.engine.Settle()
	has(t, w.wants(200, "", "GET", shopRefunds+"/R1", ""), members{"status": "PROCESSING"})
	has(t, w.refunds(200, "", "R2", 5), members{"status": "SUCCESS"}) // the same call shows what it is now
	if last := w.notices[len(w.notices)-1]; last.EventType != "REFUND.SUCCESS" {
		t.Errorf("the last notification is %s", last.EventType)
	}
}

func TestOrderExpires(t *testing.T) {
	for name, test := range map[string]struct {
		expire string
		after  time.Duration
	}{
		"by its member":        {`,"time_expire":"2026-01-02T12:00:00+08:00"`, 55*time.Minute + 55*time.Second},
		"by default":           {"", 7 * 24 * time.Hour},
		"a member of no form":  {`,"time_expire":"soon"`, 7 * 24 * time.Hour},
		"a compact time":       {`,"time_expire":"20260102120000"`, 55*time.Minute + 55*time.Second},
		"a time that has gone": {`,"time_expire":"20250102120000"`, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorldOf(t, "shop.yaml")
			w.wants(200, "", "POST", "/v3/orders", `{"out_trade_no":"O1","amount":{"total":1}`+test.expire+`}`)
			if test.after > 0 {
				w.now = w.now.Add(test.after - time.Second)
				w.order("O1", members{"trade_state": "NOTPAY"})
				w.now = w.now.Add(time.Second)
			}
			w.order("O1", members{"trade_state": "CLOSED"})
			w.wants(400, "ORDER_CLOSED", "POST", shopRefunds, refund("R1", 1))
		})
	}
}

func TestIdentity(t *testing.T) {
	w := newShop(t)
	w.wants(200, "", "GET", shopOrders+"O1?appid=wx1", "")
	w.wants(400, "APPID_MCHID_NOT_MATCH", "GET", shopOrders+"O1?appid=wx2", "")
}

// A resource stores only the members that the lifecycle keeps.
func TestKeep(t *testing.T) {
	w := newShop(t)
	if r := must(w.engine.Resource("O1")); r.Members["notify_url"] != nil || r.Members["refunded"] != int64(0) {
		t.Errorf("kept: %v", r.Members)
	}
}

const combined = `{"combine_out_trade_no":"C1","receivers":[{"account":"a"},{"account":"b"}],
	"sub_orders":[{"out_trade_no":"S1","fen":10},{"out_trade_no":"S2","fen":20}]}`

func TestCombinedOrder(t *testing.T) {
	w := newShop(t)
	w.wants(204, "", "POST", shopCombined, combined)
	has(t, w.wants(200, "", "GET", shopCombined+"/C1", ""), members{
		"sub_orders.0.out_trade_no": "S1", "sub_orders.0.trade_state": "NOTPAY", "sub_orders.1.amount.total": 20,
		"receivers.0.result": "PENDING", "receivers.1.result": "PENDING", "receivers.1.account": "b",
	})
	w.trigger("userPays", "C1")
	w.order("S1", members{"trade_state": "SUCCESS"})
	has(t, w.wants(200, "", "GET", shopCombined+"/C1", ""), members{"sub_orders.1.trade_state": "SUCCESS", "receivers.1.result": "SUCCESS"})
	w.wants(200, "", "POST", shopRefunds, `{"out_refund_no":"R9","out_trade_no":"S2","amount":{"refund":5}}`)
	has(t, w.wants(200, "", "GET", shopCombined+"/C1", ""), members{"sub_orders.0.trade_state": "SUCCESS", "sub_orders.1.trade_state": "REFUND"})
}

func TestCombinedOrderClose(t *testing.T) {
	w := newShop(t)
	w.wants(204, "", "POST", shopCombined, combined)
	w.trigger("userPays", "S2")
	w.wants(400, "ORDER_PAID", "DELETE", shopCombined+"/C1", combined) // nothing is closed then
	w.order("S1", members{"trade_state": "NOTPAY"})
	w.wants(400, "NOT_FOUND", "DELETE", shopCombined+"/C1", `{"sub_orders":[{"out_trade_no":"none"}]}`)
	w.wants(204, "", "DELETE", shopCombined+"/C1", `{"sub_orders":[{"out_trade_no":"S1"}]}`)
	w.order("S1", members{"trade_state": "CLOSED"})
	w.order("S2", members{"trade_state": "SUCCESS"})
}

func TestCombinedOrderUsedNumbers(t *testing.T) {
	w := newShop(t)
	w.wants(400, "OUT_TRADE_NO_USED", "POST", shopCombined, `{"combine_out_trade_no":"C1","sub_orders":[{"out_trade_no":"S1"},{"out_trade_no":"O1"}]}`)
	w.wants(400, "NOT_FOUND", "GET", shopOrders+"S1", "")
	w.wants(400, "NOT_FOUND", "GET", shopCombined+"/C1", "")
	w.wants(400, "OUT_TRADE_NO_USED", "POST", shopCombined, `{"combine_out_trade_no":"C1","sub_orders":[{"out_trade_no":"S1"},{"out_trade_no":"S1"}]}`)
}

// An event of the user can create a resource.
func TestEventCreates(t *testing.T) {
	w := newShop(t)
	r := must(w.engine.Create("shop.complaint", "userComplains", mchID, members{"out_trade_no": "O1", "complaint_detail": "Late."}))
	id := r.Number()
	has(t, w.wants(200, "", "GET", "/v3/complaints/"+id, ""), members{"complaint_state": "PENDING", "complaint_detail": "Late.", "out_trade_no": "O1"})
	w.wants(204, "", "POST", "/v3/complaints/"+id, "")
	has(t, w.wants(200, "", "GET", "/v3/complaints/"+id, ""), members{"complaint_state": "PROCESSED"})
	second := must(w.engine.Create("shop.complaint", "userComplains", mchID, nil))
	if second.Number() == id || second.Members["complaint_detail"] != "It is broken." {
		t.Errorf("the second is %v", second.Members)
	}
}

func TestEventParameters(t *testing.T) {
	w := newShop(t)
	for name, given := range map[string]members{"none": nil, "another": {"fen": 1.0, "amount": 2.0}, "too much": {"fen": 101.0}} {
		if _, err := w.engine.Trigger("isRefunded", "O1", given); !errors.Is(err, engine.ErrEvent) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.order("O1", members{"trade_state": "SUCCESS", "amount.refunded": 0})
	must(w.engine.Trigger("isRefunded", "O1", members{"fen": 40.0}))
	w.order("O1", members{"trade_state": "REFUND", "amount.refunded": 40})
}
