package statefile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A full disk was reported ten times a second.
func TestStep(t *testing.T) {
	full, denied := errors.New("no space left on device"), errors.New("permission denied")
	var lines []string
	f := new(File)
	for _, err := range []error{nil, full, full, full, denied, denied, nil, nil, full} {
		if ok := f.step(func() error { return err }, func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }); ok != (err == nil) {
			t.Errorf("step after %v returns %v", err, ok)
		}
	}
	const lost = "; requests are still served, and are lost when the sandbox ends"
	want := []string{full.Error() + lost, denied.Error() + lost, "the state is written again", full.Error() + lost}
	if !slices.Equal(lines, want) {
		t.Errorf("reported is %q, want %q", lines, want)
	}
}

// The error named the temporary file, which is another one each time.
func TestReplaceError(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "d")
	file := filepath.Join(dir, "state.json")
	first, second := Replace(file, nil), Replace(file, nil)
	if first == nil || second == nil || first.Error() != second.Error() || !strings.HasSuffix(first.Error(), "state.json: it cannot be written: no such file or directory") { // of a Unix system
		t.Errorf("errors %v and %v", first, second)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Replace(file, nil); err != nil {
		t.Error(err)
	}
}
