package visible_test

import (
	"testing"

	"github.com/wxpaygen/wxpaygen/internal/visible"
)

func TestColumns(t *testing.T) {
	for name, c := range map[string]struct {
		char rune
		want int
	}{
		"letter":          {'a', 1},
		"Greek":           {'α', 1},
		"Han":             {'订', 2},
		"rare Han":        {'𠀀', 2},
		"kana":            {'か', 2},
		"Hangul":          {'한', 2},
		"full width":      {'：', 2},
		"half width":      {'ｱ', 1},
		"punctuation":     {'。', 2},
		"dash":            {'—', 1},
		"emoji":           {'😀', 2},
		"watch":           {'⌚', 2},
		"accent":          {'\u0301', 0},
		"zero-width join": {'\u200d', 0},
	} {
		if got := visible.Columns(c.char); got != c.want {
			t.Errorf("%s: got %d, want %d", name, got, c.want)
		}
	}
}
