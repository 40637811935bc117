package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// TestWatch plays a user: between two looks at the files, one step of the play happens.
func TestWatch(t *testing.T) {
	b := newBench(t)
	write := func(name, text string) func() {
		return func() {
			path := filepath.Join(b.dir, name)
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	runs := 0
	fake := b.engine.generate
	b.engine.generate = func(ctx context.Context, c generator.Config) (generator.Output, error) {
		runs++
		for _, name := range []string{c.Packages[0].Spec, "common.yaml"} {
			if file, err := c.FS.Open(name); err == nil {
				_ = file.Close()
			}
		}
		if runs == 2 {
			return generator.Output{}, &generator.SpecError{Diagnostics: []diag.Diagnostic{diag.Errorf(diag.Position{File: "a.yaml", Line: 1}, "syntax", "broken")}}
		}
		return fake(ctx, c)
	}
	none := func() {}
	steps := []func(){
		none,
		write("a.yaml", "broken"), write("a.yaml", "broken in two steps"), none, // run 2, once the file is at rest
		write("a.yaml", "openapi: 3.0.3 # corrected\n"), none, // run 3
		write("common.yaml", "new: file that was looked for\n"), none, // run 4
		write("sub/other.yaml", "not read"), none, none,
		write("wxpaygen.yaml", "version: 1\npackages: []\n"), none, // an error of the configuration
		write("wxpaygen.yaml", "version: 1\npackages: [{spec: a.yaml, dir: other}]\n"), none, // run 5
	}
	ctx, stop := context.WithCancel(t.Context())
	b.engine.wait = func(context.Context) error {
		if len(steps) == 0 {
			stop()
			return context.Canceled
		}
		steps[0]()
		steps = steps[1:]
		return nil
	}
	if code := b.run(ctx, []string{"generate", "-watch"}); code != exitDone {
		t.Errorf("exit code %d", code)
	}
	if runs != 5 {
		t.Errorf("%d runs\n%s", runs, b.err.String())
	}
	want := "watching 3 files; Ctrl-C ends\n" + "a.yaml:1: broken [syntax]\nwxpaygen: 1 error; nothing was written\n"
	if got := strings.ReplaceAll(b.err.String(), "wxpaygen: watching", "watching"); !strings.HasPrefix(got, want) || !strings.Contains(got, "packages is empty") {
		t.Errorf("standard error\n%s", got)
	}
	if want := "out: 1 operation, 2 types; 1 file written\n"; !strings.HasPrefix(b.out.String(), want) || !strings.HasSuffix(b.out.String(), "other: 1 operation, 2 types; 1 file written\n") {
		t.Errorf("standard output\n%s", b.out.String())
	}
}

// A mistake on the command line ends the command, and so does a missing configuration.
func TestWatchUsage(t *testing.T) {
	b := newBench(t)
	b.engine.wait = func(context.Context) error { return errors.New("it waits") }
	if code := b.run(t.Context(), []string{"generate", "-watch", "none.yaml"}); code != exitUsage {
		t.Errorf("exit code %d", code)
	}
	if err := os.Remove(filepath.Join(b.dir, "wxpaygen.yaml")); err != nil {
		t.Fatal(err)
	}
	if code := b.run(t.Context(), []string{"generate", "-watch"}); code != exitUsage {
		t.Errorf("exit code %d without a configuration", code)
	}
}

func TestProgress(t *testing.T) {
	var out strings.Builder
	var clock time.Time
	p := &progress{w: &out, now: func() time.Time { return clock }, start: clock}
	pkg := generator.Package{Spec: "specs/a.yaml"}
	p.step(0, 4, pkg) // too early
	clock = clock.Add(quietTime)
	p.step(1, 4, pkg)
	p.step(3, 4, pkg)
	p.done()
	p.step(4, 4, pkg) // of a run that was interrupted
	if got, want := out.String(), "\r\x1b[K 25% specs/a.yaml\r\x1b[K 75% specs/a.yaml\r\x1b[K"; got != want {
		t.Errorf("got %q", got)
	}
	silent := &progress{now: time.Now}
	silent.step(1, 2, pkg)
	silent.done()
}

// The steps of a run count up to their number.
func TestGeneratorProgress(t *testing.T) {
	b := newBench(t)
	if b.startProgress().w != io.Writer(nil) {
		t.Error("a buffer is no terminal")
	}
	var steps []string
	_, err := generator.Generate(t.Context(), generator.Config{
		FS: os.DirFS("scaffold"), Packages: []generator.Package{{Spec: "orders.yaml", Dir: "a"}, {Spec: "orders.yaml", Dir: "b"}},
		Progress: func(done, total int, next generator.Package) {
			steps = append(steps, fmt.Sprintf("%d/%d %s", done, total, next.Dir))
		},
	})
	if got := strings.Join(steps, ", "); err != nil || got != "0/4 a, 1/4 b, 2/4 a, 3/4 b" {
		t.Errorf("%s, %v", got, err)
	}
}
