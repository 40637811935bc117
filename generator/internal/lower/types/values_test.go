package types

import (
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

func TestValue(t *testing.T) {
	const object = "{type: object, properties: {a: {type: string}}}"
	for name, c := range map[string]struct{ schema, want, declared string }{
		"string":             {"{type: string}", "string", ""},
		"date-time":          {"{type: string, format: date-time}", "wxpay.DateTime", ""},
		"date":               {"{type: string, format: date}", "wxpay.Date", ""},
		"byte":               {"{type: string, format: byte}", "[]byte", ""},
		"anything":           {"{}", "json.RawMessage", ""},
		"list":               {"{type: array, items: {type: integer}}", "[]int64", ""},
		"list of null":       {"{type: array, items: {type: [integer, 'null']}}", "[]*int64", ""},
		"list of lists":      {"{type: array, items: {type: array, items: {type: boolean}}}", "[][]bool", ""},
		"list of objects":    {"{type: array, items: " + object + "}", "[]SItem", "SItem{A string}"},
		"map":                {"{type: object, additionalProperties: {type: number}}", "map[string]float64", ""},
		"map of anything":    {"{type: object}", "map[string]json.RawMessage", ""},
		"struct":             {object, "S", "S{A string}"},
		"optional":           {"{type: object, properties: {a: {type: integer}, b: {type: array, items: {type: string}}}}", "S", "S{A *int64; B []string}"},
		"required":           {"{type: object, required: [a, b], properties: {a: {type: integer}, b: {type: [integer, 'null']}}}", "S", "S{A int64; B *int64}"},
		"nested":             {"{type: object, properties: {a: " + object + "}}", "S", "S{A *SA}\nSA{A string}"},
		"open":               {"{type: object, properties: {a: {type: string}}, additionalProperties: {type: integer}}", "S", "S{A string; AdditionalProperties map[string]int64}"},
		"closed":             {"{type: object, properties: {a: {type: string}}, additionalProperties: false}", "S", "S{A string}"},
		"x-go-name":          {"{type: object, properties: {a: {type: string, x-go-name: Own}}}", "S", "S{Own string}"},
		"method name":        {"{type: object, properties: {validate: {type: string}}}", "S", "S{ValidateValue string}"},
		"recursive list":     {"{type: array, items: {$ref: '#/components/schemas/S'}}", "SValue", "SValue []SValue"},
		"recursive struct":   {"{type: object, properties: {a: {$ref: '#/components/schemas/S'}}}", "S", "S{A *S}"},
		"enum":               {"{type: string, enum: [A, B]}", "S", "S string(SA, SB)"},
		"enum of integers":   {"{type: integer, enum: [0, 1]}", "S", "S int64(S0, S1)"},
		"enum, same in case": {"{type: string, enum: [wx_pay, WX_PAY]}", "S", "S string(SWxPay, SWXPAY)"},
		"enum, empty":        {"{type: string, enum: ['', A]}", "S", "S string(SEmpty, SA)"},
		"enum, symbols":      {"{type: string, enum: ['+', '-']}", "S", "S string(SPlus, SU002D)"},
		"enum, own names":    {"{type: string, enum: [A, B], x-enum-varnames: [Yes, No]}", "S", "S string(SYes, SNo)"},
		"union of scalars":   {"{type: [string, integer]}", "S", "S[](SString=string, SInteger=int64)"},
		"union of structs":   {"{oneOf: [{$ref: '#/components/schemas/T'}, {$ref: '#/components/schemas/U'}]}", "S", "T{K string}\nU{K string}\nS[k](T:t, U:u)"},
		"union by mapping": {
			"{oneOf: [{$ref: '#/components/schemas/T'}, {$ref: '#/components/schemas/U'}], discriminator: {propertyName: k, mapping: {x: '#/components/schemas/T', y: '#/components/schemas/U'}}}",
			"S", "T{K string}\nU{K string}\nS[k](T:x, U:y)",
		},
		"union by property": {
			"{oneOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: object, required: [b], properties: {b: {type: string}}}]}",
			"S", "SA{A string}\nSB{B string}\nS[](SA, SB)",
		},
		"union by title": {"{oneOf: [{title: one, type: string}, {title: two, type: integer}]}", "S", "S[](SOne=string, STwo=int64)"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, "S: "+c.schema+"\n"+
				"T: {type: object, required: [k], properties: {k: {type: string, enum: [t]}}}\n"+
				"U: {type: object, required: [k], properties: {k: {type: string, enum: [u]}}}")
			ref := b.Schemas.Read(b.doc.Root.Get("components").Get("schemas").Get("S"))
			v := b.Value(ref, at("S", Response))
			got, want := strings.Split(b.declared(), "\n"), strings.Split(c.declared, "\n")
			if goType(v.Type) != c.want || !sameLines(got, want) {
				t.Errorf("got  %s: %q\nwant %s: %q", goType(v.Type), got, c.want, want)
			}
			if reported := b.reported(); reported != "" {
				t.Error("reports ", reported)
			}
		})
	}
}

