package rules

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// read reads a schema in YAML's flow style.
func read(t *testing.T, text string) *schema.Schema {
	t.Helper()
	spec := "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    S: " + text + "\n"
	set, diags := doctree.Load(fstest.MapFS{"spec.yaml": {Data: []byte(spec)}}, "spec.yaml", doctree.Limits{})
	if diag.HasErrors(diags) {
		t.Fatal(diags)
	}
	reader := schema.NewReader(set, true, func(d diag.Diagnostic) { t.Log(d) })
	return reader.Read(set.Root().Get("components").Get("schemas").Get("S"))
}

// made makes rules, and returns them as calls with the rules of what was reported.
func made(t *testing.T, text string, rules func(Maker, *schema.Schema) []ir.Rule) (calls, reported string) {
	t.Helper()
	var names []string
	m := Maker{
		Report:  func(d diag.Diagnostic) { names = append(names, d.Rule) },
		Declare: func(expr string, _ schema.Text) string { return "<" + expr + ">" },
	}
	var list []string
	for _, r := range rules(m, read(t, text)) {
		var args []string
		for _, a := range r.Args {
			args = append(args, fmt.Sprint(a))
		}
		list = append(list, r.Call+"("+strings.Join(args, ", ")+")")
	}
	return strings.Join(list, " "), strings.Join(names, " ")
}

type row struct{ schema, calls, reported string }

func check(t *testing.T, rows map[string]row, rules func(Maker, *schema.Schema) []ir.Rule) {
	for name, c := range rows {
		t.Run(name, func(t *testing.T) {
			calls, reported := made(t, c.schema, rules)
			if calls != c.calls || reported != c.reported {
				t.Errorf("got  %s [%s]\nwant %s [%s]", calls, reported, c.calls, c.reported)
			}
		})
	}
}

func TestString(t *testing.T) {
	check(t, map[string]row{
		"free":             {"{type: string}", "UTF8()", ""},
		"length":           {"{type: string, minLength: 1, maxLength: 32}", "Length(1, 32)", ""},
		"bytes":            {"{type: string, maxLength: 127, x-length-unit: bytes}", "Bytes(0, 127)", ""},
		"no upper limit":   {"{type: string, minLength: 6}", "Length(6, -1)", ""},
		"class":            {"{type: string, pattern: '^[0-9a-z]+$'}", "Chars(0-9a-z, 1, -1)", ""},
		"class and length": {"{type: string, minLength: 6, maxLength: 32, pattern: '^[0-9a-z]+$'}", "Chars(0-9a-z, 6, 32)", ""},
		"class is shorter": {"{type: string, maxLength: 32, pattern: '^[0-9]{1,8}$'}", "Chars(0-9, 1, 8)", ""},
		"class and bytes":  {"{type: string, maxLength: 9, x-length-unit: bytes, pattern: '^[0-9]+$'}", "Bytes(0, 9) Chars(0-9, 1, -1)", ""},
		"expression":       {"{type: string, pattern: '^https?://'}", "Pattern(<^https?://>)", ""},
		"Chinese":          {`{type: string, pattern: '^[\u4e00-\u9fa5]{1,9}$'}`, "Chars(一-龥, 1, 9)", ""},
		"lookahead":        {"{type: string, pattern: '^(?=a)'}", "", "pattern"},
		"format":           {"{type: string, format: uuid}", "UUID()", ""},
		"unknown format":   {"{type: string, format: phone}", "UTF8()", "unknown-format"},
		"password":         {"{type: string, format: password}", "UTF8()", ""},
		"integer's format": {"{type: string, format: int64}", "UTF8()", "unknown-format"},
	}, Maker.String)
}

