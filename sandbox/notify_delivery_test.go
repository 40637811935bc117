package sandbox_test

import (
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

// No notification leaves this machine.
func TestNotifyStaysLocal(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithLog(func(string) {}))
	confirmed(t, gw, "A1")
	gw.DeliverNotifications()
	d := gw.Deliveries()[0]
	if len(d.Attempts) != 0 || !d.Next.IsZero() || !strings.Contains(d.Problem, "shop.example.com is not on this machine") {
		t.Errorf("the delivery is %+v", d)
	}
}

// A BaseURL on another machine is an error, unless WithNotifyHosts allows it.
func TestNotifyBaseURL(t *testing.T) {
	gw := sandbox.New(t)
	err := gw.SetNotifyOptions(sandbox.NotifyOptions{BaseURL: "http://shop.example.com"})
	if err == nil || !strings.Contains(err.Error(), "shop.example.com is not on this machine") {
		t.Errorf("the error is %v", err)
	}
	if err := gw.SetNotifyOptions(sandbox.NotifyOptions{BaseURL: "http://127.0.0.1:1/?a=b"}); err == nil {
		t.Error("a base with a query was taken")
	}
	if started, err := sandbox.Start(sandbox.WithNotifyOptions(sandbox.NotifyOptions{BaseURL: "http://shop.example.com"})); err == nil {
		_ = started.Close()
		t.Error("a gateway was started with it")
	}
	allowed := sandbox.New(t, sandbox.WithNotifyHosts("shop.example.com"))
	if err := allowed.SetNotifyOptions(sandbox.NotifyOptions{BaseURL: "http://shop.example.com"}); err != nil {
		t.Error(err)
	}
}

// A notification whose retries are overdue is sent once, and not once for each missed retry.
func TestNotifyAfterLongAdvance(t *testing.T) {
	start := time.Now()
	var slept atomic.Int64
	clock := func() time.Time { return start.Add(time.Duration(slept.Load())) }
	gw := sandbox.New(t, sandbox.WithClock(clock), sandbox.WithLog(func(string) {}))
	s := newShop(t, gw)
	s.refuse = 100
	setCallbacks(t, gw, sandbox.NotifyOptions{BaseURL: s.url, Hold: true})
	confirmed(t, gw, "A1")
	gw.DeliverNotifications()
	slept.Store(int64(10 * time.Hour)) // as after a night with the sandbox off
	gw.DeliverNotifications()
	d := gw.Deliveries()[0]
	if len(d.Attempts) != 2 || d.Next.Sub(clock()) != 15*time.Second {
		t.Errorf("it was sent %d times, and comes again in %v", len(d.Attempts), d.Next.Sub(clock()))
	}
}

// A notification can be sent again while it is being delivered.
func TestNotifyDuringDelivery(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithLog(func(string) {}))
	s := newShop(t, gw)
	s.refuse = 1000
	setCallbacks(t, gw, sandbox.NotifyOptions{BaseURL: s.url, Hold: true})
	confirmed(t, gw, "A1")
	id := gw.Deliveries()[0].ID
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 5 {
				if err := gw.Redeliver(id); err != nil {
					t.Error(err)
				}
			}
		})
	}
	if err := gw.Advance(25 * time.Hour); err != nil {
		t.Error(err)
	}
	wg.Wait()
	if n := len(gw.Deliveries()[0].Attempts); n != 36 {
		t.Errorf("it was sent %d times, want 16 and 20", n)
	}
}
