package sandbox_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// A notify URL of …/sandbox/api/reset made the sandbox forget everything.
func TestNotifyToSelf(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "localhost", "127.0.0.2", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0", "[::]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "LOCALHOST", "localhost."} {
		t.Run(host, func(t *testing.T) {
			gw := sandbox.New(t, sandbox.WithLog(func(string) {}), sandbox.WithAddr("0.0.0.0:0"), sandbox.WithNotifyOptions(sandbox.NotifyOptions{Hold: true}))
			u := must[*url.URL](t)(url.Parse(gw.URL()))
			request := orderRequest("A1")
			request.NotifyURL = "http://" + host + ":" + u.Port() + "/sandbox/api/reset"
			must[*payscore.CreateServiceOrderResponse](t)(newOrders(t, gw).CreateServiceOrder(context.Background(), request))
			trigger(t, gw, "userConfirms", "A1")
			gw.DeliverNotifications()
			if len(gw.Resources()) != 1 || len(gw.Deliveries()) != 1 || gw.Deliveries()[0].Accepted {
				t.Errorf("the sandbox has %d orders and the callbacks %+v", len(gw.Resources()), gw.Deliveries())
			}
		})
	}
}

// A notification of another sandbox cannot control this one.
func TestNotifyToOtherSandbox(t *testing.T) {
	gw := sandbox.New(t)
	status, answer := admin(t, gw, "POST", "api/reset", "{}", func(r *http.Request) { r.Header.Set("Wechatpay-Signature", "x") })
	if status != http.StatusForbidden || !strings.Contains(answer, "a notification must not control the sandbox") {
		t.Errorf("%d %s", status, answer)
	}
}

// A notification follows no redirect.
func TestNotifyRedirect(t *testing.T) {
	var followed atomic.Int32
	target := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Add(1) }))
	defer target.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		shop := httptest.NewServer(http.RedirectHandler(target.URL, status))
		gw := sandbox.New(t, sandbox.WithLog(func(string) {}), sandbox.WithNotifyOptions(sandbox.NotifyOptions{BaseURL: shop.URL, Hold: true}))
		confirmed(t, gw, "A1")
		gw.DeliverNotifications()
		attempt := gw.Deliveries()[0].Attempts[0]
		if followed.Load() != 0 || attempt.Status != status || attempt.Problem == "" {
			t.Errorf("%d: followed %d times, %+v", status, followed.Load(), attempt)
		}
		shop.Close()
	}
}
