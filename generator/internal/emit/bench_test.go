package emit

import (
	"fmt"
	"testing"

	"mvdan.cc/gofumpt/format"

	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/templates"
)

// largePackage has n operations, a file each, with requests and answers as they
// are in practice.
func largePackage(n int) *ir.Package {
	pkg := &ir.Package{Name: "large", Source: "specs/large.yaml"}
	base := packageOf("large", stateEnum())
	pkg.Files = append(pkg.Files, base.Files...)
	var codes ir.Codes
	for i := range 100 {
		codes.Codes = append(codes.Codes, ir.Code{Name: fmt.Sprintf("ErrCode%d", i), Value: fmt.Sprintf("CODE_%d", i), Doc: para("The code says what is wrong (错误码). Remedy: mend it.")})
	}
	pkg.Files[1].Decls = append(pkg.Files[1].Decls, &codes)
	for i := range n {
		pkg.Files = append(pkg.Files, ir.File{Name: fmt.Sprintf("operation%d.gen.go", i), Decls: largeOperation(i)})
	}
	return pkg
}

func largeOperation(n int) []ir.Decl {
	name := fmt.Sprintf("Operation%d", n)
	operation := &ir.Operation{
		Var: fmt.Sprintf("operation%d", n), Name: name, FullName: "large." + name,
		Doc: ir.Doc{
			ir.Para(name + " does something that takes a sentence or two to tell (一个操作), as they mostly do. This is the second sentence."),
			ir.Verbatim("POST /v3/large/{id}"), ir.Para("The refusals:"),
			ir.List{"400: [ErrCode1], [ErrCode2]", "404: [ErrCode3]"},
		},
		Method: "POST", Path: "/v3/large/{id}", Servers: []string{"https://api.mch.weixin.qq.com"}, Success: []int{200},
		Request: name + "Request", Validates: true, Body: ir.JSONBody{},
		Params:   []ir.Param{{In: ir.InPath, Name: "id", Field: "ID", Value: value(ir.String)}},
		Response: ir.JSONResponse{Type: ir.Named(name + "Response"), Pointer: true},
	}
	for i := range 8 {
		operation.Errors = append(operation.Errors, ir.DocumentedError{Status: 400, Code: fmt.Sprintf("ErrCode%d", i), Remedy: "Mend the request."})
	}
	fields := []ir.Field{param(always("ID", "id", value(ir.String, length(1, 32))))}
	for i := range 12 {
		f := always(fmt.Sprintf("Field%d", i), fmt.Sprintf("field_%d", i), value(ir.String, length(1, 64)))
		f.Doc = para(f.Name + " is a field with a sentence of its own (字段): 1 to 64 characters.")
		fields = append(fields, f)
	}
	fields = append(fields, optional("Items", "items", list(checked(ir.Named(name+"Item")), rule("Items", ir.AsLen, ir.Int(1), ir.Int(9)))))
	item := &ir.Struct{Name: name + "Item", Validate: ir.ValidatedByOthers, Fields: fields[1:7]}
	return []ir.Decl{
		operation,
		&ir.Struct{Name: name + "Request", Doc: para(name + "Request is a request."), Validate: ir.ValidatedAlone, Fields: fields},
		&ir.Struct{Name: name + "Response", Doc: para(name + "Response is an answer."), Validate: ir.ValidatedByCallers, Fields: fields[1:]},
		item,
	}
}

func BenchmarkPackageOf500Operations(b *testing.B) {
	pkg := largePackage(500)
	b.ReportAllocs()
	lines := 0
	for b.Loop() {
		files, err := Package(b.Context(), pkg)
		if err != nil {
			b.Fatal(err)
		}
		lines = 0
		for _, file := range files {
			for _, c := range file.Data {
				if c == '\n' {
					lines++
				}
			}
		}
	}
	b.ReportMetric(float64(lines), "lines")
}

func BenchmarkStepsOf500Operations(b *testing.B) {
	pkg := largePackage(500)
	rendered, err := templates.Render(pkg)
	if err != nil {
		b.Fatal(err)
	}
	files, err := Package(b.Context(), pkg)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("render", func(b *testing.B) {
		for b.Loop() {
			if _, err := templates.Render(pkg); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("format", func(b *testing.B) {
		for b.Loop() {
			for _, file := range rendered {
				if _, err := format.Source(file.Data, format.Options{LangVersion: language}); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("names", func(b *testing.B) {
		for b.Loop() {
			if err := checkNames("large", files); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("typecheck", func(b *testing.B) {
		for b.Loop() {
			if err := check(b.Context(), "large", files, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}
