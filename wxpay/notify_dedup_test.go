package wxpay_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// byNumber handles an order once for its number.
func byNumber(handle func() error) func(context.Context, *wxpay.Notification) error {
	return func(ctx context.Context, n *wxpay.Notification) error {
		return wxpayimpl.HandleEvent(ctx, n, func(context.Context, *wxpay.Notification, *order) error { return handle() }, nil, "out_trade_no")
	}
}

func TestDuplicate(t *testing.T) {
	var events []wxpay.NotificationEvent
	r := newReceiver(t, wxpay.WithDeduplicator(new(wxpay.MemoryDeduplicator)),
		wxpay.WithNotificationObserver(func(_ context.Context, e wxpay.NotificationEvent) { events = append(events, e) }))
	handled := 0
	for _, p := range []poster{
		{},               // handled
		{},               // the same
		{id: "EV-other"}, // another notification of the same event
		{id: "EV-refund", event: "REFUND.SUCCESS"},                                                    // another event of the same order: handled
		{id: "EV-sub", resource: strings.Replace(paidResource, "{", `{"sub_mchid":"1900000109",`, 1)}, // the same number of another merchant: handled
	} {
		header, body := p.post()
		if response := r.Serve(t.Context(), header, body, byNumber(func() error { handled++; return nil })); response.StatusCode != http.StatusNoContent {
			t.Errorf("status %d", response.StatusCode)
		}
	}
	if handled != 3 || !events[1].Duplicate || !events[2].Duplicate || events[0].Duplicate || events[3].Duplicate {
		t.Errorf("handled %d times: %+v", handled, events)
	}
}

func TestClaims(t *testing.T) {
	r := newReceiver(t, wxpay.WithDeduplicator(dedupFunc(func(key string) (wxpay.Claim, error) {
		return wxpay.Claim{State: wxpay.ClaimGranted, Detail: key}, nil
	})))
	var seen *wxpay.Notification
	header, body := poster{}.post()
	r.Serve(t.Context(), header, body, func(ctx context.Context, n *wxpay.Notification) error {
		seen = n
		return wxpayimpl.HandleEvent(ctx, n, func(context.Context, *wxpay.Notification, *order) error {
			var keys []any
			for _, claim := range n.Claims() {
				keys = append(keys, claim.Detail)
			}
			if want := []any{n.Key(), n.Key("out_trade_no")}; !slices.Equal(keys, want) {
				t.Errorf("claims of %q, want %q", keys, want)
			}
			return nil
		}, nil, "out_trade_no")
	})
	if seen == nil || len(seen.Claims()) != 0 {
		t.Errorf("after the event: %+v", seen)
	}
}

// Events without an optional member of the key may be different events.
func TestKeyWithoutMembers(t *testing.T) {
	type optional struct {
		OutTradeNo string `json:"out_trade_no,omitempty"`
		OpenID     string `json:"openid,omitempty"`
	}
	for _, resource := range []string{`{}`, `{"out_trade_no":null}`, `{"out_trade_no":""}`, `{"openid":"o1"}`, `{"out_trade_no":"1"}`} {
		r := newReceiver(t, wxpay.WithDeduplicator(new(wxpay.MemoryDeduplicator)))
		handled := 0
		for _, id := range []string{"EV-1", "EV-1", "EV-2"} {
			header, body := poster{resource: resource, id: id}.post()
			response := r.Serve(t.Context(), header, body, func(ctx context.Context, n *wxpay.Notification) error {
				handle := func(context.Context, *wxpay.Notification, *optional) error { handled++; return nil }
				return wxpayimpl.HandleEvent(ctx, n, handle, nil, "out_trade_no", "openid")
			})
			if response.StatusCode != http.StatusNoContent {
				t.Errorf("%s: status %d", resource, response.StatusCode)
			}
		}
		if handled != 2 {
			t.Errorf("%s: handled %d times, want once for each id", resource, handled)
		}
	}
}

func TestHandledAfterFailure(t *testing.T) {
	r := newReceiver(t, wxpay.WithDeduplicator(new(wxpay.MemoryDeduplicator)))
	results := []error{errors.New("database of 13800138000 is down"), nil}
	for i, want := range []int{http.StatusInternalServerError, http.StatusNoContent, http.StatusNoContent} {
		header, body := poster{}.post()
		response := r.Serve(t.Context(), header, body, byNumber(func() error { return results[i] }))
		if response.StatusCode != want || strings.Contains(string(response.Body), "13800138000") {
			t.Errorf("%d: status %d, %s", i, response.StatusCode, response.Body)
		}
	}
}

