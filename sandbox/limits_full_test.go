package sandbox_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

func TestResourceLimit(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithLog(func(string) {}))
	large := map[string]any{
		"out_order_no": "A1", "appid": "wx1", "service_id": "500001", "service_introduction": "x",
		"time_range": map[string]any{"start_time": "OnAccept"}, "risk_fund": map[string]any{"name": "DEPOSIT", "amount": 100},
		"notify_url": "https://shop.example.com/n",
	}
	for i := range 8000 {
		large[fmt.Sprint("undocumented", i)] = 0
	}
	status, answer := postRaw(t, gw, "/v3/payscore/serviceorder", nil, large)
	if status != 400 || !strings.Contains(answer, "a resource may take 2048 KiB") || len(gw.Resources()) != 0 {
		t.Errorf("%d %s, %d orders", status, answer, len(gw.Resources()))
	}
}

func TestStoreFull(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithLog(func(string) {}), sandbox.WithMaxResources(1<<20))
	confirmed(t, gw, "A1")
	status, answer := 200, ""
	made := 0
	for ; status == 200 && made < 1000; made++ {
		status, answer = postRaw(t, gw, "/v3/payscore/serviceorder", nil, map[string]any{
			"out_order_no": fmt.Sprint("B", made), "appid": "wx1", "service_id": "500001", "service_introduction": "x",
			"time_range": map[string]any{"start_time": "OnAccept"}, "risk_fund": map[string]any{"name": "DEPOSIT", "amount": 100},
			"notify_url": "https://shop.example.com/n", "undocumented": strings.Repeat("x", 60_000),
		})
	}
	if status != 500 || !strings.Contains(answer, "memory of the sandbox for resources is used up") || made > 50 {
		t.Fatalf("after %d orders: %d %.200s", made, status, answer)
	}
	trigger(t, gw, "userConfirms", "B1") // those that are there go on
	if status, answer := admin(t, gw, "POST", "api/reset", `{}`); status != 200 {
		t.Fatal(answer)
	}
	confirmed(t, gw, "A2")
}
