// Package browser drives a headless Chromium over a pipe, for tests.
package browser

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/internal/program"
)

// Browser is a headless Chromium with one page.
type Browser struct {
	T       *testing.T
	in      *os.File
	out     *bufio.Reader
	last    int
	session string
}

// New starts a Chromium, or skips the test where there is none.
func New(t *testing.T) *Browser {
	t.Helper()
	path := program.Find(t, "chromium", "chromium-browser", "google-chrome", "chrome")
	profile, err := os.MkdirTemp("", "wxpaygen-browser-") // not the test's own: the browser's last writes may come late
	if err != nil {
		t.Fatal(err)
	}
	toBrowser, in := pipe(t)
	out, fromBrowser := pipe(t)
	command := exec.Command(path, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--no-proxy-server", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--user-data-dir="+profile, "--remote-debugging-pipe", "about:blank")
	command.ExtraFiles = []*os.File{toBrowser, fromBrowser} // 3 and 4
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = toBrowser.Close(), fromBrowser.Close()
	watchdog := time.AfterFunc(10*time.Minute, func() { _ = command.Process.Kill() })
	b := &Browser{T: t, in: in, out: bufio.NewReader(out)}
	t.Cleanup(func() {
		_, _ = in.WriteString(`{"id":0,"method":"Browser.close"}` + "\x00") // its children, too
		_ = command.Wait()
		watchdog.Stop()
		_ = os.RemoveAll(profile)
	})
	var target struct{ TargetID string }
	b.Call("Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct{ SessionID string }
	b.Call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	b.session = attached.SessionID
	b.Call("Page.enable", map[string]any{}, nil)
	return b
}

func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = r.Close(), w.Close() })
	return r, w
}

// Call does a command of the DevTools protocol.
func (b *Browser) Call(method string, params map[string]any, result any) {
	b.T.Helper()
	b.last++
	message := map[string]any{"id": b.last, "method": method, "params": params}
	if b.session != "" {
		message["sessionId"] = b.session
	}
	data, err := json.Marshal(message)
	if err != nil {
		b.T.Fatal(err)
	}
	if _, err := b.in.Write(append(data, 0)); err != nil {
		b.T.Fatalf("%s: the browser has gone: %v", method, err)
	}
	for {
		line, err := b.out.ReadBytes(0)
		if err != nil {
			b.T.Fatalf("%s: the browser has gone: %v", method, err)
		}
		var answer struct {
			ID     int
			Result json.RawMessage
			Error  json.RawMessage
		}
		if err := json.Unmarshal(line[:len(line)-1], &answer); err != nil {
			b.T.Fatal(err)
		}
		if answer.ID != b.last {
			continue
		}
		if answer.Error != nil {
			b.T.Fatalf("%s: %s", method, answer.Error)
		}
		if result != nil {
			if err := json.Unmarshal(answer.Result, result); err != nil {
				b.T.Fatal(err)
			}
		}
		return
	}
}

// Eval evaluates JavaScript, and waits for a promise.
func (b *Browser) Eval(script string) any {
	b.T.Helper()
	var answer struct {
		Result           struct{ Value any }
		ExceptionDetails json.RawMessage
	}
	b.Call("Runtime.evaluate", map[string]any{"expression": script, "awaitPromise": true, "returnByValue": true}, &answer)
	if answer.ExceptionDetails != nil {
		b.T.Fatalf("%s: %s", script, answer.ExceptionDetails)
	}
	return answer.Result.Value
}

// Until waits until an expression is true.
func (b *Browser) Until(script string) {
	b.T.Helper()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if b.Eval(script) == true {
			return
		}
	}
	b.T.Fatalf("this did not come true: %s\n%v", script, b.Eval("document.body.innerText"))
}

// Look sets the size of the window and light or dark.
func (b *Browser) Look(width, height int, scheme string) {
	b.T.Helper()
	b.Call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}, nil)
	b.Call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
}

// Screenshot returns a PNG of the window.
func (b *Browser) Screenshot() []byte {
	b.T.Helper()
	var shot struct{ Data string }
	b.Call("Page.captureScreenshot", map[string]any{"format": "png"}, &shot)
	png, err := base64.StdEncoding.DecodeString(shot.Data)
	if err != nil {
		b.T.Fatal(err)
	}
	return png
}
