package wxpay

import (
	"math"
	"math/bits"
	"strconv"
)

// Min holds n to limit or more.
func (v *Validator) Min(name string, n, limit int64) {
	if n < limit {
		v.fault(name, "min", "must be at least "+itoa(limit))
	}
}

// Max holds n to limit or less.
func (v *Validator) Max(name string, n, limit int64) {
	if n > limit {
		v.fault(name, "max", "must be at most "+itoa(limit))
	}
}

// ExclusiveMin holds n to more than limit.
func (v *Validator) ExclusiveMin(name string, n, limit int64) {
	if n <= limit {
		v.fault(name, "min", "must be more than "+itoa(limit))
	}
}

// ExclusiveMax holds n to less than limit.
func (v *Validator) ExclusiveMax(name string, n, limit int64) {
	if n >= limit {
		v.fault(name, "max", "must be less than "+itoa(limit))
	}
}

// MultipleOf holds n to a multiple of step, which is not 0.
func (v *Validator) MultipleOf(name string, n, step int64) {
	if step == 0 || n%step != 0 {
		v.fault(name, "multipleOf", "must be a multiple of "+itoa(step))
	}
}

// MinNumber holds f to limit or more.
func (v *Validator) MinNumber(name string, f, limit float64) {
	if f < limit {
		v.fault(name, "min", "must be at least "+FormatNumber(limit))
	}
}

// MaxNumber holds f to limit or less.
func (v *Validator) MaxNumber(name string, f, limit float64) {
	if f > limit {
		v.fault(name, "max", "must be at most "+FormatNumber(limit))
	}
}

// ExclusiveMinNumber holds f to more than limit.
func (v *Validator) ExclusiveMinNumber(name string, f, limit float64) {
	if f <= limit {
		v.fault(name, "min", "must be more than "+FormatNumber(limit))
	}
}

// ExclusiveMaxNumber holds f to less than limit.
func (v *Validator) ExclusiveMaxNumber(name string, f, limit float64) {
	if f >= limit {
		v.fault(name, "max", "must be less than "+FormatNumber(limit))
	}
}

// Finite refuses NaN and the infinities, which JSON cannot hold.
func (v *Validator) Finite(name string, f float64) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		v.fault(name, "number", "must be a finite number")
	}
}

// MultipleOfNumber holds f to a multiple of step, a decimal number above 0 such
// as "0.01". It is exact: f is taken as the shortest decimal number that it stands
// for, so that 0.07 is a multiple of 0.01.
func (v *Validator) MultipleOfNumber(name string, f float64, step string) {
	if !isMultiple(f, step) {
		v.fault(name, "multipleOf", "must be a multiple of "+step)
	}
}

func isMultiple(f float64, step string) bool {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return false
	}
	var text [32]byte
	n, nExp, ok := decimal(strconv.AppendFloat(text[:0], f, 'e', -1, 64))
	if !ok {
		return false
	}
	var stepText [40]byte
	d, dExp, ok := decimal(append(stepText[:0], step...))
	if !ok || d == 0 {
		return false
	}
	return n == 0 || divides(n, nExp-dExp, d)
}

// divides reports whether n * 10^exp is a multiple of d, both above 0.
func divides(n uint64, exp int, d uint64) bool {
	if exp < 0 {
		for ; exp < 0; exp++ {
			high, low := bits.Mul64(d, 10)
			if high != 0 { // d is above every n now
				return false
			}
			d = low
		}
		return n%d == 0
	}
	n %= d
	for ; exp > 0 && n != 0; exp-- {
		high, low := bits.Mul64(n, 10)
		_, n = bits.Div64(high, low, d)
	}
	return n == 0
}

// decimal reads a decimal number as digits * 10^exp, the sign left out. It fails
// on other text and on more digits than a uint64 holds.
func decimal(text []byte) (digits uint64, exp int, ok bool) {
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		text = text[1:]
	}
	point, seen := 0, false
	for i, c := range text {
		switch {
		case c >= '0' && c <= '9' && digits < 1e18:
			digits = digits*10 + uint64(c-'0')
			exp -= point
			seen = true
		case c == '.' && point == 0:
			point = 1
		case (c == 'e' || c == 'E') && seen:
			power, err := strconv.Atoi(string(text[i+1:]))
			return digits, exp + power, err == nil
		default:
			return 0, 0, false
		}
	}
	return digits, exp, seen
}
