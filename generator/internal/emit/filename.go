package emit

import (
	"bytes"
	"go/build"
	"io"
	"strings"
)

// checkNames checks that the go command builds every file on every system: that
// no name and no comment is a build constraint.
func checkNames(pkg string, files []File) error {
	seen := make(map[string]bool, len(files))
	for _, file := range files {
		if problem := nameProblem(file, seen); problem != "" {
			return &InternalError{Package: pkg, File: file.Name, Problem: problem}
		}
		seen[strings.ToLower(file.Name)] = true
	}
	return nil
}

func nameProblem(file File, seen map[string]bool) string {
	switch {
	case !strings.HasSuffix(file.Name, ".go") || strings.ContainsAny(file.Name, `/\`):
		return "its name is not that of a Go file"
	case strings.HasSuffix(file.Name, "_test.go"):
		return "its name is that of a test"
	case seen[strings.ToLower(file.Name)]:
		return "another file has the same name, but for capitals at most"
	}
	// A system that does not exist meets no constraint.
	nowhere := build.Context{
		GOOS: "nowhere", GOARCH: "nowhere", Compiler: "gc",
		OpenFile: func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(file.Data)), nil },
	}
	if match, err := nowhere.MatchFile(".", file.Name); err != nil || !match {
		return "its name or a comment keeps it out of the build on some systems"
	}
	return ""
}
