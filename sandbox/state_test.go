package sandbox_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// A damaged state file is an error, and is not overwritten.
func TestDamagedStateFile(t *testing.T) {
	for name, content := range map[string]string{
		"empty":                "",
		"no JSON":              "x",
		"another JSON":         "[]",
		"no version":           "{}",
		"another version":      `{"version":1}`,
		"no resource":          `{"version":2,"simulator":{"resources":[null]}}`,
		"an unknown kind":      `{"version":2,"simulator":{"resources":[{"id":"r1","product":"gone","kind":"thing","key":["1"],"state":"a"}]}}`,
		"impossible callbacks": `{"version":2,"notify_options":{"sign_with":"nobody"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "state.json")
			if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			gw, err := sandbox.Start(sandbox.WithStateFile(file))
			if err == nil {
				_ = gw.Close()
				t.Fatal("it was taken")
			}
			if !strings.Contains(err.Error(), file) || !strings.Contains(err.Error(), "move the file away") {
				t.Errorf("the error is %v", err)
			}
			if kept, _ := os.ReadFile(file); string(kept) != content {
				t.Errorf("the file has become %q", kept)
			}
		})
	}
}

// An invalid effect in a state file is dropped.
func TestStateWithInvalidEffect(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state.json")
	text := `{"version":2,"simulator":{"resources":[{"id":"r1","product":"payscore","kind":"serviceOrder","key":["1230000109","A1"],"state":"paying","effects":{"x":null}}]}}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	gw := sandbox.New(t, sandbox.WithStateFile(file))
	if r := must[*sandbox.Resource](t)(gw.Resource("A1")); r.State != "paying" || len(r.Effects) != 0 {
		t.Errorf("it is %+v", r)
	}
}

// A state file that cannot be written is reported at the start.
func TestUnwritableStateFile(t *testing.T) {
	gw, err := sandbox.Start(sandbox.WithStateFile(filepath.Join(t.TempDir(), "nowhere", "state.json")))
	if err == nil {
		_ = gw.Close()
		t.Fatal("it was taken")
	}
	if !strings.Contains(err.Error(), "state.json: it cannot be written") {
		t.Errorf("the error is %v", err)
	}
}

// The state file is written only if the state may have changed.
func TestStateUnchanged(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state.json")
	gw := sandbox.New(t, sandbox.WithNotifyOptions(sandbox.NotifyOptions{Hold: true}))
	orders, ctx := newOrders(t, gw), context.Background()
	written := func() bool {
		t.Helper()
		before, _ := os.Stat(file)
		if err := gw.SaveState(file); err != nil {
			t.Fatal(err)
		}
		after, err := os.Stat(file)
		return err == nil && !os.SameFile(before, after)
	}
	for _, step := range []struct {
		what string
		do   func()
	}{
		{"the first time", func() {}},
		{"a call", func() {
			must[*payscore.CreateServiceOrderResponse](t)(orders.CreateServiceOrder(ctx, orderRequest("A1")))
		}},
		{"an event", func() { trigger(t, gw, "userConfirms", "A1") }},
		{"a switch", func() { _ = gw.SetPolicy("whilePaying", "deny") }},
		{"the clock", func() { _ = gw.Advance(time.Hour) }},
		{"the callbacks' settings", func() { setCallbacks(t, gw, sandbox.NotifyOptions{Duplicates: 1, Hold: true}) }},
		{"a callback", func() { _ = gw.Redeliver(gw.Deliveries()[0].ID) }},
		{"the file was removed", func() { _ = os.Remove(file) }},
	} {
		if step.do(); !written() {
			t.Errorf("after %s nothing was written", step.what)
		}
		if written() {
			t.Errorf("after %s it was written twice", step.what)
		}
	}
}

// Keys that no sandbox wrote are not overwritten.
func TestForeignKeys(t *testing.T) {
	dir := t.TempDir()
	key := filepath.Join(dir, sandbox.MerchantKeyFile)
	if err := os.WriteFile(key, []byte("a real one"), 0o600); err != nil {
		t.Fatal(err)
	}
	gw, err := sandbox.Start(sandbox.WithKeyDir(dir))
	if err == nil {
		_ = gw.Close()
		t.Error("the directory was taken")
	} else if !strings.Contains(err.Error(), "there is a file apiclient_key.pem and no apiv3_key.txt") {
		t.Errorf("the error is %v", err)
	}
	if kept, _ := os.ReadFile(key); string(kept) != "a real one" {
		t.Errorf("the key has become %q", kept)
	}
}
