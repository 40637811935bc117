package conformance

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator"
)

// A question is a value for a generated type, named as "folder.Type".
type question struct {
	Type  string          `json:"type"`
	Value json.RawMessage `json:"value"`
	Fill  bool            `json:"fill"` // a value with everything set, in place of Value
}

// An answer is what the generated package made of it.
type answer struct {
	Decode string          `json:"decode"` // why the type cannot hold the value
	Encode string          `json:"encode"` // why the type cannot be sent
	JSON   json.RawMessage `json:"json"`   // what would be sent
	Faults []fault         `json:"faults"` // what Validate reports
}

type fault struct {
	Path    string `json:"path"`
	Rule    string `json:"rule"`
	Problem string `json:"problem"`
}

// refused reports whether the value would not be sent.
func (a answer) refused() bool { return len(a.Faults) > 0 || a.Encode != "" }

// A driver is a compiled program that answers questions about the types of some
// packages.
type driver struct{ path string }

// newDriver compiles a program for the exported struct types of the packages.
func newDriver(t *testing.T, dir string, results []generator.Result) driver {
	t.Helper()
	writeFile(t, dir, "driver/main.go", driverSource(t, results))
	goTool(t, dir, "build", "-ldflags=-s -w", "-o", filepath.Join(dir, "driver", "driver.exe"), "./driver")
	return driver{path: filepath.Join(dir, "driver", "driver.exe")}
}

// ask answers all questions in one run of the program.
func (d driver) ask(t *testing.T, questions []question) []answer {
	t.Helper()
	var in bytes.Buffer
	encoder := json.NewEncoder(&in)
	for _, q := range questions {
		if err := encoder.Encode(q); err != nil {
			t.Fatalf("%s: %v: %s", q.Type, err, q.Value)
		}
	}
	command := exec.CommandContext(t.Context(), d.path)
	command.Stdin = &in
	var out, complaint bytes.Buffer
	command.Stdout, command.Stderr = &out, &complaint
	if err := command.Run(); err != nil {
		t.Fatalf("%v\n%s", err, head(complaint.Bytes()))
	}
	answers := make([]answer, 0, len(questions))
	decoder := json.NewDecoder(bufio.NewReader(&out))
	for range questions {
		var a answer
		if err := decoder.Decode(&a); err != nil {
			t.Fatal(err)
		}
		answers = append(answers, a)
	}
	return answers
}

// driverSource writes the program: a table of types, and one loop over them.
func driverSource(t *testing.T, results []generator.Result) []byte {
	t.Helper()
	var imports, table strings.Builder
	for i, r := range results {
		types := structTypes(t, r)
		if len(types) == 0 {
			continue
		}
		fmt.Fprintf(&imports, "\tp%d %q\n", i, path.Join(modulePath, r.Dir))
		for _, name := range types {
			fmt.Fprintf(&table, "\t%q: func() any { return new(p%d.%s) },\n", r.Dir+"."+name, i, name)
		}
	}
	return []byte("package main\n\nimport (\n" + driverImports + imports.String() + ")\n\nvar types = map[string]func() any{\n" +
		table.String() + "}\n" + driverLoop)
}

// structTypes returns the exported structs that a generated package declares and
// that have no fields of a kind that only an upload has.
func structTypes(t *testing.T, r generator.Result) []string {
	t.Helper()
	var out []string
	for _, f := range r.Files {
		file, err := parser.ParseFile(token.NewFileSet(), f.Path, f.Data, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			general, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range general.Specs {
				one, ok := spec.(*ast.TypeSpec)
				if !ok || !one.Name.IsExported() {
					continue
				}
				if _, isStruct := one.Type.(*ast.StructType); isStruct && one.Name.Name != "Client" {
					out = append(out, one.Name.Name)
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

const driverImports = `	"bufio"
	"encoding/json"
	"errors"
	"os"
	"reflect"

	"github.com/wxpaygen/wxpaygen/wxpay"

`

const driverLoop = `
type answer struct {
	Decode string             ` + "`json:\"decode\"`" + `
	Encode string             ` + "`json:\"encode\"`" + `
	JSON   json.RawMessage    ` + "`json:\"json\"`" + `
	Faults []wxpay.FieldError ` + "`json:\"faults\"`" + `
}

func main() {
	in := json.NewDecoder(bufio.NewReader(os.Stdin))
	buffer := bufio.NewWriter(os.Stdout)
	defer buffer.Flush()
	out := json.NewEncoder(buffer)
	out.SetEscapeHTML(false)
	for {
		var q struct {
			Type  string          ` + "`json:\"type\"`" + `
			Value json.RawMessage ` + "`json:\"value\"`" + `
			Fill  bool
		}
		if in.Decode(&q) != nil {
			return
		}
		if err := out.Encode(ask(q.Type, q.Value, q.Fill)); err != nil {
			panic(err)
		}
	}
}

// bodyOf is what is sent of a request: the request, or its one field Body.
func bodyOf(target any) any {
	v := reflect.ValueOf(target).Elem()
	if v.Kind() == reflect.Struct && v.NumField() == 1 && v.Type().Field(0).Tag.Get("json") == "-" {
		return v.Field(0).Addr().Interface()
	}
	return target
}

// fill sets everything that can be set, a few levels deep.
func fill(v reflect.Value, depth int) {
	if raw, ok := v.Addr().Interface().(*json.RawMessage); ok {
		*raw = json.RawMessage("1")
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("中")
	case reflect.Int64, reflect.Int32:
		v.SetInt(1)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		if depth < 8 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), depth+1)
		}
	case reflect.Slice:
		if depth < 8 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0), depth+1)
		}
	case reflect.Map:
		if depth < 8 {
			elem := reflect.New(v.Type().Elem()).Elem()
			fill(elem, depth+1)
			v.Set(reflect.MakeMap(v.Type()))
			v.SetMapIndex(reflect.ValueOf("k"), elem)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() {
				fill(f, depth+1)
			}
		}
	}
}

func ask(name string, value json.RawMessage, full bool) (a answer) {
	make := types[name]
	if make == nil {
		panic("no type " + name)
	}
	target := make()
	body := bodyOf(target)
	if full {
		fill(reflect.ValueOf(target).Elem(), 0)
	} else if err := json.Unmarshal(value, body); err != nil {
		a.Decode = err.Error()
		return a
	}
	data, err := json.Marshal(body)
	if err != nil {
		a.Encode = err.Error()
	}
	a.JSON = data
	if checked, ok := target.(interface{ Validate() error }); ok {
		var faults *wxpay.ValidationError
		if err := checked.Validate(); errors.As(err, &faults) {
			a.Faults = faults.Fields
		} else if err != nil {
			panic(err)
		}
	}
	return a
}
`
