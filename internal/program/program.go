// Package program finds the programs of the machine that tests call.
package program

import (
	"os"
	"os/exec"
	"strings"
)

// TB is what [Find] needs of a test. [*testing.T] and [*testing.B] have it.
type TB interface {
	Helper()
	Skipf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Find returns the path of the first of these programs that is on this machine.
// Without one the test is skipped, or fails where the environment variable CI
// is set: .ci/run has installed them, and no check may stay away unnoticed.
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
