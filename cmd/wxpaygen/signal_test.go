//go:build unix

package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// stuckRun runs a command in a directory whose file name is a pipe that nobody
// writes to, and returns when the command reads it.
func stuckRun(t *testing.T, name string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	dir := t.TempDir()
	for file, text := range map[string]string{
		"wxpaygen.yaml": "version: 1\npackages: [{spec: spec.yaml, dir: out}]\ndocs: docs\n",
		"spec.yaml":     "openapi: 3.0.3\npaths: {/v3/a: {$ref: part.yaml}}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	pipe := filepath.Join(dir, name)
	_ = os.Remove(pipe)
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip("no pipes here:", err)
	}
	cmd := exec.CommandContext(t.Context(), "wxpaygen", args...)
	stderr := &bytes.Buffer{}
	cmd.Dir, cmd.Stderr = dir, stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	writer, err := os.OpenFile(pipe, os.O_WRONLY, 0) // returns when there is a reader
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = writer.Close() })
	return cmd, stderr
}

func TestSignal(t *testing.T) {
	for _, command := range []string{"generate", "check", "lint", "docs"} {
		for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
			t.Run(command+" "+signal.String(), func(t *testing.T) {
				cmd, stderr := stuckRun(t, "part.yaml", command)
				if err := cmd.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
				_ = cmd.Wait()
				if code := cmd.ProcessState.ExitCode(); code != 1 || stderr.String() != "wxpaygen: interrupted; nothing was written\n" {
					t.Errorf("exit code %d, stderr %s", code, stderr)
				}
			})
		}
	}
}

// The configuration is read without regard to signals, so the first has no
// effect here.
func TestSecondSignal(t *testing.T) {
	cmd, _ := stuckRun(t, "wxpaygen.yaml", "generate")
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
