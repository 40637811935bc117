package wxpaygen_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/wxpay"
)

// codesOfStatus is a line of a method's comment: "//   - 500: [ErrSystemError]", and
// what it is continued by.
var codesOfStatus = regexp.MustCompile(`(?m)^//   - (\d{3}): (.*(?:\n//     .*)*)`)

func TestCommentsOfMethodsSayWhichErrorsLeaveTheOutcomeUnknown(t *testing.T) {
	files, err := filepath.Glob("generated/*/*.gen.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[bool]int{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range codesOfStatus.FindAllStringSubmatch(string(text), -1) {
			status, _ := strconv.Atoi(line[1])
			unknown := errors.Is(&wxpay.Error{StatusCode: status}, wxpay.ErrOutcomeUnknown)
			if said := strings.Contains(line[2], "[wxpay.ErrOutcomeUnknown]"); said != unknown {
				t.Errorf("%s: the comment says of %d that the outcome is unknown: %v; to the runtime it is: %v", file, status, said, unknown)
			}
			seen[unknown]++
		}
	}
	if seen[true] < 50 || seen[false] < 50 {
		t.Errorf("too few lines were looked at: %v", seen)
	}
}
