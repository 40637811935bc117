package names

import (
	"strconv"
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
	for n, want := range map[int]string{2: "Order_2", 3: "Order_3"} {
		s := NewScope("type")
		var d *diag.Diagnostic
		name := ""
		for line := range n {
			name, d = s.Take("Order", at(line+3), "Order")
		}
		text := "a.yaml:" + strconv.Itoa(n+2) + `:3: warning: "Order" and "Order" both become the Go type Order; the second is called ` + want +
			" (see a.yaml:3:3) [name-collision]; give one of them another Go name with x-go-name"
		if name != want || d == nil || d.String() != text {
			t.Errorf("%s: got  %v\nwant %s", name, d, text)
		}
	}
	if name, d := s.TakeOr("Or-der", at(9), []string{"OrDashDer"}, "Order"); name != "OrDashDer" || d == nil {
		t.Errorf("TakeOr = %q, %v", name, d)
	}
}

func TestInvalidNames(t *testing.T) {
	for name, want := range map[string]string{
		"": "U003F", "_": "U003F", "type": "U003F", "a b": "U003F", "A struct{}; type B": "U003F", "Client": "Client_2",
	} {
		s := NewScope("type")
		s.Reserve("Client")
		if got, d := s.Take("?", at(1), name); got != want || d == nil {
			t.Errorf("Take(%q) = %q, want %q", name, got, want)
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
