package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/notify"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

// shop takes callbacks.
type shop struct {
	url string

	mu     sync.Mutex
	refuse int // so many are refused first
	taken  []string
	serial []string
	paths  []string
}

func newShop(t *testing.T, gw *sandbox.Gateway) *shop {
	t.Helper()
	return newShopOf(t, gw.APIv3Key(), gw)
}

// newShopOf is the shop of the merchant with an APIv3 key.
func newShopOf(t *testing.T, apiV3Key string, gw *sandbox.Gateway) *shop {
	t.Helper()
	s := new(shop)
	receiver, err := wxpay.NewReceiver(apiV3Key, gw.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	take := func(_ context.Context, n *wxpay.Notification, order *payscore.ServiceOrder) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.serial = append(s.serial, n.Serial)
		if s.refuse > 0 {
			s.refuse--
			return errors.New("not now")
		}
		s.taken = append(s.taken, fmt.Sprintf("%s %s %s", order.OutOrderNo, n.EventType, order.State))
		return nil
	}
	handler, err := payscore.Notifications{UserConfirm: take, UserPaid: take}.Handler(receiver)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.paths = append(s.paths, r.URL.Path)
		s.mu.Unlock()
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *shop) all() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.taken)
}

func setCallbacks(t *testing.T, gw *sandbox.Gateway, c sandbox.NotifyOptions) {
	t.Helper()
	if err := gw.SetNotifyOptions(c); err != nil {
		t.Fatal(err)
	}
}

// confirmed makes orders and has them confirmed.
func confirmed(t *testing.T, gw *sandbox.Gateway, numbers ...string) {
	t.Helper()
	for _, number := range numbers {
		must[*payscore.CreateServiceOrderResponse](t)(newOrders(t, gw).CreateServiceOrder(context.Background(), orderRequest(number)))
		trigger(t, gw, "userConfirms", number)
	}
}

// The merchant's receiver verifies and decrypts a notification.
func TestNotify(t *testing.T) {
	for _, with := range []string{sandbox.SignPublicKey, sandbox.SignCertificate} {
		t.Run(with, func(t *testing.T) {
			gw := sandbox.New(t)
			s := newShop(t, gw)
			setCallbacks(t, gw, sandbox.NotifyOptions{BaseURL: s.url, SignWith: with, Hold: true})
			confirmed(t, gw, "A1")
			gw.DeliverNotifications()
			if want := []string{"A1 PAYSCORE.USER_CONFIRM DOING"}; !slices.Equal(s.all(), want) {
				t.Errorf("taken is %v, want %v; %+v", s.all(), want, gw.Deliveries())
			}
			if s.paths[0] != "/notify/payscore" {
				t.Errorf("the path is %s", s.paths[0])
			}
			want := gw.PublicKeyID()
			if with == sandbox.SignCertificate {
				want = gw.PlatformSerial()
			}
			if d := gw.Deliveries()[0]; !d.Accepted || !d.Next.IsZero() || d.Attempts[0].Serial != want || s.serial[0] != want {
				t.Errorf("the delivery is %+v", d)
			}
		})
	}
}

func TestNotifyAutomatically(t *testing.T) {
	gw := sandbox.New(t)
	s := newShop(t, gw)
	setCallbacks(t, gw, sandbox.NotifyOptions{BaseURL: s.url})
	confirmed(t, gw, "A1")
	for deadline := time.Now().Add(20 * time.Second); len(s.all()) == 0 && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	if len(s.all()) != 1 {
		t.Errorf("taken is %v", s.all())
	}
}

// A failed notification is retried on the documented schedule.
func TestNotifySchedule(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithLog(func(string) {}))
	s := newShop(t, gw)
	s.refuse = 100
	setCallbacks(t, gw, sandbox.NotifyOptions{BaseURL: s.url, Hold: true})
	confirmed(t, gw, "A1")
	if err := gw.Advance(25 * time.Hour); err != nil {
		t.Fatal(err)
	}
	d := gw.Deliveries()[0]
	var pauses []string
	for i := 1; i < len(d.Attempts); i++ {
		pauses = append(pauses, d.Attempts[i].Time.Sub(d.Attempts[i-1].Time).Round(time.Second).String())
	}
	if want := "15s 15s 30s 3m0s 10m0s 20m0s 30m0s 30m0s 30m0s 1h0m0s 3h0m0s 3h0m0s 3h0m0s 6h0m0s 6h0m0s"; strings.Join(pauses, " ") != want {
		t.Errorf("the pauses are %v", pauses)
	}
	if d.Accepted || !d.Next.IsZero() || !strings.Contains(d.Problem, "gives up") {
		t.Errorf("the delivery is %+v", d)
	}
}

