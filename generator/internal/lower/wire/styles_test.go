package wire

import (
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/internal/lower/types"
	"github.com/wxpaygen/wxpaygen/generator/ir"
)

var list = &ir.Slice{Elem: ir.String}

// styleDecls are the types that the rows of TestStyleOf name.
func styleDecls() types.Decls {
	member := func(name string, t ir.Type) ir.Field {
		return ir.Field{Name: name, Wire: name, Value: ir.Value{Type: t}}
	}
	return types.Decls{
		"Enum": &ir.Enum{Name: "Enum", Base: ir.String},
		"Flat": &ir.Struct{Name: "Flat", Fields: []ir.Field{member("a", ir.String), member("b", list)}},
		"Deep": &ir.Struct{Name: "Deep", Fields: []ir.Field{member("a", ir.Named("Flat"))}},
		"Open": &ir.Struct{Name: "Open", Fields: []ir.Field{member("a", ir.String)}, Rest: &ir.Field{
			Name: "Rest", Value: ir.Value{Type: &ir.Map{Elem: ir.String}},
		}},
		"Scalars": &ir.Union{Name: "Scalars", Members: []ir.Member{{Type: ir.String, JSONKind: "string"}, {Type: ir.Int64, JSONKind: "number"}}},
		"Mixed":   &ir.Union{Name: "Mixed", Members: []ir.Member{{Type: ir.String, JSONKind: "string"}, {Type: list, JSONKind: "array"}}},
	}
}

type styleRow struct {
	w    Written
	t    ir.Type
	want string // the style and the members, or the fault
}

