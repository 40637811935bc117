package page

import (
	"regexp"
	"strconv"
	"strings"
)

// The pages about the PHP client have a row for the place of the fields after
// it, such as json, and attributes for required fields and for the level of
// nesting.

// attributes of Markdown: {.type}, {data-tooltip="…"}.
var anyAttributes = regexp.MustCompile(`\s*\{[^{}]*[.=#\-][^{}]*\}`)

func withoutAttributes(cell string) string {
	return strings.TrimSpace(anyAttributes.ReplaceAllString(visibleText(cell), ""))
}

// phpPlace returns the place of the fields after a row, "" for the row of a
// field.
func phpPlace(f *Field) string {
	if f.Type.Name != Object || !strings.Contains(f.Text, "声明请求") && !strings.Contains(f.Title, "声明请求") {
		return ""
	}
	switch f.Name {
	case "json", "body":
		return "body"
	case "query", "headers":
		return strings.TrimSuffix(f.Name, "s")
	}
	return ""
}

var (
	attributesOf = regexp.MustCompile(`\{\s*(?:data-required|data-indent)[^}]*\}`)
	indentOf     = regexp.MustCompile(`data-indent=["']?(\d+)`)
)

// phpAttributes reads the attributes of a row, and returns the level of nesting,
// or -1.
func phpAttributes(f *Field) int {
	attributes := attributesOf.FindString(f.Text)
	if attributes == "" {
		return -1
	}
	f.Text = strings.TrimSpace(strings.Replace(f.Text, attributes, "", 1))
	f.Required = No
	if strings.Contains(attributes, "data-required") {
		f.Required = Yes
	}
	if m := indentOf.FindStringSubmatch(attributes); m != nil {
		level, _ := strconv.Atoi(m[1])
		return level
	}
	return 0
}

var (
	phpPath   = regexp.MustCompile(`(?:chain\(|\$\w+\[)\s*['"]/?(v3/[^'"]+)['"]`)
	phpMethod = regexp.MustCompile(`->\s*(get|post|put|patch|delete)(?:Async)?\s*\(`)
)

// readPHP reads the method and the path from a call of the PHP client.
func (p *Page) readPHP(text string) {
	if m := phpPath.FindStringSubmatch(text); m != nil && p.Path == "" {
		p.Path = "/" + m[1]
	}
	if m := phpMethod.FindStringSubmatch(text); m != nil && p.Method == "" {
		p.Method = strings.ToUpper(m[1])
	}
}
