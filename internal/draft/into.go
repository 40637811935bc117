package draft

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/load"
	"github.com/wxpaygen/wxpaygen/internal/page"
)

// Result is the result of adding pages to a spec.
type Result struct {
	Data    []byte       // the new spec; nil if nothing was added
	Added   []*page.Page // operations that the spec did not have
	Written []byte       // the added text, for counting its comments
	Same    []*page.Page // operations that the spec has, without a difference
	Differs []Difference
}

// A Difference is an operation that the spec has and that the page describes
// differently. The spec is not changed.
type Difference struct {
	Page *page.Page
	Diff string // unified
}

// ErrSpec is the error for a spec that cannot be read.
type ErrSpec struct{ Diagnostics []diag.Diagnostic }

func (e *ErrSpec) Error() string { return "the spec cannot be read" }

// Into adds operations to a spec in YAML. It keeps the comments, the order and the
// text of the spec, and refers to its schemas, parameters and codes where they are
// equal. An operation that the spec already has is compared instead.
func Into(fsys fs.FS, name string, pages []*page.Page) (*Result, error) {
	if info, err := fs.Stat(fsys, name); err == nil && !info.Mode().IsRegular() { // reading a pipe would wait for a writer
		return nil, errors.New("it is not a regular file")
	}
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, err
	}
	doc, diags := load.Load(fsys, name)
	if doc == nil || diag.HasErrors(diags) {
		return nil, &ErrSpec{diags}
	}
	if strings.HasPrefix(strings.TrimSpace(string(data)), "{") {
		return nil, errors.New("it is JSON; draft can only add to YAML")
	}
	if slices.ContainsFunc(diags, func(d diag.Diagnostic) bool { return d.Rule == "openapi-version" }) {
		return nil, &ErrSpec{diags}
	}
	model := apimodel.Read(doc, nil)
	in := &insertion{doc: doc, result: &Result{}, lines: strings.Split(string(data), "\n"), w: &writer{shared: newShared(model, path.Dir(name))}}
	for _, op := range model.Operations {
		in.w.ids = append(in.w.ids, op.ID)
	}
	for _, p := range pages {
		if op := find(model, p); op != nil {
			in.compare(model, op, name, p)
			continue
		}
		if err := in.add(p); err != nil {
			return nil, err
		}
	}
	if len(in.result.Added) > 0 {
		in.errorSchema()
		in.result.Data = in.apply()
	}
	return in.result, nil
}

var templateName = regexp.MustCompile(`\{[^}]*\}`)

// find returns the operation of a page, or nil if the spec does not have it. The
// names of path parameters may differ.
func find(m *apimodel.Model, p *page.Page) *apimodel.Operation {
	form := func(path string) string { return templateName.ReplaceAllString(path, "{}") }
	for _, op := range m.Operations {
		if op.Method == p.Method && form(op.Path) == form(p.Path) {
			return op
		}
	}
	return nil
}

type insertion struct {
	doc    *load.Document
	w      *writer
	lines  []string
	parts  []added
	result *Result
}

// added is text to insert before a line, counted from 0.
type added struct {
	at   int
	text string
}

func (in *insertion) compare(m *apimodel.Model, op *apimodel.Operation, name string, p *page.Page) {
	ofSpec := factsOfSpec(m, op)
	ofPage := align(factsOfPage(p), ofSpec)
	title := p.Method + " " + p.Path
	text := diff.Diff(fmt.Sprintf("%s:%d %s", name, op.Pos.Line, title), lines(ofSpec), fmt.Sprintf("%s:%d %s", p.File, p.Line, title), lines(ofPage))
	if text == nil {
		in.result.Same = append(in.result.Same, p)
		return
	}
	_, unified, _ := strings.Cut(string(text), "\n") // without the line of diff itself
	in.result.Differs = append(in.result.Differs, Difference{p, unified})
}

