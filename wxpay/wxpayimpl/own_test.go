package wxpayimpl_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// fen is an amount that is no number in Go.
type fen struct{ n int64 }

func (f fen) MarshalJSON() ([]byte, error) {
	if f.n < 0 {
		return nil, errors.New("negative")
	}
	return json.Marshal(f.n)
}

// number is an order number with a text of its own.
type number struct{ shop, no string }

func (n number) MarshalText() ([]byte, error) { return []byte(n.shop + "-" + n.no), nil }

type plain int64

func TestOwn(t *testing.T) {
	for _, test := range []struct {
		name  string
		value any
		kind  string
		fits  bool
	}{
		{"json", fen{5}, "integer", true},
		{"json as string", fen{5}, "string", false},
		{"json as number", fen{5}, "number", true},
		{"error", fen{-1}, "integer", false},
		{"text", number{"a", "1"}, "string", true},
		{"text as integer", number{"a", "1"}, "integer", false},
		{"defined type", plain(7), "integer", true},
		{"beyond 64 bits", json.Number("12345678901234567890"), "integer", false},
		{"fraction", 1.5, "integer", false},
		{"not finite", math.Inf(1), "number", false},
		{"boolean", true, "boolean", true},
		{"null", (*fen)(nil), "integer", false},
		{"object", struct{ A int }{1}, "string", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			var v wxpayimpl.Validator
			wxpayimpl.Own(&v, "field", test.value, test.kind)
			var invalid *wxpay.ValidationError
			if errors.As(v.Err(), &invalid) == test.fits {
				t.Errorf("%v", v.Err())
			}
		})
	}
}

func TestOwnValues(t *testing.T) {
	if got := wxpayimpl.TextOf(number{"a", "1"}); got != "a-1" {
		t.Errorf("TextOf: %q", got)
	}
	if got := wxpayimpl.IntegerOf(fen{9007199254740993}); got != 9007199254740993 {
		t.Errorf("IntegerOf: %d", got)
	}
	if got := wxpayimpl.NumberOf(plain(3)); got != 3 {
		t.Errorf("NumberOf: %v", got)
	}
	if wxpayimpl.TextOf(fen{-1}) != "" || wxpayimpl.IntegerOf("a") != 0 || wxpayimpl.NumberOf("a") != 0 {
		t.Error("a value that is not sent so is not zero")
	}
	if !wxpayimpl.IsZero(fen{}) || wxpayimpl.IsZero(fen{1}) || !wxpayimpl.IsZero(nil) {
		t.Error("IsZero")
	}
}
