package repotest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

const (
	module = "github.com/wxpaygen/wxpaygen/"
	sdk    = "github.com/wechatpay-apiv3/wechatpay-go/core"
)

// mayImport lists what each part of the repository may import, in addition to the standard library and itself. A path
// ending in "/..." includes everything below it. The longest part that contains a package applies.
var mayImport = map[string][]string{
	"cmd/wxpaygen": {
		"generator", "generator/diag", "sandbox", "internal/visible", "internal/page", "internal/draft",
		"docs",                                                                                          // pages that help shows
		"internal/specdiff", "internal/goapi", "internal/load", "internal/apimodel", "internal/doctree", // what diff compares
		"go.yaml.in/yaml/v4",                   // wxpaygen.yaml, with the places of what is in it
		"golang.org/x/mod/...",                 // the consumer's go.mod
		"github.com/rogpeppe/go-internal/diff", // what check shows
	},
	"generator":      {"generator/diag", "generator/docs/...", "generator/internal/...", "internal/doctree", "internal/load"},
	"docs":           {},
	"generator/diag": {},
	"generator/ir":   {},
	"generator/docs": {"generator/diag", "generator/internal/lower/text", "internal/apimodel", "internal/doctree", "internal/load", "internal/schema", "internal/visible", "lifecycle/..."},
	"generator/docs/site": {
		"generator/ir", "generator/diag", "generator/internal/lower/text", "internal/apimodel", "internal/doctree", "internal/load", "internal/schema",
		"internal/chinese", "lifecycle/...", "github.com/yuin/goldmark", // descriptions are CommonMark
	},
	"internal/chinese":         {},
	"internal/golden":          {"github.com/google/go-cmp/cmp"}, // tests alone import it
	"generator/internal/names": {"generator/diag"},
	"generator/internal/emit":  {"generator/ir", "templates", "mvdan.cc/gofumpt/format"},
	"generator/internal/lint": {
		"generator/diag", "internal/apimodel", "internal/doctree", "internal/load", "internal/pattern", "internal/schema", "internal/unchecked", "lifecycle",
		"github.com/getkin/kin-openapi/openapi3", "github.com/expr-lang/expr/types",
	},
	// lower calls the packages below it, which decide. rules and text do not know types, and types does not know wire.
	"generator/internal/lower": {
		"generator/diag", "generator/ir", "generator/internal/names", "generator/internal/lower/...",
		"internal/apimodel", "internal/doctree", "internal/load", "internal/schema", "lifecycle",
	},
	"generator/internal/lower/faults": {"generator/diag"},
	"generator/internal/lower/rules":  {"generator/diag", "generator/ir", "internal/doctree", "internal/pattern", "internal/schema"},
	"generator/internal/lower/text":   {"generator/ir", "internal/doctree", "internal/pattern", "internal/schema", "github.com/yuin/goldmark/..."}, // descriptions are CommonMark
	"generator/internal/lower/types": {
		"generator/diag", "generator/ir", "generator/internal/names", "generator/internal/lower/faults", "generator/internal/lower/rules", "generator/internal/lower/text",
		"internal/doctree", "internal/load", "internal/schema",
	},
	"generator/internal/lower/wire": {
		"generator/diag", "generator/ir", "generator/internal/lower/faults", "generator/internal/lower/rules", "generator/internal/lower/text", "generator/internal/lower/types",
		"internal/apimodel", "internal/doctree", "internal/schema",
	},
	"lifecycle":       {"generator/diag", "internal/doctree", "github.com/expr-lang/expr/..."},
	"templates":       {"generator/ir", "internal/visible", "github.com/dave/jennifer/jen"},
	"wxpay":           {"wxpay/internal/...", sdk + "/..."},
	"wxpay/internal":  {sdk + "/cipher"},
	"wxpay/wxpayimpl": {"wxpay", "wxpay/internal/..."}, // generated code and wxpay/bill alone import it
	"wxpay/bill":      {"wxpay", "wxpay/money", "wxpay/wxpayimpl"},
	"generated":       {"wxpay", "wxpay/wxpayimpl"},
	"sandbox": {
		"sandbox/internal/...",
		sdk + "/...", // it returns the SDK's options
		"github.com/getkin/kin-openapi/...",
		"internal/visible", "lifecycle/...", "internal/apimodel", "internal/doctree", "internal/load", "internal/pattern", // it reads documents as the generator does
		"generator/diag", // errors in documents
		"specs",          // the documents that it serves by default
	},
	"internal/dbserver": {"internal/program"},
	"sandbox/internal/engine": {
		"github.com/getkin/kin-openapi/...", "generator/diag",
		"internal/apimodel", "internal/doctree", "internal/load", "internal/pattern", "lifecycle/...",
	},
	"sandbox/internal/cashier":   {"sandbox/internal/engine", "lifecycle", "rsc.io/qr"},
	"sandbox/internal/keyring":   {},
	"sandbox/internal/notify":    {"sandbox/internal/keyring", "sandbox/internal/signature"},
	"sandbox/internal/scenario":  {"generator/diag", "internal/doctree"},
	"sandbox/internal/signature": {"sandbox/internal/keyring"},
	"sandbox/internal/statefile": {},
	"sandbox/internal/tradebill": {"sandbox/internal/engine"},
	"sandbox/internal/wire":      {"sandbox/internal/keyring", "sandbox/internal/signature"},
	"internal/doctree":           {"generator/diag", "go.yaml.in/yaml/v4"},
	"internal/pattern":           {},
	"internal/schema":            {"generator/diag", "internal/doctree"},
	"internal/overlay":           {"generator/diag", "internal/doctree", "github.com/theory/jsonpath/..."},
	"internal/load":              {"generator/diag", "internal/doctree", "internal/overlay", "github.com/getkin/kin-openapi/..."},
	"internal/apimodel":          {"generator/diag", "internal/doctree", "internal/load", "internal/schema", "lifecycle", "github.com/getkin/kin-openapi/..."},
	"internal/bench": {
		"internal/peer",
		"go.yaml.in/yaml/v4", // many documents are made into one
	},
	"internal/unchecked": {},
	"internal/goapi":     {},
	"internal/specdiff":  {"generator/diag", "internal/apimodel", "internal/doctree", "internal/schema"},
	"internal/page": {
		"generator/diag", "internal/doctree", // examples are JSON
		"golang.org/x/net/html/...",    // saved pages
		"github.com/yuin/goldmark/...", // pages in Markdown
	},
	"internal/draft": {
		"internal/page", "internal/unchecked", "internal/doctree", "internal/load", "internal/apimodel", "internal/schema", "generator/diag",
		"go.yaml.in/yaml/v4",                   // how a text is quoted
		"github.com/rogpeppe/go-internal/diff", // what differs from an operation that is there
	},
	"internal/coverage": {"generator", "generator/diag", "internal/peer"},
	"internal/peer":     {},
	"internal/browser":  {"internal/program"},
	"internal/program":  {},
	"internal/repotest": {"internal/program"},
	"internal/visible":  {"golang.org/x/text/width"},
	"specs":             {},
	"examples":          {"wxpay", "wxpay/bill", "wxpay/invoke", "sandbox", "generated/...", sdk + "/...", "rsc.io/qr"},
}

