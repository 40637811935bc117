package sandbox_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// keeping starts a gateway that keeps a state file.
func keeping(t *testing.T, file string) *sandbox.Gateway {
	t.Helper()
	return must[*sandbox.Gateway](t)(sandbox.Start(sandbox.WithStateFile(file), sandbox.WithNotifyOptions(sandbox.NotifyOptions{Hold: true})))
}

// given makes an order and an event, and returns all numbers that were given out for them.
func given(t *testing.T, gw *sandbox.Gateway, number string) []string {
	t.Helper()
	order := must[*payscore.CreateServiceOrderResponse](t)(newOrders(t, gw).CreateServiceOrder(context.Background(), orderRequest(number)))
	r := must[*sandbox.Resource](t)(gw.Trigger("userConfirms", number))
	deliveries := gw.Deliveries()
	return []string{"order " + order.OrderID, "callback " + deliveries[len(deliveries)-1].ID, "resource " + r.ID}
}

// A merchant recognizes orders and repeated callbacks by these numbers. A killed sandbox has given out numbers that its state
// file does not know of.
func TestUniqueNumbers(t *testing.T) {
	for _, test := range []struct {
		name string
		loss bool // what was done since the start is lost
	}{{"closed", false}, {"killed", true}} {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "state.json")
			seen := make(map[string]int)
			for start := range 4 {
				gw := keeping(t, file)
				first := must[[]byte](t)(os.ReadFile(file))
				for n := range 3 {
					for _, id := range given(t, gw, fmt.Sprintf("A%d-%d", start, n)) {
						if before, twice := seen[id]; twice {
							t.Errorf("%s of start %d was given in start %d already", id, start, before)
						}
						seen[id] = start
					}
				}
				if err := gw.Close(); err != nil {
					t.Fatal(err)
				}
				if test.loss {
					if err := os.WriteFile(file, first, 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
		})
	}
}

const killedSandbox = "WXPAYGEN_TEST_KILLED_SANDBOX"

// TestKilledSandbox is the process that TestKilledSandboxState kills.
func TestKilledSandbox(t *testing.T) {
	file := os.Getenv(killedSandbox)
	if file == "" {
		t.Skip("it is run by TestKilledSandboxState")
	}
	gw := keeping(t, file)
	for n := 0; ; n++ {
		fmt.Println("given", strings.Join(given(t, gw, fmt.Sprintf("%d-%d", os.Getpid(), n)), ","))
	}
}

func TestKilledSandboxState(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state.json")
	seen := make(map[string]bool)
	for range 3 {
		child := exec.Command(os.Args[0], "-test.run", "^TestKilledSandbox$")
		child.Env = append(os.Environ(), killedSandbox+"="+file)
		out := must[interface{ Read([]byte) (int, error) }](t)(child.StdoutPipe())
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for read := 0; read < 5 && lines.Scan(); read++ {
			ids, ok := strings.CutPrefix(lines.Text(), "given ")
			if !ok {
				t.Fatalf("the process says %q", lines.Text())
			}
			for _, id := range strings.Split(ids, ",") {
				if seen[id] {
					t.Errorf("%s was given twice", id)
				}
				seen[id] = true
			}
		}
		if _, err := sandbox.Start(sandbox.WithStateFile(file)); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("another sandbox (process %d) uses it", child.Process.Pid)) {
			t.Errorf("while the process runs, another sandbox gets %v", err)
		}
		_ = child.Process.Kill()
		_ = child.Wait()
	}
	if len(seen) != 3*5*3 {
		t.Errorf("%d numbers were given, want 45", len(seen))
	}
	if err := keeping(t, file).Close(); err != nil { // the lock went with the process
		t.Error(err)
	}
}

// What a first sandbox had written was written over by a second one, and the reverse.
func TestStateFileLock(t *testing.T) {
	file := filepath.Join(t.TempDir(), "state.json")
	one := keeping(t, file)
	two, err := sandbox.Start(sandbox.WithStateFile(file))
	if err == nil {
		_ = two.Close()
		t.Fatal("a second sandbox keeps the same file")
	}
	if want := fmt.Sprintf("state %s: another sandbox (process %d) uses it; end that one, or name another file", file, os.Getpid()); err.Error() != want {
		t.Errorf("the error is %v, want %s", err, want)
	}
	if err := one.Close(); err != nil {
		t.Fatal(err)
	}
	if err := keeping(t, file).Close(); err != nil {
		t.Error(err)
	}
}

// The temporary files of a killed sandbox are removed.
func TestTemporaryStateFiles(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"state.json.123.tmp", "state.json.x.tmp", "other.json.123.tmp"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := keeping(t, filepath.Join(dir, "state.json")).Close(); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range must[[]os.DirEntry](t)(os.ReadDir(dir)) {
		names = append(names, entry.Name())
	}
	if got, want := strings.Join(names, " "), "other.json.123.tmp state.json state.json.lock state.json.x.tmp"; got != want {
		t.Errorf("the files are %s, want %s", got, want)
	}
}
