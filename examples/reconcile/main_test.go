package main

import (
	"bytes"
	"testing"

	"github.com/wxpaygen/wxpaygen/internal/golden"
)

// The example prints the same each time.
func TestOutput(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/output.txt", out.String())
}
