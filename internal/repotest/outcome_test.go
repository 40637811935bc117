package repotest

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

// codesOfStatus matches a line of a method's comment, such as "//   - 500: [ErrSystemError]", with its continuation lines.
var codesOfStatus = regexp.MustCompile(`(?m)^//   - (\d{3}): (.*(?:\n//     .*)*)`)

func TestOutcomeComments(t *testing.T) {
	inRoot(t)
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
				t.Errorf("%s: status %d: the comment says that the outcome is unknown: %v; the runtime: %v", file, status, said, unknown)
			}
			seen[unknown]++
		}
	}
	if seen[true] < 50 || seen[false] < 50 {
		t.Errorf("too few lines checked: %v", seen)
	}
}
