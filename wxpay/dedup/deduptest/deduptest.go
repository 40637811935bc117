// Package deduptest tests implementations of [wxpay.Deduplicator]: the behaviour that
// the receiver relies on, so that no event is handled twice or lost.
//
//	func TestDeduplicator(t *testing.T) {
//		deduptest.Test(t, func(t *testing.T, lease time.Duration) wxpay.Deduplicator {
//			return mydedup.New(store, mydedup.WithLease(lease))
//		})
//	}
package deduptest

import (
	"context"
	"crypto/rand"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

const (
	long  = time.Hour             // a lease that does not end during a test
	short = 50 * time.Millisecond // a lease that ends while a test waits for it
	wait  = 5 * time.Second       // how long a test waits for a short lease to end
)

// Open returns a deduplicator whose claims expire after lease. It is called several
// times: the results are different servers of one service, so all of them share one
// store. It ends the test if it fails.
type Open func(t *testing.T, lease time.Duration) wxpay.Deduplicator

// Test runs the tests as subtests of t. Keys are random, so that the store need not
// be empty. All tests together take a few seconds at most.
func Test(t *testing.T, open Open) {
	t.Helper()
	for _, test := range []struct {
		name string
		run  func(*testing.T, Open)
	}{
		{"handled", testHandled},
		{"failed", testFailed},
		{"keys_are_compared_exactly", testKeys},
		{"one_of_many_servers", testConcurrent},
		{"lapse", testLapse},
		{"late_failure_frees_nothing", testLateFailure},
		{"late_success_is_an_error", testLateSuccess},
		{"cancelled", testCancelled},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open) })
	}
}

// Key returns a key that no other test uses, as long as those of WeChat Pay's events.
func Key() string {
	return "TRANSACTION.SUCCESS:" + strings.ToLower(rand.Text()+rand.Text()+rand.Text())
}

func claim(t *testing.T, d wxpay.Deduplicator, key string, want wxpay.ClaimState) wxpay.Claim {
	t.Helper()
	got, err := d.Claim(t.Context(), key)
	if err != nil {
		t.Fatalf("Claim: %v", err)
	}
	if got.State != want {
		t.Fatalf("Claim returned state %d, want %d", got.State, want)
	}
	if want == wxpay.ClaimGranted && got.Settle == nil {
		t.Fatal("a granted claim has no Settle: a key that was handled cannot be kept")
	}
	return got
}

func settle(t *testing.T, c wxpay.Claim, handled bool) {
	t.Helper()
	if err := c.Settle(t.Context(), handled); err != nil {
		t.Fatalf("Settle(%v): %v", handled, err)
	}
}

func testHandled(t *testing.T, open Open) {
	one, other, key := open(t, long), open(t, long), Key()
	c := claim(t, one, key, wxpay.ClaimGranted)
	claim(t, one, key, wxpay.ClaimBusy)
	claim(t, other, key, wxpay.ClaimBusy)
	settle(t, c, true)
	claim(t, one, key, wxpay.ClaimHandled)
	claim(t, other, key, wxpay.ClaimHandled)
}

func testFailed(t *testing.T, open Open) {
	one, other, key := open(t, long), open(t, long), Key()
	settle(t, claim(t, one, key, wxpay.ClaimGranted), false)
	c := claim(t, other, key, wxpay.ClaimGranted)
	claim(t, one, key, wxpay.ClaimBusy)
	settle(t, c, true)
	claim(t, one, key, wxpay.ClaimHandled)
}

func testKeys(t *testing.T, open Open) {
	d, key := open(t, long), Key()
	for _, key := range []string{key, strings.ToUpper(key), key + " ", key + "x", key[:len(key)-1]} {
		c := claim(t, d, key, wxpay.ClaimGranted)
		defer settle(t, c, false)
	}
}

func testConcurrent(t *testing.T, open Open) {
	const workers, keys = 8, 10
	servers := []wxpay.Deduplicator{open(t, long), open(t, long)}
	names := make([]string, keys)
	for i := range names {
		names[i] = Key()
	}
	var mutex sync.Mutex
	granted := map[string]int{}
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			for _, key := range names {
				c, err := servers[worker%2].Claim(t.Context(), key)
				switch {
				case err != nil:
					t.Errorf("Claim: %v", err)
				case c.State == wxpay.ClaimGranted:
					mutex.Lock()
					granted[key]++
					mutex.Unlock()
				case c.State != wxpay.ClaimBusy:
					t.Errorf("Claim returned state %d, want %d", c.State, wxpay.ClaimBusy)
				}
			}
		})
	}
	group.Wait()
	for _, key := range names {
		if granted[key] != 1 {
			t.Errorf("granted %d times, want once", granted[key])
		}
	}
}

// takeOver claims key again once the lease of its first claim has ended.
func takeOver(t *testing.T, d wxpay.Deduplicator, key string) wxpay.Claim {
	t.Helper()
	for limit := time.Now().Add(wait); time.Now().Before(limit); time.Sleep(short / 5) {
		c, err := d.Claim(t.Context(), key)
		if err != nil {
			t.Fatalf("Claim: %v", err)
		}
		if c.State == wxpay.ClaimGranted {
			return c
		}
		if c.State != wxpay.ClaimBusy {
			t.Fatalf("Claim returned state %d while nothing was handled", c.State)
		}
	}
	t.Fatalf("a claim with a lease of %v still is busy after %v: an event whose server died is lost", short, wait)
	return wxpay.Claim{}
}

func testLapse(t *testing.T, open Open) {
	died, other, key := open(t, short), open(t, long), Key()
	claim(t, died, key, wxpay.ClaimGranted)
	settle(t, takeOver(t, other, key), true)
	claim(t, died, key, wxpay.ClaimHandled)
}

func testLateFailure(t *testing.T, open Open) {
	slow, other, key := open(t, short), open(t, long), Key()
	late := claim(t, slow, key, wxpay.ClaimGranted)
	c := takeOver(t, other, key)
	_ = late.Settle(t.Context(), false) // the implementation decides whether this is an error
	claim(t, slow, key, wxpay.ClaimBusy)
	settle(t, c, true)
	claim(t, slow, key, wxpay.ClaimHandled)
}

func testLateSuccess(t *testing.T, open Open) {
	slow, other, key := open(t, short), open(t, long), Key()
	late := claim(t, slow, key, wxpay.ClaimGranted)
	c := takeOver(t, other, key)
	if err := late.Settle(t.Context(), true); err == nil {
		t.Error("Settle(true) of a claim that another server has taken over returned nil: nobody learns that the event may have been handled twice")
	}
	settle(t, c, true)
	claim(t, slow, key, wxpay.ClaimHandled)
}

func testCancelled(t *testing.T, open Open) {
	d, key := open(t, long), Key()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if c, err := d.Claim(ctx, key); err == nil && c.State != wxpay.ClaimGranted {
		t.Errorf("Claim with a cancelled context returned state %d without an error", c.State)
	} else if err == nil {
		settle(t, c, false)
	}
	claim(t, d, key, wxpay.ClaimGranted)
}
