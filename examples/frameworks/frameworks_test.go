package frameworks_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/cloudwego/hertz/pkg/common/config"
	"github.com/cloudwego/hertz/pkg/common/ut"
	"github.com/cloudwego/hertz/pkg/route"
	"github.com/gin-gonic/gin"
	"github.com/gofiber/fiber/v2"

	"github.com/wxpaygen/wxpaygen/examples/frameworks"
	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

func init() { gin.SetMode(gin.ReleaseMode) }

// start has each framework listen with a receiver, and returns its address.
var start = map[string]func(t *testing.T, receiver *wxpay.Receiver, notifications payscore.Notifications) string{
	"gin": func(t *testing.T, r *wxpay.Receiver, n payscore.Notifications) string {
		return listen(t, frameworks.Gin(handler(t, r, n)))
	},
	"echo": func(t *testing.T, r *wxpay.Receiver, n payscore.Notifications) string {
		return listen(t, frameworks.Echo(handler(t, r, n)))
	},
	"kratos": func(t *testing.T, r *wxpay.Receiver, n payscore.Notifications) string {
		return listen(t, frameworks.Kratos(handler(t, r, n)))
	},
	"fiber": func(t *testing.T, r *wxpay.Receiver, n payscore.Notifications) string {
		app := fiber.New(fiber.Config{DisableStartupMessage: true})
		app.Post("/notify", frameworks.Fiber(r, n.Dispatch))
		listener := listener(t)
		go func() { _ = app.Listener(listener) }()
		t.Cleanup(func() { _ = app.ShutdownWithTimeout(time.Second) })
		return "http://" + listener.Addr().String()
	},
	"hertz": func(t *testing.T, r *wxpay.Receiver, n payscore.Notifications) string {
		engine := route.NewEngine(config.NewOptions(nil))
		engine.POST("/notify", frameworks.Hertz(r, n.Dispatch))
		return listen(t, throughHertz(engine))
	},
}

// throughHertz passes requests to an engine that does not listen: hertz does not say at which
// free port it does.
func throughHertz(engine *route.Engine) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		var headers []ut.Header
		for name, values := range r.Header {
			headers = append(headers, ut.Header{Key: name, Value: values[0]})
		}
		resp := ut.PerformRequest(engine, r.Method, r.URL.Path, &ut.Body{Body: bytes.NewReader(body), Len: len(body)}, headers...).Result()
		w.Header().Set("Content-Type", string(resp.Header.ContentType()))
		w.WriteHeader(resp.StatusCode())
		_, _ = w.Write(resp.Body())
	})
}

func handler(t *testing.T, r *wxpay.Receiver, n payscore.Notifications) http.Handler {
	t.Helper()
	handler, err := n.Handler(r)
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func listen(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func listener(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

// A notification of the sandbox arrives, and what is not signed is refused.
func TestNotifications(t *testing.T) {
	for name, start := range start {
		t.Run(name, func(t *testing.T) {
			gw := sandbox.New(t)
			receiver, err := wxpay.NewReceiver(gw.APIv3Key(), gw.Verifier())
			if err != nil {
				t.Fatal(err)
			}
			arrived := make(chan string, 1)
			url := start(t, receiver, payscore.Notifications{
				UserConfirm: func(_ context.Context, _ *wxpay.Notification, order *payscore.ServiceOrder) error {
					arrived <- order.OutOrderNo
					return nil
				},
			})
			confirm(t, gw, url+"/notify")
			if number := <-arrived; number != "A1" {
				t.Errorf("the order is %q", number)
			}
			checkForgery(t, url+"/notify")
		})
	}
}

// confirm makes an order, and has the user confirm it.
func confirm(t *testing.T, gw *sandbox.Gateway, notifyURL string) {
	t.Helper()
	pay, err := wxpay.NewClient(gw.Options()...)
	if err != nil {
		t.Fatal(err)
	}
	_, err = payscore.New(pay).CreateServiceOrder(t.Context(), payscore.CreateServiceOrderRequest{
		OutOrderNo: "A1", AppID: "wxd678efh567hg6787", ServiceID: "500001", ServiceIntroduction: "充电宝租借",
		TimeRange: payscore.TimeRange{StartTime: "OnAccept"},
		RiskFund:  payscore.RiskFund{Name: payscore.RiskFundNameDeposit, Amount: 9900}, NotifyURL: notifyURL,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gw.Trigger("userConfirms", "A1"); err != nil {
		t.Fatal(err)
	}
}

func checkForgery(t *testing.T, url string) {
	t.Helper()
	resp, err := http.Post(url, "application/json", strings.NewReader(`{"id":"1","event_type":"PAYSCORE.USER_CONFIRM"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusUnauthorized || !strings.Contains(string(body), `"FAIL"`) {
		t.Errorf("an unsigned notification got %d %s, error %v", resp.StatusCode, body, err)
	}
	if kind := resp.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/json") {
		t.Errorf("content type %q", kind)
	}
}
