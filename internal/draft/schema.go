package draft

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/page"
)

// schemaOrRef writes a schema, or a reference to one that the spec has.
func (w *writer) schemaOrRef(key string, f *page.Field, withDescription bool) *node {
	if w.shared != nil && f.Mode == "" {
		if ref, called := w.shared.schema(f); ref != "" {
			n := object(key, text("$ref", ref)).comment(notes(f.Notes)...)
			if called != "" {
				n.comment("The page calls it " + oneLine(titleOf(f)) + ".")
			}
			return n
		}
	}
	return w.schema(key, f, withDescription)
}

func (w *writer) schema(key string, f *page.Field, withDescription bool) *node {
	n := object(key)
	n.comment(notes(f.Notes)...)
	if f.Title == "" {
		n.comment(unknown("%s has no title", f.Name))
	}
	n.add(text("title", titleOf(f)))
	if withDescription {
		n.add(text("description", titleOf(f)))
	}
	w.typed(n, f, f.Type)
	if f.Mode != "" {
		n.add(modeOf(f)...)
	}
	if e := f.Example; e != nil && f.Type.Name != page.Array && f.Type.Name != page.Object {
		n.add(example("example", e))
	}
	return n
}

// typed adds the keywords of a type.
func (w *writer) typed(n *node, f *page.Field, t page.Type) {
	if t.Doubtful {
		n.comment(unknown("the type of %s is given as %s", f.Name, orElse(t.Raw, "nothing")))
	}
	switch t.Name {
	case "":
	case page.Array:
		w.array(n, f, t)
	case page.Object:
		n.add(raw("type", "object"))
		w.members(n, f)
	case page.File:
		n.add(raw("type", "string"), raw("format", "binary"))
	case page.String:
		n.add(raw("type", "string"))
		w.stringKeywords(n, f, t)
	default:
		n.add(raw("type", t.Name))
	}
}

func (w *writer) array(n *node, f *page.Field, t page.Type) {
	n.add(raw("type", "array"))
	if t.Min != nil {
		n.add(raw("minItems", fmt.Sprint(*t.Min)))
	}
	if t.Max != nil {
		n.add(raw("maxItems", fmt.Sprint(*t.Max)))
	}
	items := object("items")
	switch {
	case len(f.Fields) > 0:
		items.add(raw("type", "object"))
		w.members(items, f)
	case t.Items != nil:
		w.typed(items, f, *t.Items)
	default:
		n.comment(unknown("the type of the elements of %s is missing", f.Name))
	}
	n.add(items)
}

// members adds the properties of an object.
func (w *writer) members(n *node, f *page.Field) {
	if len(f.Fields) == 0 {
		n.comment(unknown("the members of %s are missing", f.Name))
		return
	}
	w.properties(n, f.Fields, true)
}

// properties adds required and properties. If the marks of required fields are
// lost, responses have no comment about it.
func (w *writer) properties(n *node, fields []*page.Field, comment bool) {
	var required, lost []string
	for _, f := range fields {
		switch {
		case f.Required == page.Yes && f.Mode == "":
			required = append(required, scalar(f.Name))
		case f.Required == page.Unknown && f.Mode == "":
			lost = append(lost, f.Name)
		}
	}
	if len(required) > 0 {
		n.add(raw("required", "["+strings.Join(required, ", ")+"]"))
	}
	properties := object("properties")
	if lost != nil && comment {
		properties.comment(unknown("the marks of required fields are not in the text; perhaps they were pictures: %s", strings.Join(lost, ", ")))
	}
	for _, f := range fields {
		properties.add(w.schemaOrRef(f.Name, f, true))
	}
	n.add(properties)
}

func hasLength(f *page.Field) bool {
	return f.Type.Name == page.String && f.Type.Max != nil
}

var (
	countsBytes      = regexp.MustCompile(`(?i)\d+\s*个?\s*字节|字节(?:数|长度)|\d+\s*bytes?\b`)
	countsCharacters = regexp.MustCompile(`(?i)\d+\s*个?\s*(?:字符|汉字|字\b)|字符(?:数|长度)|\d+\s*characters?\b`)
)

// lengthUnit returns the unit of a length, "" if the page does not say it.
func lengthUnit(f *page.Field) string {
	bytes, characters := countsBytes.MatchString(f.Text), countsCharacters.MatchString(f.Text)
	switch {
	case bytes && !characters:
		return "bytes"
	case characters && !bytes:
		return "characters"
	}
	return ""
}

func (w *writer) stringKeywords(n *node, f *page.Field, t page.Type) {
	switch {
	case len(f.Enum) > 0:
		n.add(enum(f))
		return
	case f.DateTime:
		n.add(raw("format", "date-time"))
		return
	case t.Max == nil && t.Date:
		n.comment(unknown("the format of the time %s is missing", f.Name))
	}
	switch {
	case t.Min != nil && *t.Min > 0:
		n.add(raw("minLength", fmt.Sprint(*t.Min)))
	case t.Min == nil && f.Required == page.Yes && w.inRequest && t.Name == f.Type.Name:
		n.add(raw("minLength", "1")) // a required value is not empty
	}
	if t.Max == nil {
		n.add(raw("x-length", "unpublished"))
	} else {
		n.add(raw("maxLength", fmt.Sprint(*t.Max)))
		if unit := lengthUnit(f); unit != "" {
			n.add(raw("x-length-unit", unit))
		}
	}
	if f.Encrypted {
		n.add(raw("x-encrypted", "true").comment(unknown("it mentions that %s is encrypted", f.Name)))
	}
}

// enum writes the members of an enumeration with their meanings.
func enum(f *page.Field) *node {
	n := list("enum")
	if strings.Contains(f.Text, "等") && !strings.Contains(f.Text, "等于") {
		n.comment(unknown("it does not say whether these are all values of %s", f.Name))
	}
	for _, m := range f.Enum {
		n.add(&node{value: scalar(m.Value), behind: oneLine(m.Text)})
	}
	return n
}

// body writes the body of a request.
func (w *writer) body(p *page.Page) *node {
	if len(p.Body) == 0 {
		return nil
	}
	schema := object("schema", raw("type", "object"))
	w.properties(schema, p.Body, true)
	kind := "application/json"
	if slices.ContainsFunc(p.Body, func(f *page.Field) bool { return f.Type.Name == page.File || f.Name == "file" }) {
		kind = "multipart/form-data"
	}
	media := object(kind, schema)
	if kind == "application/json" {
		media.add(examples(p.RequestExamples, p))
	}
	body := object("requestBody")
	if slices.ContainsFunc(p.Body, func(f *page.Field) bool { return f.Required == page.Yes && f.Mode == "" }) {
		body.add(raw("required", "true"))
	}
	body.add(object("content", media))
	return body
}

// examples writes the examples that have a body.
func examples(all []*page.Example, p *page.Page) *node {
	var found []*page.Example
	for _, e := range all {
		if e.Value.Is(doctree.Mapping) {
			found = append(found, e)
		}
	}
	switch len(found) {
	case 0:
		return nil
	case 1:
		return example("example", found[0].Value)
	}
	n := object("examples")
	for i, e := range found {
		one := object(fmt.Sprintf("example%d", i+1))
		if e.Title != "" {
			one.add(text("summary", e.Title))
		}
		one.add(example("value", e.Value))
		n.add(one)
	}
	return n
}
