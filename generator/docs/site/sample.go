package site

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"text/template"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

//go:embed samples
var sampleFiles embed.FS

// Sample is a call in a language of programs.
type Sample struct{ Lang, Name, Text string }

// sampleLanguages are those of the templates, in the order of the tabs, after Go.
var sampleLanguages = []struct{ id, name string }{{"curl", "curl"}, {"node", "Node"}, {"python", "Python"}, {"java", "Java"}, {"php", "PHP"}}

var sampleTemplates = template.Must(template.New("").Funcs(template.FuncMap{
	"quote": quoted,
	"single": func(text string) string {
		return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
	},
	"shell": func(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" },
}).ParseFS(sampleFiles, "samples/*.tmpl"))

// quoted writes a string as JSON, which is a literal of JavaScript, Python and
// Java too.
func quoted(text string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(text) != nil {
		return strconv.Quote(text)
	}
	return strings.TrimSpace(b.String())
}

// sampleData is what the templates use.
type sampleData struct {
	call
	lang language
}

func (d sampleData) Method() string   { return d.op.Method }
func (d sampleData) Host() string     { return d.host() }
func (d sampleData) Headers() []value { return d.headers() }

// Body is the body in JSON on one line, "" without one.
func (d sampleData) Body() string {
	if d.body == nil {
		return ""
	}
	return string(d.body.AppendJSON(nil))
}

// Pretty is the body as a literal of JavaScript.
func (d sampleData) Pretty() string { return pretty(d.body, "  ") }

// Python is the body as a literal of Python.
func (d sampleData) Python() string { return python(d.body, "") }

// Indented is the body for a text block of Java.
func (d sampleData) Indented() string {
	text := strings.ReplaceAll(pretty(d.body, "  "), `\`, `\\`)
	return strings.ReplaceAll(text, "\n", "\n        ")
}

// Verify is the remark on what has to be done with the response.
func (d sampleData) Verify() string {
	return d.lang.say("verify Wechatpay-Signature before you trust it")
}

// samples returns the call in each language; those in other languages than Go
// have bodies in JSON only.
func samples(g *goPackage, c call, l language) []Sample {
	var list []Sample
	if g != nil {
		if text := g.sample(c, l); text != "" {
			list = append(list, Sample{"go", "Go", text})
		}
	}
	if c.media != "" && c.body == nil {
		return list
	}
	for _, of := range sampleLanguages {
		var b bytes.Buffer
		if err := sampleTemplates.ExecuteTemplate(&b, of.id+".tmpl", sampleData{c, l}); err == nil {
			list = append(list, Sample{of.id, of.name, strings.TrimRight(b.String(), "\n")})
		}
	}
	return list
}

// python writes a value as a literal of Python.
func python(n *doctree.Node, indent string) string {
	inner := indent + "    "
	var items []string
	switch {
	case n.Is(doctree.Mapping):
		for key, value := range n.Members() {
			items = append(items, inner+quoted(key)+": "+python(value, inner))
		}
		return braced("{", items, indent+"}")
	case n.Is(doctree.Sequence):
		for _, item := range n.Items() {
			items = append(items, inner+python(item, inner))
		}
		return braced("[", items, indent+"]")
	case n.Is(doctree.Null) || n == nil:
		return "None"
	case n.Is(doctree.Bool):
		return map[string]string{"true": "True", "false": "False"}[n.Text()]
	case n.Is(doctree.String):
		return quoted(n.Text())
	}
	return n.Text()
}

func braced(open string, items []string, end string) string {
	if len(items) == 0 {
		return open + strings.TrimSpace(end)
	}
	return fmt.Sprintf("%s\n%s,\n%s", open, strings.Join(items, ",\n"), end)
}
