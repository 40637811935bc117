// Package program finds programs that tests call.
package program

import (
	"os"
	"os/exec"
	"strings"
)

// TB is the part of a test that [Find] uses. [*testing.T] and [*testing.B]
// implement it.
type TB interface {
	Helper()
	Skipf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Find returns the path of the first of these programs that is on this machine.
// If there is none, the test is skipped. If the environment variable CI is set,
// it fails instead: .ci/run installs the programs, and no check may be skipped
// there.
func Find(t TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	report := t.Skipf
	if os.Getenv("CI") != "" {
		report = t.Fatalf
	}
	report("this machine has no %s: install it to run this test", strings.Join(names, ", "))
	return ""
}
