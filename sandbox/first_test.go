package sandbox_test

import (
	"testing"

	"github.com/wxpaygen/wxpaygen/generated/payments"
	"github.com/wxpaygen/wxpaygen/sandbox"
)

// BenchmarkFirstCall is what the first test of a program waits for: keys are made, the document is read, and an order is made. Run it with
// -benchtime 1x: later rounds have the keys.
func BenchmarkFirstCall(b *testing.B) {
	for b.Loop() {
		gw := sandbox.New(b)
		b.ReportMetric(float64(b.Elapsed().Milliseconds()), "ms-new")
		if _, err := payments.New(newPay(b, gw)).PrepayNative(b.Context(), prepay(gw, "T00001")); err != nil {
			b.Fatal(err)
		}
	}
}