func TestImports(t *testing.T) {
	inRoot(t)
	for _, line := range goList(t, "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...") {
		fields := strings.Fields(line)
		pkg := strings.TrimPrefix(fields[0], module)
		part := partOf(pkg)
		if part == "" {
			if len(fields) > 1 {
				t.Errorf("%s belongs to no part of the repository; add it to mayImport", pkg)
			}
			continue
		}
		for _, imported := range fields[1:] {
			if !allowed(part, imported) {
				t.Errorf("%s imports %s, which %s may not", pkg, imported, part)
			}
		}
	}
}

// partOf returns the longest key of mayImport that pkg is or is in, or "".
func partOf(pkg string) string {
	longest := ""
	for part := range mayImport {
		if within(pkg, part) && len(part) > len(longest) {
			longest = part
		}
	}
	return longest
}

func within(path, parent string) bool { return path == parent || strings.HasPrefix(path, parent+"/") }

func allowed(part, imported string) bool {
	imported = strings.TrimPrefix(imported, module)
	if isStandard(imported) && partOf(imported) == "" || partOf(imported) == part {
		return true
	}
	return slices.ContainsFunc(mayImport[part], func(pattern string) bool {
		if parent, all := strings.CutSuffix(pattern, "/..."); all {
			return within(imported, parent)
		}
		return imported == pattern
	})
}

// isStandard reports whether a path belongs to the standard library: its first element has no dot.
func isStandard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

func TestLinkedPackages(t *testing.T) {
	inRoot(t)
	packages := goList(t, "./generated/...")
	if len(packages) == 0 {
		t.Fatal("there are no generated packages")
	}
	for _, path := range goList(t, append([]string{"-deps"}, packages...)...) {
		ours := slices.Contains(packages, path) || path == module+"wxpay" || strings.HasPrefix(path, module+"wxpay/")
		if !ours && !isStandard(path) && path != sdk && !strings.HasPrefix(path, strings.TrimSuffix(sdk, "core")) {
			t.Errorf("an application of generated code links %s", path)
		}
	}
}

func goList(t *testing.T, args ...string) []string {
	t.Helper()
	command := exec.Command("go", append([]string{"list"}, args...)...)
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' })
}

const maxFunctionLines = 60

func TestFunctionLength(t *testing.T) {
	inRoot(t)
	fset := token.NewFileSet()
	for _, name := range goFiles(t) {
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if ast.IsGenerated(file) {
			continue
		}
		for _, declaration := range file.Decls {
			function, ok := declaration.(*ast.FuncDecl)
			if !ok {
				continue
			}
			start, end := fset.Position(function.Pos()), fset.Position(function.End())
			if lines := end.Line - start.Line + 1; lines > maxFunctionLines {
				t.Errorf("%s:%d: %s has %d lines, more than %d", name, start.Line, function.Name.Name, lines, maxFunctionLines)
			}
		}
	}
}

// goFiles returns the Go files of the repository, without test data.
func goFiles(t *testing.T) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := strings.HasPrefix(entry.Name(), ".") && name != "."
		if entry.IsDir() && (hidden || entry.Name() == "testdata") {
			return filepath.SkipDir
		}
		if !entry.IsDir() && strings.HasSuffix(name, ".go") {
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// The generator formats with gofumpt as a library; CI checks the result with gofumpt as a tool.
func TestGofumptVersion(t *testing.T) {
	inRoot(t)
	product, tool := gofumptVersion(t, "go.mod"), gofumptVersion(t, "tools/go.mod")
	if product != tool {
		t.Errorf("go.mod has gofumpt %s, tools/go.mod has %s", product, tool)
	}
}

func gofumptVersion(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	file, err := modfile.Parse(name, data, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, require := range file.Require {
		if require.Mod.Path == "mvdan.cc/gofumpt" {
			return require.Mod.Version
		}
	}
	return fmt.Sprintf("none in %s", name)
}
