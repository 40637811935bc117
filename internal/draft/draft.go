// Package draft writes specs of what documentation pages say: OpenAPI documents
// that lint and generate take, in the style of the specs in this repository.
//
// What a page does not say is a comment of the form that package unchecked has.
// The lint reports those until the author has deleted them.
package draft

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/page"
	"github.com/wxpaygen/wxpaygen/internal/unchecked"
)

// unknown returns a comment about what the page does not say.
func unknown(format string, args ...any) string {
	return unchecked.Comment(fmt.Sprintf(format, args...))
}

func notes(list []page.Note) []string {
	var lines []string
	for _, n := range list {
		lines = append(lines, unknown("line %d, %s", n.Line, n.Text))
	}
	return lines
}

// Spec returns a spec of the operations, which are of one product. The pages are
// not changed.
func Spec(pages []*page.Page) []byte {
	first := pages[0]
	root := object("",
		raw("openapi", "3.0.3"),
		info(first),
		servers(first),
	)
	w := &writer{}
	root.add(w.paths(pages))
	if hasCodes(pages) {
		root.add(object("components", object("schemas", errorSchema())))
	}
	return []byte(render(root))
}

func hasCodes(pages []*page.Page) bool {
	return slices.ContainsFunc(pages, func(p *page.Page) bool {
		list, _ := codesOf(p)
		return len(list) > 0
	})
}

func render(root *node) string {
	var out strings.Builder
	root.write(&out, 0)
	return out.String()
}

func info(p *page.Page) *node {
	title := text("title", orElse(p.Product, p.Title))
	if p.Product == "" {
		title.comment(unknown("it does not name its product; the title is that of the page"))
	}
	version := text("version", orElse(p.Date, "1"))
	if p.Date == "" {
		version.comment(unknown("it has no date"))
	} else {
		version.value = `"` + p.Date + `"`
	}
	return object("info", title, text("description", orElse(p.Product, p.Title)), version)
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

// usualHosts are taken where a page names no host.
const (
	usualHost  = "https://api.mch.weixin.qq.com"
	globalHost = "https://apihk.mch.weixin.qq.com"
)

func servers(p *page.Page) *node {
	host := text("url", p.Host)
	if p.Host == "" {
		host = text("url", usualHost)
		if strings.HasPrefix(p.Path, "/v3/global/") {
			host = text("url", globalHost)
		}
	}
	main := &node{children: []*node{host}}
	n := list("servers", main)
	switch {
	case p.Host == "":
		n.comment(unknown("it names no host; this one is taken"))
	case p.Fallback == "":
		n.comment(unknown("it names no fallback host"))
	}
	if p.Fallback != "" {
		n.add(&node{children: []*node{text("url", p.Fallback)}})
	}
	return n
}

// errorSchema is the body of an error, which no page describes: it is the same
// for all operations.
func errorSchema() *node {
	n := object("Error",
		text("title", "错误信息"),
		text("description", "The body of an error."),
		raw("type", "object"),
		raw("required", "[code, message]"),
		object("properties",
			object("code", text("title", "详细错误码"), text("description", "The error code."), raw("type", "string"), raw("maxLength", "32")),
			object("message", text("title", "错误描述"), text("description", "The reason in words meant for a person."), raw("type", "string"), raw("maxLength", "256")),
		),
	)
	return n.comment("The same for all operations of APIv3.")
}
