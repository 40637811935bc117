package conformance

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator"
)

// corpus is the folder of test data that is not part of the project.
const corpus = "../../../../shared/corpus"

// needCorpus skips the test where the test data is absent.
func needCorpus(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("../shared/corpus is not here, so there is nothing to test with")
	}
}

// needCompiler skips the test where compiling is not wanted.
func needCompiler(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: compiling takes seconds")
	}
}

// corpusFiles returns the documents of the corpus, as slash paths within it.
func corpusFiles() []string {
	var out []string
	for _, pattern := range []string{"wechatpay/*.yaml", "openapi/*"} {
		files, err := fs.Glob(os.DirFS(corpus), pattern)
		if err != nil {
			panic(err)
		}
		out = append(out, files...)
	}
	return out
}

// background is for what is made once for several tests.
var background = context.Background()

// generate makes the packages of the documents in fsys, leaving out what cannot
// be generated.
func generate(t *testing.T, fsys fs.FS, packages ...generator.Package) generator.Output {
	t.Helper()
	out, err := generator.Generate(t.Context(), generator.Config{FS: fsys, Packages: packages, SkipUnsupported: true})
	if err != nil {
		t.Fatalf("%v\n%s", err, listing(out))
	}
	return out
}

func listing(out generator.Output) string {
	var b strings.Builder
	for _, d := range out.Diagnostics {
		fmt.Fprintln(&b, d)
	}
	return b.String()
}

// modulePath is the path of the temporary module.
const modulePath = "example.com/conformance"

// writeModule writes the packages into a temporary module that takes the
// runtime from the checkout, and returns its folder.
func writeModule(t *testing.T, results []generator.Result) string {
	t.Helper()
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	mod = bytes.Replace(mod, []byte("module github.com/wxpaygen/wxpaygen"), []byte("module "+modulePath), 1)
	mod = fmt.Appendf(mod, "\nrequire github.com/wxpaygen/wxpaygen v0.0.0\nreplace github.com/wxpaygen/wxpaygen => %s\n", root)
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, dir, "go.mod", mod)
	writeFile(t, dir, "go.sum", sum)
	for _, r := range results {
		for _, f := range r.Files {
			writeFile(t, dir, f.Path, f.Data)
		}
	}
	return dir
}

func writeFile(t *testing.T, dir, name string, data []byte) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// goTool runs the go command in a module.
func goTool(t *testing.T, dir string, args ...string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", args...)
	command.Dir = dir
	command.Env = append(os.Environ(), "GOFLAGS=-mod=mod -buildvcs=false -trimpath", "GOPROXY=off", "GOWORK=off")
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, head(out))
	}
}

func head(out []byte) []byte { return out[:min(len(out), 8000)] }