var (
	yes, no   = true, false
	styleRows = map[string]styleRow{
		"path":                   {Written{In: "path"}, ir.String, "single"},
		"path, list":             {Written{In: "path"}, list, "comma"},
		"path, struct":           {Written{In: "path"}, ir.Named("Flat"), "is not a single value; it is sent as JSON"},
		"path, label":            {Written{In: "path", Style: "label"}, ir.String, "single"},
		"path, fancy":            {Written{In: "path", Style: "fancy"}, ir.String, `has the style "fancy", which none in its place has`},
		"path, pipes":            {Written{In: "path", Style: "pipeDelimited"}, list, "pipe"},
		"header, pipes":          {Written{In: "header", Style: "pipeDelimited"}, list, "pipe"},
		"query, tabs":            {Written{In: "query", Style: "tabDelimited", Explode: &no}, list, "tab"},
		"cookie":                 {Written{In: "cookie"}, ir.Int64, "single"},
		"cookie, list":           {Written{In: "cookie"}, list, "repeated"},
		"query":                  {Written{In: "query"}, ir.Int64, "single"},
		"query, enum":            {Written{In: "query"}, ir.Named("Enum"), "single"},
		"query, pointer":         {Written{In: "query"}, &ir.Pointer{Elem: ir.Int64}, "single"},
		"query, any":             {Written{In: "query"}, ir.Raw{}, "single"},
		"query, list":            {Written{In: "query"}, list, "repeated"},
		"query, list, joined":    {Written{In: "query", Explode: &no}, list, "comma"},
		"query, spaces":          {Written{In: "query", Style: "spaceDelimited"}, list, "space"},
		"query, pipes":           {Written{In: "query", Style: "pipeDelimited"}, list, "pipe"},
		"query, pipes, exploded": {Written{In: "query", Style: "pipeDelimited", Explode: &yes}, list, "repeated"},
		"query, bytes, joined":   {Written{In: "query", Explode: &no}, &ir.Slice{Elem: ir.Bytes{}}, "is an array of bytes or of values of several types in one text; it is sent as JSON"},
		"query, lists":           {Written{In: "query"}, &ir.Slice{Elem: list}, "is an array of arrays, objects or values that may be null; it is sent as JSON"},
		"query, nullable list":   {Written{In: "query"}, &ir.Slice{Elem: &ir.Pointer{Elem: ir.String}}, "exploded"},
		"query, struct":          {Written{In: "query"}, ir.Named("Flat"), "members a:single b:repeated"},
		"query, open struct":     {Written{In: "query", Name: "q"}, ir.Named("Open"), "members a:single q:entries"},
		"query, deep struct":     {Written{In: "query"}, ir.Named("Deep"), `has the property "a", which is not a single value; it is sent as JSON`},
		"query, struct, joined":  {Written{In: "query", Explode: &no}, ir.Named("Flat"), "is an object in one text; it is sent as JSON"},
		"query, struct, pipes":   {Written{In: "query", Style: "pipeDelimited"}, ir.Named("Flat"), "is an object in the style pipeDelimited, which is for arrays; it is sent as JSON"},
		"query, map":             {Written{In: "query"}, &ir.Map{Elem: ir.String}, "entries"},
		"query, map of lists":    {Written{In: "query"}, &ir.Map{Elem: list}, "is an object whose values are not single ones; it is sent as JSON"},
		"query, scalars":         {Written{In: "query"}, ir.Named("Scalars"), "single"},
		"query, mixed":           {Written{In: "query"}, ir.Named("Mixed"), "exploded"},
		"query, mixed, joined":   {Written{In: "query", Explode: &no}, ir.Named("Mixed"), "may be an object or an array as well as a single value; it is sent as JSON"},
		"deep, struct":           {Written{In: "query", Name: "q", Style: "deepObject"}, ir.Named("Open"), "members q[a]:single q:deep entries"},
		"deep, deep struct":      {Written{In: "query", Style: "deepObject"}, ir.Named("Deep"), "deep"},
		"deep, map":              {Written{In: "query", Style: "deepObject"}, &ir.Map{Elem: ir.String}, "deep entries"},
		"deep, any":              {Written{In: "query", Style: "deepObject"}, ir.Raw{}, "deep"},
		"deep, scalar":           {Written{In: "query", Style: "deepObject"}, ir.String, "single"},
		"header, list":           {Written{In: "header", Explode: &yes}, list, "comma"},
		"header, struct":         {Written{In: "header"}, ir.Named("Flat"), "is an object in a header; it is sent as JSON"},
		"header, deepObject":     {Written{In: "header", Style: "deepObject"}, ir.Named("Flat"), "is an object in a header; it is sent as JSON"},
		"form, struct":           {Written{In: "form"}, ir.Named("Deep"), "JSON"},
		"form, struct, exploded": {Written{In: "form", Explode: &yes}, ir.Named("Flat"), "members a:single b:repeated"},
		"form, map":              {Written{In: "form"}, &ir.Map{Elem: list}, "JSON"},
	}
)

func TestStyleOf(t *testing.T) {
	for name, c := range styleRows {
		t.Run(name, func(t *testing.T) {
			c.w.What = "v"
			style, members, fault := StyleOf(c.w, c.t, styleDecls())
			got := styleNames[style]
			if len(members) > 0 {
				got += " " + styles(members)
			}
			for _, d := range fault {
				got = d.Fact[len("v "):]
			}
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestSeparable(t *testing.T) {
	for name, c := range map[string]struct {
		elem  ir.Type
		style ir.Style
		want  int // rules of the elements
	}{
		"comma":    {ir.String, ir.Comma, 1},
		"pipe":     {ir.String, ir.Pipe, 1},
		"repeated": {ir.String, ir.Repeated, 0},
		"numbers":  {ir.Int64, ir.Comma, 0},
	} {
		shared := &ir.Value{Type: c.elem}
		v := ir.Value{Type: &ir.Slice{Elem: c.elem}, Elem: shared}
		separable(&v, c.style)
		if len(v.Elem.Rules) != c.want || len(shared.Rules) != 0 {
			t.Errorf("%s: %d rules, want %d; the shared value has %d", name, len(v.Elem.Rules), c.want, len(shared.Rules))
		}
	}
}
