package sandbox_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// streamed reads the events of a stream.
func streamed(t *testing.T, gw *sandbox.Gateway) (next func() map[string]any) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	body, err := gw.Remote().Open(ctx, "stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = body.Close() })
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, 1<<20)
	return func() map[string]any {
		t.Helper()
		for lines.Scan() {
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				if len(text) > 25<<10 {
					t.Errorf("an event has %d bytes", len(text))
				}
				var change map[string]any
				if err := json.Unmarshal([]byte(text), &change); err != nil {
					t.Fatal(err)
				}
				return change
			}
		}
		t.Fatalf("the stream ended: %v", lines.Err())
		return nil
	}
}

// The stream has what changed, and nothing twice.
func TestStream(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithLog(func(string) {}))
	next := streamed(t, gw)
	if first := next(); first["requests"] != nil || first["ahead"] != "0s" {
		t.Errorf("the first event is %v", first)
	}
	must[*payscore.CreateServiceOrderResponse](t)(newOrders(t, gw).CreateServiceOrder(t.Context(), orderRequest("A1")))
	change := next()
	requests, _ := change["requests"].([]any)
	resources, _ := change["resources"].([]any)
	if len(requests) != 1 || len(resources) != 1 {
		t.Errorf("the change is %v", change)
	}
	if _, err := gw.Trigger("userConfirms", "A1"); err != nil {
		t.Fatal(err)
	}
	change = next()
	if resources, _ := change["resources"].([]any); len(resources) != 1 || change["requests"] != nil {
		t.Errorf("the change is %v", change)
	}
}

// With very many changes an event stays small, and says that there is more.
func TestStreamIsBounded(t *testing.T) {
	gw := sandbox.New(t, sandbox.WithLog(func(string) {}), sandbox.WithSpecFiles(plainSpec))
	next := streamed(t, gw)
	next()
	for i := range 300 {
		signedCall(t, gw, http.MethodPost, "/v3/boxes", fmt.Sprintf(`{"out_box_no":"B%d","size":3}`, i))
	}
	for {
		change := next()
		total, _ := change["total"].(map[string]any)
		if total["requests"] == 300.0 && total["resources"] == 300.0 {
			return
		}
	}
}
