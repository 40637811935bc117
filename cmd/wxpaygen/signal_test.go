//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

var stuckPrograms = map[string]func(){"wxpaygen-stuck-reading": stuckReading, "wxpaygen-stuck-writing": stuckWriting}

// stuckReading is wxpaygen on a disk whose files never arrive. It writes a line when it begins to wait.
func stuckReading() {
	e := realEngine()
	e.generate = func(ctx context.Context, c generator.Config) (generator.Output, error) {
		c.FS = stuckFS{}
		return generator.Generate(ctx, c)
	}
	e.lint = func(ctx context.Context, c generator.Config) ([]diag.Diagnostic, error) {
		c.FS = stuckFS{}
		return generator.Lint(ctx, c)
	}
	e.docs = func(ctx context.Context, c generator.Config) ([]generator.File, []diag.Diagnostic, error) {
		c.FS = stuckFS{}
		return generator.Docs(ctx, c)
	}
	os.Exit(run(os.Args[1:], e))
}

// stuckWriting is wxpaygen on a disk that takes no files.
func stuckWriting() {
	e := realEngine()
	e.files = func(root *os.Root) tree.FS { return stuckTree{tree.Root{Root: root}} }
	os.Exit(run(os.Args[1:], e))
}

type stuckFS struct{}

func (stuckFS) Open(string) (fs.File, error) { return nil, stuck() }

type stuckTree struct{ tree.FS }

func (stuckTree) Create(string, []byte, fs.FileMode) error { return stuck() }

func stuck() error {
	fmt.Println("stuck")
	select {}
}

// stuckRun starts a command in a directory with a spec, and returns when it is stuck.
func stuckRun(t *testing.T, name string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	dir := t.TempDir()
	for file, text := range map[string]string{
		"wxpaygen.yaml": "version: 1\npackages: [{spec: spec.yaml, dir: out}]\ndocs: docs\n",
		"spec.yaml":     "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {/v3/a: {get: {operationId: getA, responses: {'204': {description: Done.}}}}}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), name, args...)
	stderr := &bytes.Buffer{}
	cmd.Dir, cmd.Stderr = dir, stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); line != "stuck\n" {
		_ = cmd.Wait()
		t.Fatalf("%q, %v: %s", line, err, stderr)
	}
	return cmd, stderr
}

func TestSignal(t *testing.T) {
	for command, want := range map[string]string{
		"generate": "interrupted; nothing was written", "docs": "interrupted; nothing was written",
		"check": "interrupted", "lint": "interrupted",
	} {
		for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
			t.Run(command+" "+signal.String(), func(t *testing.T) {
				cmd, stderr := stuckRun(t, "wxpaygen-stuck-reading", command)
				if err := cmd.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				_ = cmd.Wait()
				if code := cmd.ProcessState.ExitCode(); code != 1 || stderr.String() != "wxpaygen: "+want+"\n" {
					t.Errorf("exit code %d, stderr %s", code, stderr)
				}
			})
		}
	}
}

// Files are written without regard to signals, so the first has no effect here.
func TestSecondSignal(t *testing.T) {
	cmd, _ := stuckRun(t, "wxpaygen-stuck-writing", "generate")
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	for {
		if err := cmd.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		select {
		case <-done:
			if status := cmd.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() || status.Signal() != syscall.SIGINT {
				t.Errorf("ended with %v", cmd.ProcessState)
			}
			return
		case <-time.After(time.Millisecond): // signals that are pending already are dropped
		}
	}
}

// To read a pipe is to wait for somebody who writes to it.
func TestPipe(t *testing.T) {
	const config = "version: 1\npackages: [{spec: spec.yaml, dir: out}]\n"
	const spec = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\nservers: [{url: https://api.mch.weixin.qq.com}]\npaths: {/v3/a: {$ref: part.yaml}, /v3/b: {get: {operationId: getB, responses: {'204': {description: Done.}}}}}\n"
	alone := strings.Replace(spec, "/v3/a: {$ref: part.yaml}, ", "", 1)
	for name, test := range map[string]struct {
		config, spec string // "" for a pipe
		args         []string
		stderr       string
	}{
		"config":        {"", spec, []string{"generate"}, "wxpaygen: wxpaygen.yaml cannot be read: it is not a regular file\n"},
		"config, check": {"", spec, []string{"check", "-config", "wxpaygen.yaml"}, "wxpaygen: wxpaygen.yaml cannot be read: it is not a regular file\n"},
		"spec":          {config, "", []string{"generate"}, "wxpaygen.yaml:2:19: \"spec.yaml\" is not a file [config]; write the path of an OpenAPI document\n"},
		"reference":     {config, spec, []string{"check"}, "spec.yaml:4:23: part.yaml is a named pipe [file-missing]; name a regular file\nwxpaygen: 1 error\n"},
		"sandbox": {strings.Replace(config, "spec.yaml", "alone.yaml", 1), "", []string{"sandbox", "-addr", "127.0.0.1:0", "-spec", "spec.yaml"}, "spec.yaml: spec.yaml is a named pipe [file-missing]; name a regular file\n" +
			"wxpaygen: read the specs: spec.yaml: spec.yaml is a named pipe [file-missing]; name a regular file\n"},
		"state":               {config, alone, []string{"sandbox", "-addr", "127.0.0.1:0", "-state", "part.yaml"}, "wxpaygen: sandbox: state: part.yaml is not a regular file\n"},
		"next to the package": {config, alone, []string{"generate"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.Mkdir(filepath.Join(dir, "out"), 0o755); err != nil {
				t.Fatal(err)
			}
			for file, text := range map[string]string{"wxpaygen.yaml": test.config, "spec.yaml": test.spec, "alone.yaml": alone, "part.yaml": "", "out/a.go": ""} {
				var err error
				if text == "" {
					err = syscall.Mkfifo(filepath.Join(dir, file), 0o600)
				} else {
					err = os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, "wxpaygen", test.args...)
			var stderr bytes.Buffer
			cmd.Dir, cmd.Stderr = dir, &stderr
			err := cmd.Run()
			if got := strings.ReplaceAll(stderr.String(), dir+"/", ""); (err == nil) != (test.stderr == "") || got != test.stderr {
				t.Errorf("%v; stderr\n%s", err, got)
			}
		})
	}
}
