package schema

import "math/big"

// compare compares two numbers exactly.
func compare(a, b string) int {
	x, okX := Rational(a)
	y, okY := Rational(b)
	if !okX || !okY {
		return 0
	}
	return x.Cmp(y)
}

// maxExponent bounds the exponents of numbers: 1e999999999 is no sensible
// limit, and would take all memory to write out.
const maxExponent = 400

// Rational returns the exact value of a JSON number; ok is false if the
// exponent is above maxExponent.
func Rational(text string) (value *big.Rat, ok bool) {
	f, _, err := big.ParseFloat(text, 10, 64, big.ToNearestEven)
	if err != nil || f.IsInf() {
		return nil, false
	}
	if f.Sign() != 0 && (f.MantExp(nil) > maxExponent*4 || f.MantExp(nil) < -maxExponent*4) {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}
