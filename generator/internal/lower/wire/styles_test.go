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
		"path, list":             {Written{In: "path"}, list, "simple"},
		"path, struct":           {Written{In: "path"}, ir.Named("Flat"), "has objects or arrays within, which the style simple does not define; they are sent as JSON text"},
		"path, map":              {Written{In: "path", Explode: &yes}, &ir.Map{Elem: ir.String}, "simple exploded"},
		"path, any":              {Written{In: "path"}, ir.Raw{}, "simple"},
		"path, label":            {Written{In: "path", Style: "label"}, ir.String, "label"},
		"path, fancy":            {Written{In: "path", Style: "fancy"}, ir.String, `has the style "fancy", which is not defined in its place`},
		"path, pipes":            {Written{In: "path", Style: "pipeDelimited"}, list, "pipeDelimited"},
		"header, pipes":          {Written{In: "header", Style: "pipeDelimited"}, list, "pipeDelimited"},
		"query, tabs":            {Written{In: "query", Style: "tabDelimited", Explode: &no}, list, "tabDelimited"},
		"cookie":                 {Written{In: "cookie"}, ir.Int64, "single"},
		"cookie, list":           {Written{In: "cookie"}, list, "repeated"},
		"cookie, style cookie":   {Written{In: "cookie", Style: "cookie"}, ir.Int64, "cookie exploded"},
		"query":                  {Written{In: "query"}, ir.Int64, "single"},
		"query, enum":            {Written{In: "query"}, ir.Named("Enum"), "single"},
		"query, pointer":         {Written{In: "query"}, &ir.Pointer{Elem: ir.Int64}, "single"},
		"query, any":             {Written{In: "query"}, ir.Raw{}, "exploded"},
		"query, reserved":        {Written{In: "query", AllowReserved: true}, ir.String, "form exploded reserved"},
		"query, list":            {Written{In: "query"}, list, "repeated"},
		"query, list, joined":    {Written{In: "query", Explode: &no}, list, "form"},
		"query, spaces":          {Written{In: "query", Style: "spaceDelimited"}, list, "spaceDelimited"},
		"query, pipes":           {Written{In: "query", Style: "pipeDelimited"}, list, "pipeDelimited"},
		"query, pipes, exploded": {Written{In: "query", Style: "pipeDelimited", Explode: &yes}, list, "repeated"},
		"query, bytes, joined":   {Written{In: "query", Explode: &no}, &ir.Slice{Elem: ir.Bytes{}}, "form"},
		"query, lists":           {Written{In: "query"}, &ir.Slice{Elem: list}, "is an array of arrays or objects; it is sent as JSON"},
		"query, nullable list":   {Written{In: "query"}, &ir.Slice{Elem: &ir.Pointer{Elem: ir.String}}, "exploded"},
		"query, struct":          {Written{In: "query"}, ir.Named("Flat"), "members a:single b:repeated"},
		"query, open struct":     {Written{In: "query", Name: "q"}, ir.Named("Open"), "members a:single q:entries"},
		"query, deep struct":     {Written{In: "query"}, ir.Named("Deep"), `has the property "a", which is not a single value; it is sent as JSON`},
		"query, struct, joined":  {Written{In: "query", Explode: &no}, ir.Named("Open"), "form"},
		"query, struct, pipes":   {Written{In: "query", Style: "pipeDelimited"}, ir.Named("Open"), "pipeDelimited"},
		"query, map":             {Written{In: "query"}, &ir.Map{Elem: ir.String}, "entries"},
		"query, map of lists":    {Written{In: "query"}, &ir.Map{Elem: list}, "is an object whose values are not single ones; it is sent as JSON"},
		"query, scalars":         {Written{In: "query"}, ir.Named("Scalars"), "single"},
		"query, mixed":           {Written{In: "query"}, ir.Named("Mixed"), "exploded"},
		"query, mixed, joined":   {Written{In: "query", Explode: &no}, ir.Named("Mixed"), "form"},
		"deep, struct":           {Written{In: "query", Name: "q", Style: "deepObject"}, ir.Named("Open"), "members q[a]:single q:deep entries"},
		"deep, deep struct":      {Written{In: "query", Style: "deepObject"}, ir.Named("Deep"), "deep"},
		"deep, map":              {Written{In: "query", Style: "deepObject"}, &ir.Map{Elem: ir.String}, "deep entries"},
		"deep, any":              {Written{In: "query", Style: "deepObject"}, ir.Raw{}, "deep"},
		"deep, scalar":           {Written{In: "query", Style: "deepObject"}, ir.String, "single"},
		"deep, not exploded":     {Written{In: "query", Style: "deepObject", Explode: &no}, ir.Named("Deep"), "deep"},
		"header, list":           {Written{In: "header", Explode: &yes}, list, "simple exploded"},
		"header, struct":         {Written{In: "header"}, ir.Named("Open"), "simple"},
		"header, deepObject":     {Written{In: "header", Style: "deepObject"}, ir.Named("Open"), `has the style "deepObject", which is not defined in its place`},
		"form, struct":           {Written{In: "form"}, ir.Named("Deep"), "JSON"},
		"form, list of structs":  {Written{In: "form"}, &ir.Slice{Elem: ir.Named("Flat")}, "repeated JSON"},
		"form, struct, exploded": {Written{In: "form", Explode: &yes}, ir.Named("Flat"), "members a:single b:repeated"},
		"form, map":              {Written{In: "form"}, &ir.Map{Elem: list}, "JSON"},
	}
)

func TestStyleOf(t *testing.T) {
	for name, c := range styleRows {
		t.Run(name, func(t *testing.T) {
			c.w.What = "v"
			p, fault := StyleOf(c.w, c.t, styleDecls())
			got := styleName(p)
			if len(p.Fields) > 0 {
				got += " " + styles(p.Fields)
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
		in    string
		style ir.Serialization
		want  int // rules of the elements
	}{
		"comma, escaped":  {ir.String, "query", ir.Serialization{Style: "form"}, 0},
		"comma, a header": {ir.String, "header", ir.Serialization{Style: "simple"}, 1},
		"pipe":            {ir.String, "query", ir.Serialization{Style: "pipeDelimited"}, 1},
		"exploded":        {ir.String, "query", ir.Serialization{Style: "pipeDelimited", Explode: true}, 0},
		"repeated":        {ir.String, "query", ir.Serialization{}, 0},
		"numbers":         {ir.Int64, "header", ir.Serialization{Style: "simple"}, 0},
	} {
		shared := &ir.Value{Type: c.elem}
		v := ir.Value{Type: &ir.Slice{Elem: c.elem}, Elem: shared}
		separable(&v, c.in, c.style)
		if len(v.Elem.Rules) != c.want || len(shared.Rules) != 0 {
			t.Errorf("%s: %d rules, want %d; the shared value has %d", name, len(v.Elem.Rules), c.want, len(shared.Rules))
		}
	}
}
