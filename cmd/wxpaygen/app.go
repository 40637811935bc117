package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/config"
	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/report"
	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/tree"
	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/visible"
)

// An app is the command with its environment.
type app struct {
	dir            string // working directory, absolute
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	build          *debug.BuildInfo // nil when unknown
	engine         engine
	failed         string             // of the command that runs
	input          []byte             // a spec from standard input
	collected      *[]diag.Diagnostic // what print adds to, where diagnostics are printed together at the end; else nil
}

// An engine has the functions that do the work. Tests replace them.
type engine struct {
	generate    func(context.Context, generator.Config) (generator.Output, error)
	lint        func(context.Context, generator.Config) ([]diag.Diagnostic, error)
	docs, site  func(context.Context, generator.Config) ([]generator.File, []diag.Diagnostic, error)
	isGenerated func([]byte) bool
	files       func(*os.Root) tree.FS
	wait        func(context.Context) error // between two looks at watched files
}

// The exit codes.
const (
	exitDone  = 0
	exitFault = 1 // the spec or the tree is at fault
	exitUsage = 2 // the command line or the configuration is
)

// A usageError is an invalid command line.
type usageError struct {
	text string
	help string // the command that explains
}

func (e *usageError) Error() string { return e.text }

// A setupError is a configuration that cannot be read.
type setupError struct{ error }

// A faultError carries diagnostics that stop the run.
type faultError struct {
	list []diag.Diagnostic
}

func (e *faultError) Error() string { return report.Count(e.list) }

// errSaid is the error of a command that has already reported the problem.
var errSaid = errors.New("already reported")

// fail reports an error, and returns its exit code.
func (a *app) fail(err error) int {
	var usage *usageError
	var setup *setupError
	var invalid *config.Error
	var fault *faultError
	switch {
	case errors.Is(err, errSaid):
		return exitFault
	case errors.As(err, &usage):
		a.complain("%s\nRun `%s` to see how.", usage.text, usage.help)
		return exitUsage
	case errors.As(err, &invalid):
		a.print(invalid.Diagnostics)
		return exitUsage
	case errors.As(err, &setup):
		a.complain("%v", setup.error)
		return exitUsage
	case errors.As(err, &fault):
		a.print(fault.list)
		a.complain("%s%s", report.Count(fault.list), a.failed)
	case errors.Is(err, context.Canceled):
		a.complain("interrupted%s", a.failed)
	default:
		a.complain("%v", err)
	}
	return exitFault
}

// complain writes a message to standard error. There is nowhere to report a write error, here and in [app.say]. Control
// characters of documents and requests are replaced.
func (a *app) complain(format string, args ...any) {
	_, _ = fmt.Fprintln(a.stderr, "wxpaygen: "+visible.Text(fmt.Sprintf(format, args...)))
}

func (a *app) say(format string, args ...any) {
	_, _ = fmt.Fprintln(a.stdout, visible.Text(fmt.Sprintf(format, args...)))
}

// print writes diagnostics to standard error.
func (a *app) print(list []diag.Diagnostic) {
	if a.collected != nil {
		*a.collected = append(*a.collected, list...)
		return
	}
	_ = a.printer(a.stderr, report.Text).Print(list)
}

// printer prints excerpts of the documents on a terminal, in colour unless NO_COLOR is set.
func (a *app) printer(w io.Writer, format report.Format) report.Printer {
	terminal := isTerminal(w)
	return report.Printer{
		Writer:   w,
		Format:   format,
		Excerpts: terminal,
		Color:    terminal && a.getenv("NO_COLOR") == "" && a.getenv("TERM") != "dumb",
		ReadFile: func(name string) ([]byte, error) {
			if name == stdinName {
				return a.input, nil
			}
			return os.ReadFile(a.absolute(name))
		},
	}
}

// An output is standard output. It keeps the first error: a command whose output is lost, as on a full disk, has failed. It is
// safe for concurrent use: the sandbox reports requests while the command prints.
type output struct {
	*os.File
	mu  sync.Mutex
	err error
}

// Write implements [io.Writer].
func (o *output) Write(data []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	n, err := o.File.Write(data)
	if o.err == nil {
		o.err = err
	}
	return n, err
}

// failed returns the first error of Write, nil if all output was written.
func (o *output) failed() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.err
}

func isTerminal(w io.Writer) bool {
	if out, ok := w.(*output); ok {
		w = out.File
	}
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&fs.ModeCharDevice != 0
}

// absolute returns the absolute form of a path that the user gave or sees.
func (a *app) absolute(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(a.dir, name)
}

// relative returns an absolute path as the user sees it, with slashes.
func (a *app) relative(path string) string {
	if rel, err := filepath.Rel(a.dir, path); err == nil {
		path = rel
	}
	return filepath.ToSlash(path)
}

// enter makes dir the working directory.
func (a *app) enter(dir string) error {
	path := a.absolute(dir)
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() {
		err = errors.New("not a directory")
	}
	if err != nil {
		return &setupError{fmt.Errorf("-C %s: %w", dir, tree.Cause(err))}
	}
	a.dir = path
	return nil
}
