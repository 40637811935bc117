package wxpayimpl_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wxpaygen/wxpaygen/wxpay/wxpayimpl"
)

// Length counts by several shortcuts, which must agree with the plain way.

var counted = []string{
	"", "a", "1234567", "12345678", "123456789", "1234567890123456", "12345678901234567", "12345678投", "投12345678", "1234567投1234567",
	"投诉", "\u0fff\u1000\ucfff\ud000", "\ud7ff\ue000\uffff", "😀", "é", "\xe4\xb8", "\xe4\xb8\x2d", "\xe4\x2d\xb8", "\xe4", "\xe0\x80\x80", "\xed\xa0\x80",
	"\xff", "12345678\xff", "\xff12345678", "1234567890\xe4\xb8", "\xc0\x80", "\xf4\x90\x80\x80", "\x80", "12345678é", "e\u0301", "\ufffd",
}

func TestLengthCount(t *testing.T) {
	for _, a := range counted {
		for _, b := range counted {
			for _, padding := range []int{0, 1, 5, 8, 13} {
				checkCount(t, a+strings.Repeat("x", padding)+b)
			}
		}
	}
}

func FuzzLength(f *testing.F) {
	for _, s := range counted {
		f.Add(s)
	}
	f.Fuzz(checkCount)
}

func checkCount(t *testing.T, s string) {
	n := utf8.RuneCountInString(s)
	kept := faults(func(v *wxpayimpl.Validator) { v.Length("x", s, n, n) })
	below := faults(func(v *wxpayimpl.Validator) { v.Length("x", s, n+1, -1) })
	if !utf8.ValidString(s) { // the first fault counts
		if len(kept) != 1 || kept[0] != "x must be valid UTF-8 [utf8]" && !strings.HasSuffix(kept[0], "[bmp]") {
			t.Errorf("%q: %v", s, kept)
		}
		return
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r > 0xffff }) {
		if len(kept) != 1 || !strings.HasSuffix(kept[0], "[bmp]") {
			t.Errorf("%q: %v", s, kept)
		}
		return
	}
	if kept != nil || len(below) != 1 {
		t.Errorf("%q is not counted as %d characters: %v, %v", s, n, kept, below)
	}
}
