package page

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// fillExamples sets the examples of fields that have none to their values in
// the examples of requests and responses.
func (p *Page) fillExamples() {
	for _, e := range p.RequestExamples {
		fill(p.Body, elements(e.Value))
		for _, f := range p.Params {
			f.fill(e.Arguments.Get(f.Name))
			if f.In == "query" {
				f.fill(e.Arguments.Get("query").Get(f.Name))
			}
		}
		p.fillFromURL(e.URL)
	}
	for _, e := range p.ResponseExamples {
		fill(p.Response, elements(e.Value))
	}
	if !p.isGlobal() {
		eachField(p.all(), func(f *Field) { f.Mode = "" })
	}
}

func (p *Page) all() []*Field {
	var all []*Field
	return append(append(append(all, p.Params...), p.Body...), p.Response...)
}

func eachField(list []*Field, do func(*Field)) {
	for _, f := range list {
		do(f)
		eachField(f.Fields, do)
	}
}

func fill(list []*Field, objects []*doctree.Node) {
	for _, f := range list {
		for _, object := range objects {
			value := object.Get(f.Name)
			f.fill(value)
			fill(f.Fields, elements(value))
		}
	}
}

// fill sets the example to value if it is of the field's type.
func (f *Field) fill(value *doctree.Node) {
	if f.Example != nil || value == nil {
		return
	}
	kinds := map[string]doctree.Kind{String: doctree.String, Integer: doctree.Number, Number: doctree.Number, Boolean: doctree.Bool}
	if kind, ok := kinds[f.Type.Name]; ok && value.Is(kind) && strings.TrimSpace(value.Text()) != "" {
		f.Example = value
	}
}

// fillFromURL sets the examples of parameters to their values in an address.
func (p *Page) fillFromURL(address string) {
	path, query, _ := strings.Cut(address, "?")
	names := p.pathParams()
	pattern := strings.NewReplacer(`\{`, "{", `\}`, "}").Replace(regexp.QuoteMeta(p.Path))
	pattern = doubled.ReplaceAllString(pattern, "([^/]+)")
	values := regexp.MustCompile("^" + pattern + "$").FindStringSubmatch(path)
	parsed, _ := url.ParseQuery(query)
	for _, f := range p.Params {
		for i, name := range names {
			if f.In == "path" && f.Name == name && values != nil && !strings.Contains(values[i+1], "{") {
				f.fill(scalar(values[i+1], f.Type.Name))
			}
		}
		if f.In == "query" && parsed.Has(f.Name) {
			f.fill(scalar(parsed.Get(f.Name), f.Type.Name))
		}
	}
}
