package wxpayimpl

import (
	"encoding/json"
	"math"
	"math/bits"
	"strconv"

	"github.com/wxpaygen/wxpaygen/wxpay"
	"github.com/wxpaygen/wxpaygen/wxpay/internal/jsonvalue"
)

// Min requires n to be at least limit.
func (v *Validator) Min(name string, n, limit int64) {
	if n < limit {
		v.tooSmall(name, itoa(limit), false)
	}
}

// Max requires n to be at most limit.
func (v *Validator) Max(name string, n, limit int64) {
	if n > limit {
		v.tooLarge(name, itoa(limit), false)
	}
}

// MinUint is [Validator.Min] for unsigned integers.
func (v *Validator) MinUint(name string, n, limit uint64) {
	if n < limit {
		v.tooSmall(name, strconv.FormatUint(limit, 10), false)
	}
}

// MaxUint is [Validator.Max] for unsigned integers.
func (v *Validator) MaxUint(name string, n, limit uint64) {
	if n > limit {
		v.tooLarge(name, strconv.FormatUint(limit, 10), false)
	}
}

// MultipleOfUint is [Validator.MultipleOf] for unsigned integers.
func (v *Validator) MultipleOfUint(name string, n, step uint64) {
	if step == 0 || n%step != 0 {
		v.noMultiple(name, strconv.FormatUint(step, 10))
	}
}

// ExclusiveMin requires n to be more than limit.
func (v *Validator) ExclusiveMin(name string, n, limit int64) {
	if n <= limit {
		v.tooSmall(name, itoa(limit), true)
	}
}

// ExclusiveMax requires n to be less than limit.
func (v *Validator) ExclusiveMax(name string, n, limit int64) {
	if n >= limit {
		v.tooLarge(name, itoa(limit), true)
	}
}

// MultipleOf requires n to be a multiple of step, which is not 0.
func (v *Validator) MultipleOf(name string, n, step int64) {
	if step == 0 || n%step != 0 {
		v.noMultiple(name, itoa(step))
	}
}

// MinNumber requires f to be at least limit.
func (v *Validator) MinNumber(name string, f, limit float64) {
	if f < limit {
		v.tooSmall(name, jsonvalue.FormatNumber(limit), false)
	}
}

// MaxNumber requires f to be at most limit.
func (v *Validator) MaxNumber(name string, f, limit float64) {
	if f > limit {
		v.tooLarge(name, jsonvalue.FormatNumber(limit), false)
	}
}

// ExclusiveMinNumber requires f to be more than limit.
func (v *Validator) ExclusiveMinNumber(name string, f, limit float64) {
	if f <= limit {
		v.tooSmall(name, jsonvalue.FormatNumber(limit), true)
	}
}

// ExclusiveMaxNumber requires f to be less than limit.
func (v *Validator) ExclusiveMaxNumber(name string, f, limit float64) {
	if f >= limit {
		v.tooLarge(name, jsonvalue.FormatNumber(limit), true)
	}
}

// Finite rejects NaN and the infinities, which JSON does not have.
func (v *Validator) Finite(name string, f float64) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		v.fault(name, "number", "must be a finite number")
	}
}

// MultipleOfNumber requires f to be a multiple of step, a positive decimal number
// such as "0.01". The check is exact: it uses the shortest decimal number that reads
// back as f, so that 0.07 is a multiple of 0.01.
func (v *Validator) MultipleOfNumber(name string, f float64, step string) {
	if !isMultiple(f, step) {
		v.noMultiple(name, step)
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

// divides reports whether n * 10^exp is a multiple of d. Both are positive.
func divides(n uint64, exp int, d uint64) bool {
	if exp < 0 {
		for ; exp < 0; exp++ {
			high, low := bits.Mul64(d, 10)
			if high != 0 { // d is now larger than any n
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

// decimal returns a decimal number as digits * 10^exp without its sign. ok is false
// for other text and for more digits than a uint64 can represent.
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

func (v *Validator) tooSmall(name, limit string, exclusive bool) {
	problem := "must be at least " + limit
	if exclusive {
		problem = "must be more than " + limit
	}
	v.exceeded(name, "min", problem, wxpay.Limit{Min: json.Number(limit), Exclusive: exclusive})
}

func (v *Validator) tooLarge(name, limit string, exclusive bool) {
	problem := "must be at most " + limit
	if exclusive {
		problem = "must be less than " + limit
	}
	v.exceeded(name, "max", problem, wxpay.Limit{Max: json.Number(limit), Exclusive: exclusive})
}

func (v *Validator) noMultiple(name, step string) {
	v.exceeded(name, "multipleOf", "must be a multiple of "+step, wxpay.Limit{Step: json.Number(step)})
}
