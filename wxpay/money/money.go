// Package money converts between decimal amounts and the integers of WeChat Pay's APIs, which
// count the smallest unit: fen for yuan, the minor unit of ISO 4217 for other currencies. It
// does not use floating point: int64(19.9*100) is 1989.
//
//	fen, err := money.ParseYuan("19.90") // 1990
//	text := money.FormatYuan(1990)       // "19.90"
package money

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Errors of [Parse] and [ParseYuan]. Test for them with [errors.Is]. They do not quote the
// text.
var (
	// ErrSyntax says that the text is not a decimal number such as 19.90.
	ErrSyntax = errors.New("money: not a decimal number such as 19.90")
	// ErrPrecision says that the text has more decimals than the currency.
	ErrPrecision = errors.New("money: more decimals than the currency has")
	// ErrRange says that the amount is out of the range of int64.
	ErrRange = errors.New("money: the amount is out of range")
)

// ParseYuan returns an amount in yuan as fen: "19.9" and "19.90" are 1990, "-0.01" is -1. It
// accepts the same texts as [Parse].
func ParseYuan(text string) (fen int64, err error) { return Parse(text, 2) }

// FormatYuan returns fen as yuan with two decimals: 1990 is "19.90".
func FormatYuan(fen int64) string { return Format(fen, 2) }

// Parse returns a decimal number as minor units. decimals, from 0 to 18, is the number of
// decimals of the currency; see [Decimals].
//
// The text has digits, an optional sign, and an optional decimal point with digits on both
// sides: "19.9", "+1", "-0.01". More decimals than those of the currency must be zeros:
// "19.900" is 1990 fen, and "19.901" is [ErrPrecision]; nothing is rounded. Spaces, currency
// signs, thousands separators and exponents are [ErrSyntax]: remove them where their meaning
// is known.
func Parse(text string, decimals int) (int64, error) {
	if decimals < 0 || decimals > 18 {
		return 0, fmt.Errorf("money: %d decimals; must be 0 to 18", decimals)
	}
	digits, negative := strings.CutPrefix(text, "-")
	if !negative {
		digits = strings.TrimPrefix(text, "+")
	}
	whole, fraction, point := strings.Cut(digits, ".")
	if !isDigits(whole) || point && !isDigits(fraction) {
		return 0, ErrSyntax
	}
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > decimals {
		return 0, ErrPrecision
	}
	n, err := strconv.ParseUint(whole+fraction+strings.Repeat("0", decimals-len(fraction)), 10, 64)
	switch {
	case err != nil:
		return 0, ErrRange
	case negative && n == 1<<63:
		return math.MinInt64, nil
	case n > math.MaxInt64:
		return 0, ErrRange
	case negative:
		return -int64(n), nil
	}
	return int64(n), nil
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Format returns minor units with exactly the given number of decimals, from 0 to 18:
// Format(1990, 2) is "19.90", Format(-1, 2) is "-0.01", Format(100, 0) is "100". It panics for
// any other number of decimals.
func Format(minor int64, decimals int) string {
	if decimals < 0 || decimals > 18 {
		panic(fmt.Sprintf("money: %d decimals; must be 0 to 18", decimals))
	}
	sign, n := "", uint64(minor)
	if minor < 0 {
		sign, n = "-", -n
	}
	if decimals == 0 {
		return sign + strconv.FormatUint(n, 10)
	}
	text := fmt.Sprintf("%0*d", decimals+1, n)
	point := len(text) - decimals
	return sign + text[:point] + "." + text[point:]
}

// otherDecimals has the currencies of ISO 4217 that do not have two decimals.
var otherDecimals = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0,
	"RWF": 0, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}

// Decimals returns the number of decimals of a currency in ISO 4217: 2 for CNY and HKD, 0 for
// JPY and KRW. It returns 2 for unknown codes.
func Decimals(currency string) int {
	if n, ok := otherDecimals[strings.ToUpper(currency)]; ok {
		return n
	}
	return 2
}
