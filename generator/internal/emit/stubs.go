package emit

import (
	"embed"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"strings"
	"sync"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// The stubs declare what generated code uses of each package, so that it can be
// type-checked without a Go toolchain and a module cache. A test compares them with
// the real packages.
//
//go:embed stubs
var stubFiles embed.FS

// Import paths of the runtime and of its package for generated code alone; their stubs
// are wxpay.stub and wxpayimpl.stub.
const (
	runtimePath = "github.com/wxpaygen/wxpaygen/wxpay"
	implPath    = runtimePath + "/wxpayimpl"
)

// stubPaths are the packages that have stubs, each after those that it imports.
var stubPaths = []string{
	"cmp", "iter", "time", "io", "strconv", "strings", "context", "encoding/base64", "encoding/json", "net/http", "maps", "slices", runtimePath, implPath,
}

// stubs type-checks the stubs once.
var stubs = sync.OnceValues(func() (stubImporter, error) {
	imports := stubImporter{}
	for _, path := range stubPaths {
		pkg, err := checkStub(imports, path)
		if err != nil {
			return nil, fmt.Errorf("internal error: the stub of %s: %w", path, err)
		}
		imports[path] = pkg
	}
	return imports, nil
})

func checkStub(imports stubImporter, path string) (*types.Package, error) {
	name := "stubs/" + stubName(path) + ".stub"
	source, err := stubFiles.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return checkSource(imports, path, name, source)
}

func checkSource(imports stubImporter, path, name string, source []byte) (*types.Package, error) {
	fset := token.NewFileSet()
	tree, err := parser.ParseFile(fset, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	config := types.Config{Importer: imports, IgnoreFuncBodies: true, GoVersion: language}
	return config.Check(path, fset, []*ast.File{tree}, nil)
}

func stubName(path string) string {
	if path == runtimePath || path == implPath {
		return path[strings.LastIndexByte(path, '/')+1:]
	}
	return strings.ReplaceAll(path, "/", "_")
}

// stubImporter has the stubs by import path. It is only read once it is filled.
type stubImporter map[string]*types.Package

// Import returns the stub of a package.
func (s stubImporter) Import(path string) (*types.Package, error) {
	if pkg, ok := s[path]; ok {
		return pkg, nil
	}
	return nil, fmt.Errorf("generated code does not import %s", path)
}

// with returns an importer that also has types of users. Nothing is known of them but
// their names: they are empty structs here, which the generated code passes on alone.
func (s stubImporter) with(externals []ir.External) stubImporter {
	if len(externals) == 0 {
		return s
	}
	all := maps.Clone(s)
	for _, t := range externals {
		pkg := all[t.Path]
		if pkg == nil || pkg == s[t.Path] {
			pkg = extended(t.Path, pkg)
			all[t.Path] = pkg
		}
		if pkg.Scope().Lookup(t.Name) == nil {
			name := types.NewTypeName(token.NoPos, pkg, t.Name, nil)
			types.NewNamed(name, types.NewStruct(nil, nil), nil)
			pkg.Scope().Insert(name)
		}
	}
	return all
}

// extended returns a package with what a stub declares; nil is none.
func extended(path string, stub *types.Package) *types.Package {
	if stub == nil {
		pkg := types.NewPackage(path, "external")
		pkg.MarkComplete()
		return pkg
	}
	pkg := types.NewPackage(path, stub.Name())
	for _, name := range stub.Scope().Names() {
		pkg.Scope().Insert(stub.Scope().Lookup(name))
	}
	pkg.MarkComplete()
	return pkg
}
