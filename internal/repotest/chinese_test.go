package repotest

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// The pages in Chinese have the sections, the code and the rows of tables of the English ones.
func TestChinesePages(t *testing.T) {
	inRoot(t)
	for english, chinese := range map[string]string{
		"README.md":             "README.zh-CN.md",
		"docs/writing-specs.md": "docs/zh/writing-specs.md",
		"docs/sandbox.md":       "docs/zh/sandbox.md",
		"docs/production.md":    "docs/zh/production.md",
	} {
		t.Run(chinese, func(t *testing.T) {
			want, got := outlineOf(t, english), outlineOf(t, chinese)
			if !slices.Equal(want.levels, got.levels) {
				t.Errorf("headings: %s has the levels %v, %s %v", english, want.levels, chinese, got.levels)
			}
			if !slices.Equal(want.rows, got.rows) {
				t.Errorf("tables: %s has the rows %v, %s %v", english, want.rows, chinese, got.rows)
			}
			for i := range max(len(want.code), len(got.code)) {
				if i >= len(want.code) || i >= len(got.code) || want.code[i] != got.code[i] {
					t.Fatalf("code block %d of %d differs from %s, which has %d", i+1, len(got.code), english, len(want.code))
				}
			}
		})
	}
}

// outline is what two languages of a page have in common.
type outline struct {
	levels []int    // of the headings
	rows   []int    // of each table
	code   []string // blocks
}

func outlineOf(t *testing.T, name string) outline {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out outline
	inCode, inTable := false, false
	for line := range strings.Lines(string(data)) {
		switch {
		case strings.HasPrefix(line, "```"):
			if inCode = !inCode; inCode {
				out.code = append(out.code, "")
			}
		case inCode:
			out.code[len(out.code)-1] += line
		case strings.HasPrefix(line, "#"):
			out.levels = append(out.levels, len(line)-len(strings.TrimLeft(line, "#")))
		case strings.HasPrefix(line, "|"):
			if !inTable {
				out.rows = append(out.rows, 0)
			}
			out.rows[len(out.rows)-1]++
		}
		inTable = !inCode && strings.HasPrefix(line, "|")
	}
	return out
}
