package main

import (
	"context"
	"errors"
	"testing"
)

// Work that never ends does not keep the command from ending.
func TestAbandon(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	started := make(chan struct{})
	end := make(chan struct{})
	defer close(end)
	go func() { <-started; cancel() }()
	_, err := abandon(ctx, func() (int, error) { close(started); <-end; return 1, nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if n, err := abandon(t.Context(), func() (int, error) { return 2, nil }); n != 2 || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
}
