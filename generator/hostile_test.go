package generator_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/generator"
)

// The bounds that every hostile document is held to. They are far above what any
// of them takes, and far below what a document that gets out of hand would.
const (
	hostileTime   = 2 * time.Minute
	hostileMemory = 2 << 30 // bytes in use at once, the rest of the process included
)

// TestHostileDocuments generates from each hostile document, within bounds, and
// compares what a user would read with testdata/hostile: the diagnostics, or what was
// made.
func TestHostileDocuments(t *testing.T) {
	for _, doc := range hostileDocuments() {
		t.Run(doc.name, func(t *testing.T) {
			if testing.Short() && doc.large {
				t.Skip("a large document, left out by -short")
			}
			if doc.long && os.Getenv("WXPAYGEN_LONG") == "" {
				t.Skip("a document that takes several seconds, read with WXPAYGEN_LONG=1")
			}
			out, err := boundedGenerate(t, doc)
			golden := filepath.Join("testdata", "hostile", strings.ReplaceAll(doc.name, " ", "-")+".golden")
			got := whatUsersRead(t, doc, out, err)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// boundedGenerate fails the test when the document takes more than the bounds.
func boundedGenerate(t *testing.T, doc hostileDocument) (generator.Output, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), hostileTime)
	defer cancel()
	files := fstest.MapFS{}
	for name, text := range doc.files() {
		files[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	config := generator.Config{FS: files, SkipUnsupported: doc.skip, Packages: []generator.Package{{Spec: "spec.yaml", Dir: "hostile"}}}
	runtime.GC()
	memory := watchMemory()
	type result struct {
		out generator.Output
		err error
	}
	done := make(chan result, 1)
	start := time.Now()
	go func() {
		out, err := generator.Generate(ctx, config)
		done <- result{out, err}
	}()
	select {
	case r := <-done:
		peak := memory()
		t.Logf("%v, %d MB at most", time.Since(start).Round(time.Millisecond), peak>>20)
		if peak > hostileMemory {
			t.Errorf("%d MB were in use at once, want at most %d", peak>>20, int64(hostileMemory)>>20)
		}
		return r.out, r.err
	case <-time.After(hostileTime + 10*time.Second):
		t.Fatalf("not done after %v", time.Since(start))
		return generator.Output{}, nil
	}
}

// watchMemory samples the heap until the function that it returns is called,
// which returns the most that was in use.
func watchMemory() func() uint64 {
	stop, peak := make(chan struct{}), make(chan uint64)
	go func() {
		var most uint64
		var stats runtime.MemStats
		for {
			runtime.ReadMemStats(&stats)
			most = max(most, stats.HeapAlloc)
			select {
			case <-stop:
				peak <- most
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() uint64 {
		close(stop)
		return <-peak
	}
}

// maxRead is how many diagnostics a golden has in full.
const maxRead = 12

// whatUsersRead is what came of a document: its diagnostics, and what was made or
// why nothing was.
func whatUsersRead(t *testing.T, doc hostileDocument, out generator.Output, err error) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", doc.about)
	for i, d := range out.Diagnostics {
		if i == maxRead {
			fmt.Fprintf(&b, "… and %d more\n", len(out.Diagnostics)-maxRead)
			break
		}
		fmt.Fprintf(&b, "%s: %s\n", d.Severity, d)
	}
	fault := (*generator.SpecError)(nil)
	switch {
	case errors.As(err, &fault):
		return b.String()
	case err != nil:
		t.Errorf("a fault of the generator: %v", err)
		return b.String()
	}
	result := out.Results[0]
	lines := 0
	for _, f := range result.Files {
		lines += strings.Count(string(f.Data), "\n")
	}
	fmt.Fprintf(&b, "made: %d operations, %d types, %d files\n", result.Operations, result.Types, len(result.Files))
	for _, s := range result.Skipped {
		fmt.Fprintf(&b, "left out: %s: %s\n", s.Operation, s.Reason)
	}
	for _, f := range result.Files {
		if doc.show != "" && strings.HasSuffix(f.Path, doc.show) {
			fmt.Fprintf(&b, "-- %s --\n%s", f.Path, f.Data)
		}
	}
	if lines > 0 && testing.Verbose() {
		t.Logf("%d lines", lines)
	}
	return b.String()
}
