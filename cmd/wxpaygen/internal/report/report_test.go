package report

import (
	"encoding/json"
	"io/fs"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

func at(line, column int) diag.Position {
	return diag.Position{File: "specs/a.yaml", Line: line, Column: column}
}

var sample = []diag.Diagnostic{
	diag.Errorf(at(2, 11), "length-order", "maxLength 1 is less than minLength 2").Fix("raise it").See(at(1, 1)),
	diag.Warningf(diag.Position{File: "a:b,c%.yaml"}, "", "100%% of\r\nit"),
}

func print(t *testing.T, p Printer, list []diag.Diagnostic) string {
	t.Helper()
	var b strings.Builder
	p.Writer = &b
	if err := p.Print(list); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// In a pipe, a diagnostic is one line.
func TestPipe(t *testing.T) {
	want := "specs/a.yaml:2:11: maxLength 1 is less than minLength 2 (see specs/a.yaml:1:1) [length-order]; raise it\n" +
		"a:b,c%.yaml: warning: 100% of  it\n"
	if got := print(t, Printer{}, sample); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestJSON(t *testing.T) {
	var raw []map[string]any
	text := print(t, Printer{Format: JSON}, sample)
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"position": map[string]any{"file": "specs/a.yaml", "line": 2.0, "column": 11.0},
		"severity": "error", "rule": "length-order", "fact": "maxLength 1 is less than minLength 2", "remedy": "raise it",
		"related": []any{map[string]any{"file": "specs/a.yaml", "line": 1.0, "column": 1.0}},
	}
	if diff := cmp.Diff(want, raw[0]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if raw[1]["severity"] != "warning" {
		t.Errorf("the severity of a warning is %v", raw[1]["severity"])
	}
	if got := print(t, Printer{Format: JSON}, nil); got != "[]\n" {
		t.Errorf("no diagnostics are %q, want an empty array", got)
	}
}

func TestGitHub(t *testing.T) {
	want := "::error file=specs/a.yaml,line=2,col=11,title=length-order::maxLength 1 is less than minLength 2 (see specs/a.yaml:1:1); raise it\n" +
		"::warning file=a%3Ab%2Cc%25.yaml,title=wxpaygen::100%25 of%0D%0Ait\n"
	if got := print(t, Printer{Format: GitHub}, sample); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// On a terminal, a caret is below the reported text.
func TestCaret(t *testing.T) {
	content := "openapi: 3.0.3\r\n" +
		"\ttitle: 取消支付分订单 x\n" +
		"x: \x1b[2Jy\n"
	p := Printer{Excerpts: true, ReadFile: func(name string) ([]byte, error) {
		if name == "specs/a.yaml" {
			return []byte(content), nil
		}
		return nil, fs.ErrNotExist
	}}
	for name, test := range map[string]struct {
		pos  diag.Position
		want string
	}{
		"in plain text":                   {at(1, 10), "    1 | openapi: 3.0.3\n      |          ^\n"},
		"after a tab and wide characters": {at(2, 17), "    2 |     title: 取消支付分订单 x\n      |                           ^\n"},
		"control character":               {at(3, 4), "    3 | x: \ufffd[2Jy\n      |    ^\n"},
		"behind the end of the line":      {at(1, 99), "    1 | openapi: 3.0.3\n      |               ^\n"},
		"at no column":                    {at(1, 0), "    1 | openapi: 3.0.3\n"},
		"at a line that is not there":     {at(9, 1), ""},
		"in a file that is not there":     {diag.Position{File: "b.yaml", Line: 1, Column: 1}, ""},
		"in a file as a whole":            {diag.Position{File: "specs/a.yaml"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := diag.Errorf(test.pos, "r", "f")
			want := d.String() + "\n" + test.want
			if got := print(t, p, []diag.Diagnostic{d}); got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

func TestColours(t *testing.T) {
	p := Printer{Excerpts: true, Color: true, ReadFile: func(string) ([]byte, error) { return []byte("ab"), nil }}
	got := print(t, p, []diag.Diagnostic{diag.Errorf(at(1, 2), "r", "f")})
	want := bold + "specs/a.yaml:1:2" + reset + ": f [r]\n    1 | ab\n      |  " + red + "^" + reset + "\n"
	if got != want {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

// A long line is cut around the caret.
func TestLongLine(t *testing.T) {
	for name, line := range map[string]string{
		"Latin":   strings.Repeat("a", 5000) + "X" + strings.Repeat("b", 4999),
		"Chinese": strings.Repeat("中", 5000) + "X" + strings.Repeat("国", 4999),
		"tabs":    strings.Repeat("\t", 5000) + "X" + strings.Repeat("\t", 4999),
		"no room": strings.Repeat("é", 5000) + "X" + strings.Repeat("\u0301", 4999),
	} {
		t.Run(name, func(t *testing.T) {
			text, indent := excerpt(line, 5001)
			if width := lineWidth([]rune(text)); width > excerptWidth+2 {
				t.Errorf("%d cells wide", width)
			}
			if before, _, ok := strings.Cut(text, "X"); !ok || lineWidth([]rune(before)) != indent {
				t.Errorf("the caret is at %d in %q", indent, text)
			}
			if !strings.HasPrefix(text, "…") {
				t.Error("it does not show that something was left out before")
			}
		})
	}
	if text, indent := excerpt(strings.Repeat("a", 10_000), 1); indent != 0 || !strings.HasSuffix(text, "…") {
		t.Errorf("at the start: %d in %q", indent, text)
	}
}

func TestCount(t *testing.T) {
	for want, list := range map[string][]diag.Diagnostic{
		"":                   nil,
		"1 error, 1 warning": sample,
		"2 errors":           {sample[0], sample[0]},
		"1 warning":          sample[1:],
	} {
		if got := Count(list); got != want {
			t.Errorf("Count = %q, want %q", got, want)
		}
	}
}
