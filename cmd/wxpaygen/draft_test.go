package main

import (
	"context"
	"errors"
	"io"
	"testing"
)

// Whoever forgot that - waits for input can interrupt it.
func TestDraftInterrupted(t *testing.T) {
	in, out := io.Pipe()
	defer func() { _ = out.Close() }()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a := &app{stdin: in, stdout: io.Discard, stderr: io.Discard}
	if err := a.runDraft(ctx, options{}, []string{"-"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
