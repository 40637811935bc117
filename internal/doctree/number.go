package doctree

import (
	"math/big"
	"strconv"
	"strings"
)

// maxRadixDigits bounds the hexadecimal and octal numbers that are read as
// numbers, since writing them in decimal takes more than linear time.
const maxRadixDigits = 256

// exactInt returns the value of a JSON number that is an integer of 64 bits, in
// any notation.
func exactInt(number string) (int64, bool) {
	rest, negative := strings.CutPrefix(number, "-")
	mantissa, exponent := rest, 0
	if i := strings.IndexAny(rest, "eE"); i >= 0 {
		mantissa = rest[:i]
		exponent = clampedInt(rest[i+1:])
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	if digits == "" {
		return 0, true
	}
	exponent -= len(fraction)
	significant := strings.TrimRight(digits, "0")
	exponent += len(digits) - len(significant)
	if exponent < 0 || len(significant)+exponent > 19 {
		return 0, false
	}
	text := significant + strings.Repeat("0", exponent)
	if negative {
		text = "-" + text
	}
	value, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, false
	}
	return value, true
}

// clampedInt reads an exponent; one beyond every use becomes a large number
// of the same sign.
func clampedInt(text string) int {
	const large = 1 << 30
	value, err := strconv.ParseInt(text, 10, 31)
	if err == nil {
		return int(value)
	}
	if strings.HasPrefix(text, "-") {
		return -large
	}
	return large
}

// yamlNumber returns a plain YAML scalar as a JSON number; ok is false if it is
// not a number of the core schema of YAML 1.2. A number with leading zeros is
// not one: 0123 is octal in YAML 1.1, decimal in 1.2, and usually meant as
// text.
func yamlNumber(text string) (number string, ok bool) {
	if strings.HasPrefix(text, "0x") || strings.HasPrefix(text, "0o") {
		return radixNumber(text)
	}
	rest := text
	sign := ""
	if rest != "" && (rest[0] == '-' || rest[0] == '+') {
		if rest[0] == '-' {
			sign = "-"
		}
		rest = rest[1:]
	}
	whole, rest := cutDigits(rest)
	fraction := ""
	if dotted, found := strings.CutPrefix(rest, "."); found {
		fraction, rest = cutDigits(dotted)
	}
	if whole == "" && fraction == "" || len(whole) > 1 && whole[0] == '0' {
		return "", false
	}
	exponent, ok := yamlExponent(rest)
	if !ok {
		return "", false
	}
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		fraction = "." + fraction
	}
	return sign + whole + fraction + exponent, true
}

func yamlExponent(text string) (exponent string, ok bool) {
	if text == "" {
		return "", true
	}
	if text[0] != 'e' && text[0] != 'E' {
		return "", false
	}
	digits := text[1:]
	if digits != "" && (digits[0] == '-' || digits[0] == '+') {
		digits = digits[1:]
	}
	digits, rest := cutDigits(digits)
	return text, digits != "" && rest == ""
}

func cutDigits(text string) (digits, rest string) {
	i := 0
	for i < len(text) && '0' <= text[i] && text[i] <= '9' {
		i++
	}
	return text[:i], text[i:]
}

func radixNumber(text string) (string, bool) {
	base := 16
	if text[1] == 'o' {
		base = 8
	}
	digits := text[2:]
	if len(digits) > maxRadixDigits || strings.ContainsAny(digits, "+-_") {
		return "", false
	}
	value, ok := new(big.Int).SetString(digits, base)
	if !ok {
		return "", false
	}
	return value.String(), true
}

// isNotFinite reports whether a plain YAML scalar is one of the numbers that
// JSON lacks.
func isNotFinite(text string) bool {
	switch strings.TrimLeft(text, "+-") {
	case ".inf", ".Inf", ".INF":
		return len(text) <= len("+.inf")
	case ".nan", ".NaN", ".NAN":
		return text[0] == '.'
	}
	return false
}
