package names

import "testing"

func TestValidPackage(t *testing.T) {
	for name, want := range map[string]bool{
		"payscore": true, "pay_v3": true, "testing": true, "支付": true, "mainly": true,
		"": false, "_": false, "main": false, "init": false, "pay_test": false, "_test": false,
		"func": false, "string": false, "nil": false, "len": false, "any": false, "pay-score": false, "3d": false,
	} {
		if got := ValidPackage(name); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}
