package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// These tests put fakes where the generator and the disk are, to see what the
// command makes of their results. testdata/script tests the whole command.

const fakeHeader = "// fake\n"

// A bench is an app over a directory with one spec, with its output kept.
type bench struct {
	*app
	out, err bytes.Buffer
}

func newBench(t *testing.T) *bench {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"wxpaygen.yaml": "version: 1\npackages: [{spec: a.yaml, dir: out}]\n",
		"a.yaml":        "openapi: 3.0.3\n",
		"sub/empty":     "",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b := &bench{}
	b.app = &app{
		dir:    dir,
		stdout: &b.out,
		stderr: &b.err,
		getenv: func(string) string { return "" },
		engine: engine{
			generate: func(_ context.Context, c generator.Config) (generator.Output, error) {
				var output generator.Output
				for _, pkg := range c.Packages {
					output.Results = append(output.Results, generator.Result{
						Package: pkg, Operations: 1, Types: 2,
						Files: []generator.File{{Path: pkg.Dir + "/a.gen.go", Data: []byte(fakeHeader)}},
					})
				}
				return output, nil
			},
			lint:        func(context.Context, generator.Config) ([]diag.Diagnostic, error) { return nil, nil },
			isGenerated: func(data []byte) bool { return bytes.HasPrefix(data, []byte(fakeHeader)) },
			files:       func(root *os.Root) tree.FS { return tree.Root{Root: root} },
		},
	}
	return b
}

// expect runs the command and compares what it says.
func (b *bench) expect(t *testing.T, code int, stdout, stderr string, args ...string) {
	t.Helper()
	b.out.Reset()
	b.err.Reset()
	if got := b.run(t.Context(), args); got != code {
		t.Errorf("%q: exit code %d, want %d", args, got, code)
	}
	if got := b.out.String(); got != stdout {
		t.Errorf("%q: stdout\n%swant\n%s", args, got, stdout)
	}
	if got := b.err.String(); got != stderr {
		t.Errorf("%q: stderr\n%swant\n%s", args, got, stderr)
	}
}

// The second run reports that nothing changed.
func TestGenerateOutput(t *testing.T) {
	b := newBench(t)
	b.expect(t, 0, "out: 1 operation, 2 types; 1 file written\n", "", "generate")
	b.expect(t, 0, "out: 1 operation, 2 types; nothing changed\n", "", "generate")
	b.expect(t, 0, "../out: 1 operation, 2 types; nothing changed\n", "", "generate", "-C", "sub")
}

// locked is a file system whose files cannot be read.
type locked struct{ tree.FS }

func (locked) ReadFile(name string) ([]byte, error) {
	return nil, &fs.PathError{Op: "openat", Path: name, Err: errors.New("permission denied")}
}

// The error names a generated file that cannot be read.
func TestUnreadableFile(t *testing.T) {
	b := newBench(t)
	b.expect(t, 0, "out: 1 operation, 2 types; 1 file written\n", "", "generate")
	b.engine.files = func(root *os.Root) tree.FS { return locked{tree.Root{Root: root}} }
	b.expect(t, 1, "", "wxpaygen: out/a.gen.go cannot be read: permission denied; nothing was written\n", "generate")
	b.expect(t, 1, "", "wxpaygen: ../out/a.gen.go cannot be read: permission denied\n", "check", "-C", "sub")
}

// Skipped operations are listed with the reason.
func TestSkippedReasons(t *testing.T) {
	b := newBench(t)
	inner := b.engine.generate
	b.engine.generate = func(ctx context.Context, c generator.Config) (generator.Output, error) {
		output, err := inner(ctx, c)
		if c.SkipUnsupported {
			reason := diag.Errorf(diag.Position{File: "a.yaml", Line: 1, Column: 2}, "unsupported", "cookies")
			output.Results[0].Skipped = []generator.Skipped{{Operation: "getA", Reason: reason}}
		}
		return output, err
	}
	b.expect(t, 0, "out: 1 operation, 2 types, 1 skipped (unsupported 1); 1 file written\n",
		"a.yaml:1:2: warning: getA is skipped: cookies [unsupported]\n", "generate", "-skip-unsupported")
	b.expect(t, 0, "out: 1 operation, 2 types; nothing changed\n", "", "generate")
}

