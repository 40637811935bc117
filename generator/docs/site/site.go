// Package site writes the reference as a static site: a page for each product,
// operation and notification in English and in Chinese, with a search that works
// from files, and the same as text for tools.
package site

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"path"
	"strings"

	"github.com/yuin/goldmark"

	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/load"
	"github.com/wxpaygen/wxpaygen/lifecycle"
	"github.com/wxpaygen/wxpaygen/lifecycle/diagram"
)

// File is a file of the site. Data is the same on every run, and begins with the
// mark of generated files.
type File struct {
	Name string
	Data []byte
}

// Product is a document and its Go package.
type Product struct {
	Name string // of its directory
	Doc  *load.Document
	Go   *ir.Package // nil: no samples in Go

	api    *apimodel.Model
	states *lifecycle.Model
	code   *goPackage
}

//go:embed assets
var assetFiles embed.FS

// Write returns the site. mark is the text of the comment at the beginning of
// each file, given the document that it is made from.
func Write(products []Product, mark func(source string) string) ([]File, error) {
	w := &writer{mark: mark}
	for i := range products {
		p := &products[i]
		p.api = apimodel.Read(p.Doc, nil)
		p.states, _ = lifecycle.Read(p.api.Lifecycles())
		if p.Go != nil {
			p.code = newGoPackage(p.Go)
		}
	}
	w.products = products
	w.assets()
	w.file("index.html", "<!-- %s -->\n", w.sources(), w.execute("start.html", nil))
	for _, l := range languages {
		w.language(l)
	}
	w.texts()
	return w.files, w.err
}

// writer is the site while it is written.
type writer struct {
	products []Product
	mark     func(string) string
	files    []File
	err      error
}

func (w *writer) sources() string {
	var list []string
	for _, p := range w.products {
		list = append(list, p.Doc.Path)
	}
	return strings.Join(list, ", ")
}

// file adds a file with the mark in the comment that comment has the form of.
func (w *writer) file(name, comment, source string, data []byte) {
	head := fmt.Sprintf(comment, w.mark(source))
	w.files = append(w.files, File{Name: name, Data: append([]byte(head), data...)})
}

func (w *writer) assets() {
	for _, name := range []string{"site.css", "site.js"} {
		data, err := assetFiles.ReadFile("assets/" + name)
		if err != nil {
			w.err = err
		}
		w.file("assets/"+name, "/* %s */\n", w.sources(), data)
	}
}

// The templates of pages. T is the text in the language of the page.
var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"T":      func(l language, text string, args ...any) string { return l.say(text, args...) },
	"marked": marked,
	"prose":  prose,
	"list":   func(values ...any) []any { return values },
}).ParseFS(assetFiles, "assets/*.html"))

func (w *writer) execute(name string, data any) []byte {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		w.err = err
	}
	return b.Bytes()
}

// prose makes HTML of a description, which is CommonMark. HTML in it is dropped.
func prose(text string) template.HTML {
	var b bytes.Buffer
	if goldmark.Convert([]byte(text), &b) != nil {
		return marked(text)
	}
	return template.HTML(b.String()) //nolint:gosec // goldmark drops HTML and unsafe addresses
}

// view is what a page shows.
type view struct {
	L        language
	Page     string // its path within the language
	Up       string // from the page to the directory of the language
	Title    string
	Products []entry
	Here     string  // the product, "" on the first page
	List     []entry // the operations and notifications of the product
	Content  any
}

// entry is a link in the navigation.
type entry struct{ Name, Title, Path, Method string }

func (w *writer) language(l language) {
	w.page(l, nil, "index.html", l.say("API reference"), "home.html", w.home(l))
	var index []found
	for i := range w.products {
		p := &w.products[i]
		index = append(index, found{Path: p.Name + "/index.html", Name: p.Name, Title: p.api.Title})
		w.page(l, p, p.Name+"/index.html", first(p.api.Title, p.Name), "product.html", w.product(l, p))
		for _, op := range p.api.Operations {
			o := w.operation(l, p, op)
			w.page(l, p, p.page(op), op.ID, "operation.html", o)
			index = append(index, o.found(p.page(op)))
		}
		for _, c := range p.api.Callbacks {
			e := w.event(l, p, c)
			w.page(l, p, p.page(&c.Operation), first(c.EventType, c.ID), "event.html", e)
			index = append(index, e.found(p.page(&c.Operation)))
		}
	}
	w.search(l, index)
	w.diagrams(l)
}

// diagrams writes the drawings of states, once: their words are those of the API.
func (w *writer) diagrams(l language) {
	if l != languages[0] {
		return
	}
	for _, p := range w.products {
		for _, r := range p.states.Resources {
			w.files = append(w.files, File{Name: "assets/" + p.picture(r), Data: diagram.Draw(p.states, r, w.mark(p.Doc.Path))})
		}
	}
}

func (p *Product) picture(r *lifecycle.Resource) string {
	return p.Name + "." + fileName(r.Name) + ".svg"
}

// page is the path of an operation's page within a language.
func (p *Product) page(op *apimodel.Operation) string {
	return p.Name + "/" + fileName(op.ID) + ".html"
}

func (w *writer) page(l language, p *Product, name, title, tmpl string, content any) {
	v := view{L: l, Page: name, Up: strings.Repeat("../", strings.Count(name, "/")), Title: title, Content: content}
	source := w.sources()
	for i := range w.products {
		other := &w.products[i]
		v.Products = append(v.Products, entry{Name: other.Name, Title: other.api.Title, Path: other.Name + "/index.html"})
	}
	if p != nil {
		v.Here, source = p.Name, p.Doc.Path
		for _, op := range p.api.Operations {
			v.List = append(v.List, entry{op.ID, op.Title, p.page(op), op.Method})
		}
		for _, c := range p.api.Callbacks {
			v.List = append(v.List, entry{first(c.EventType, c.ID), c.Title, p.page(&c.Operation), ""})
		}
	}
	w.file(path.Join(l.Code, name), "<!-- %s -->\n", source, w.execute(tmpl, v))
}

// fileName returns a name for a file and an address: letters, digits, - and _
// of ASCII stay.
func fileName(name string) string {
	var b strings.Builder
	for _, r := range name {
		switch {
		case r < 0x80 && (r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'):
			b.WriteRune(r)
		case r < 0x80:
			b.WriteByte('-')
		default:
			fmt.Fprintf(&b, "u%x", r)
		}
	}
	return b.String()
}
