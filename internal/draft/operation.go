package draft

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/page"
)

// A writer writes operations as YAML.
type writer struct {
	shared *shared  // the components of an existing spec; nil for a new one
	ids    []string // operationIds in use

	inRequest bool // the part that is being written belongs to the request
}

func (w *writer) paths(pages []*page.Page) *node {
	paths := object("paths")
	for _, p := range pages {
		i := slices.IndexFunc(paths.children, func(n *node) bool { return n.key == p.Path })
		if i < 0 {
			paths.add(object(p.Path))
			i = len(paths.children) - 1
		}
		paths.children[i].add(w.operation(p))
	}
	return paths
}

func (w *writer) operation(p *page.Page) *node {
	op := object(strings.ToLower(p.Method))
	op.add(w.operationID(p), text("summary", p.Title), text("description", p.Title), externalDocs(p), repeatable(p))
	w.inRequest = true
	params := list("parameters")
	for _, f := range p.Params {
		params.add(w.param(f))
	}
	if len(params.children) > 0 {
		op.add(params)
	}
	op.add(w.body(p))
	w.inRequest = false
	op.add(w.responses(p))
	op.children[0].above = append(pageComments(p), op.children[0].above...)
	return op
}

// pageComments names the page, and returns comments about the page as a whole.
func pageComments(p *page.Page) []string {
	about := strings.Join(slices.DeleteFunc([]string{p.Title, p.Product, p.Date, strings.Join(p.Roles, "、")}, func(s string) bool { return s == "" }), ", ")
	lines := []string{"Page: " + oneLine(about)}
	lines = append(lines, notes(p.Notes)...)
	if p.URL == "" {
		lines = append(lines, unknown("the address is missing; write it to externalDocs.url"))
	}
	if p.English {
		lines = append(lines, unknown("it is in English; the official Chinese names are missing"))
	}
	switch {
	case p.Method == "GET":
	case p.Idempotent != "":
		lines = append(lines, unknown("it says %s; set x-repeatable: true if this means that the same request may be sent twice", oneLine(p.Idempotent)))
	default:
		lines = append(lines, unknown("it does not say whether the same request may be sent twice; set x-repeatable: true if it may"))
	}
	if unit := lengthsWithoutUnit(p); unit != "" {
		lines = append(lines, unknown("it does not say whether lengths count characters or bytes, such as that of %s; characters are assumed", unit))
	}
	if slices.Contains(p.Modes, "common") && slices.Contains(p.Modes, "institutional") && !hasModes(p) {
		lines = append(lines, unknown("it is for both calling modes, but says of no field that it belongs to only one"))
	}
	return lines
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func hasModes(p *page.Page) bool {
	found := false
	each(append(slices.Clone(p.Params), p.Body...), func(f *page.Field) { found = found || f.Mode != "" })
	return found
}

func each(list []*page.Field, do func(*page.Field)) {
	for _, f := range list {
		do(f)
		each(f.Fields, do)
	}
}

// lengthsWithoutUnit returns the name of a field whose length has no unit.
func lengthsWithoutUnit(p *page.Page) string {
	name := ""
	each(append(slices.Clone(p.Params), p.Body...), func(f *page.Field) {
		if name == "" && hasLength(f) && lengthUnit(f) == "" && !isASCII(f) {
			name = f.Name
		}
	})
	return name
}

// isASCII reports whether a field's text limits it to characters of one byte, so
// that the unit does not matter.
func isASCII(f *page.Field) bool {
	return strings.Contains(f.Text, "只能是数字") || strings.Contains(f.Text, "大小写字母") || len(f.Enum) > 0
}

func externalDocs(p *page.Page) *node {
	if p.URL != "" {
		n := object("externalDocs", text("url", p.URL))
		if p.Date != "" {
			n.children = append([]*node{text("description", "The page of "+p.Date+".")}, n.children...)
		}
		return n
	}
	return nil
}

// repeatable returns x-repeatable for an operation that only reads. For others,
// pages rarely say whether the same request may be sent twice.
func repeatable(p *page.Page) *node {
	if p.Method != "GET" {
		return nil
	}
	return raw("x-repeatable", "true").comment("Reads only.")
}

func (w *writer) operationID(p *page.Page) *node {
	id := operationID(p.Method, p.Path)
	for n := 2; slices.Contains(w.ids, id); n++ {
		id = fmt.Sprintf("%s%d", operationID(p.Method, p.Path), n)
	}
	w.ids = append(w.ids, id)
	return text("operationId", id).comment(unknown("there is no English name; this one is made from the path"))
}

func (w *writer) param(f *page.Field) *node {
	if w.shared != nil {
		if ref := w.shared.param(f); ref != "" {
			return &node{children: []*node{text("$ref", ref)}}
		}
	}
	n := &node{children: []*node{text("name", f.Name), raw("in", f.In)}}
	required := raw("required", fmt.Sprint(f.In == "path" || f.Required == page.Yes && f.Mode == ""))
	if f.Required == page.Unknown && f.In != "path" {
		required.comment(unknown("it does not say whether %s is required", f.Name))
	}
	n.add(required)
	if f.Mode != "" {
		n.add(modeOf(f)...)
	}
	n.add(text("description", titleOf(f)))
	bare := *f
	bare.Mode = ""
	n.add(w.schemaOrRef("schema", &bare, false))
	return n
}

func modeOf(f *page.Field) []*node {
	mode := raw("x-mode", f.Mode)
	if f.Required == page.Unknown {
		mode.comment(unknown("it does not say whether the field is required in that mode"))
	}
	if f.Required != page.Yes {
		return []*node{mode}
	}
	return []*node{mode, raw("x-required-in-mode", "true")}
}

func titleOf(f *page.Field) string { return orElse(f.Title, f.Name) }
