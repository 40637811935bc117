package source

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestBig(t *testing.T) {
	n := 50 << 20
	rep := func(s string) string { return strings.Repeat(s, n/len(s)) }
	for _, tt := range []struct{ name, file, in string }{
		{"yaml lines", "a.yaml", rep("- abcdefghijklmnopqrst\n")},
		{"yaml long lines", "a.yaml", rep("- " + strings.Repeat("订单 text ", 30) + "\n")},
		{"yaml flow", "a.yaml", "a: [" + rep("0,") + "0]"},
		{"yaml one scalar", "a.yaml", "a: " + rep("abcdefghij ")},
		{"yaml block scalar", "a.yaml", "a: |\n" + rep("  some text with words here and there\n")},
		{"yaml comments", "a.yaml", rep("# some text with words here and there and more and more and more text\n") + "a: 1"},
		{"yaml quoted", "a.yaml", "a: \"" + rep("abcdefghij \\n") + "\""},
		{"yaml unclosed quote", "a.yaml", "a: \"" + rep("abcdefghij klmnopqrstuvwxyz klmnopqrstuvwxyz klmnopqrstuvwxyz\n")},
		{"yaml unclosed bracket", "a.yaml", "a: [" + rep("abcdefghij klmnopqrstuvwxyz klmnopqrstuvwxyz klmnopqrstuvwxyz\n")},
		{"yaml blank", "a.yaml", rep(" ")},
		{"yaml bars", "a.yaml", rep("|")},
		{"yaml colons", "a.yaml", rep(":")},
		{"yaml anchors", "a.yaml", rep("&a ")},
		{"yaml spaces lines", "a.yaml", rep(strings.Repeat(" ", 100) + "\n") + "a: 1"},
		{"yaml small comments", "a.yaml", "a:\n" + strings.Repeat("#\n", 3<<20)},
		{"yaml comments after", "a.yaml", "a: 1\n" + strings.Repeat("# comment text here\n", 1<<20)},
		{"yaml items+comments", "a.yaml", "a:\n" + strings.Repeat("  # comment text here\n  - b # x\n", 1<<18)},
		{"yaml items+comments2", "a.yaml", "a:\n" + strings.Repeat("  # comment text here\n  - b # x\n", 1<<19)},
		{"yaml keys+comments1", "a.yaml", "a:\n" + strings.Repeat("  # comment text here\n  - b: c # x\n    # foot\n\n", 1<<17)},
		{"yaml keys+comments2", "a.yaml", "a:\n" + strings.Repeat("  # comment text here\n  - b: c # x\n    # foot\n\n", 1<<18)},
		{"yaml merge1", "a.yaml", "a: &a {" + bigMap(20000) + "}\n" + strings.Repeat("x: {<<: *a}\n", 40)},
		{"yaml flow keys", "a.yaml", "[" + strings.Repeat("? a, ", 1<<18) + "b]"},
		{"yaml deep lines", "a.yaml", strings.Repeat("- ", 400) + strings.Repeat("[", 90) + "1"},
		{"json list", "a.json", "[" + rep("0,") + "0]"},
		{"json string", "a.json", "[\"" + rep("abc\\n") + "\"]"},
		{"json one line objects", "a.json", "[" + rep(`{"abcdefghijklmnopqrst":"订单订单订单订单订单订单订单"},`) + "0]"},
		{"json dup", "a.json", "{" + rep(`"a":0,`) + `"a":1}`},
		{"json deep", "a.json", rep("[")},
		{"json big keys", "a.json", "{" + rep(`"`+strings.Repeat("a", 100)+`":0,`) + `"a":1}`},
	} {
		if only := os.Getenv("ONLY"); only != "" && !strings.Contains(tt.name, only) {
			continue
		}
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		_, diags := Parse(tt.file, []byte(tt.in), Limits{})
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		s := texts(diags)
		if len(s) > 150 {
			s = s[:150] + "\n"
		}
		t.Logf("%-24s %6.2fs alloc %5dMB sys %5dMB %s", tt.name, took.Seconds(), (after.TotalAlloc-before.TotalAlloc)>>20, after.Sys>>20, s)
	}
}

func bigMap(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("k" + strings.Repeat("0", i%7) + string(rune('a'+i%26)) + fmt.Sprint(i) + ": 1, ")
	}
	return b.String()
}
