// Package draft writes specs from documentation pages: OpenAPI documents for
// lint and generate, in the style of the specs in this repository.
//
// A fact that a page lacks becomes a comment in the form of package unchecked.
// Lint reports these comments until the author deletes them.
package draft

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/page"
	"github.com/wxpaygen/wxpaygen/internal/unchecked"
)

// unknown returns a comment about a fact that the page lacks.
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

// Spec returns a spec with the operations of the pages, which belong to one
// product. It does not change the pages.
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
		title.comment(unknown("the product is not named; the title is that of the page"))
	}
	version := text("version", orElse(p.Date, "1"))
	if p.Date == "" {
		version.comment(unknown("the date is missing"))
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

// usualHosts are the hosts for pages without a host.
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
		n.comment(unknown("the host is missing; this one is assumed"))
	case p.Fallback == "":
		n.comment(unknown("the fallback host is missing"))
	}
	if p.Fallback != "" {
		n.add(&node{children: []*node{text("url", p.Fallback)}})
	}
	return n
}

// errorSchema returns the schema of an error body. No page describes it, since
// it is the same for all operations.
func errorSchema() *node {
	n := object("Error",
		text("title", "错误信息"),
		text("description", "The body of an error."),
		raw("type", "object"),
		raw("required", "[code, message]"),
		object("properties",
			object("code", text("title", "详细错误码"), text("description", "The error code."), raw("type", "string"), raw("maxLength", "32")),
			object("message", text("title", "错误描述"), text("description", "An explanation for people."), raw("type", "string"), raw("maxLength", "256")),
		),
	)
	return n.comment("The same for all operations of APIv3.")
}
