package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"time"

	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// outcome is the result for one document.
type outcome struct {
	Spec       string
	Whole      bool           // generated without flags
	Operations int            // that were generated: with SkipUnsupported if the document is not whole
	Skipped    map[string]int // operations that SkipUnsupported skipped, by the rule of the first error
	Refused    map[string]int // errors without SkipUnsupported, by rule
	Warnings   map[string]int // by rule
	Fault      string         // why there is no result: a panic, a limit, a fault of the generator
	Seconds    float64
	Bytes      int64 // maximum memory of the process
}

// childFlag makes this command the process that reads one document:
// -one DIR SPEC BYTES.
const childFlag = "-one"

// child prints the outcome of one document as JSON and returns the exit code. The
// process exits if it needs more memory than allowed.
func child(dir, spec, bytes string) int {
	limit := int64(0)
	if _, err := fmt.Sscan(bytes, &limit); err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		return 2
	}
	watch := watchMemory(limit)
	start := time.Now()
	out := attempt(generator.Config{FS: os.DirFS(dir), Packages: []generator.Package{{Spec: spec, Dir: "out", Name: "out"}}})
	out.Spec, out.Seconds, out.Bytes = spec, time.Since(start).Seconds(), watch()
	if err := json.NewEncoder(os.Stdout).Encode(out); err != nil {
		return 2
	}
	return 0
}

// attempt generates a document without flags, and with SkipUnsupported if there
// are errors.
func attempt(config generator.Config) (out outcome) {
	defer func() {
		if fault := recover(); fault != nil {
			out.Fault = "panic: " + firstLine(fmt.Sprint(fault)) + whereOf(string(debug.Stack()))
		}
	}()
	made, err := generator.Generate(context.Background(), config)
	out.Whole, out.Refused = err == nil, countRules(made.Diagnostics, diag.Error)
	if faults := (*generator.SpecError)(nil); errors.As(err, &faults) {
		config.SkipUnsupported = true
		made, err = generator.Generate(context.Background(), config)
		if errors.As(err, &faults) {
			err = nil // it is rejected
		}
	}
	if err != nil {
		out.Fault = "fault: " + firstLine(err.Error())
	}
	out.Warnings, out.Skipped = countRules(made.Diagnostics, diag.Warning), map[string]int{}
	for _, result := range made.Results {
		out.Operations += result.Operations
		for _, s := range result.Skipped {
			out.Skipped[s.Reason.Rule]++
		}
	}
	return out
}

// watchMemory samples the memory of this process and ends the process when it has
// more than limit. The returned function ends the sampling and returns the
// highest sample.
func watchMemory(limit int64) func() int64 {
	stop, most := make(chan struct{}), make(chan int64)
	go func() {
		peak := int64(0)
		tick := time.NewTicker(10 * time.Millisecond)
		for {
			if peak = max(peak, memory()); peak > limit {
				os.Exit(exitMemory)
			}
			select {
			case <-tick.C:
			case <-stop:
				most <- peak
				return
			}
		}
	}()
	return func() int64 { close(stop); return <-most }
}

// exitMemory is the exit code of a child that needs too much memory.
const exitMemory = 9

// memory returns the memory that the runtime holds, without what it returned to
// the system.
func memory() int64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return int64(samples[0].Value.Uint64() - samples[1].Value.Uint64())
}

func countRules(diags []diag.Diagnostic, severity diag.Severity) map[string]int {
	rules := map[string]int{}
	for _, d := range diags {
		if d.Severity == severity {
			rules[d.Rule]++
		}
	}
	return rules
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}

// whereOf returns the first function of this module after panic in a stack.
func whereOf(stack string) string {
	_, after, _ := strings.Cut(stack, "panic(")
	for line := range strings.SplitSeq(after, "\n") {
		if name, ok := strings.CutPrefix(line, "github.com/wxpaygen/wxpaygen/"); ok {
			name, _, _ = strings.Cut(name, "(0x")
			return " in " + name
		}
	}
	return ""
}
