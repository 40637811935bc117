package wiretest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generated/bills"
	"github.com/wxpaygen/wxpaygen/generated/busifavor"
	"github.com/wxpaygen/wxpaygen/generated/certificates"
	"github.com/wxpaygen/wxpaygen/generated/codepay"
	"github.com/wxpaygen/wxpaygen/generated/combine"
	"github.com/wxpaygen/wxpaygen/generated/complaints"
	"github.com/wxpaygen/wxpaygen/generated/ecommercefunds"
	"github.com/wxpaygen/wxpaygen/generated/ecommerceprofitsharing"
	"github.com/wxpaygen/wxpaygen/generated/ecommercerefunds"
	"github.com/wxpaygen/wxpaygen/generated/favor"
	"github.com/wxpaygen/wxpaygen/generated/globalmicropay"
	"github.com/wxpaygen/wxpaygen/generated/globalpapay"
	"github.com/wxpaygen/wxpaygen/generated/mchtransfer"
	"github.com/wxpaygen/wxpaygen/generated/media"
	"github.com/wxpaygen/wxpaygen/generated/parking"
	"github.com/wxpaygen/wxpaygen/generated/partnerpay"
	"github.com/wxpaygen/wxpaygen/generated/partnerpayments"
	"github.com/wxpaygen/wxpaygen/generated/payments"
	"github.com/wxpaygen/wxpaygen/generated/payscore"
	"github.com/wxpaygen/wxpaygen/generated/payscorepartner"
	"github.com/wxpaygen/wxpaygen/generated/profitsharing"
	"github.com/wxpaygen/wxpaygen/generated/refunds"
	"github.com/wxpaygen/wxpaygen/specs"
	"github.com/wxpaygen/wxpaygen/wxpay"
)

// clients has a constructor for the client of each generated package, by the name of its
// spec.
var clients = map[string]func(wxpay.Caller) any{
	"busifavor":              func(c wxpay.Caller) any { return busifavor.New(c) },
	"favor":                  func(c wxpay.Caller) any { return favor.New(c) },
	"codepay":                func(c wxpay.Caller) any { return codepay.New(c) },
	"globalmicropay":         func(c wxpay.Caller) any { return globalmicropay.New(c) },
	"globalpapay":            func(c wxpay.Caller) any { return globalpapay.New(c) },
	"partnerpay":             func(c wxpay.Caller) any { return partnerpay.New(c) },
	"partnerpayments":        func(c wxpay.Caller) any { return partnerpayments.New(c) },
	"payments":               func(c wxpay.Caller) any { return payments.New(c) },
	"refunds":                func(c wxpay.Caller) any { return refunds.New(c) },
	"combine":                func(c wxpay.Caller) any { return combine.New(c) },
	"complaints":             func(c wxpay.Caller) any { return complaints.New(c) },
	"parking":                func(c wxpay.Caller) any { return parking.New(c) },
	"ecommercefunds":         func(c wxpay.Caller) any { return ecommercefunds.New(c) },
	"ecommerceprofitsharing": func(c wxpay.Caller) any { return ecommerceprofitsharing.New(c) },
	"ecommercerefunds":       func(c wxpay.Caller) any { return ecommercerefunds.New(c) },
	"bills":                  func(c wxpay.Caller) any { return bills.New(c) },
	"certificates":           func(c wxpay.Caller) any { return certificates.New(c) },
	"mchtransfer":            func(c wxpay.Caller) any { return mchtransfer.New(c) },
	"media":                  func(c wxpay.Caller) any { return media.New(c) },
	"payscore":               func(c wxpay.Caller) any { return payscore.New(c) },
	"payscorepartner":        func(c wxpay.Caller) any { return payscorepartner.New(c) },
	"profitsharing":          func(c wxpay.Caller) any { return profitsharing.New(c) },
}

const generated = "../../generated"

func TestSpecsAndPackages(t *testing.T) {
	var fromSpecs, fromDirs, here []string
	for _, name := range specs.Names() {
		fromSpecs = append(fromSpecs, strings.TrimSuffix(name, ".yaml"))
	}
	entries, err := os.ReadDir(generated)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.IsDir() {
			fromDirs = append(fromDirs, entry.Name())
		}
	}
	for name := range clients {
		here = append(here, name)
	}
	for _, list := range [][]string{fromSpecs, fromDirs, here} {
		slices.Sort(list)
	}
	if !slices.Equal(fromSpecs, here) || !slices.Equal(fromDirs, here) {
		t.Errorf("specs: %q\ngenerated: %q\nclients of this test: %q", fromSpecs, fromDirs, here)
	}
}

// Operations and methods correspond.
func TestMethods(t *testing.T) {
	files := loadSpecs(t)
	for name, client := range clients {
		var wanted, found []string
		for _, op := range files.operations(name + ".yaml") {
			wanted = append(wanted, op.name())
		}
		kind := reflect.TypeOf(client(nil))
		for i := range kind.NumMethod() {
			if !isHelper(kind.Method(i).Type) {
				found = append(found, kind.Method(i).Name)
			}
		}
		slices.Sort(wanted)
		slices.Sort(found)
		if len(wanted) == 0 || !slices.Equal(wanted, found) {
			t.Errorf("specs/%s.yaml has the operations\n%q\nand the client the methods\n%q", name, wanted, found)
		}
	}
}

// isHelper reports whether a method makes the calls of other methods: it waits, or iterates
// over pages.
func isHelper(method reflect.Type) bool {
	last := method.In(method.NumIn() - 1)
	return last == reflect.TypeFor[[]wxpay.WaitOption]() || method.Out(0).Kind() == reflect.Func
}

// The tests of errors compare codes by value; this test checks the constants.
func TestConstants(t *testing.T) {
	files := loadSpecs(t)
	for name := range clients {
		constants := codeConstants(t, filepath.Join(generated, name))
		documented := map[string]bool{}
		for _, op := range files.operations(name + ".yaml") {
			for _, r := range op.failures {
				documented[r.code] = true
				if len(constants[r.code]) != 1 {
					t.Errorf("%s: %s has the constants %q in generated/%s", r.place(), r.code, constants[r.code], name)
				}
			}
		}
		for code, names := range constants {
			if !documented[code] {
				t.Errorf("generated/%s: %q have the code %s, which no operation documents", name, names, code)
			}
		}
	}
}

// codeConstants finds the constants of the type wxpay.Code, by value.
func codeConstants(t *testing.T, dir string) map[string][]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.gen.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no generated files in %s: %v", dir, err)
	}
	found := map[string][]string{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && isCode(spec.Type) {
				literal, _ := spec.Values[0].(*ast.BasicLit)
				code, _ := strconv.Unquote(literal.Value)
				found[code] = append(found[code], spec.Names[0].Name)
			}
			return true
		})
	}
	return found
}

func isCode(kind ast.Expr) bool {
	selector, ok := kind.(*ast.SelectorExpr)
	return ok && selector.Sel.Name == "Code"
}
