package sandbox_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/wxpaygen/wxpaygen/sandbox"
)

// logLines collects the log of a gateway.
type logLines struct {
	mu    sync.Mutex
	lines []string
}

func (l *logLines) add(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, line)
}

func (l *logLines) count(part string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for _, line := range l.lines {
		if strings.Contains(line, part) {
			n++
		}
	}
	return n
}

const plainSpec = "internal/engine/testdata/plain.yaml"

func TestInvented(t *testing.T) {
	var log logLines
	gw := sandbox.New(t, sandbox.WithSpecFiles(plainSpec), sandbox.WithLog(log.add))
	for range 2 {
		status, header, body := signedCall(t, gw, http.MethodPost, "/v3/boxes", `{"out_box_no":"B1","size":3}`)
		if status != 200 || header.Get(sandbox.InventedHeader) == "" {
			t.Errorf("%d %v %s", status, header, body)
		}
	}
	if n := log.count("plain.createBox: the response is invented"); n != 1 {
		t.Errorf("it is logged %d times", n)
	}
	_, _, body := signedCall(t, gw, http.MethodGet, "/v3/boxes/B1", "")
	if !strings.Contains(body, `"size":3`) {
		t.Errorf("the box is %s", body)
	}
	status, header, _ := signedCall(t, gw, http.MethodGet, "/v3/boxes/B2", "")
	if status != 404 || header.Get(sandbox.InventedHeader) != "" {
		t.Errorf("%d %v", status, header)
	}
	seen := gw.Requests()
	if !seen[0].Outcome.Invented || seen[3].Outcome.Invented {
		t.Errorf("the outcomes are %+v and %+v", seen[0].Outcome, seen[3].Outcome)
	}
	if r, err := gw.Resource("B1"); err != nil || r.Kind != "plain.createBox" {
		t.Errorf("%+v, %v", r, err)
	}
}

// A document outside of the working directory; and two documents of the same name, which was an error.
func TestWithSpecFiles(t *testing.T) {
	data, err := os.ReadFile(plainSpec)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, sub := range []string{"a", "b"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o700); err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(data), "/v3/", "/v3/"+sub+"/")
		if err := os.WriteFile(filepath.Join(dir, sub, "plain.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	gw := sandbox.New(t, sandbox.WithSpecFiles(filepath.Join(dir, "a", "plain.yaml"), filepath.Join(dir, "b", "plain.yaml")), sandbox.WithLog(func(string) {}))
	for _, sub := range []string{"a", "b"} {
		if status, _, body := signedCall(t, gw, http.MethodPost, "/v3/"+sub+"/boxes", `{"out_box_no":"B1","size":3}`); status != 200 {
			t.Errorf("%s: %d %s", sub, status, body)
		}
	}
	names, err := gw.Operations()
	if err != nil || !slices.Contains(names, "plain.createBox") || !slices.Contains(names, "b/plain.createBox") {
		t.Errorf("the operations are %v, %v", names, err)
	}
}

// signedCall sends a signed request and returns the response.
func signedCall(t *testing.T, gw *sandbox.Gateway, method, uri, body string) (status int, header http.Header, answer string) {
	t.Helper()
	c := newCall(gw)
	c.method, c.uri, c.body = method, uri, body
	r, err := http.NewRequestWithContext(t.Context(), method, gw.URL()+uri, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", fmt.Sprintf("WECHATPAY2-SHA256-RSA2048 mchid=%q,nonce_str=%q,timestamp=%q,serial_no=%q,signature=%q",
		c.mchID, c.nonce, c.timestamp, c.serial, c.sign()))
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header, string(data)
}
