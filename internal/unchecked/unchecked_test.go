package unchecked_test

import (
	"testing"

	"github.com/wxpaygen/wxpaygen/internal/unchecked"
)

func TestIn(t *testing.T) {
	tests := []struct {
		name, line, text string
		at               int
		ok               bool
	}{
		{"line", "# from the page: no date; check", "no date", 0, true},
		{"indented", "    # from the page: no date; check\r\n", "no date", 4, true},
		{"behind a value", "version: 1 # from the page: no date; check", "no date", 11, true},
		{"checked", "# from the page: no date", "", 0, false},
		{"other comment", "# no date; check", "", 0, false},
		{"in a text", `title: "x # from the page: no date; check`, "", 0, false},
		{"in a word", "title: x# from the page: no date; check", "", 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text, at, ok := unchecked.In(tt.line)
			if ok != tt.ok || ok && (text != tt.text || at != tt.at) {
				t.Errorf("got %q at %d, %v", text, at, ok)
			}
		})
	}
}

func TestFind(t *testing.T) {
	line := "# " + unchecked.Comment(" the mark\nis  lost。")
	if text, _, ok := unchecked.In(line); !ok || text != "the mark is lost" {
		t.Errorf("%q gives %q, %v", line, text, ok)
	}
}
