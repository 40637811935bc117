package report

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/visible"
)

// Control characters of a document are replaced in every format.
func TestControlCharacters(t *testing.T) {
	const bad = "a\x1b[2J\u009b\u202eb\u2066\u200f\u061c"
	list := []diag.Diagnostic{diag.Errorf(diag.Position{File: "x" + bad, Line: 1, Column: 2}, "r", "%s", bad).Fix(bad).See(diag.Position{File: bad})}
	read := func(string) ([]byte, error) { return []byte(bad), nil }
	for _, format := range Formats {
		t.Run(format, func(t *testing.T) {
			out := print(t, Printer{Format: Format(format), Excerpts: true, ReadFile: read}, list)
			if i := strings.IndexFunc(out, func(r rune) bool { return visible.Hidden(r) && r != '\n' }); i >= 0 {
				t.Errorf("at %d: %q", i, out)
			}
		})
	}
	var raw []struct{ Fact string }
	if err := json.Unmarshal([]byte(print(t, Printer{Format: JSON}, list)), &raw); err != nil || raw[0].Fact != bad {
		t.Errorf("JSON has another fact: %q, %v", raw, err)
	}
}
