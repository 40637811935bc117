package emit

import (
	"bytes"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// realPackages imports the packages themselves, from the export data that the go
// command makes.
func realPackages(t *testing.T) types.Importer {
	t.Helper()
	if testing.Short() {
		t.Skip("-short: compiling takes seconds")
	}
	args := append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}"}, stubPaths...)
	out, err := exec.CommandContext(t.Context(), "go", args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	exports := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		exports[path] = file
	}
	return importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})
}

func TestStubs(t *testing.T) {
	real := realPackages(t)
	imports, err := stubs()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range stubPaths {
		want, err := real.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, difference := range differences(imports[path], want) {
			t.Errorf("%s: %s", path, difference)
		}
	}
}

func TestStubHasRules(t *testing.T) {
	runtime, err := realPackages(t).Import(implPath)
	if err != nil {
		t.Fatal(err)
	}
	imports, err := stubs()
	if err != nil {
		t.Fatal(err)
	}
	stub := imports[implPath]
	validator := runtime.Scope().Lookup("Validator").Type().(*types.Named)
	for method := range validator.Methods() {
		if found, _, _ := types.LookupFieldOrMethod(types.NewPointer(stub.Scope().Lookup("Validator").Type()), true, nil, method.Name()); found == nil && method.Exported() {
			t.Errorf("the method %s is missing", method.Name())
		}
	}
	for _, name := range runtime.Scope().Names() {
		function, ok := runtime.Scope().Lookup(name).(*types.Func)
		if !ok || !function.Exported() || !strings.Contains(describe(function.Type()), "*"+implPath+".Validator") {
			continue
		}
		if stub.Scope().Lookup(name) == nil {
			t.Errorf("the function %s is missing", name)
		}
	}
}

// differences lists what stub has and real does not have, or has otherwise.
func differences(stub, real *types.Package) []string {
	var out []string
	for _, name := range stub.Scope().Names() {
		a, b := stub.Scope().Lookup(name), real.Scope().Lookup(name)
		if !a.Exported() {
			continue
		}
		if b == nil {
			out = append(out, name+": missing")
			continue
		}
		out = append(out, compare(name, a, b)...)
	}
	return out
}

func compare(name string, a, b types.Object) []string {
	if fmt.Sprintf("%T", a) != fmt.Sprintf("%T", b) {
		return []string{fmt.Sprintf("%s: is %T, not %T", name, b, a)}
	}
	if _, ok := a.(*types.TypeName); ok {
		return compareTypes(name, a.Type(), b.Type())
	}
	if c, ok := a.(*types.Const); ok && c.Val().String() != b.(*types.Const).Val().String() {
		return []string{name + ": has another value"}
	}
	if got, want := describe(a.Type()), describe(b.Type()); got != want {
		return []string{fmt.Sprintf("%s: the stub has\n%s, and the package\n%s", name, got, want)}
	}
	return nil
}

// describe writes a type with the packages' paths. Types of the runtime's internal
// packages have aliases in wxpayimpl, and its path.
func describe(t types.Type) string {
	var b bytes.Buffer
	types.WriteType(&b, t, func(p *types.Package) string {
		if strings.HasPrefix(p.Path(), runtimePath+"/internal/") {
			return implPath
		}
		return p.Path()
	})
	return b.String()
}

// compareTypes compares what the stub of a type has: exported fields and methods.
func compareTypes(name string, stub, real types.Type) []string {
	var out []string
	switch a := stub.Underlying().(type) {
	case *types.Struct:
		for i := range a.NumFields() {
			field := a.Field(i)
			other, _, _ := types.LookupFieldOrMethod(real, true, nil, field.Name())
			switch {
			case other == nil:
				out = append(out, name+"."+field.Name()+": missing")
			case describe(field.Type()) != describe(other.Type()):
				out = append(out, name+"."+field.Name()+": has another type")
			}
		}
	default:
		if got, want := exported(a), exported(real.Underlying()); got != want {
			out = append(out, fmt.Sprintf("%s: the stub has\n%s, and the package\n%s", name, got, want))
		}
	}
	named, ok := stub.(*types.Named)
	if !ok {
		return out
	}
	for i := range named.NumMethods() {
		method := named.Method(i)
		other, _, _ := types.LookupFieldOrMethod(types.NewPointer(real), true, nil, method.Name())
		full := name + "." + method.Name()
		if other == nil {
			out = append(out, full+": missing")
		} else if got, want := describe(method.Type()), describe(other.Type()); got != want {
			out = append(out, fmt.Sprintf("%s: the stub has\n%s, and the package\n%s", full, got, want))
		}
	}
	return out
}

// exported describes a type; of an interface with unexported methods, the
// exported ones.
func exported(t types.Type) string {
	i, ok := t.(*types.Interface)
	if !ok || i.NumMethods() == 0 {
		return describe(t)
	}
	var b strings.Builder
	for m := range i.Methods() {
		if m.Exported() {
			b.WriteString(m.Name() + describe(m.Type()) + "; ")
		}
	}
	return b.String()
}

func TestStubsDiffer(t *testing.T) {
	imports, err := stubs()
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{"func Exec(", "func Gone("},
		{"Repeatable bool", "Repeatable int"},
		{"func (v *Validator) UTF8(name, s string)", "func (v *Validator) UTF8(name string)"},
		{"IsAtLeastVersion0_1_0 = true", "IsAtLeastVersion0_1_0 = false"},
		{"type Code string", "type Code int"},
	} {
		path, name := implPath, "stubs/wxpayimpl.stub"
		if change[0] == "type Code string" {
			path, name = runtimePath, "stubs/wxpay.stub"
		}
		source, err := stubFiles.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		changed := strings.Replace(string(source), change[0], change[1], 1)
		if changed == string(source) {
			t.Fatalf("the stub does not contain %q", change[0])
		}
		changed = strings.ReplaceAll(changed, `return ""`, `panic("")`)
		other, err := checkSource(imports, path, "changed", []byte(changed))
		if err != nil {
			t.Fatal(err)
		}
		if len(differences(imports[path], other)) == 0 {
			t.Errorf("no difference is found after %q became %q", change[0], change[1])
		}
	}
}
