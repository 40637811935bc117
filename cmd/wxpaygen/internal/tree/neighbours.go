package tree

import (
	"bytes"
	"errors"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// Neighbours reports why a generated package would not compile together with the hand-written Go files in its directory: another
// package clause, or names that both declare. It ignores files that `go build` ignores, because of their name or a build constraint,
// and files that cannot be parsed. The error is that of reading the directory.
func Neighbours(fsys FS, dir string, files []generator.File, isGenerated func([]byte) bool) ([]diag.Diagnostic, error) {
	n := neighbourhood{fset: token.NewFileSet(), names: map[string]token.Pos{}, imports: map[string]token.Pos{}}
	made := map[string]bool{}
	for _, file := range files {
		made[file.Path] = true
		n.generated(file)
	}
	entries, err := fsys.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		name := path.Join(dir, entry.Name())
		if entry.IsDir() || made[name] || !strings.HasSuffix(name, ".go") {
			continue
		}
		if info, err := fsys.Stat(name); err != nil || !info.Mode().IsRegular() {
			continue // as go build does; reading a pipe would wait for a writer
		}
		data, err := fsys.ReadFile(name)
		switch {
		case err != nil:
			return nil, err
		case isGenerated(data) && hasSuffix(name), !isBuilt(name, data):
			continue
		}
		n.handWritten(name, data)
	}
	return n.faults, nil
}

// isBuilt reports whether the file is part of a build or a test on this machine.
func isBuilt(name string, data []byte) bool {
	context := build.Default
	context.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	match, err := context.MatchFile(path.Split(name))
	return match && err == nil
}

// A neighbourhood has the names of the generated package and the diagnostics of the files next to it. Methods and fields are
// Type.Name.
type neighbourhood struct {
	fset    *token.FileSet
	clause  *ast.Ident // the generated package's name
	names   map[string]token.Pos
	imports map[string]token.Pos // names that its files import packages by
	faults  []diag.Diagnostic
}

func (n *neighbourhood) generated(file generator.File) {
	parsed, err := parser.ParseFile(n.fset, file.Path, file.Data, parser.SkipObjectResolution)
	if err != nil {
		return // not Go, which is reported elsewhere
	}
	n.clause = parsed.Name
	declared(parsed, func(name string, pos token.Pos) { n.names[name] = pos })
	imported(parsed, func(name string, pos token.Pos) { n.imports[name] = pos })
}

func (n *neighbourhood) handWritten(name string, data []byte) {
	file, err := parser.ParseFile(n.fset, name, data, parser.SkipObjectResolution)
	if err != nil || n.clause == nil {
		return
	}
	own, isTest := file.Name.Name, strings.HasSuffix(name, "_test.go")
	if isTest && own == n.clause.Name+"_test" {
		return
	}
	if own != n.clause.Name {
		n.fault(file.Name.Pos(), n.clause.Pos(), "the package of the file is "+own+", and that of the generated files is "+n.clause.Name).
			Remedy = "name the package with package: in wxpaygen.yaml, or give it another dir"
		return
	}
	const remedy = "rename it, or give the package another dir"
	declared(file, func(name string, pos token.Pos) {
		if other, ok := n.names[name]; ok {
			n.fault(pos, other, name+" is declared here and in the generated files").Remedy = remedy
		} else if other, ok := n.imports[name]; ok {
			n.fault(pos, other, name+" is declared here and imported in the generated files").Remedy = remedy
		}
	})
	imported(file, func(name string, pos token.Pos) {
		if other, ok := n.names[name]; ok {
			n.fault(pos, other, name+" is imported here and declared in the generated files").Remedy = "import it by another name"
		}
	})
}

func (n *neighbourhood) fault(pos, other token.Pos, fact string) *diag.Diagnostic {
	n.faults = append(n.faults, diag.Errorf(n.place(pos), "hand-written", "%s", fact).See(n.place(other)))
	return &n.faults[len(n.faults)-1]
}

func (n *neighbourhood) place(pos token.Pos) diag.Position {
	p := n.fset.PositionFor(pos, false)
	return diag.Position{File: p.Filename, Line: p.Line, Column: p.Column}
}

// imported returns the names of the imports of a file, as far as the file shows them: the package of a path with a dot may have any
// name.
func imported(file *ast.File, tell func(name string, pos token.Pos)) {
	for _, spec := range file.Imports {
		name := path.Base(strings.Trim(spec.Path.Value, "`\""))
		switch {
		case spec.Name != nil:
			name = spec.Name.Name
		case strings.Contains(spec.Path.Value, ".") && !strings.Contains(spec.Path.Value, "/wxpaygen/"):
			continue
		}
		tell(name, spec.Pos())
	}
}
