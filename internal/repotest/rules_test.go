package repotest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/generator"
)

var ruleHeading = regexp.MustCompile("(?m)^### `([a-z-]+)`")

// Each rule in the code has a section on the page, and the reverse.
func TestDiagnosticsPage(t *testing.T) {
	inRoot(t)
	page, err := os.ReadFile("docs/diagnostics.md")
	if err != nil {
		t.Fatal(err)
	}
	described := map[string]bool{}
	for _, match := range ruleHeading.FindAllStringSubmatch(string(page), -1) {
		if described[match[1]] {
			t.Errorf("docs/diagnostics.md has the rule %s twice", match[1])
		}
		described[match[1]] = true
	}
	rules := rulesOfTheCode(t, "generator", "internal", "lifecycle", "cmd/wxpaygen")
	if len(rules) < 40 {
		t.Fatalf("only %d rules found in the code: %v", len(rules), slices.Sorted(maps.Keys(rules)))
	}
	for _, rule := range slices.Sorted(maps.Keys(rules)) {
		if !described[rule] {
			t.Errorf("docs/diagnostics.md does not have the rule %s", rule)
		}
		delete(described, rule)
	}
	for _, rule := range slices.Sorted(maps.Keys(described)) {
		t.Errorf("docs/diagnostics.md has the rule %s, which the code does not have", rule)
	}
}

// A configuration can name the rules of the generator only.
func TestGeneratorRules(t *testing.T) {
	inRoot(t)
	want := slices.Sorted(maps.Keys(rulesOfTheCode(t, "generator", "internal", "lifecycle")))
	if diff := cmp.Diff(want, generator.Rules()); diff != "" {
		t.Errorf("generator.Rules (-rules of the code +listed)\n%s", diff)
	}
}

// rulesOfTheCode returns the rule names in the code below dirs: constants named rule…, fields named rule, and string
// literals passed as a parameter named rule.
func rulesOfTheCode(t *testing.T, dirs ...string) map[string]bool {
	t.Helper()
	rules := map[string]bool{}
	for _, dir := range dirs {
		for _, files := range packagesBelow(t, dir) {
			takers := map[string]int{"Errorf": 1, "Warningf": 1} // diag's
			constants := map[string]ast.Expr{}
			for _, file := range files {
				ast.Inspect(file, func(n ast.Node) bool { noteTaker(takers, n); noteConstant(constants, n); return true })
			}
			for _, file := range files {
				ast.Inspect(file, func(n ast.Node) bool { noteRule(rules, takers, constants, n); return true })
			}
		}
	}
	return rules
}

// packagesBelow parses the Go files below dir, without tests.
func packagesBelow(t *testing.T, dir string) map[string][]*ast.File {
	t.Helper()
	packages := map[string][]*ast.File{}
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == "testdata":
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		packages[filepath.Dir(name)] = append(packages[filepath.Dir(name)], file)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return packages
}

// noteTaker records which argument of a function is a rule.
func noteTaker(takers map[string]int, n ast.Node) {
	function, ok := n.(*ast.FuncDecl)
	if !ok {
		return
	}
	i := 0
	for _, parameter := range function.Type.Params.List {
		for _, name := range parameter.Names {
			if name.Name == "rule" {
				takers[function.Name.Name] = i
			}
			i++
		}
	}
}

var ruleName = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)

func noteConstant(constants map[string]ast.Expr, n ast.Node) {
	if n, ok := n.(*ast.ValueSpec); ok {
		for i, name := range n.Names {
			if i < len(n.Values) {
				constants[name.Name] = n.Values[i]
			}
		}
	}
}

func noteRule(rules map[string]bool, takers map[string]int, constants map[string]ast.Expr, n ast.Node) {
	var values []ast.Expr
	switch n := n.(type) {
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if strings.HasPrefix(strings.ToLower(name.Name), "rule") && n.Type == nil && i < len(n.Values) {
				values = append(values, n.Values[i])
			}
		}
	case *ast.AssignStmt:
		for i, left := range n.Lhs {
			if name, ok := left.(*ast.Ident); ok && name.Name == "rule" && i < len(n.Rhs) {
				values = append(values, n.Rhs[i])
			}
		}
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && strings.EqualFold(key.Name, "rule") {
			values = append(values, n.Value)
		}
	case *ast.CallExpr:
		if i, ok := takers[called(n)]; ok && i < len(n.Args) {
			values = append(values, n.Args[i])
		}
	}
	for _, value := range values {
		if name, ok := value.(*ast.Ident); ok && constants[name.Name] != nil {
			value = constants[name.Name]
		}
		if literal, ok := value.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			if rule, err := strconv.Unquote(literal.Value); err == nil && ruleName.MatchString(rule) {
				rules[rule] = true
			}
		}
	}
}

func called(call *ast.CallExpr) string {
	switch function := call.Fun.(type) {
	case *ast.Ident:
		return function.Name
	case *ast.SelectorExpr:
		return function.Sel.Name
	}
	return ""
}
