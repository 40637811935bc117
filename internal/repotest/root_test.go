package repotest

import "testing"

// inRoot runs a test in the root directory of the repository. TestMain cannot do that: the go command would not see which files
// the tests read, and would reuse results after a page has changed.
func inRoot(t *testing.T) {
	t.Helper()
	t.Chdir("../..")
}
