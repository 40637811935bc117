package sandbox_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/wxpaygen/wxpaygen/internal/visible"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// The log goes to a terminal, and what a request says may be anybody's.
func TestLogControlCharacters(t *testing.T) {
	var mu sync.Mutex
	var lines []string
	gw := sandbox.New(t, sandbox.WithLog(func(line string) {
		mu.Lock()
		defer mu.Unlock()
		lines = append(lines, line)
	}))
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, gw.URL()+"/v3/x", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.URL.Opaque = "/v3/\u009b2J\u202e\u2066"
	r.Header.Set("Authorization", "\u009b2J\u202e x")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	mu.Lock()
	defer mu.Unlock()
	if len(lines) == 0 {
		t.Fatal("nothing is logged")
	}
	for _, line := range lines {
		if strings.ContainsFunc(line, visible.Hidden) || !strings.Contains(line, string(visible.Replacement)) {
			t.Errorf("logged is %q", line)
		}
	}
}