func TestInteger(t *testing.T) {
	check(t, map[string]row{
		"free":        {"{type: integer}", "", ""},
		"limits":      {"{type: integer, minimum: 1, maximum: 100}", "Min(1) Max(100)", ""},
		"exact":       {"{type: integer, maximum: 9007199254740993}", "Max(9007199254740993)", ""},
		"exclusive":   {"{type: integer, exclusiveMinimum: 0, exclusiveMaximum: 10}", "Min(1) Max(9)", ""},
		"fraction":    {"{type: integer, minimum: 0.5, maximum: 9.5}", "Min(1) Max(9)", ""},
		"negative":    {"{type: integer, minimum: -0.5}", "Min(0)", ""},
		"int32":       {"{type: integer, format: int32}", "Min(-2147483648) Max(2147483647)", ""},
		"multiple":    {"{type: integer, multipleOf: 5}", "MultipleOf(5)", ""},
		"by fraction": {"{type: integer, multipleOf: 2.5}", "MultipleOf(5)", ""},
		"by tenth":    {"{type: integer, multipleOf: 0.1}", "", ""},
		"always":      {"{type: integer, minimum: -9223372036854775809}", "", ""},
		"never":       {"{type: integer, minimum: 9223372036854775808}", "", "number"},
		"format":      {"{type: integer, format: money}", "", "unknown-format"},
	}, Maker.Integer)
}

func TestNumber(t *testing.T) {
	check(t, map[string]row{
		"free":      {"{type: number}", "Finite()", ""},
		"limits":    {"{type: number, minimum: 0.5, exclusiveMaximum: 1}", "Finite() MinNumber(0.5) ExclusiveMaxNumber(1)", ""},
		"multiple":  {"{type: number, multipleOf: 0.01}", "Finite() MultipleOfNumber(0.01)", ""},
		"too large": {"{type: number, maximum: 1e999}", "Finite()", ""}, // reported by the reader
	}, Maker.Number)
}

func TestMembers(t *testing.T) {
	check(t, map[string]row{
		"none":       {"{type: boolean}", "", ""},
		"boolean":    {"{type: boolean, enum: [true]}", "Enum(true)", ""},
		"number":     {"{type: number, enum: [1, 2.5]}", "Enum(1, 2.5)", ""},
		"wrong type": {"{type: boolean, enum: [true, perhaps]}", "Enum(true)", "enum-type"},
	}, Maker.Members)
}

func TestMaps(t *testing.T) {
	check(t, map[string]row{
		"free":     {"{type: object}", "", ""},
		"closed":   {"{type: object, additionalProperties: false}", "Properties(0, 0)", ""},
		"count":    {"{type: object, minProperties: 1, maxProperties: 3}", "Properties(1, 3)", ""},
		"required": {"{type: object, required: [a, b]}", "RequiredKeys(a, b)", ""},
	}, func(_ Maker, s *schema.Schema) []ir.Rule { return Properties(s) })
}

func TestFieldCount(t *testing.T) {
	check(t, map[string]row{
		"required anyway":  {"{type: object, minProperties: 1, required: [a], properties: {a: {type: string}}}", "", ""},
		"more than needed": {"{type: object, minProperties: 1, properties: {a: {type: string}, b: {type: string}}}", "MemberCount(1, -1)", ""},
		"fewer":            {"{type: object, maxProperties: 1, additionalProperties: false, properties: {a: {type: string}, b: {type: string}}}", "MemberCount(0, 1)", ""},
	}, func(_ Maker, s *schema.Schema) []ir.Rule { return FieldCount(s) })
}

func TestRaw(t *testing.T) {
	check(t, map[string]row{
		"anything": {"{}", "", ""},
		"null":     {"{type: 'null'}", "EnumJSON(null)", ""},
		"members":  {"{enum: [1, a]}", `EnumJSON(1, "a")`, ""},
	}, func(_ Maker, s *schema.Schema) []ir.Rule { return Raw(s) })
}

func TestCount(t *testing.T) {
	check(t, map[string]row{
		"none": {"{type: array, items: {}}", "", ""},
		"both": {"{type: array, items: {}, minItems: 1, maxItems: 5}", "Items(1, 5)", ""},
		"zero": {"{type: array, items: {}, minItems: 0}", "", ""},
	}, func(_ Maker, s *schema.Schema) []ir.Rule { return Count("Items", s.MinItems, s.MaxItems) })
}