func TestNotifyRetried(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithLog(func(string) {}))
	s := newShop(t, gw)
	s.refuse = 2
	setCallbacks(t, gw, sandbox.NotifyOptions{BaseURL: s.url, Hold: true})
	confirmed(t, gw, "A1")
	if err := gw.Advance(31 * time.Second); err != nil {
		t.Fatal(err)
	}
	if d := gw.Deliveries()[0]; !d.Accepted || len(d.Attempts) != 3 || len(s.all()) != 1 {
		t.Errorf("the delivery is %+v", d)
	}
}

func TestNotifyTwiceAndReordered(t *testing.T) {
	gw := sandbox.New(t)
	s := newShop(t, gw)
	setCallbacks(t, gw, sandbox.NotifyOptions{BaseURL: s.url, Hold: true, Duplicates: 1})
	confirmed(t, gw, "A1")
	gw.DeliverNotifications()
	if len(s.all()) != 2 {
		t.Errorf("taken is %v", s.all())
	}
	setCallbacks(t, gw, sandbox.NotifyOptions{BaseURL: s.url, Hold: true, Reorder: true})
	confirmed(t, gw, "B1", "B2")
	gw.DeliverNotifications()
	if got := s.all()[2:]; !slices.Equal(got, []string{"B2 PAYSCORE.USER_CONFIRM DOING", "B1 PAYSCORE.USER_CONFIRM DOING"}) {
		t.Errorf("taken is %v", got)
	}
	if err := gw.Redeliver(gw.Deliveries()[0].ID); err != nil || len(s.all()) != 5 {
		t.Errorf("%v; taken is %v", err, s.all())
	}
}

// A receiver that verifies rejects a probe, and the certificate that was replaced.
func TestNotifyProbe(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithLog(func(string) {}))
	s := newShop(t, gw)
	setCallbacks(t, gw, sandbox.NotifyOptions{BaseURL: s.url, Hold: true, Probe: true})
	confirmed(t, gw, "A1")
	gw.DeliverNotifications()
	d := gw.Deliveries()[0]
	if len(d.Attempts) != 2 || !d.Attempts[0].Probe || d.Attempts[0].Status < 400 || d.Attempts[0].Problem != "" || !d.Accepted {
		t.Errorf("the delivery is %+v", d)
	}
	setCallbacks(t, gw, sandbox.NotifyOptions{BaseURL: s.url, Hold: true, SignWith: sandbox.SignOldCertificate})
	confirmed(t, gw, "A2")
	gw.DeliverNotifications()
	if d := gw.Deliveries()[1]; d.Accepted || d.Attempts[0].Status < 400 || d.Attempts[0].Serial == gw.PlatformSerial() {
		t.Errorf("the delivery is %+v", d)
	}
}

// A receiver that accepts a probe is reported.
func TestNotifyProbeAccepted(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithLog(func(string) {}))
	careless := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer careless.Close()
	setCallbacks(t, gw, sandbox.NotifyOptions{BaseURL: careless.URL, Hold: true, Probe: true})
	confirmed(t, gw, "A1")
	gw.DeliverNotifications()
	if a := gw.Deliveries()[0].Attempts[0]; !strings.Contains(a.Problem, "does not verify signatures") {
		t.Errorf("the attempt is %+v", a)
	}
}

func TestNotifyMixedKeys(t *testing.T) {
	gw := sandbox.New(t)
	s := newShop(t, gw)
	setCallbacks(t, gw, sandbox.NotifyOptions{BaseURL: s.url, Hold: true, SignWith: sandbox.SignMixed, Share: 0.5, Duplicates: 19})
	confirmed(t, gw, "A1")
	gw.DeliverNotifications()
	count := make(map[string]int)
	for _, serial := range s.serial {
		count[serial]++
	}
	if len(s.serial) != 20 || count[gw.PublicKeyID()] < 3 || count[gw.PlatformSerial()] < 3 {
		t.Errorf("signed with %v", count)
	}
}

func TestSDKNotification(t *testing.T) {
	gw := sandbox.New(t)
	handler, err := notify.NewRSANotifyHandler(gw.APIv3Key(), gw.Verifier())
	if err != nil {
		t.Fatal(err)
	}
	var order struct {
		State string `json:"state"`
	}
	var problem error
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, problem = handler.ParseNotifyRequest(r.Context(), r, &order)
	}))
	defer server.Close()
	setCallbacks(t, gw, sandbox.NotifyOptions{BaseURL: server.URL, Hold: true})
	confirmed(t, gw, "A1")
	gw.DeliverNotifications()
	if problem != nil || order.State != "DOING" {
		t.Errorf("%v; the order is %+v", problem, order)
	}
}

func TestNotifySettingsErrors(t *testing.T) {
	gw := sandbox.New(t)
	err := gw.SetNotifyOptions(sandbox.NotifyOptions{SignWith: "x", Share: 2, Duplicates: -1, BaseURL: "shop"})
	if err == nil {
		t.Fatal("no error")
	}
	for _, part := range []string{"SignWith", "Share", "Duplicates", "Base"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error lacks %s: %v", part, err)
		}
	}
}
