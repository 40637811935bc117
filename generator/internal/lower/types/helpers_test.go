package types

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/faults"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/load"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// bench is a builder for a document whose components are given as YAML.
type bench struct {
	*Builder
	doc *load.Document
	log *faults.Log
}

// newBench reads components, one "Name: schema" per line in YAML's flow style.
func newBench(t *testing.T, components string) *bench {
	t.Helper()
	spec := "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n"
	for line := range strings.Lines(components) {
		spec += "    " + strings.TrimSpace(line) + "\n"
	}
	doc, diags := load.Load(fstest.MapFS{"spec.yaml": {Data: []byte(spec)}}, "spec.yaml")
	if diag.HasErrors(diags) {
		t.Fatal(diags)
	}
	log := faults.NewLog(doc.Root.At())
	model := apimodel.Read(doc, func(d diag.Diagnostic) { log.Report(d) })
	b := NewBuilder(model.Schemas, NewNames(doc, names.New(nil), log), log)
	b.Names.Components()
	return &bench{Builder: b, doc: doc, log: log}
}

// schema reads the component name, as itself and not as a reference to it.
func (b *bench) schema(name string) *schema.Schema {
	return b.Schemas.Read(b.doc.Root.Get("components").Get("schemas").Get(name))
}

// reported returns the rules of all diagnostics.
func (b *bench) reported() string {
	var rules []string
	for _, d := range b.log.All() {
		rules = append(rules, d.Rule)
	}
	return strings.Join(rules, " ")
}

// at is a place whose types are called base.
func at(base string, dir Direction) Place { return Place{Base: base, Spec: base, Dir: dir} }

// goType writes a type as Go does.
func goType(t ir.Type) string {
	switch t := t.(type) {
	case ir.Kind:
		return [...]string{"string", "int64", "float64", "bool", "int32"}[t]
	case ir.Named:
		return string(t)
	case ir.Runtime:
		return "wxpay." + string(t)
	case ir.Raw:
		return "json.RawMessage"
	case ir.Bytes:
		return "[]byte"
	case *ir.Pointer:
		return "*" + goType(t.Elem)
	case *ir.Slice:
		return "[]" + goType(t.Elem)
	case *ir.Map:
		return "map[string]" + goType(t.Elem)
	}
	return fmt.Sprintf("%T", t)
}

// goDecl writes a declaration on one line.
func goDecl(d ir.Decl) string {
	var parts []string
	name := DeclName(d)
	switch d := d.(type) {
	case *ir.Struct:
		for _, f := range d.Fields {
			parts = append(parts, f.Name+" "+goType(f.Value.Type))
		}
		if d.Rest != nil {
			parts = append(parts, d.Rest.Name+" "+goType(d.Rest.Value.Type))
		}
		return name + "{" + strings.Join(parts, "; ") + "}"
	case *ir.Enum:
		for _, m := range d.Members {
			parts = append(parts, m.Name)
		}
		return d.Name + " " + goType(d.Base) + "(" + strings.Join(parts, ", ") + ")"
	case *ir.Union:
		for _, m := range d.Members {
			part := goType(m.Type)
			if m.Wrapper != "" {
				part = m.Wrapper + "=" + part
			}
			if len(m.Tags) > 0 {
				part += ":" + strings.Join(m.Tags, "|")
			}
			parts = append(parts, part)
		}
		return name + "[" + d.Discriminator + "](" + strings.Join(parts, ", ") + ")"
	case *ir.Defined:
		return name + " " + goType(d.Value.Type)
	}
	return fmt.Sprintf("%T", d)
}

// declared returns all declarations, the shared ones last, one a line.
func (b *bench) declared() string {
	var lines []string
	for _, d := range slices.Concat(b.TakeLocal(), b.Shared()) {
		lines = append(lines, goDecl(d))
	}
	return strings.Join(lines, "\n")
}

func argText(a ir.Arg) string { return fmt.Sprint(a) }
