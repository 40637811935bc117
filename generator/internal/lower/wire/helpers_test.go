package wire

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/faults"
	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/internal/names"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/load"
)

// bench has one operation, POST of a path, and what makes its request.
type bench struct {
	requests *Requests
	fields   *types.Fields
	op       *apimodel.Operation
	log      *faults.Log
}

// newBench reads an operation's members in YAML's flow style, such as
// "parameters: [...]", one a line.
func newBench(t *testing.T, path, members string) *bench {
	t.Helper()
	spec := "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n  '" + path + "':\n    post:\n      operationId: op\n      responses: {'204': {description: d}}\n"
	for line := range strings.Lines(members) {
		spec += "      " + strings.TrimSpace(line) + "\n"
	}
	spec += "components:\n  schemas:\n    Order: {type: object, required: [a], properties: {a: {type: string}}}\n"
	doc, diags := load.Load(fstest.MapFS{"spec.yaml": {Data: []byte(spec)}}, "spec.yaml")
	if diag.HasErrors(diags) {
		t.Fatal(diags)
	}
	log := faults.NewLog(doc.Root.At())
	model := apimodel.Read(doc, func(d diag.Diagnostic) { log.Report(d) })
	b := types.NewBuilder(model.Schemas, types.NewNames(doc, names.New(nil), log), log)
	b.Names.Components()
	st := &ir.Struct{Name: "OpRequest"}
	return &bench{
		requests: NewRequests(b, model.Deref, log), op: model.Operations[0], log: log,
		fields: b.NewFields(st, types.Place{Base: "OpRequest", Spec: "op", Dir: types.Request}),
	}
}

// rulesOf returns the rules of diagnostics.
func rulesOf(list []diag.Diagnostic) string {
	var rules []string
	for _, d := range list {
		rules = append(rules, d.Rule)
	}
	return strings.Join(rules, " ")
}

var styleNames = map[ir.Style]string{
	ir.Single: "single", ir.Repeated: "repeated", ir.JSON: "JSON", ir.RepeatedJSON: "repeated JSON",
	ir.Members: "members", ir.Entries: "entries", ir.DeepEntries: "deep entries", ir.Deep: "deep", ir.Exploded: "exploded",
}

// styleName describes how a parameter is written.
func styleName(p ir.Param) string {
	if p.Style != ir.Styled {
		return styleNames[p.Style]
	}
	name := p.Serial.Style
	if p.Serial.Explode {
		name += " exploded"
	}
	if p.Serial.AllowReserved {
		name += " reserved"
	}
	return name
}

// styles returns the names of parameters with their style.
func styles(params []ir.Param) string {
	var list []string
	for _, p := range params {
		text := p.Name + ":" + styleName(p)
		if len(p.Fields) > 0 {
			text += "(" + styles(p.Fields) + ")"
		}
		list = append(list, text)
	}
	return strings.Join(list, " ")
}

// fieldNames returns the names of the request's fields, with * for those that are
// no member of a JSON body.
func (b *bench) fieldNames() string {
	var list []string
	for _, f := range b.fields.Struct.Fields {
		name := f.Name
		if f.Param {
			name += "*"
		}
		list = append(list, name)
	}
	return strings.Join(list, " ")
}

// bodyText describes a body.
func bodyText(body ir.Body) string {
	switch body := body.(type) {
	case ir.NoBody:
		return "none"
	case ir.JSONBody:
		return strings.TrimSpace(fmt.Sprintf("JSON %s %s", body.Field, body.MediaType))
	case ir.FormBody:
		return "form " + styles(body.Params)
	case ir.MultipartBody:
		return strings.TrimSpace(fmt.Sprintf("upload %s %s %s", body.Name, body.File, body.Meta))
	case ir.ContentBody:
		return fmt.Sprintf("content %s %s", body.Field, body.MediaType)
	}
	return fmt.Sprintf("%T", body)
}