// sameLines compares declarations in any order: it is the order of the types' use.
func sameLines(a, b []string) bool {
	count := map[string]int{}
	for _, line := range a {
		count[line]++
	}
	for _, line := range b {
		count[line]--
	}
	for _, n := range count {
		if n != 0 {
			return false
		}
	}
	return true
}

func TestPresence(t *testing.T) {
	for name, c := range map[string]struct {
		schema   string
		required bool
		typ      string
		presence ir.Presence
		omit     ir.Omit
		fault    bool // to be absent is a fault
	}{
		"string":             {"{type: string}", true, "string", ir.Always, ir.Keep, false},
		"optional string":    {"{type: string}", false, "string", ir.IfNotEmpty, ir.OmitEmpty, false},
		"optional time":      {"{type: string, format: date-time}", false, "wxpay.DateTime", ir.IfNotEmpty, ir.OmitEmpty, false},
		"optional enum":      {"{type: string, enum: [A, B]}", false, "S", ir.IfNotEmpty, ir.OmitEmpty, false},
		"optional int enum":  {"{type: integer, enum: [1, 2]}", false, "*S", ir.IfNotNil, ir.OmitEmpty, false},
		"optional integer":   {"{type: integer}", false, "*int64", ir.IfNotNil, ir.OmitEmpty, false},
		"nullable integer":   {"{type: [integer, 'null']}", true, "*int64", ir.IfNotNil, ir.Keep, false},
		"list":               {"{type: array, items: {type: string}}", true, "[]string", ir.IfNotNil, ir.Keep, true},
		"nullable list":      {"{type: [array, 'null'], items: {type: string}}", true, "[]string", ir.IfNotNil, ir.Keep, false},
		"optional list":      {"{type: array, items: {type: string}}", false, "[]string", ir.IfNotNil, ir.OmitZero, false},
		"bytes":              {"{type: string, format: byte}", true, "[]byte", ir.IfNotNil, ir.Keep, true},
		"anything":           {"{}", true, "json.RawMessage", ir.IfNotNil, ir.Keep, false},
		"optional anything":  {"{}", false, "json.RawMessage", ir.IfNotNil, ir.OmitZero, false},
		"optional structure": {"{type: object, properties: {a: {type: string}}}", false, "*S", ir.IfNotNil, ir.OmitEmpty, false},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, "S: "+c.schema)
			f := b.NewFields(&ir.Struct{Name: "X"}, at("X", Request))
			field := f.Field(b.schema("S"), "F", "f", at("F", Request), c.required)
			if got := goType(field.Value.Type); got != c.typ || field.Presence != c.presence || field.Omit != c.omit || field.Required != c.fault {
				t.Errorf("got %s, presence %d, omit %d, required %t", got, field.Presence, field.Omit, field.Required)
			}
		})
	}
}

func TestDirectedTypes(t *testing.T) {
	b := newBench(t, "S: {type: object, properties: {a: {type: string}, r: {type: string, readOnly: true}, w: {type: string, writeOnly: true}}}")
	ref := b.schema("S")
	in, out := b.Value(ref, at("X", Request)), b.Value(ref, at("X", Response))
	if goType(in.Type) == goType(out.Type) {
		t.Errorf("both directions are %s", goType(in.Type))
	}
	if got := b.declared(); !strings.Contains(got, "{A string; W string}") || !strings.Contains(got, "{A string; R string}") {
		t.Errorf("got %s", got)
	}
}

func TestDefaults(t *testing.T) {
	for name, c := range map[string]struct {
		schema, value, reported string
	}{
		"integer":        {"{type: integer, default: 20}", "20", ""},
		"string":         {"{type: string, default: a}", "a", ""},
		"number":         {"{type: number, default: 1.5}", "1.5", ""},
		"boolean":        {"{type: boolean, default: true}", "true", ""},
		"enum":           {"{type: string, enum: [A, B], default: B}", "B", ""},
		"not a member":   {"{type: string, enum: [A, B], default: C}", "", "default-invalid"},
		"wrong type":     {"{type: integer, default: a}", "", "default-invalid"},
		"outside limits": {"{type: integer, maximum: 1, default: 2}", "", "default-invalid"},
		"null":           {"{type: [integer, 'null'], default: null}", "", ""},
		"list":           {"{type: array, items: {type: string}, default: [a]}", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, "S: "+c.schema)
			s := b.schema("S")
			f := b.NewFields(&ir.Struct{Name: "X"}, at("X", Request))
			field := f.Field(s, "F", "f", at("F", Request), false)
			f.OfferDefault(&field, s)
			got := ""
			if len(b.defaults) > 0 {
				got = strings.TrimSpace(argText(b.defaults[0].Value))
			}
			if reported := b.reported(); got != c.value || reported != c.reported {
				t.Errorf("got %q [%s], want %q [%s]", got, reported, c.value, c.reported)
			}
		})
	}
}
