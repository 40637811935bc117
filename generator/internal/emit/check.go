package emit

import (
	"bytes"
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// check type-checks the files as one package, against stubs of the packages
// that generated code imports.
func check(ctx context.Context, name string, files []File, externals []ir.External) error {
	imports, err := stubs()
	if err != nil {
		return err
	}
	imports = imports.with(externals)
	fset := token.NewFileSet()
	trees := make([]*ast.File, len(files))
	errs := make([]error, len(files))
	inParallel(ctx, len(files), func(i int) {
		trees[i], errs[i] = parser.ParseFile(fset, files[i].Name, files[i].Data, parser.SkipObjectResolution)
	})
	if err := ctx.Err(); err != nil {
		return err
	}
	for i, err := range errs {
		if err != nil {
			return syntaxError(name, files[i].Name, files[i].Data, err)
		}
	}
	config := types.Config{Importer: imports, GoVersion: language}
	_, err = config.Check(name, fset, trees, nil)
	if err != nil {
		return typeError(name, files, err)
	}
	return nil
}

// typeError returns the error of the type checker.
func typeError(pkg string, files []File, err error) error {
	var fault types.Error
	if !errors.As(err, &fault) {
		return &InternalError{Package: pkg, Problem: err.Error()}
	}
	pos := fault.Fset.Position(fault.Pos)
	out := &InternalError{Package: pkg, File: pos.Filename, Line: pos.Line, Problem: fault.Msg}
	for _, file := range files {
		if file.Name == pos.Filename {
			out.Code = line(file.Data, pos.Line)
		}
	}
	return out
}

// syntaxError returns the first error that the parser found in source.
func syntaxError(pkg, file string, source []byte, err error) error {
	out := &InternalError{Package: pkg, File: file, Problem: err.Error()}
	var list scanner.ErrorList
	if errors.As(err, &list) && len(list) > 0 {
		out.Line, out.Problem = list[0].Pos.Line, list[0].Msg
		out.Code = line(source, out.Line)
	}
	return out
}

// line returns line n of source, from 1, shortened.
func line(source []byte, n int) string {
	lines := bytes.Split(source, []byte("\n"))
	if n < 1 || n > len(lines) {
		return ""
	}
	text := strings.TrimSpace(string(lines[n-1]))
	if len(text) > 200 {
		text = strings.ToValidUTF8(text[:200], "") + "…"
	}
	return text
}
