package pattern_test

import (
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/internal/pattern"
)

func TestCompile(t *testing.T) {
	const names = `^[\u4e00-\u9fa5]{1,2000}$` // more than Go's regexp repeats
	for _, tt := range []struct {
		pattern, text string
		want          bool
	}{
		{names, "张三", true},
		{names, "", false},
		{names, "张3", false},
		{names, strings.Repeat("张", 2000), true},
		{names, strings.Repeat("张", 2001), false},
		{`^[0-9]{2,}$`, "1", false},
		{`^[0-9]{2,}$`, "123", true},
		{`^(\u4e00|b)+$`, "一b", true},
		{`^(\u4e00|b)+$`, "a", false},
	} {
		m, err := pattern.Compile(tt.pattern)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.MatchString(tt.text); got != tt.want {
			t.Errorf("%s matches %.20q: %v", tt.pattern, tt.text, got)
		}
	}
}

func TestLenient(t *testing.T) {
	const lookahead = `^(?=a)b$`
	if _, err := pattern.Compile(lookahead); err == nil {
		t.Error("a lookahead compiles")
	}
	if !pattern.Lenient(lookahead).MatchString("c") || pattern.Lenient("^a$").MatchString("c") {
		t.Error("Lenient ignores the wrong pattern")
	}
}
