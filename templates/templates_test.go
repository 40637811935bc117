package templates

import (
	"fmt"
	"go/token"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/dave/jennifer/jen"
	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

// source writes code the way that a reader wants it.
func source(codes ...jen.Code) string {
	var b strings.Builder
	for _, code := range codes {
		fmt.Fprintf(&b, "%#v\n", jen.Add(code))
	}
	return b.String()
}

func expect(t *testing.T, want string, codes ...jen.Code) {
	t.Helper()
	if diff := cmp.Diff(strings.TrimSpace(want), strings.TrimSpace(source(codes...))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTypes(t *testing.T) {
	for want, typ := range map[string]ir.Type{
		"string": ir.String, "int64": ir.Int64, "int32": ir.Int32, "float64": ir.Float64, "bool": ir.Bool, "Order": ir.Named("Order"),
		"wxpay.DateTime": ir.Runtime("DateTime"), "json.RawMessage": ir.Raw{}, "[]byte": ir.Bytes{}, "io.Reader": ir.Reader{},
		"*Order": &ir.Pointer{Elem: ir.Named("Order")}, "[][]string": &ir.Slice{Elem: &ir.Slice{Elem: ir.String}},
		"map[string]*Order": &ir.Map{Elem: &ir.Pointer{Elem: ir.Named("Order")}},
	} {
		expect(t, want, typeOf(typ))
	}
}

func TestStringLiterals(t *testing.T) {
	for value, want := range map[string]string{
		"plain": `"plain"`, `a"b`: "`a\"b`", `a\b`: "`a\\b`", "a\"`": "\"a\\\"`\"", "中": `"中"`, "a\n": `"a\n"`, "\u202e\"": `"\u202e\""`, "\"\r": `"\"\r"`,
	} {
		expect(t, want, text(value))
	}
}

func TestTags(t *testing.T) {
	for want, f := range map[string]ir.Field{
		`json:"a"`: {Wire: "a"}, `json:"a,omitempty"`: {Wire: "a", Omit: ir.OmitEmpty}, `json:"a,omitzero"`: {Wire: "a", Omit: ir.OmitZero},
		`json:"-"`: {Wire: "a", Param: true}, `json:"-,"`: {Wire: "-"}, `json:"a\"b"`: {Wire: `a"b`},
	} {
		if got := jsonTag(&f); got != want {
			t.Errorf("%+v: %s, want %s", f, got, want)
		}
	}
}

func TestStatusNames(t *testing.T) {
	for code := 200; code < 600; code++ {
		if known, named := http.StatusText(code) != "", statusNames[code] != ""; known != named {
			t.Errorf("%d: package http knows it: %v, named here: %v", code, known, named)
		}
	}
	expect(t, "http.StatusTooManyRequests", status(429))
	expect(t, "299", status(299))
	expect(t, "http.MethodPatch", method("PATCH"))
	expect(t, `"QUERY"`, method("QUERY"))
}

func TestClient(t *testing.T) {
	expectDecls(t, `
// This package needs version 0.1.0 or later of the module github.com/wxpaygen/wxpaygen. If the next
// line does not compile, run:
//
//	go get github.com/wxpaygen/wxpaygen@v0.1.0
const _ = wxpayimpl.IsAtLeastVersion0_1_0

// Client calls.
type Client struct {
	caller wxpay.Caller
}

// New returns a client that sends its requests through caller, usually a [*wxpay.Client].
func New(caller wxpay.Caller) *Client {
	return &Client{caller: caller}
}`, client(&ir.Client{Doc: ir.Doc{ir.Para("Client calls.")}, Handshake: "IsAtLeastVersion0_1_0"})...)
}

// expectDecls compares declarations, with an empty line between them.
func expectDecls(t *testing.T, want string, codes ...jen.Code) {
	t.Helper()
	var got []string
	for _, code := range codes {
		got = append(got, strings.TrimSpace(source(code)))
	}
	if diff := cmp.Diff(strings.TrimSpace(want), strings.Join(got, "\n\n")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestIntegerEnum(t *testing.T) {
	expectDecls(t, `
type Level int64

// The documented values of [Level].
const (
	LevelLow Level = -9007199254740993
)`, enum(&ir.Enum{Name: "Level", Base: ir.Int64, Members: []ir.Const{{Name: "LevelLow", Int: -9007199254740993}}})...)
	expect(t, "type Any string", enum(&ir.Enum{Name: "Any"})...)
}

func checkOf(f ir.Field) []jen.Code { return checker{validator: jen.Id("v")}.field(&f) }

func length(low, high int) ir.Rule {
	return ir.Rule{Call: "Length", As: ir.AsString, Args: []ir.Arg{ir.Int(low), ir.Int(high)}}
}

func TestOptionalStringChecks(t *testing.T) {
	for name, test := range map[string]struct {
		rules   []ir.Rule
		guarded bool
		typ     ir.Type
		want    string
	}{
		"no condition": {[]ir.Rule{length(0, 5)}, false, ir.String, `v.Length("a", r.A, 0, 5)`},
		"condition":    {[]ir.Rule{length(2, 5)}, true, ir.String, "if r.A != \"\" {\n\tv.Length(\"a\", r.A, 2, 5)\n}"},
		"own type":     {[]ir.Rule{length(0, 5)}, false, ir.Named("A"), `v.Length("a", string(r.A), 0, 5)`},
		"no rules":     {nil, false, ir.String, ""},
	} {
		t.Run(name, func(t *testing.T) {
			value := ir.Value{Type: test.typ, Rules: test.rules, Guarded: test.guarded}
			expect(t, test.want, checkOf(ir.Field{Name: "A", Wire: "a", Presence: ir.IfNotEmpty, Value: value})...)
		})
	}
}

func TestNestedLoops(t *testing.T) {
	v := ir.Value{Type: ir.String, Rules: []ir.Rule{length(1, 2)}}
	for range 5 {
		elem := v
		v = ir.Value{Type: &ir.Slice{Elem: elem.Type}, Elem: &elem}
	}
	got := source(checkOf(ir.Field{Name: "A", Wire: "a", Presence: ir.IfNotNil, Value: v})...)
	for _, want := range []string{"for i := range r.A {", "for j := range r.A[i]", "for k := range", "for i4 := range", "for i5 := range r.A[i][j][k][i4]"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

func TestModes(t *testing.T) {
	c := checker{validator: jen.Id("v")}
	sub := ir.ModeField{Field: "Sub", JSON: "sub", Presence: ir.IfNotEmpty, Required: true}
	own := ir.ModeField{Field: "Own", JSON: "own", Presence: ir.IfNotNil, Required: true}
	expect(t, "", c.modes(nil)...)
	expect(t, "", c.modes(&ir.Modes{Common: []ir.ModeField{own}})...)
	expect(t, "", c.modes(&ir.Modes{Institutional: []ir.ModeField{sub}})...)
	expect(t, `
if r.Sub != "" {
	v.Check("own", r.Own == nil, "mode", "must be absent in institutional mode")
} else {
	v.Required("own", r.Own != nil)
}`, c.modes(&ir.Modes{Common: []ir.ModeField{own}, Institutional: []ir.ModeField{sub}})...)
}

func TestBodies(t *testing.T) {
	n := names{}
	expect(t, "", n.body(nil)...)
	expect(t, "", n.body(ir.NoBody{})...)
	expect(t, "call.JSONBody(req)", n.body(ir.JSONBody{})...)
	expect(t, "if req.hasBody() {\n\tcall.JSONBody(req)\n}", n.body(ir.JSONBody{Optional: true})...)
	expect(t, "call.JSONBody(req.Data)", n.body(ir.JSONBody{Field: "Data"})...)
	expect(t, "if req.Data != nil {\n\tcall.JSONBody(req.Data)\n}", n.body(ir.JSONBody{Field: "Data", Optional: true, Presence: ir.IfNotNil})...)
}

func TestUnknownIR(t *testing.T) {
	decls := map[string]ir.Decl{
		"a declaration":       nil,
		"a type":              &ir.Struct{Name: "A", Fields: []ir.Field{{Name: "B"}}},
		"a kind":              &ir.Struct{Name: "A", Fields: []ir.Field{{Name: "B", Value: ir.Value{Type: ir.Kind(99)}}}},
		"a comment's block":   &ir.Struct{Name: "A", Doc: ir.Doc{nil}},
		"a location":          &ir.Operation{Var: "a", Name: "A", Params: []ir.Param{{In: 99}}},
		"a style":             &ir.Operation{Var: "a", Name: "A", Params: []ir.Param{{Style: 99, Value: ir.Value{Type: ir.String}}}},
		"a parameter's type":  &ir.Operation{Var: "a", Name: "A", Params: []ir.Param{{Value: ir.Value{Type: ir.Reader{}}}}},
		"an array's type":     &ir.Operation{Var: "a", Name: "A", Params: []ir.Param{{Style: ir.Repeated, Value: ir.Value{Type: ir.String}}}},
		"a validation":        &ir.Struct{Name: "A", Validate: 99},
		"a union's validity":  &ir.Union{Name: "A", Iface: "B", Validate: ir.ValidatedAlone},
		"a union's member":    &ir.Union{Name: "A", Iface: "B", Members: []ir.Member{{Type: ir.String}}},
		"what is never unset": &ir.Struct{Name: "A", OptionalBody: true, Fields: []ir.Field{{Name: "B", Value: ir.Value{Type: ir.Named("C")}}}},
		"an identifier":       &ir.Struct{Name: "A struct{}; type B"},
	}
	for name, decl := range decls {
		t.Run(name, func(t *testing.T) {
			data, err := Render(&ir.Package{Name: "p", Files: []ir.File{{Name: "a.gen.go", Decls: []ir.Decl{decl}}}})
			if err == nil || data != nil || !strings.HasPrefix(err.Error(), "a.gen.go: ") {
				t.Errorf("error %v\n%s", err, data)
			}
		})
	}
}

func TestReserved(t *testing.T) {
	reserved := Reserved()
	if !slices.IsSorted(reserved) || !slices.IsSorted(ReservedMembers()) {
		t.Error("not sorted")
	}
	for _, name := range append(reserved, ReservedMembers()...) {
		if !token.IsIdentifier(name) {
			t.Errorf("%q is not an identifier", name)
		}
	}
	for _, name := range importNames {
		if !slices.Contains(reserved, name) {
			t.Errorf("%s is not reserved", name)
		}
	}
}

func TestHeader(t *testing.T) {
	if got, want := header("a\n*/b\u2028c.yaml"), "// Code generated by wxpaygen from a */b c.yaml. DO NOT EDIT."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
