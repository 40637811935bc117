package names

import (
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

func at(line int) diag.Position { return diag.Position{File: "a.yaml", Line: line, Column: 3} }

func TestCollision(t *testing.T) {
	s := NewScope("type")
	if name, d := s.Take("order", at(3), "Order"); name != "Order" || d != nil {
		t.Fatalf("Take = %q, %v", name, d)
	}
	if name, d := s.Take("ORDER", at(5), "Order", "ORDER"); name != "ORDER" || d != nil {
		t.Fatalf("the second candidate was not taken: %q, %v", name, d)
	}
	_, d := s.Take("Order", at(9), "Order", "Order")
	want := `a.yaml:9:3: "order" and "Order" both become the Go type Order (see a.yaml:3:3) [name-collision]; give one of them another Go name with x-go-name`
	if d == nil || d.String() != want {
		t.Errorf("got  %v\nwant %s", d, want)
	}
}

func TestInvalidNames(t *testing.T) {
	s := NewScope("type")
	s.Reserve("Client")
	for _, name := range []string{"", "_", "type", "a b", "A struct{}; type B", "Client"} {
		if got, d := s.Take("x", at(1), name); d == nil {
			t.Errorf("Take(%q) = %q", name, got)
		}
	}
}

func TestFileNames(t *testing.T) {
	for name, want := range map[string]string{
		"CancelServiceOrder": "cancel_service_order.gen.go",
		"ListWindows":        "list_windows_operation.gen.go",
		"RunTest":            "run_test_operation.gen.go",
		"Linux":              "linux_operation.gen.go",
	} {
		if got := File(name)[0]; got != want {
			t.Errorf("File(%q) = %q, want %q", name, got, want)
		}
	}
	long := File(strings.Repeat("查询", 300))[0]
	if len(long) > 150 {
		t.Errorf("a name of %d bytes", len(long))
	}
}
