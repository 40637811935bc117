package conformance

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// declarations returns what a generated package exports, by name, as Go without
// comments: constants, types with their fields, methods with their signatures.
func declarations(t *testing.T, files []generator.File) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, f := range files {
		file, err := parser.ParseFile(token.NewFileSet(), f.Path, f.Data, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			declare(t, out, decl)
		}
	}
	return out
}

func declare(t *testing.T, out map[string]string, decl ast.Decl) {
	t.Helper()
	switch d := decl.(type) {
	case *ast.FuncDecl:
		name := d.Name.Name
		if d.Recv != nil {
			name = text(t, d.Recv.List[0].Type) + "." + name
		}
		if d.Name.IsExported() {
			out[name] = text(t, d.Type)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				out[s.Name.Name] = text(t, s.Type)
			case *ast.ValueSpec:
				if s.Names[0].IsExported() {
					out[s.Names[0].Name] = text(t, s)
				}
			}
		}
	}
}

func text(t *testing.T, node any) string {
	t.Helper()
	var b strings.Builder
	if err := printer.Fprint(&b, token.NewFileSet(), node); err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// renamed lists what less has that more has not, or has otherwise: a user of
// less who takes more would have to change code.
func renamed(less, more map[string]string) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(less)) {
		if less[name] != more[name] {
			out = append(out, fmt.Sprintf("%s was\n  %s and is\n  %s", name, less[name], more[name]))
		}
	}
	return out
}

// TestRemovedOperationsKeepNames generates each document of the
// corpus with two of three of its operations: what is left is as it was among
// all of them. With WXPAYGEN_LONG=1 each operation is left out once.
func TestRemovedOperationsKeepNames(t *testing.T) {
	whole := generatedCorpus(t)
	t.Parallel()
	all := make([]map[string]string, len(whole.Results))
	for i, r := range whole.Results {
		all[i] = declarations(t, r.Files)
	}
	shares := 1
	if os.Getenv("WXPAYGEN_LONG") != "" {
		shares = 3
	}
	for out := range shares {
		config := corpusConfig()
		config.FS = withoutOperations(t, config, func(i int) bool { return i%3 == out })
		some, err := generator.Generate(t.Context(), config)
		if err != nil {
			t.Fatalf("%v\n%s", err, listing(some))
		}
		for i, r := range some.Results {
			for _, fault := range renamed(declarations(t, r.Files), all[i]) {
				t.Errorf("%s, with every third operation added: %.1000s", r.Dir, fault)
			}
		}
	}
}

// withoutOperations leaves operations out of each document; which is asked by
// their number.
func withoutOperations(t *testing.T, config generator.Config, which func(int) bool) fs.FS {
	t.Helper()
	out := fstest.MapFS{}
	for _, pkg := range config.Packages {
		set, diags := doctree.Load(config.FS, pkg.Spec, doctree.Limits{})
		if set.Root() == nil {
			t.Fatal(diags)
		}
		paths := set.Root().Get("paths")
		n := 0
		for _, item := range paths.Members() {
			for _, method := range []string{"get", "put", "post", "delete", "patch"} {
				if item.Get(method) == nil {
					continue
				}
				if which(n) {
					item.Remove(method)
				}
				n++
			}
		}
		out[pkg.Spec] = &fstest.MapFile{Data: set.Root().AppendJSON(nil)}
	}
	return out
}

// TestAddedOperationsKeepNames takes one piece after the other
// out of a document, and puts it to the front and to the end.
func TestAddedOperationsKeepNames(t *testing.T) {
	ops, schemas := pieces(t, "testdata/pieces-paths.yaml"), pieces(t, "testdata/pieces-schemas.yaml")
	base := declarations(t, one(t, assembled(ops, schemas)))
	for i := range ops {
		rest := slices.Delete(slices.Clone(ops), i, i+1)
		less := declarations(t, one(t, assembled(rest, schemas)))
		check := func(where string, more map[string]string) {
			for _, fault := range renamed(less, more) {
				t.Errorf("with %s added %s: %s", strings.TrimSpace(strings.SplitN(ops[i], "\n", 2)[0]), where, fault)
			}
		}
		check("where it was", base)
		check("in front", declarations(t, one(t, assembled(append([]string{ops[i]}, rest...), schemas))))
		check("at the end", declarations(t, one(t, assembled(append(slices.Clone(rest), ops[i]), schemas))))
	}
	for i := range schemas {
		rest := slices.Delete(slices.Clone(schemas), i, i+1)
		for _, order := range [][]string{append([]string{schemas[i]}, rest...), append(slices.Clone(rest), schemas[i])} {
			for _, fault := range renamed(base, declarations(t, one(t, assembled(ops, order)))) {
				t.Errorf("with %s moved: %s", strings.TrimSpace(strings.SplitN(schemas[i], "\n", 2)[0]), fault)
			}
		}
	}
}

// TestAddedReferenceKeepsNames adds operations to a path, before and
// after one that they refer into and whose path's parameters they share.
func TestAddedReferenceKeepsNames(t *testing.T) {
	all := pieces(t, "testdata/pieces-borrowed.yaml")
	head, lender, _ := strings.Cut(all[0], "    get:\n")
	lender, borrowers := "    get:\n"+lender, all[1:]
	wrapped := []string{"    Wrapped: { type: object, properties: { shelf: { $ref: '#/paths/~1v3~1shelves/get/responses/200/content/application~1json/schema/properties/shelf' } } }"}
	made := func(ops ...string) map[string]string {
		return declarations(t, one(t, assembled([]string{head + strings.Join(ops, "\n")}, wrapped)))
	}
	alone := made(lender)
	if alone["ListShelvesRequestState"] == "" || alone["ListShelvesResponseShelfForm"] == "" {
		t.Fatal("types are not named after the operation that has them")
	}
	for i, op := range borrowers {
		rest := slices.Delete(slices.Clone(borrowers), i, i+1)
		for where, pair := range map[string][2]map[string]string{
			"in front of it":        {alone, made(op, lender)},
			"after it":              {alone, made(lender, op)},
			"in front of all":       {made(append(rest, lender)...), made(append([]string{op}, append(rest, lender)...)...)},
			"after an existing one": {made(append([]string{lender}, rest...)...), made(append([]string{lender, op}, rest...)...)},
		} {
			for _, fault := range renamed(pair[0], pair[1]) {
				t.Errorf("with %s added %s: %s", strings.TrimSpace(strings.SplitN(op, "\n", 2)[0]), where, fault)
			}
		}
	}
}

// pieces cuts a file at its empty lines.
func pieces(t *testing.T, file string) []string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimRight(string(data), "\n"), "\n\n")
}

func assembled(ops, schemas []string) string {
	return "openapi: 3.0.3\ninfo: { title: pieces, version: '1' }\nservers: [{ url: https://api.mch.weixin.qq.com }]\npaths:\n" +
		strings.Join(ops, "\n") + "\ncomponents:\n  schemas:\n" + strings.Join(schemas, "\n") + "\n"
}

// one generates one document and returns the files of its package.
func one(t *testing.T, document string) []generator.File {
	t.Helper()
	out, err := generator.Generate(t.Context(), generator.Config{
		FS: fstest.MapFS{"api.yaml": {Data: []byte(document)}}, Packages: []generator.Package{{Spec: "api.yaml", Dir: "pieces"}},
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, listing(out))
	}
	return out.Results[0].Files
}
