package wxpayimpl

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/ascii"
)

// DateTime requires s to be a time of RFC 3339 with an offset: "2018-06-08T10:34:56+08:00".
func (v *Validator) DateTime(name, s string) {
	if !isDateTime(s) {
		v.fault(name, "date-time", "must be a date and time of RFC 3339 (2006-01-02T15:04:05+08:00)")
	}
}

// Date requires s to be a day of the calendar: "2018-06-08".
func (v *Validator) Date(name, s string) {
	if !isDate(s) {
		v.fault(name, "date", "must be a date (2006-01-02)")
	}
}

// URI requires s to be an absolute URI.
func (v *Validator) URI(name, s string) {
	if !isURI(s) {
		v.fault(name, "uri", "must be an absolute URI, percent-encoded")
	}
}

// Email requires s to have the form local@domain.
func (v *Validator) Email(name, s string) {
	if !isEmail(s) {
		v.fault(name, "email", "must be an email address")
	}
}

// UUID requires s to have the form of RFC 9562.
func (v *Validator) UUID(name, s string) {
	if !isUUID(s) {
		v.fault(name, "uuid", "must be a UUID")
	}
}

// Base64 requires s to be standard base64 with padding.
func (v *Validator) Base64(name, s string) {
	if !isBase64(s) {
		v.fault(name, "byte", "must be base64")
	}
}

// number returns s as a decimal number, -1 if it is not one.
func number(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return -1
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// within reports whether s is a number from lo to hi.
func within(s string, lo, hi int) bool { n := number(s); return n >= lo && n <= hi }

func isDate(s string) bool {
	if len(s) != len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return false
	}
	year, month := number(s[:4]), number(s[5:7])
	return year >= 0 && month >= 1 && month <= 12 && within(s[8:], 1, daysIn(year, month))
}

func daysIn(year, month int) int {
	switch {
	case month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0):
		return 29
	case month == 2:
		return 28
	case month == 4, month == 6, month == 9, month == 11:
		return 30
	}
	return 31
}

func isDateTime(s string) bool {
	if len(s) < len("2006-01-02T15:04:05Z") || !isDate(s[:10]) || s[10] != 'T' || s[13] != ':' || s[16] != ':' {
		return false
	}
	if !within(s[11:13], 0, 23) || !within(s[14:16], 0, 59) || !within(s[17:19], 0, 59) {
		return false
	}
	rest := s[19:]
	if rest[0] == '.' {
		end := 1
		for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
			end++
		}
		if end == 1 {
			return false
		}
		rest = rest[end:]
	}
	return rest == "Z" || len(rest) == 6 && (rest[0] == '+' || rest[0] == '-') && rest[3] == ':' &&
		within(rest[1:3], 0, 23) && within(rest[4:], 0, 59)
}

func isURI(s string) bool {
	scheme, rest, found := strings.Cut(s, ":")
	if !found || scheme == "" || rest == "" || !isSchemeStart(scheme[0]) {
		return false
	}
	for i := 1; i < len(scheme); i++ {
		if c := scheme[i]; c == '_' || !ascii.IsWord(c) && strings.IndexByte("+-.", c) < 0 {
			return false
		}
	}
	if strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https") {
		if len(rest) < 3 || rest[:2] != "//" || strings.IndexByte("/?#", rest[2]) >= 0 {
			return false
		}
	}
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; {
		case c == '%':
			if i+2 >= len(rest) || !ascii.IsHex(rest[i+1]) || !ascii.IsHex(rest[i+2]) {
				return false
			}
		case !ascii.IsWord(c) && strings.IndexByte("-.~:/?#[]@!$&'()*+,;=", c) < 0:
			return false
		}
	}
	return true
}

func isSchemeStart(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func isEmail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > 64 || at == len(s)-1 || len(s) > 254 {
		return false
	}
	local, domain := s[:at], s[at+1:]
	if strings.ContainsAny(local, " @()<>[]:;,\\\"\t\r\n\x00") || strings.ContainsAny(domain, " @()<>:;,\\\"\t\r\n\x00/") {
		return false
	}
	return local[0] != '.' && !strings.HasSuffix(local, ".") && !strings.Contains(s, "..") &&
		domain[0] != '.' && domain[0] != '-' && !strings.HasSuffix(domain, ".") && !strings.HasSuffix(domain, "-")
}

func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := 0; i < len(s); i++ {
		hyphen := i == 8 || i == 13 || i == 18 || i == 23
		if hyphen != (s[i] == '-') || !hyphen && !ascii.IsHex(s[i]) {
			return false
		}
	}
	return true
}

func isBase64(s string) bool {
	if len(s)%4 != 0 {
		return false
	}
	text := strings.TrimSuffix(strings.TrimSuffix(s, "="), "=")
	for i := 0; i < len(text); i++ {
		if c := text[i]; c == '_' || !ascii.IsWord(c) && c != '+' && c != '/' {
			return false
		}
	}
	return true
}