func TestClaimAfterPanic(t *testing.T) {
	r := newReceiver(t, wxpay.WithDeduplicator(new(wxpay.MemoryDeduplicator)))
	header, body := poster{}.post()
	func() {
		defer func() { _ = recover() }()
		r.Serve(t.Context(), header, body, byNumber(func() error { panic("a function's own") }))
		t.Error("the panic was swallowed")
	}()
	handled := false
	response := r.Serve(t.Context(), header, body, byNumber(func() error { handled = true; return nil }))
	if response.StatusCode != http.StatusNoContent || !handled {
		t.Errorf("status %d, handled %v", response.StatusCode, handled)
	}
}

func TestConcurrentDuplicates(t *testing.T) {
	dedup := new(wxpay.MemoryDeduplicator) // what two servers share
	servers := []*wxpay.Receiver{newReceiver(t, wxpay.WithDeduplicator(dedup)), newReceiver(t, wxpay.WithDeduplicator(dedup))}
	var handled, busy, done atomic.Int32
	var group sync.WaitGroup
	const deliveries = 20
	for i := range deliveries {
		header, body := poster{id: fmt.Sprint("EV-", i%3)}.post()
		group.Go(func() {
			response := servers[i%2].Serve(t.Context(), header, body, byNumber(func() error {
				handled.Add(1)
				for busy.Load() == 0 && done.Load() == 0 { // until a second one was responded
					time.Sleep(time.Millisecond)
				}
				return nil
			}))
			if response.StatusCode == http.StatusNoContent {
				done.Add(1)
			} else {
				busy.Add(1)
			}
		})
	}
	group.Wait()
	if handled.Load() != 1 || busy.Load()+done.Load() != deliveries || busy.Load() == 0 || done.Load() == 0 {
		t.Errorf("handled %d times, busy %d, acknowledged %d", handled.Load(), busy.Load(), done.Load())
	}
}

// dedupFunc is a deduplicator that always returns the same.
type dedupFunc func(key string) (wxpay.Claim, error)

func (f dedupFunc) Claim(_ context.Context, key string) (wxpay.Claim, error) { return f(key) }

func TestDeduplicatorErrors(t *testing.T) {
	down := errors.New("redis is down")
	granted := func(settle func(context.Context, bool) error) wxpay.Claim {
		return wxpay.Claim{State: wxpay.ClaimGranted, Settle: settle}
	}
	for name, test := range map[string]struct {
		claim   wxpay.Claim
		err     error
		status  int
		handled bool
		told    error
	}{
		"a claim that fails":              {err: down, status: 500, told: down},
		"a claim without a state":         {status: 500},
		"a busy one":                      {claim: wxpay.Claim{State: wxpay.ClaimBusy}, status: 500},
		"a handled one":                   {claim: wxpay.Claim{State: wxpay.ClaimHandled}, status: 204},
		"a granted one without Settle":    {claim: granted(nil), status: 204, handled: true},
		"a granted one that cannot be so": {claim: granted(func(context.Context, bool) error { return down }), status: 204, handled: true, told: down},
	} {
		t.Run(name, func(t *testing.T) {
			var event wxpay.NotificationEvent
			r := newReceiver(t, wxpay.WithDeduplicator(dedupFunc(func(string) (wxpay.Claim, error) { return test.claim, test.err })),
				wxpay.WithNotificationObserver(func(_ context.Context, e wxpay.NotificationEvent) { event = e }))
			handled := false
			header, body := poster{}.post()
			response := r.Serve(t.Context(), header, body, func(context.Context, *wxpay.Notification) error { handled = true; return nil })
			if response.StatusCode != test.status || handled != test.handled || test.told != nil && !errors.Is(event.Err, test.told) {
				t.Errorf("status %d, handled %v, told %v", response.StatusCode, handled, event.Err)
			}
		})
	}
}

func TestSettleAfterDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var settled []error
		d := dedupFunc(func(string) (wxpay.Claim, error) {
			return wxpay.Claim{State: wxpay.ClaimGranted, Settle: func(ctx context.Context, handled bool) error {
				settled = append(settled, ctx.Err())
				if handled {
					t.Error("it was not handled")
				}
				return nil
			}}, nil
		})
		header, body := poster{}.post()
		began := time.Now()
		response := newReceiver(t, wxpay.WithDeduplicator(d)).Serve(t.Context(), header, body,
			func(ctx context.Context, _ *wxpay.Notification) error {
				<-ctx.Done()
				return ctx.Err()
			})
		if took := time.Since(began); response.StatusCode != http.StatusInternalServerError || took >= 5*time.Second || took < time.Second {
			t.Errorf("status %d after %v", response.StatusCode, took)
		}
		if len(settled) != 1 || settled[0] != nil {
			t.Errorf("settled with %v", settled)
		}
	})
}

