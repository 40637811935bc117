// Package money converts between amounts as people write them and as the APIs of
// WeChat Pay want them: integers of the smallest unit (fen for yuan, the minor
// unit of ISO 4217 for other currencies). It never uses floating point:
// int64(19.9*100) is 1989.
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

// Errors of [Parse] and [ParseYuan]; test for them with [errors.Is]. None contains
// the text.
var (
	// ErrSyntax: the text is not a decimal number such as 19.90.
	ErrSyntax = errors.New("money: not a decimal number such as 19.90")
	// ErrPrecision: the text has more decimals than the currency.
	ErrPrecision = errors.New("money: more decimals than the currency has")
	// ErrRange: the amount is not in the range of int64.
	ErrRange = errors.New("money: the amount is out of range")
)

// ParseYuan returns the fen of an amount in yuan: "19.9" and "19.90" are 1990,
// "-0.01" is -1. See [Parse] for what is accepted.
func ParseYuan(text string) (fen int64, err error) { return Parse(text, 2) }

// FormatYuan writes fen as yuan with two decimals: 1990 is "19.90".
func FormatYuan(fen int64) string { return Format(fen, 2) }

// Parse returns the minor units of a decimal number. decimals, from 0 to 18, is
// how many the currency has ([Decimals]).
//
// Accepted are digits with an optional sign and a decimal point that has digits on
// both sides: "19.9", "+1", "-0.01". Decimals beyond the currency's must be zeros:
// "19.900" is 1990 fen, "19.901" is [ErrPrecision]; nothing is rounded. Blanks,
// currency signs, separators of thousands and exponents are [ErrSyntax]: remove
// them where their meaning is known.
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

// Format writes minor units with exactly the given number of decimals, from 0 to
// 18: Format(1990, 2) is "19.90", Format(-1, 2) is "-0.01", Format(100, 0) is
// "100". Another number of decimals panics.
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

// decimals of the currencies that do not have two (ISO 4217).
var otherDecimals = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0,
	"RWF": 0, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}

// Decimals returns how many decimals a currency has by ISO 4217: 2 for CNY and
// HKD, 0 for JPY and KRW. A code that the package does not know has 2.
func Decimals(currency string) int {
	if n, ok := otherDecimals[strings.ToUpper(currency)]; ok {
		return n
	}
	return 2
}
