package decode

import (
	"encoding/base64"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
)

// scalar decodes a string, a number or a boolean.
func (d *decoder) scalar(v reflect.Value, p *plan) bool {
	c := d.peek()
	switch p.kind {
	case reflect.String:
		if p.typ == number {
			return d.number(v, p)
		}
		if c != '"' {
			return d.mismatch(p)
		}
		v.SetString(d.text())
		return true
	case reflect.Bool:
		if c != 't' && c != 'f' {
			return d.mismatch(p)
		}
		v.SetBool(d.raw()[0] == 't')
		return true
	}
	if c != '-' && (c < '0' || c > '9') {
		return d.mismatch(p)
	}
	return d.numeric(v, p)
}

// number decodes a json.Number, which may also be written as a string.
func (d *decoder) number(v reflect.Value, p *plan) bool {
	c := d.peek()
	if c == '"' {
		text := d.text()
		if !isNumber(text) {
			return d.fault("is a string, not a number")
		}
		v.SetString(text)
		return true
	}
	if c != '-' && (c < '0' || c > '9') {
		return d.mismatch(p)
	}
	v.SetString(string(d.raw()))
	return true
}

func isNumber(text string) bool {
	return text != "" && (text[0] == '-' || text[0] >= '0' && text[0] <= '9') && json.Valid([]byte(text))
}

// numeric decodes a number into an integer or a floating-point number.
func (d *decoder) numeric(v reflect.Value, p *plan) bool {
	text := string(d.raw())
	switch p.kind {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		digits, ok := integerText(text)
		n, err := strconv.ParseInt(digits, 10, p.typ.Bits())
		if !ok || err != nil {
			return d.noInteger(ok, p)
		}
		v.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		digits, ok := integerText(text)
		n, err := strconv.ParseUint(digits, 10, p.typ.Bits())
		if !ok || err != nil {
			return d.noInteger(ok, p)
		}
		v.SetUint(n)
	case reflect.Float32, reflect.Float64:
		f, err := strconv.ParseFloat(text, p.typ.Bits())
		if err != nil {
			return d.fault("is too large for a " + p.kind.String())
		}
		v.SetFloat(f)
	default:
		return d.fault("has a type that cannot be decoded")
	}
	return true
}

func (d *decoder) noInteger(whole bool, p *plan) bool {
	if whole {
		return d.fault("is out of the range of " + p.kind.String())
	}
	return d.fault("has a fraction, and is not an integer")
}

// maxDigits is the maximum number of digits of a 64-bit integer.
const maxDigits = 20

// integerText returns a JSON number as the digits of an integer, without rounding: 1.50e1
// is 15. ok is false if it has a fraction. An integer with more than maxDigits digits becomes
// another one that is out of range as well.
func integerText(text string) (digits string, ok bool) {
	switch {
	case text == "-0": // ParseUint rejects it
		return "0", true
	case !strings.ContainsAny(text, ".eE"):
		return text, true
	}
	sign := ""
	if text[0] == '-' {
		sign, text = "-", text[1:]
	}
	mantissa, exponent := text, ""
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		mantissa, exponent = text[:i], text[i+1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits = strings.TrimLeft(whole+fraction, "0")
	if digits == "" {
		return "0", true
	}
	power := exponentOf(exponent) - len(fraction)
	significant := strings.TrimRight(digits, "0")
	power += len(digits) - len(significant)
	switch {
	case power < 0:
		return "", false
	case len(significant)+power > maxDigits:
		return sign + strings.Repeat("9", maxDigits+1), true
	}
	return sign + significant + strings.Repeat("0", power), true
}

// exponentOf returns an exponent, limited to a number that is still much larger than the
// number of digits.
func exponentOf(text string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(text, "+"))
	const far = 1 << 30 // more than any body has bytes
	switch {
	case text == "":
		return 0
	case err != nil && text[0] == '-':
		return -far
	case err != nil:
		return far
	}
	return max(-far, min(far, n))
}

// bytes decodes base64 in either alphabet, with or without padding.
func (d *decoder) bytes(v reflect.Value) bool {
	decoded, err := Base64(d.text())
	if err != nil {
		return d.fault("is not base64")
	}
	v.SetBytes(decoded)
	return true
}

var toStandard = strings.NewReplacer("-", "+", "_", "/", "\r", "", "\n", "")

// Base64 decodes base64 in the standard or the URL alphabet, with or without
// padding. Line ends are ignored.
func Base64(text string) ([]byte, error) {
	text = toStandard.Replace(text)
	if trimmed := strings.TrimRight(text, "="); len(trimmed)%4 != 0 && len(trimmed) == len(text) {
		return base64.RawStdEncoding.DecodeString(text)
	}
	return base64.StdEncoding.DecodeString(text)
}

// quoted decodes a member with the tag's option "string": a string that contains the value.
func (d *decoder) quoted(v reflect.Value, p *plan) {
	if d.peek() != '"' {
		if d.data[d.at] == 'n' {
			d.null(v, p)
			return
		}
		d.mismatchQuoted()
		return
	}
	inner := []byte(d.text())
	if !json.Valid(inner) || inner[0] == '{' || inner[0] == '[' {
		d.fault("is a string that does not contain a value of its type")
		return
	}
	within := decoder{data: inner, path: d.path, faults: d.faults}
	within.value(v, p)
	d.faults = within.faults
}

func (d *decoder) mismatchQuoted() {
	raw := d.raw()
	d.fault("is " + kindOf(raw[0]) + ", not a string that contains the value")
}