// add inserts an operation after the last one with the same path, or after all
// paths.
func (in *insertion) add(p *page.Page) error {
	paths := in.doc.Root.Get("paths")
	if !paths.Is(doctree.Mapping) || paths.Len() == 0 {
		return errors.New("the spec has no paths yet, or they are in braces; write one path as a block, or draft a new spec")
	}
	first, indent := 0, -1
	var keys []int
	for key := range paths.Members() {
		at := paths.Key(key)
		keys = append(keys, at.Line)
		if indent < 0 {
			first, indent = at.Line, at.Column-1
		}
		if key == p.Path {
			return in.addMethod(paths.Get(key), at, p)
		}
	}
	if first == in.doc.Root.Key("paths").Line {
		return errors.New("the paths of the spec are in braces; write them as a block")
	}
	for _, b := range in.result.Added {
		if b.Path == p.Path {
			return fmt.Errorf("%s is added twice in one run; add one method first", p.Path)
		}
	}
	end := in.endOf(slices.Max(keys)-1, indent)
	in.insert(end, object("", object(p.Path, in.w.operation(p))), indent, p)
	return nil
}

func (in *insertion) addMethod(item *doctree.Node, at diag.Position, p *page.Page) error {
	for method := range item.Members() {
		pos := item.Key(method)
		if pos.File != at.File || pos.Line == at.Line {
			break
		}
		in.insert(in.endOf(at.Line-1, at.Column-1), object("", in.w.operation(p)), pos.Column-1, p)
		return nil
	}
	return fmt.Errorf("the path %s of the spec is in braces or a reference; write it as a block", p.Path)
}

// endOf returns the line after the block that begins at a line. Comments and blank
// lines at the end belong to the next block.
func (in *insertion) endOf(line, indent int) int {
	end := line + 1
	for i := line + 1; i < len(in.lines); i++ {
		text := strings.TrimRight(in.lines[i], " \r")
		trimmed := strings.TrimLeft(text, " ")
		if trimmed == "" || strings.HasPrefix(trimmed, "#") {
			if trimmed != "" && len(text)-len(trimmed) > indent {
				end = i + 1
			}
			continue
		}
		if len(text)-len(trimmed) <= indent {
			break
		}
		end = i + 1
	}
	return end
}

func (in *insertion) insert(at int, n *node, indent int, p *page.Page) {
	var out strings.Builder
	n.write(&out, indent)
	in.parts = append(in.parts, added{at, out.String()})
	in.result.Added = append(in.result.Added, p)
	in.result.Written = append(in.result.Written, out.String()...)
}

// errorSchema adds the schema of error bodies, unless the spec has one.
func (in *insertion) errorSchema() {
	if in.w.shared.errorRef != "" || !hasCodes(in.result.Added) {
		return
	}
	components := in.doc.Root.Get("components")
	schemas := components.Get("schemas")
	var out strings.Builder
	switch {
	case schemas.Is(doctree.Mapping) && schemas.Len() > 0:
		key := in.doc.Root.Get("components").Key("schemas")
		object("", errorSchema()).write(&out, key.Column+1)
		in.parts = append(in.parts, added{in.endOf(key.Line-1, key.Column-1), out.String()})
	case components.Is(doctree.Mapping) && components.Len() > 0:
		key := in.doc.Root.Key("components")
		object("", object("schemas", errorSchema())).write(&out, 2)
		in.parts = append(in.parts, added{in.endOf(key.Line-1, 0), out.String()})
	default:
		object("", object("components", object("schemas", errorSchema()))).write(&out, 0)
		in.parts = append(in.parts, added{len(in.lines), out.String()})
	}
}

// apply returns the spec with the added text.
func (in *insertion) apply() []byte {
	slices.SortStableFunc(in.parts, func(a, b added) int { return a.at - b.at })
	var out strings.Builder
	text := in.lines
	if text[len(text)-1] == "" {
		text = text[:len(text)-1] // the text after the last line break
	}
	for i := 0; ; i++ {
		for len(in.parts) > 0 && (in.parts[0].at <= i || i >= len(text)) {
			out.WriteString(in.parts[0].text)
			in.parts = in.parts[1:]
		}
		if i >= len(text) {
			return []byte(out.String())
		}
		out.WriteString(text[i] + "\n")
	}
}
