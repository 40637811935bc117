package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// After 292 years the clock could not reach what was due, and an advance did not end.
func TestClockLimit(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithLog(func(string) {}))
	status, answer := 0, ""
	for n := 0; n < 300; n++ {
		if status, answer = admin(t, gw, "POST", "api/clock", `{"advance":"8784h"}`); status != 200 {
			break
		}
	}
	if status != 400 || !strings.Contains(answer, "within the years 2000 to 2200") || gw.Now().Year() < 2199 {
		t.Fatalf("at %v: %d %s", gw.Now(), status, answer)
	}
	must[*payscore.CreateServiceOrderResponse](t)(newOrders(t, gw).CreateServiceOrder(context.Background(), orderRequest("C1")))
	if err := gw.Advance(8784 * time.Hour); !errors.Is(err, sandbox.ErrClockRange) {
		t.Errorf("the error is %v", err)
	}
	if status, answer := admin(t, gw, "POST", "api/clock", `{"advance":"1000h"}`); status != 200 && !strings.Contains(answer, "2200") {
		t.Errorf("%d %s", status, answer)
	}
	if status, _ := admin(t, gw, "POST", "api/reset", `{}`); status != 200 || gw.Now().Year() > 2100 {
		t.Errorf("the reset: %d, the clock is at %v", status, gw.Now())
	}
}

func TestClockOutOfRange(t *testing.T) {
	for _, test := range []struct {
		name string
		time time.Time
		ok   bool
	}{
		{"zero", time.Time{}, false},
		{"1999", time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC), false},
		{"2000", time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), true},
		{"2200", time.Date(2200, 12, 31, 23, 59, 59, 0, time.UTC), true},
		{"2201", time.Date(2201, 1, 1, 0, 0, 0, 0, time.UTC), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			gw, err := sandbox.Start(sandbox.WithClock(func() time.Time { return test.time }))
			if err == nil {
				_ = gw.Close()
			}
			if (err == nil) != test.ok || err != nil && !errors.Is(err, sandbox.ErrClockRange) {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

func TestStateClockOutOfRange(t *testing.T) {
	for _, offset := range []time.Duration{-1, 1<<63 - 1} {
		file := filepath.Join(t.TempDir(), "state.json")
		data := must[[]byte](t)(json.Marshal(map[string]any{"version": 2, "clock_ahead_ns": offset}))
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if gw, err := sandbox.Start(sandbox.WithStateFile(file)); err == nil {
			_ = gw.Close()
			t.Errorf("an offset of %v was taken", offset)
		} else if !strings.Contains(err.Error(), "the clock") {
			t.Errorf("the error is %v", err)
		}
	}
}

func TestAdvanceEnds(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithSpecs(os.DirFS("testdata"), "ticking.yaml"))
	sandbox.LimitSteps(gw, 5000)
	if status, answer := postRaw(t, gw, "/v3/ticks", nil, map[string]any{"out_no": "1"}); status != 204 {
		t.Fatal(status, answer)
	}
	err := gw.Advance(24 * time.Hour)
	if err == nil || !strings.Contains(err.Error(), "after 5000 events") {
		t.Errorf("the error is %v", err)
	}
	if n := len(must[*sandbox.Resource](t)(gw.Resource("1")).History); n > 1000 {
		t.Errorf("the history has %d entries", n)
	}
}
