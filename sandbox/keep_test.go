package sandbox

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
func TestAFailureToSaveIsReportedWhenItBeginsChangesAndEnds(t *testing.T) {
	full, denied := errors.New("no space left on device"), errors.New("permission denied")
	var lines []string
	k := new(keeper)
	for _, err := range []error{nil, full, full, full, denied, denied, nil, nil, full} {
		if ok := k.step(func() error { return err }, func(f string, args ...any) { lines = append(lines, fmt.Sprintf(f, args...)) }); ok != (err == nil) {
			t.Errorf("step after %v returns %v", err, ok)
		}
	}
	const lost = "; requests are still answered, and lost when the sandbox ends"
	want := []string{full.Error() + lost, denied.Error() + lost, "the state is written again", full.Error() + lost}
	if !slices.Equal(lines, want) {
		t.Errorf("reported is %q, want %q", lines, want)
	}
}

func TestTheErrorOfASaveIsTheSameEachTime(t *testing.T) {
	g, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.Close() })
	dir := filepath.Join(t.TempDir(), "d")
	file := filepath.Join(dir, "state.json")
	first, second := g.SaveState(file), g.SaveState(file)
	if first == nil || second == nil || first.Error() != second.Error() || !strings.HasSuffix(first.Error(), "state.json: it cannot be written: no such file or directory") { // of a Unix system
		t.Errorf("the errors are %v and %v", first, second)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := g.SaveState(file); err != nil {
		t.Error(err)
	}
}
