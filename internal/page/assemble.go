package page

import (
	"regexp"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// operation reads one operation.
func (d *document) operation(blocks []block) (*Page, error) {
	p := &Page{File: d.file, Line: blocks[0].n, URL: d.url, English: isEnglish(blocks)}
	list := sections(blocks)
	p.readOverview(list[0].blocks)
	a := &assembler{page: p, counts: map[string]int{}}
	for _, s := range list[1:] {
		a.examples(s)
	}
	for _, s := range list[1:] {
		a.section(s)
	}
	if err := a.callOf(blocks); err != nil {
		return nil, err
	}
	if err := a.finish(blocks, list); err != nil {
		return nil, err
	}
	return p, nil
}

// isEnglish reports whether the names of fields are English.
func isEnglish(blocks []block) bool {
	han, all := 0, 0
	for _, b := range blocks {
		for _, r := range b.text {
			if r >= 0x4E00 && r <= 0x9FFF {
				han++
			}
			all++
		}
	}
	return all > 0 && han*50 < all
}

// assembler puts the sections of an operation together.
type assembler struct {
	page     *Page
	counts   map[string]int
	request  []section
	response []section
}

func (a *assembler) examples(s section) {
	if s.part == overview || s.part == rest || s.part == codes {
		return
	}
	list, missed := readExamples(s)
	for _, e := range list {
		switch {
		case e.Value != nil && e.isError():
		case s.part == request || s.part == requestExample:
			a.page.RequestExamples = append(a.page.RequestExamples, e)
		case e.Value != nil:
			a.page.ResponseExamples = append(a.page.ResponseExamples, e)
		}
	}
	if s.part == requestExample || s.part == responseExample {
		a.page.Notes = append(a.page.Notes, missed...)
	}
	for _, b := range s.blocks {
		a.page.readPHP(b.text)
	}
}

func (a *assembler) section(s section) {
	switch s.part {
	case request:
		a.request = append(a.request, s)
	case response:
		a.response = append(a.response, s)
		a.status(s)
	case responseExample:
		a.status(s)
	case codes:
		list, missed := readCodes(s)
		a.page.Codes = append(a.page.Codes, list...)
		a.page.Notes = append(a.page.Notes, missed...)
	}
}

var noContent = regexp.MustCompile(`(?i)\b204\b|无数据|无应答包体|没有应答包体|无返回(?:数据|参数|包体)|应答无包体|no data|no content|无包体`)

// status reads the HTTP status of a success.
func (a *assembler) status(s section) {
	for _, b := range s.blocks {
		if a.page.Status != 0 || b.kind == code {
			continue
		}
		if n := statusOf(b.text); n != 0 {
			a.page.Status = n
		} else if len([]rune(b.text)) < 60 && noContent.MatchString(b.text) && !fieldLike(b) {
			a.page.Status = 204
		}
	}
}

// fields reads sections of a request or a response.
func (a *assembler) fields(list []section, examples []*Example) []*Field {
	var values []*doctree.Node
	for _, e := range examples {
		values = append(values, elements(e.Value)...)
	}
	var all []*Field
	for _, s := range list {
		r := readFields(s.blocks, s.part == request)
		for form, n := range r.counts {
			if form != "header" {
				a.counts[form] += n
			}
		}
		a.page.Notes = append(a.page.Notes, r.missed...)
		fields := nest(r.items, values)
		for _, f := range fields {
			if f.In == "" {
				f.In = s.in
			}
			f.describe()
		}
		all = append(all, fields...)
	}
	return all
}

// forms is in order of precedence, for pages with as many fields of one form as
// of another.
var forms = []string{"tree", "columns", "wiki"}

func (a *assembler) form() string {
	best := ""
	for _, form := range forms {
		if a.counts[form] > a.counts[best] {
			best = form
		}
	}
	return best
}

// finish reads the fields, after the examples are known.
func (a *assembler) finish(blocks []block, list []section) error {
	p := a.page
	a.place(a.fields(a.request, p.RequestExamples))
	p.Response = withoutHeaders(a.fields(a.response, p.ResponseExamples))
	p.RequestExamples, p.ResponseExamples = distinct(p.RequestExamples), distinct(p.ResponseExamples)
	p.fillExamples()
	p.Form = a.form()
	if p.Form == "columns" && phpPath.MatchString(textOf(blocks)) {
		p.Form = "php"
	}
	return a.check(blocks, list)
}

func textOf(blocks []block) string {
	var out strings.Builder
	for _, b := range blocks {
		out.WriteString(b.text + "\n")
	}
	return out.String()
}

// runtimeHeaders are the headers that the runtime adds to every request.
var runtimeHeaders = []string{"authorization", "accept", "content-type", "wechatpay-serial", "user-agent", "accept-language"}

func withoutHeaders(list []*Field) []*Field {
	return slices.DeleteFunc(list, func(f *Field) bool {
		return f.In == "header" || slices.Contains(runtimeHeaders, strings.ToLower(f.Name))
	})
}

// place sorts the fields of a request into parameters and body.
func (a *assembler) place(list []*Field) {
	p := a.page
	templates := p.pathParams()
	hasMeta := slices.ContainsFunc(list, func(f *Field) bool { return f.Name == "meta" })
	for _, f := range list {
		if f.Name == "file" && hasMeta && len(f.Fields) == 0 {
			f.Type = Type{Raw: f.Type.Raw, Name: File} // an upload
		}
		inTemplate := slices.Contains(templates, f.Name)
		switch {
		case slices.Contains(runtimeHeaders, strings.ToLower(f.Name)):
			continue
		case f.In == "" && inTemplate:
			f.In = "path"
		case f.In == "" && (p.Method == "GET" || p.Method == "DELETE"):
			f.In = "query"
			f.note("the page does not say that it is in the query")
		case f.In == "":
			f.In = "body"
			f.note("the page does not say that it is in the body")
		case f.In == "path" && !inTemplate:
			f.note("the page says that it is in the path, but the path has no {" + f.Name + "}; it is assumed to be a member of the body")
			f.In = "body"
		}
		if f.In == "body" {
			p.Body = append(p.Body, f)
		} else {
			p.Params = append(p.Params, f)
		}
	}
}
