package deduptest_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/dedup/deduptest"
)

// store is shared by servers: the owner of each claim, its end, and the handled
// keys.
type store struct {
	mu   sync.Mutex
	rows map[string]*row
}

type row struct {
	handled bool
	until   time.Time
}

// server is a deduplicator on a store.
type server struct {
	*store
	lease time.Duration
}

func (s server) Claim(ctx context.Context, key string) (wxpay.Claim, error) {
	if err := ctx.Err(); err != nil {
		return wxpay.Claim{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch r := s.rows[key]; {
	case r != nil && r.handled:
		return wxpay.Claim{State: wxpay.ClaimHandled}, nil
	case r != nil && time.Now().Before(r.until):
		return wxpay.Claim{State: wxpay.ClaimBusy}, nil
	}
	mine := &row{until: time.Now().Add(s.lease)}
	s.rows[key] = mine
	return wxpay.Claim{State: wxpay.ClaimGranted, Settle: func(_ context.Context, handled bool) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		switch {
		case s.rows[key] != mine:
			return errors.New("the claim has lapsed and was taken over")
		case handled:
			mine.handled = true
		default:
			delete(s.rows, key)
		}
		return nil
	}}, nil
}

func TestSoundImplementation(t *testing.T) {
	shared := &store{rows: map[string]*row{}}
	deduptest.Test(t, func(_ *testing.T, lease time.Duration) wxpay.Deduplicator { return server{shared, lease} })
}

// unsound has typical mistakes of implementations, by the subtest that finds
// them.
var unsound = map[string]func(store *store, lease time.Duration) wxpay.Deduplicator{
	"one_of_many_servers": func(*store, time.Duration) wxpay.Deduplicator { return new(wxpay.MemoryDeduplicator) }, // one for each server
	"lapse":               func(s *store, _ time.Duration) wxpay.Deduplicator { return server{s, time.Hour} },
	"late_failure_frees_nothing": func(s *store, lease time.Duration) wxpay.Deduplicator {
		return careless{server{s, lease}, func(key string, handled bool) {
			if !handled {
				delete(s.rows, key)
			}
		}}
	},
	"late_success_is_an_error": func(s *store, lease time.Duration) wxpay.Deduplicator {
		return careless{server{s, lease}, func(string, bool) {}}
	},
	"failed": func(s *store, lease time.Duration) wxpay.Deduplicator {
		return careless{server{s, lease}, func(key string, _ bool) { s.rows[key].handled = true }}
	},
	"keys_are_compared_exactly": func(s *store, lease time.Duration) wxpay.Deduplicator {
		return folding{server{s, lease}}
	},
}

// careless settles a claim without checking whether another server has taken it
// over.
type careless struct {
	server
	settle func(key string, handled bool)
}

func (c careless) Claim(ctx context.Context, key string) (wxpay.Claim, error) {
	claim, err := c.server.Claim(ctx, key)
	if claim.State == wxpay.ClaimGranted {
		sound := claim.Settle
		claim.Settle = func(ctx context.Context, handled bool) error {
			_ = sound(ctx, handled)
			c.mu.Lock()
			defer c.mu.Unlock()
			c.settle(key, handled)
			return nil
		}
	}
	return claim, err
}

// folding compares keys like a database with a collation that ignores case.
type folding struct{ server }

func (f folding) Claim(ctx context.Context, key string) (wxpay.Claim, error) {
	return f.server.Claim(ctx, strings.ToLower(strings.TrimSpace(key)))
}

// TestUnsoundImplementationsFail runs itself as a process for each mistake, since
// a failing subtest would make this test fail.
func TestUnsoundImplementationsFail(t *testing.T) {
	if open := unsound[os.Getenv("DEDUPTEST_UNSOUND")]; open != nil {
		shared := &store{rows: map[string]*row{}}
		deduptest.Test(t, func(_ *testing.T, lease time.Duration) wxpay.Deduplicator { return open(shared, lease) })
		return
	}
	for name := range unsound {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command := exec.Command(os.Args[0], "-test.v", "-test.run=^TestUnsoundImplementationsFail$/^"+name+"$")
			command.Env = append(os.Environ(), "DEDUPTEST_UNSOUND="+name)
			out, err := command.CombinedOutput()
			if err == nil || !strings.Contains(string(out), "--- FAIL: TestUnsoundImplementationsFail/"+name) {
				t.Errorf("the mistake was not found:\n%s", out)
			}
		})
	}
}
