package visible_test

import (
	"testing"

	"github.com/wxpaygen/wxpaygen/internal/visible"
)

func TestText(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"plain", "a 中文 😀 é", "a 中文 😀 é"},
		{"lines", "a\n\tb\r\nc", "a\n\tb\nc"},
		{"lines alone", "a\n\tb", "a\n\tb"},
		{"escape", "\x1b[2Jx", "\uFFFD[2Jx"},
		{"carriage return", "good\rbad", "good\uFFFDbad"},
		{"C0", "\x00\x07\x08\x1f", "\uFFFD\uFFFD\uFFFD\uFFFD"},
		{"DEL and C1", "\x7f\u0080\u009b\u009f", "\uFFFD\uFFFD\uFFFD\uFFFD"},
		{"embeddings", "\u202a\u202b\u202c\u202d\u202e", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD"},
		{"isolates", "\u2066\u2067\u2068\u2069", "\uFFFD\uFFFD\uFFFD\uFFFD"},
		{"marks", "\u200e\u200f\u061c", "\uFFFD\uFFFD\uFFFD"},
		{"separators", "\u2028\u2029", "\uFFFD\uFFFD"},
		{"no UTF-8", "a\xffb", "a\uFFFDb"},
		{"no UTF-8 and escape", "\x1b\x9b", "\uFFFD\uFFFD"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := visible.Text(test.text); got != test.want {
				t.Errorf("Text(%q) = %q, want %q", test.text, got, test.want)
			}
		})
	}
	if got := visible.Line("a\n\tb\x1b"); got != "a  b\uFFFD" {
		t.Errorf("Line gives %q", got)
	}
}
