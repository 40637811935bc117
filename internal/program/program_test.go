package program_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/wxpaygen/wxpaygen/internal/program"
)

// said notes how a test would have ended.
type said struct{ skipped, failed string }

func (s *said) Helper()                           {}
func (s *said) Skipf(format string, args ...any)  { s.skipped = fmt.Sprintf(format, args...) }
func (s *said) Fatalf(format string, args ...any) { s.failed = fmt.Sprintf(format, args...) }

// The first of the programs that exists is used.
func TestFind(t *testing.T) {
	var end said
	path := program.Find(&end, "no-such-program", "go")
	if filepath.Base(path) != "go" || end != (said{}) {
		t.Errorf("%q, %+v", path, end)
	}
}

// Without a program a test is skipped; in CI it fails.
func TestMissingProgram(t *testing.T) {
	const want = "this machine has no no-such-program, nor-this: install it to run this test"
	for ci, want := range map[string]said{"": {skipped: want}, "true": {failed: want}} {
		t.Setenv("CI", ci)
		var end said
		if path := program.Find(&end, "no-such-program", "nor-this"); path != "" || end != want {
			t.Errorf("CI=%q: %q, %+v", ci, path, end)
		}
	}
}
