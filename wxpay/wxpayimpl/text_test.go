package wxpayimpl_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

func TestFormatNumber(t *testing.T) {
	for _, f := range []float64{0, 1, -1, 0.1, 19.99, 1e20, 1e21, 1e-6, 1e-7, 1.5e-9, 123456789.125, math.MaxFloat64, 5e-324, -2.5e30} {
		want, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		if got := wxpayimpl.FormatNumber(f); got != string(want) {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := wxpayimpl.FormatNumber(math.NaN()) + wxpayimpl.FormatNumber(math.Inf(1)) + wxpayimpl.FormatNumber(math.Inf(-1)); got != "NaN+Inf-Inf" {
		t.Error(got)
	}
}