// Keys reveal no value, and differ for different events.
func TestKey(t *testing.T) {
	n := func(event, id, resource string) *wxpay.Notification {
		return &wxpay.Notification{EventType: event, ID: id, Resource: []byte(resource)}
	}
	base := n("A.B", "1", `{"no":"13800138000","at":"x"}`).Key("no", "at")
	if !strings.HasPrefix(base, "A.B:") || len(base) != len("A.B:")+64 || strings.Contains(base, "138") {
		t.Errorf("key %q", base)
	}
	for name, test := range map[string]struct {
		key  string
		same bool
	}{
		"another id":                    {n("A.B", "2", `{"no":"13800138000","at":"x"}`).Key("no", "at"), true},
		"another order and escapes":     {n("A.B", "1", `{"at":"\u0078","other":1,"no":"13800138000"}`).Key("no", "at"), true},
		"another type":                  {n("A.C", "1", `{"no":"13800138000","at":"x"}`).Key("no", "at"), false},
		"another value":                 {n("A.B", "1", `{"no":"13800138000","at":"y"}`).Key("no", "at"), false},
		"a border that moved":           {n("A.B", "1", `{"no":"13800138000x","at":""}`).Key("no", "at"), false},
		"a name within a value":         {n("A.B", "1", `{"no":"13800138000atx"}`).Key("no", "at"), false},
		"a member less":                 {n("A.B", "1", `{"no":"13800138000"}`).Key("no", "at"), false},
		"another merchant":              {n("A.B", "1", `{"no":"13800138000","at":"x","sub_mchid":"1"}`).Key("no", "at"), false},
		"no members, so the id":         {n("A.B", "1", `{"no":"13800138000","at":"x"}`).Key(), false},
		"none of the members in object": {n("A.B", "1", `[1]`).Key("no", "at"), false},
	} {
		if (test.key == base) != test.same {
			t.Errorf("%s: %q, and %q", name, test.key, base)
		}
	}
	if byID := n("A.B", "1", `{}`).Key("no"); byID != n("A.B", "1", `[1]`).Key() || byID == n("A.B", "2", `{}`).Key("no") {
		t.Error("without its members an event is not known by its id")
	}
	if key := n("A.B", "", `{}`).Key("no"); key != "" {
		t.Errorf("an event without id and members has the key %q", key)
	}
}

func TestEventsWithoutKey(t *testing.T) {
	r := newReceiver(t, wxpay.WithDeduplicator(new(wxpay.MemoryDeduplicator)))
	handled := 0
	for range 2 {
		header, body := poster{edit: without("id")}.post()
		r.Serve(t.Context(), header, body, func(context.Context, *wxpay.Notification) error { handled++; return nil })
	}
	if handled != 2 {
		t.Errorf("handled %d times", handled)
	}
}

func TestMemoryDeduplicatorLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &wxpay.MemoryDeduplicator{Keep: time.Hour, Max: 2}
		take := func(key string, handled bool) wxpay.ClaimState {
			claim, err := d.Claim(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			if claim.State == wxpay.ClaimGranted {
				if again, _ := d.Claim(t.Context(), key); again.State != wxpay.ClaimBusy {
					t.Errorf("%s is granted twice", key)
				}
				_ = claim.Settle(t.Context(), handled)
			}
			return claim.State
		}
		for i, step := range []struct {
			key     string
			handled bool
			after   time.Duration
			want    wxpay.ClaimState
		}{
			{"a", false, 0, wxpay.ClaimGranted},
			{"a", true, 0, wxpay.ClaimGranted},
			{"a", true, 59 * time.Minute, wxpay.ClaimHandled},
			{"b", true, 0, wxpay.ClaimGranted},
			{"a", true, time.Minute, wxpay.ClaimGranted}, // an hour has passed
			{"c", true, 0, wxpay.ClaimGranted},           // b is one too many
			{"b", true, 0, wxpay.ClaimGranted},
			{"c", true, 0, wxpay.ClaimHandled},
		} {
			time.Sleep(step.after)
			if got := take(step.key, step.handled); got != step.want {
				t.Errorf("step %d: state %d, want %d", i, got, step.want)
			}
		}
	})
}
