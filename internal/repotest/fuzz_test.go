package repotest

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var fuzzTarget = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)

// CONTRIBUTING.md has a command for each fuzz target. Without -fuzzminimizetime most of the time goes into
// making inputs smaller.
func TestFuzzCommands(t *testing.T) {
	inRoot(t)
	var want []string
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, "_test.go") || strings.Contains(name, "testdata/") {
			return err
		}
		data, err := os.ReadFile(name)
		for _, match := range fuzzTarget.FindAllStringSubmatch(string(data), -1) {
			want = append(want, fmt.Sprintf("go test ./%s -run '^$' -fuzz '^%s$' -fuzztime 10m -fuzzminimizetime 1x", path.Dir(name), match[1]))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range blocks(t, "CONTRIBUTING.md") {
		for _, command := range b.commands() {
			if strings.Contains(command, " -fuzz ") {
				got = append(got, command)
			}
		}
	}
	slices.Sort(want)
	if missing := slices.DeleteFunc(slices.Clone(want), func(s string) bool { return slices.Contains(got, s) }); len(missing) > 0 {
		t.Errorf("CONTRIBUTING.md lacks\n%s", strings.Join(missing, "\n"))
	}
	if extra := slices.DeleteFunc(got, func(s string) bool { return slices.Contains(want, s) }); len(extra) > 0 {
		t.Errorf("CONTRIBUTING.md has\n%s", strings.Join(extra, "\n"))
	}
}
