package sandbox_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// admin calls the console's API.
func admin(t *testing.T, gw *sandbox.Gateway, method, path, body string, change ...func(*http.Request)) (status int, answer string) {
	t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, gw.URL()+sandbox.AdminPath+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range change {
		c(r)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(data)
}

func TestAPITrigger(t *testing.T) {
	gw, ctx := sandbox.New(t), context.Background()
	orders := newOrders(t, gw)
	must[*payscore.CreateServiceOrderResponse](t)(orders.CreateServiceOrder(ctx, orderRequest("A1")))
	for _, test := range []struct {
		name, path, body string
		status           int
		answer           string
	}{
		{"an event", "api/events", `{"event":"userConfirms","resource":"A1"}`, 200, `"state":"confirmed"`},
		{"an event that cannot be", "api/events", `{"event":"userPays","resource":"A1"}`, 400, "userPays needs one of the states [paying]"},
		{"no such resource", "api/events", `{"event":"userPays","resource":"A2"}`, 400, `there is no resource \"A2\"`},
		{"the clock", "api/clock", `{"advance":"24h"}`, 200, `"now"`},
		{"a clock that goes back", "api/clock", `{"advance":"-1s"}`, 400, "cannot go back"},
		{"a policy", "api/policies", `{"name":"payscore.cancelServiceOrder.whilePaying","value":"deny"}`, 200, "deny"},
		{"a value that a policy lacks", "api/policies", `{"name":"payscore.cancelServiceOrder.whilePaying","value":"x"}`, 400, "its values are allow, deny"},
		{"faults", "api/random-faults", `{"seed":1,"faults":[{"operation":"payscore.cancelServiceOrder","fault":"FailBeforeEffect","rate":1}]}`, 200, ""},
		{"faults of operations that share a name", "api/random-faults", `{"seed":1,"faults":[{"operation":"cancelServiceOrder","fault":"FailBeforeEffect","rate":1}]}`, 200, ""},
		{"a fault of no operation", "api/random-faults", `{"faults":[{"operation":"payscore.cancelOrder","fault":"FailBeforeEffect","rate":1}]}`, 400, `no operation \"payscore.cancelOrder\"`},
		{"a clock that goes too far", "api/clock", `{"advance":"8785h"}`, 400, "366 days"},
		{"no such fault", "api/random-faults", `{"faults":[{"fault":"x"}]}`, 400, `no fault \"x\"`},
		{"the next fault", "api/faults", `{"operation":"payscore.queryServiceOrder","fault":"DropAfterEffect","times":1}`, 200, ""},
		{"a fault of no operation", "api/faults", `{"operation":"none","fault":"DropAfterEffect","times":1}`, 400, "there is no operation"},
		{"a fault that strikes never", "api/faults", `{"fault":"DropAfterEffect","times":0}`, 400, "give at least 1"},
		{"a slow answer", "api/faults", `{"operation":"payscore.queryServiceOrder","fault":"SlowHeaders","wait":"40s","times":2}`, 200, ""},
		{"idle connections", "api/faults", `{"operation":"payscore.queryServiceOrder","fault":"CloseIdle","wait":"2s","times":1}`, 200, ""},
		{"a wait that is too long", "api/faults", `{"fault":"SlowHeaders","wait":"11m","times":1}`, 400, "10 minutes at most"},
		{"a fault that does not wait", "api/faults", `{"fault":"DropAfterEffect","wait":"1s","times":1}`, 400, "this fault has no time to wait"},
		{"good behaviour of no operation", "api/clear-faults", `{"operation":"none"}`, 400, "there is no operation"},
		{"callbacks", "api/notify-options", `{"sign_with":"mixed","share":0.5}`, 200, "mixed"},
		{"no JSON", "api/clock", `{`, 400, "problem"},
		{"a member that is not known", "api/clock", `{"by":"1s"}`, 400, "unknown field"},
	} {
		t.Run(test.name, func(t *testing.T) {
			status, answer := admin(t, gw, "POST", test.path, test.body)
			if status != test.status || !strings.Contains(answer, test.answer) {
				t.Errorf("%d %s, want %d with %s", status, answer, test.status, test.answer)
			}
		})
	}
	if _, err := orders.CancelServiceOrder(ctx, cancelRequest("A1")); err == nil {
		t.Error("the fault did not strike")
	}
	_, state := admin(t, gw, "GET", "api/state", "")
	for _, part := range []string{
		`"state":"confirmed"`, `"random_faults":[{"operation":"cancelServiceOrder","fault":"FailBeforeEffect"`, `"PAYSCORE.USER_CONFIRM"`, `"FailBeforeEffect":1`,
		`"pending_faults":[{"operation":"payscore.queryServiceOrder","fault":"DropAfterEffect","times":1},{"operation":"payscore.queryServiceOrder","fault":"SlowHeaders","wait":"40s","times":2},{"operation":"payscore.queryServiceOrder","fault":"CloseIdle","wait":"2s","times":1}]`,
	} {
		if !strings.Contains(state, part) {
			t.Errorf("the state lacks %s: %s", part, state)
		}
	}
	if status, answer := admin(t, gw, "POST", "api/clear-faults", `{"operation":"payscore.queryServiceOrder"}`); status != 200 {
		t.Error(answer)
	}
	if _, state := admin(t, gw, "GET", "api/state", ""); !strings.Contains(state, `"pending_faults":[]`) {
		t.Errorf("after behaving again: %s", state)
	}
	resetsAll(t, gw)
}

func resetsAll(t *testing.T, gw *sandbox.Gateway) {
	t.Helper()
	if status, _ := admin(t, gw, "POST", "api/reset", ""); status != 200 || len(gw.Resources()) != 0 {
		t.Errorf("%d; after the reset there are %d resources", status, len(gw.Resources()))
	}
	if ahead := time.Until(gw.Now()); ahead > time.Minute {
		t.Errorf("after the reset the clock is %v ahead", ahead)
	}
	for _, p := range gw.Policies() {
		if p.Value != p.Default {
			t.Errorf("after the reset %s is %s", p.Name, p.Value)
		}
	}
}

// The API shows requests without their signatures.
func TestAPIRequests(t *testing.T) {
	gw := sandbox.New(t)
	must[*payscore.CreateServiceOrderResponse](t)(newOrders(t, gw).CreateServiceOrder(context.Background(), orderRequest("A1")))
	_, answer := admin(t, gw, "GET", "api/requests?after=0", "")
	var list []map[string]any
	if err := json.Unmarshal([]byte(answer), &list); err != nil || len(list) != 1 {
		t.Fatalf("%v: %s", err, answer)
	}
	if list[0]["signed"] != true || list[0]["status"] != 200.0 || strings.Contains(answer, "WECHATPAY2") {
		t.Errorf("the exchange is %s", answer)
	}
	if _, answer := admin(t, gw, "GET", "api/requests?after=1", ""); strings.TrimSpace(answer) != "[]" {
		t.Errorf("after 1 there is %s", answer)
	}
}

func TestAPIDiagram(t *testing.T) {
	gw := sandbox.New(t)
	status, svg := admin(t, gw, "GET", "api/diagram?kind=payscore.serviceOrder", "")
	if status != 200 || !strings.HasPrefix(svg, "<svg") || !strings.Contains(svg, "revoked") {
		t.Errorf("%d %.100s", status, svg)
	}
	if status, _ := admin(t, gw, "GET", "api/diagram?kind=none", ""); status != 404 {
		t.Errorf("an unknown kind is answered %d", status)
	}
}

// Other web pages and other host names cannot reach the console.
func TestConsoleCrossOrigin(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithLog(func(string) {}))
	for name, change := range map[string]func(*http.Request){
		"another origin":   func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
		"a cross-site one": func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
	} {
		if status, answer := admin(t, gw, "POST", "api/reset", "", change); status != http.StatusForbidden {
			t.Errorf("%s: %d %s", name, status, answer)
		}
	}
	if status, answer := admin(t, gw, "GET", "api/state", "", func(r *http.Request) { r.Host = "rebound.example" }); status != http.StatusForbidden || !strings.Contains(answer, "-token") {
		t.Errorf("another name: %d %s", status, answer)
	}
}
