package wxpay

import (
	"math"
	"strconv"
)

type textError string

func (e textError) Error() string { return string(e) }

const (
	errDateTime textError = "wxpay: not a date and time as RFC 3339 writes it (2006-01-02T15:04:05+08:00)"
	errDate     textError = "wxpay: not a date (2006-01-02)"
	errCompact  textError = "wxpay: not a time in the form yyyyMMddHHmmss or yyyyMMdd"
)

// FormatNumber writes f as JSON does: the shortest text that reads back as f.
// NaN and the infinities, which JSON does not have, become "NaN", "+Inf" and "-Inf".
func FormatNumber(f float64) string {
	abs := math.Abs(f)
	if abs != 0 && (abs < 1e-6 || abs >= 1e21) && !math.IsInf(f, 0) {
		text := strconv.AppendFloat(make([]byte, 0, 24), f, 'e', -1, 64)
		if n := len(text); n >= 4 && text[n-4] == 'e' && text[n-2] == '0' { // e-09 is e-9
			text[n-2] = text[n-1]
			text = text[:n-1]
		}
		return string(text)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
