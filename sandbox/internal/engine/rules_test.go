package engine_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

const directComplete = `{"out_order_no":"B1","appid":"wx1","service_id":"500001","service_introduction":"租借","openid":"o1",
	"time_range":{"start_time":"20260101","end_time":"20260102"},"notify_url":"http://127.0.0.1:1/notify",
	"post_payments":[{"name":"租金","amount":400}],"total_amount":400}`

// A service ends after its start, and not in the future.
func TestServiceTimes(t *testing.T) {
	w := newWorld(t)
	w.now = time.Date(2026, 1, 1, 17, 0, 0, 0, time.UTC) // one o'clock of the second, in Beijing
	w.wants(200, "", "POST", orders, order)
	w.trigger("userConfirms", "A1")
	for end, code := range map[string]string{
		"20260103": "PARAM_ERROR", "20260102010001": "PARAM_ERROR", "20261301": "PARAM_ERROR", "20260132": "PARAM_ERROR", "20260101240000": "PARAM_ERROR",
	} {
		w.wants(400, code, "POST", orders+"/A1/complete", strings.Replace(complete, "20260101", end, 1))
		w.wants(400, code, "POST", orders+"/direct-complete", strings.Replace(directComplete, "20260102", end, 1))
	}
	w.wants(400, "PARAM_ERROR", "POST", orders+"/direct-complete", strings.Replace(directComplete, "20260102", "20251231", 1))
	w.wants(200, "", "POST", orders+"/A1/complete", strings.Replace(complete, "20260101", "20260102010000", 1))
	w.wants(200, "", "POST", orders+"/direct-complete", directComplete)
}

// The address for notifications is absolute and has no query.
func TestNotifyURL(t *testing.T) {
	w := newWorld(t)
	const address = "http://127.0.0.1:1/notify"
	for _, wrong := range []string{"/notify", "ftp://127.0.0.1/notify", "shop.example.com/notify", address + "?a=b", address + "#a", address + " a"} {
		w.wants(400, "PARAM_ERROR", "POST", orders, strings.Replace(order, address, wrong, 1))
		w.wants(400, "PARAM_ERROR", "POST", deduct, strings.Replace(deduction("D1", "C1"), address, wrong, 1))
	}
	w.wants(200, "", "POST", orders, order)
}

// An order that needs no confirmation has no package.
func TestOrderWithoutConfirmation(t *testing.T) {
	w := newWorld(t)
	if answer := w.wants(200, "", "POST", orders, order); !strings.Contains(answer["package"].(string), "out_order_no=A1&") {
		t.Errorf("the package is %v", answer["package"])
	}
	direct := strings.NewReplacer("A1", "A2", `"appid"`, `"need_user_confirm":false,"openid":"o1","appid"`).Replace(order)
	answer := w.wants(200, "", "POST", orders, direct)
	if _, ok := answer["package"]; ok || answer["state"] != "DOING" {
		t.Errorf("the answer is %v", answer)
	}
}

// A store is identified by one of its two numbers.
func TestStoreNumbers(t *testing.T) {
	w := newWorld(t)
	pay := func(number, store string) string {
		return `{"appid":"wx1","mchid":"` + mchID + `","description":"茶","out_trade_no":"` + number + `","payer":{"auth_code":"130061098828009406"},
			"amount":{"total":100},"scene_info":{"store_info":` + store + `}}`
	}
	w.wants(400, "PARAM_ERROR", "POST", "/v3/pay/transactions/codepay", pay("T00001", `{}`))
	w.wants(200, "", "POST", "/v3/pay/transactions/codepay", pay("T00001", `{"out_id":"A1111"}`))
	w.wants(200, "", "POST", "/v3/pay/transactions/codepay", pay("T00002", `{"id":"0001"}`))
}

// Entries without a name do not count as entries of the same name.
func TestUnnamedEntries(t *testing.T) {
	w := newWorld(t)
	list := func(items string) string {
		return strings.Replace(directComplete, `[{"name":"租金","amount":400}]`, "["+items+"]", 1)
	}
	w.wants(400, "PARAM_ERROR", "POST", orders+"/direct-complete", list(`{"name":"租金","amount":100},{"name":"租金","amount":300}`))
	w.wants(200, "", "POST", orders+"/direct-complete", list(`{"amount":100},{"amount":200},{"name":"租金","amount":100}`))
}

// Missing header fields are an error if they are required.
func TestRequiredHeaders(t *testing.T) {
	w := newWorld(t)
	w.wants(404, "ORDER_NOT_EXIST", "GET", query, "") // neither Accept nor User-Agent
	if err := w.engine.SetPolicy("requests.headers", "strict"); err != nil {
		t.Fatal(err)
	}
	for accept, code := range map[string]string{
		"": "PARAM_ERROR", "text/html": "PARAM_ERROR", "*/*": "ORDER_NOT_EXIST", "text/html, Application/JSON;q=0.9": "ORDER_NOT_EXIST",
	} {
		call := &engine.Call{Method: "GET", URI: query, MchID: mchID, Header: http.Header{"User-Agent": {"x"}, "Accept": {accept}}}
		if result := w.engine.Do(call); result.Code != code {
			t.Errorf("Accept: %s is answered %s %s, want %s", accept, result.Code, result.Message, code)
		}
		call.Header.Del("User-Agent")
		if result := w.engine.Do(call); result.Code != "PARAM_ERROR" || result.Message != "Http头缺少Accept或User-Agent" {
			t.Errorf("without User-Agent: %s %s", result.Code, result.Message)
		}
	}
}