func TestSpecErrors(t *testing.T) {
	b := newBench(t)
	b.engine.generate = func(context.Context, generator.Config) (generator.Output, error) {
		return generator.Output{}, &generator.SpecError{Diagnostics: []diag.Diagnostic{
			diag.Warningf(diag.Position{File: "a.yaml", Line: 1, Column: 1}, "w", "odd"),
			diag.Errorf(diag.Position{File: "a.yaml", Line: 2, Column: 1}, "e", "wrong").See(diag.Position{File: "b.yaml"}),
		}}
	}
	b.expect(t, 1, "", "../a.yaml:1:1: warning: odd [w]\n../a.yaml:2:1: wrong (see ../b.yaml) [e]\n"+
		"wxpaygen: 1 error, 1 warning; nothing was written\n", "generate", "-C", "sub")
}

// An interrupted run writes nothing.
func TestInterruptedRun(t *testing.T) {
	b := newBench(t)
	inner := b.engine.generate
	ctx, cancel := context.WithCancel(t.Context())
	b.engine.generate = func(ctx context.Context, c generator.Config) (generator.Output, error) {
		cancel()
		return inner(ctx, c)
	}
	if code := b.run(ctx, []string{"generate"}); code != 1 || b.err.String() != "wxpaygen: interrupted; nothing was written\n" {
		t.Errorf("exit code %d, stderr %s", code, &b.err)
	}
	if _, err := os.Stat(filepath.Join(b.dir, "out")); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the directory was made")
	}
}

// readOnly is a file system on which nothing can be written.
type readOnly struct{ tree.FS }

func (readOnly) Mkdir(name string, _ fs.FileMode) error {
	return &fs.PathError{Op: "mkdir", Path: name, Err: fs.ErrPermission}
}

func (readOnly) Create(name string, _ []byte, _ fs.FileMode) error {
	return &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}

func TestUnwritableDirectory(t *testing.T) {
	b := newBench(t)
	b.engine.files = func(root *os.Root) tree.FS { return readOnly{tree.Root{Root: root}} }
	b.expect(t, 1, "", "wxpaygen: cannot make the directory out: permission denied; nothing was changed\n", "generate")
	if err := os.Mkdir(filepath.Join(b.dir, "out"), 0o755); err != nil {
		t.Fatal(err)
	}
	b.expect(t, 1, "", "wxpaygen: cannot write in out: permission denied; nothing was changed\n", "generate")
}

// A fault of the generator itself is reported as such.
func TestGeneratorFault(t *testing.T) {
	b := newBench(t)
	b.engine.generate = func(context.Context, generator.Config) (generator.Output, error) {
		return generator.Output{}, errors.New("out: does not compile")
	}
	b.expect(t, 1, "", "wxpaygen: out: does not compile\n", "generate")
}

// Warnings alone do not change lint's exit code.
func TestLintWarnings(t *testing.T) {
	b := newBench(t)
	b.expect(t, 0, "1 spec without fault\n", "", "lint")
	b.engine.lint = func(context.Context, generator.Config) ([]diag.Diagnostic, error) {
		return []diag.Diagnostic{diag.Warningf(diag.Position{File: "a.yaml", Line: 1}, "w", "odd")}, nil
	}
	b.expect(t, 0, "a.yaml:1: warning: odd [w]\n", "wxpaygen: 1 warning\n", "lint")
	b.expect(t, 0, "::warning file=a.yaml,line=1,title=w::odd\n", "", "lint", "-format", "github")
}

// A file that is no spec yet is not reported as a mistyped name.
func TestFileBeforeSpec(t *testing.T) {
	b := newBench(t)
	b.expect(t, 2, "", "wxpaygen: sub/empty is not a spec of wxpaygen.yaml; add it there under packages, with its dir\n", "generate", "sub/empty")
	b.expect(t, 2, "", "wxpaygen: b.yaml is not a spec of wxpaygen.yaml; did you mean a.yaml?\n", "lint", "b.yaml")
}

