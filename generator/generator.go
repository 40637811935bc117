// Package generator turns OpenAPI documents into Go packages. It reads through
// an fs.FS and returns files as bytes; it writes nothing.
package generator

import (
	"context"
	"io/fs"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// Config says what to generate. The zero value generates nothing.
type Config struct {
	// FS holds the specs. Give it the confinement that the caller wants (an
	// os.Root's FS, an in-memory one): nothing is read in another way.
	FS fs.FS
	// Packages are what to generate, in the order of the output.
	Packages []Package
	// Initialisms adds words to those that are written in one case in Go names
	// (ID, URL) or apart (mchid as MchID): the spec's word in lower case, and how
	// it is written in Go.
	Initialisms map[string]string
	// Rules raises or silences diagnostics by rule name. An error that stands in
	// the way of right output cannot be lowered; asking for that is an error.
	Rules map[string]RuleSetting
	// SkipUnsupported leaves out the operations that cannot be generated instead
	// of failing; Result.Skipped lists them.
	SkipUnsupported bool
}

// RuleSetting is what a configuration makes of a diagnostic rule.
type RuleSetting string

// The settings of a rule.
const (
	RuleError   RuleSetting = "error"   // stops the run
	RuleWarning RuleSetting = "warning" // is told
	RuleOff     RuleSetting = "off"     // is not told; for warnings alone
)

// Package names a spec and the Go package that it becomes.
type Package struct {
	Spec string // slash path of the OpenAPI document, within Config.FS
	Dir  string // slash path of the package's directory, for the paths of the files
	Name string // name of the Go package; "" for the spec's x-go-package or else the last element of Dir
}

// Output is what a run made.
type Output struct {
	// Results has one element for each of Config.Packages, in that order. It is
	// nil when a diagnostic stopped the run.
	Results []Result
	// Diagnostics has everything that there is to say, sorted by place.
	Diagnostics []diag.Diagnostic
}

// Result is one generated package.
type Result struct {
	Package           // with Name filled in
	Files      []File // sorted by path
	Operations int    // methods of the client
	Types      int    // declared types
	Skipped    []Skipped
}

// File is a generated file: Path starts with Package.Dir, and Data is formatted
// Go, the same bytes on every run.
type File struct {
	Path string
	Data []byte
}

// Skipped is an operation that was left out, and why.
type Skipped struct {
	Operation string // operationId
	Reason    diag.Diagnostic
}

// SpecError is the error of a run that diagnostics stopped.
type SpecError struct {
	Diagnostics []diag.Diagnostic // all of the run, warnings too
}

// Error counts the faults; the diagnostics themselves are for the caller to print.
func (e *SpecError) Error() string { panic("being written") }

// Generate makes the packages that config names. Its steps are load, lower and
// emit. The error is a [*SpecError] when the specs are at fault, ctx.Err() when
// ctx ended, and otherwise a fault of the generator itself; in each case there
// are no results. Generate may be called concurrently.
func Generate(ctx context.Context, config Config) (Output, error) { panic("being written") }

// Lint reports what Generate would say about the specs, and emits nothing.
func Lint(ctx context.Context, config Config) ([]diag.Diagnostic, error) { panic("being written") }

// IsGenerated reports whether a file's content bears the header that Generate
// writes, so that it is the tool's to replace or remove.
func IsGenerated(data []byte) bool { panic("being written") }
