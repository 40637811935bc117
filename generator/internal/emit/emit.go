// Package emit renders the files of a package, formats them and type-checks
// them, without a Go toolchain or network. It returns either all or none.
package emit

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"mvdan.cc/gofumpt/format"

	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/templates"
)

// language is the version of Go that generated code is written in.
const language = "go1.25"

// File is a file of the package: formatted Go that compiles.
type File struct {
	Name string
	Data []byte
}

// InternalError is the error for generated code that is not valid Go. It is a
// fault of the generator, whatever the spec is.
type InternalError struct {
	Package string // name of the package
	File    string // name of the generated file
	Line    int    // in the generated file; 0 when the file as a whole is at fault
	Problem string
	Code    string // the line itself, "" when unknown
}

// Error returns the position, the error of the type checker, and what to do.
func (e *InternalError) Error() string {
	place := e.Package + "/" + e.File
	if e.Line > 0 {
		place = fmt.Sprintf("%s:%d", place, e.Line)
	}
	code := ""
	if e.Code != "" {
		code = fmt.Sprintf(" (in %q)", e.Code)
	}
	return fmt.Sprintf("internal error: %s: %s%s; the generated code is not right Go, whatever the spec is: please report this, with the spec; nothing was written",
		place, e.Problem, code)
}

// Package returns the files of pkg, in the order of pkg.Files. The error is an
// [*InternalError], or ctx.Err(); there are no files then. It is safe for
// concurrent use.
func Package(ctx context.Context, pkg *ir.Package) ([]File, error) {
	// Render and format each file.
	files, err := renderAll(ctx, pkg)
	if err != nil {
		return nil, err
	}
	// Check that the go command would take them all.
	if err := checkNames(pkg.Name, files); err != nil {
		return nil, err
	}
	// Type-check the package.
	if err := check(ctx, pkg.Name, files, pkg.Externals); err != nil {
		return nil, err
	}
	return files, nil
}

// renderAll renders and formats the files on all processors. Of several errors
// it returns that of the first file.
func renderAll(ctx context.Context, pkg *ir.Package) ([]File, error) {
	renderer := templates.New(pkg)
	files := make([]File, len(pkg.Files))
	errs := make([]error, len(pkg.Files))
	inParallel(ctx, len(files), func(i int) {
		files[i], errs[i] = render(renderer, pkg.Name, &pkg.Files[i])
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

func render(renderer *templates.Renderer, pkg string, file *ir.File) (File, error) {
	source, err := renderer.File(file)
	if err != nil {
		return File{}, &InternalError{Package: pkg, File: file.Name, Problem: err.Error()}
	}
	data, err := format.Source(source, format.Options{LangVersion: language})
	if err != nil {
		return File{}, syntaxError(pkg, file.Name, source, err)
	}
	return File{Name: file.Name, Data: data}, nil
}

// inParallel calls work with 0 to n-1, on all processors, until ctx ends.
func inParallel(ctx context.Context, n int, work func(i int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				work(i)
			}
		})
	}
	group.Wait()
}
