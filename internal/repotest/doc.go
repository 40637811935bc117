// Package repotest tests the repository as a whole: which packages import which, how long functions are, and that the
// pages agree with the code. It has no code of its own. Its tests run in the root directory of the repository.
package repotest
