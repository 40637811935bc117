// Package generator turns OpenAPI documents into Go packages. It reads through
// an fs.FS and returns files as bytes; it writes nothing.
package generator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/emit"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower"
)

// Config says what to generate. The zero value generates nothing.
type Config struct {
	// FS has the specs. Nothing is read in another way, so that its confinement
	// (an os.Root's FS, an in-memory one) applies.
	FS fs.FS
	// Packages are what to generate, in the order of the output.
	Packages []Package
	// Initialisms adds words to those with a fixed spelling in Go names (ID,
	// URL, MchID): the word of the spec in lower case, and its spelling in Go.
	Initialisms map[string]string
	// Rules raises or silences warnings by rule name. Errors cannot be
	// silenced.
	Rules map[string]RuleSetting
	// SkipUnsupported skips the operations that cannot be generated instead of
	// failing; Result.Skipped lists them.
	SkipUnsupported bool
	// KeepGoing generates the packages that can be generated when others have
	// errors: Result.Failed says which those are. There is no reference then.
	KeepGoing bool
	// Progress, if not nil, is called before each step of a run with the steps that are
	// done, their number, and the package of the next. It is called by one goroutine at a
	// time, and may still be called when Generate or Lint has returned because ctx ended.
	Progress func(done, total int, next Package)
	// Docs is the directory of the reference, a slash path; "" for none.
	Docs string
}

// RuleSetting is the setting of a diagnostic rule.
type RuleSetting string

// The settings of a rule.
const (
	RuleError   RuleSetting = "error"   // stops the run
	RuleWarning RuleSetting = "warning" // is reported
	RuleOff     RuleSetting = "off"     // is not reported; for warnings only
)

// Package names a spec and the Go package that it becomes.
type Package struct {
	Spec string // slash path of the OpenAPI document, within Config.FS
	Dir  string // slash path of the package's directory, for the paths of the files
	Name string // name of the Go package; "" for the spec's x-go-package or else the last element of Dir

	// Overlays are slash paths of OpenAPI Overlays within Config.FS, which are applied
	// to the document in this order.
	Overlays []string
	// Operations and Tags choose what is generated: the operations and webhooks whose
	// operationId matches one of the patterns of [path.Match], and those with one of the
	// tags. Without either, all are chosen.
	Operations, Tags []string
}

// Output is the result of a run.
type Output struct {
	// Results has one element for each of Config.Packages, in that order. It is
	// nil if a diagnostic stopped the run.
	Results []Result
	// Docs is the reference if Config.Docs is set: what [Docs] returns.
	Docs []File
	// Diagnostics has all diagnostics, sorted by position.
	Diagnostics []diag.Diagnostic
}

// Result is one generated package.
type Result struct {
	Package           // with Name filled in
	Files      []File // sorted by path
	Operations int    // methods of the client
	Types      int    // declared types
	Skipped    []Skipped
	// Failed says that diagnostics stopped this package, with Config.KeepGoing alone.
	// Nothing else of it is set then but Package.
	Failed bool
}

// File is a generated file: Path starts with Package.Dir, and Data is formatted
// Go, the same bytes on every run.
type File struct {
	Path string
	Data []byte
}

// Skipped is an operation that was skipped, and the reason.
type Skipped struct {
	Operation string // operationId
	Reason    diag.Diagnostic
}

// SpecError is the error of a run that diagnostics stopped.
type SpecError struct {
	Diagnostics []diag.Diagnostic // all of the run, warnings too
}

// Error returns the first error and the number of others. It does not print the
// diagnostics.
func (e *SpecError) Error() string {
	count, first := 0, ""
	for _, d := range e.Diagnostics {
		if d.Severity == diag.Error {
			count++
			if first == "" {
				first = d.String()
			}
		}
	}
	if count == 1 {
		return first
	}
	return fmt.Sprintf("%s (and %d more)", first, count-1)
}

// Generate generates the packages of config: it loads the documents, lowers
// them and emits Go files. The error is a [*SpecError] if the specs have
// errors, ctx.Err() if ctx ended, and otherwise a fault of the generator; there
// are then no results. Generate is safe for concurrent use. It returns as soon
// as ctx ends; work that cannot be interrupted, such as reading a file, may
// continue for a while, without effect.
func Generate(ctx context.Context, config Config) (Output, error) {
	return interruptible(ctx, func() (Output, error) { return generate(ctx, config) })
}

func generate(ctx context.Context, config Config) (Output, error) {
	// Load the documents and lower them: every decision is made here.
	all, diags, err := lowerAll(ctx, config, adviceWhenRaised)
	if err != nil {
		return Output{Diagnostics: diags}, err
	}
	// Emit: write down, format and type-check.
	out := Output{Diagnostics: diags}
	failed := false
	for i, pkg := range config.Packages {
		if all[i].failed {
			out.Results, failed = append(out.Results, Result{Package: pkg, Failed: true}), true
			continue
		}
		config.step(len(config.Packages)+i, pkg)
		result, err := emitOne(ctx, pkg, all[i].Lowered)
		if err != nil {
			return Output{Diagnostics: diags}, err
		}
		out.Results = append(out.Results, result)
	}
	if config.Docs != "" && !failed {
		out.Docs = reference(config, all)
	}
	return out, nil
}

// Lint reports the diagnostics of Generate, and what the specs lack for their
// readers. It emits nothing. The error is that of Generate, except that it is
// nil if the specs have errors.
func Lint(ctx context.Context, config Config) ([]diag.Diagnostic, error) {
	diags, err := interruptible(ctx, func() ([]diag.Diagnostic, error) {
		_, diags, err := lowerAll(ctx, config, adviceAlways)
		return diags, err
	})
	if faults := (*SpecError)(nil); errors.As(err, &faults) {
		err = nil
	}
	return diags, err
}

func emitOne(ctx context.Context, pkg Package, lowered lower.Lowered) (Result, error) {
	files, err := emit.Package(ctx, lowered.Package)
	if err != nil {
		return Result{}, err
	}
	pkg.Name = lowered.Package.Name
	result := Result{Package: pkg, Operations: lowered.Operations, Types: lowered.Types}
	for _, f := range files {
		result.Files = append(result.Files, File{Path: path.Join(pkg.Dir, f.Name), Data: f.Data})
	}
	for _, s := range lowered.Skipped {
		result.Skipped = append(result.Skipped, Skipped(s))
	}
	return result, nil
}

// applyRules raises and silences diagnostics by the names of their rules.
// Errors stay errors: they prevent correct output.
func applyRules(diags []diag.Diagnostic, rules map[string]RuleSetting) []diag.Diagnostic {
	var out []diag.Diagnostic
	for _, d := range diags {
		switch setting := rules[d.Rule]; {
		case d.Severity == diag.Error:
		case setting == RuleOff:
			continue
		case setting == RuleError:
			d.Severity = diag.Error
		}
		out = append(out, d)
	}
	return out
}

// header is the beginning of every generated file.
const header = "// Code generated by wxpaygen from "

// IsGenerated reports whether a file has the header that Generate writes, so
// that it may be replaced or removed.
func IsGenerated(data []byte) bool {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	return bytes.HasPrefix(line, []byte(header)) && bytes.HasSuffix(line, []byte(". DO NOT EDIT."))
}