func TestInterspersedFlags(t *testing.T) {
	for name, test := range map[string]struct {
		args, want string
	}{
		"before":                   {"-format json a b", "a b"},
		"between":                  {"a -format json b", "a b"},
		"behind":                   {"a b -format=json", "a b"},
		"and none behind two dash": {"a -format json -- -b -format text", "a -b -format text"},
	} {
		t.Run(name, func(t *testing.T) {
			var o options
			c, _ := findCommand("lint")
			rest, err := parse(c, &o, strings.Fields(test.args))
			if err != nil || strings.Join(rest, " ") != test.want || o.format != "json" {
				t.Errorf("parse(%q) = %q, %v with format %q", test.args, rest, err, o.format)
			}
		})
	}
}

func TestHelp(t *testing.T) {
	b := newBench(t)
	for _, name := range topicNames() {
		b.out.Reset()
		if code := b.run(t.Context(), []string{"help", name}); code != 0 || b.out.Len() < 80 {
			t.Errorf("help %s: exit code %d, %q", name, code, b.out.String())
		}
	}
}

func TestVersionLine(t *testing.T) {
	main := debug.Module{Path: modulePath, Version: "v0.1.0", Sum: "h1:x"}
	for want, build := range map[string]*debug.BuildInfo{
		"wxpaygen, built without modules": nil,
		"wxpaygen v0.1.0 (go1.26)":        {GoVersion: "go1.26", Main: main},
		"wxpaygen (devel) (go1.26, revision 0123456789ab, modified)": {GoVersion: "go1.26", Settings: []debug.BuildSetting{
			{Key: "vcs.revision", Value: "0123456789abcdef"},
			{Key: "vcs.modified", Value: "true"},
		}},
	} {
		if got := versionLine(build); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestInitVersion(t *testing.T) {
	released := &debug.BuildInfo{Main: debug.Module{Path: modulePath, Version: "v0.1.0", Sum: "h1:x"}}
	checkout := &debug.BuildInfo{Main: debug.Module{Path: modulePath, Version: "v0.1.1-0.20250102030405-0123456789ab"}}
	replaced := &debug.BuildInfo{Main: debug.Module{Path: modulePath, Version: "v0.1.0", Replace: &debug.Module{Path: "../wxpaygen"}}}
	const get, generate, repeat = "go get -tool " + commandPath, "go generate ./...", "edit specs/orders.yaml, and repeat"
	for name, test := range map[string]struct {
		build *debug.BuildInfo
		mod   module
		want  string
		steps []string
	}{
		"a released version, by its number": {
			released,
			module{},
			"go run " + commandPath + "@v0.1.0 generate",
			[]string{generate, "go get " + modulePath + "@v0.1.0", repeat},
		},
		"a released version with a runtime": {
			released, module{requires: "v0.1.0"}, "go run " + commandPath + "@v0.1.0 generate", []string{generate, repeat},
		},
		"a checkout, by a tool to be": {checkout, module{}, "go tool wxpaygen generate", []string{get + "@latest", generate, repeat}},
		"a module that requires one":  {replaced, module{requires: "v0.1.0"}, "go tool wxpaygen generate", []string{get + "@v0.1.0", generate, repeat}},
		"a replaced module, by its tool": {
			replaced,
			module{requires: "v0.1.0", replaced: true},
			"go tool wxpaygen generate",
			[]string{"go mod edit -tool=" + commandPath, "go mod tidy", generate, repeat},
		},
		"a replaced module that is not required": {
			checkout,
			module{replaced: true},
			"go tool wxpaygen generate",
			[]string{"go mod edit -require=" + modulePath + "@v0.0.0 -tool=" + commandPath, "go mod tidy", generate, repeat},
		},
		"no build information, by a tool":  {nil, module{}, "go tool wxpaygen generate", []string{get + "@latest", generate, repeat}},
		"a tool in go.mod, as that":        {released, module{hasTool: true}, "go tool wxpaygen generate", []string{generate, repeat}},
		"wxpaygen's own module, as it has": {checkout, module{path: modulePath}, "go run " + commandPath + " generate", []string{generate, repeat}},
	} {
		t.Run(name, func(t *testing.T) {
			a := &app{build: test.build}
			if got := a.invocation(&test.mod); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if got := a.steps(&test.mod); !slices.Equal(got, test.steps) {
				t.Errorf("the steps are %q, want %q", got, test.steps)
			}
		})
	}
}
