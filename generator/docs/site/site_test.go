package site

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/internal/chinese"
	"github.com/wxpaygen/wxpaygen/internal/load"
)

func mark(source string) string { return "Made from " + source }

// own are the products of the specs of this repository.
func own(t testing.TB) []Product {
	t.Helper()
	root := os.DirFS("../../..")
	names, err := fs.Glob(root, "specs/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var list []Product
	for _, name := range names {
		if doc, _ := load.Load(root, name); doc != nil && doc.Root.Get("paths").Len() > 0 {
			list = append(list, Product{Name: strings.TrimSuffix(path.Base(name), ".yaml"), Doc: doc})
		}
	}
	return list
}

func write(t testing.TB, products []Product) map[string]string {
	t.Helper()
	files, err := Write(products, mark)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range files {
		if _, twice := all[f.Name]; twice {
			t.Errorf("%s is written twice", f.Name)
		}
		all[f.Name] = string(f.Data)
	}
	return all
}

var (
	linkTo   = regexp.MustCompile(`(?:href|src)="([^"]*)"`)
	idOf     = regexp.MustCompile(` id="([^"]*)"`)
	external = regexp.MustCompile(`<(?:link|script|img)[^>]*(?:href|src)="(?:https?:)?//`)
)

func TestWrite(t *testing.T) {
	products := own(t)
	files := write(t, products)
	if again := write(t, products); len(again) != len(files) {
		t.Fatalf("%d files, then %d", len(files), len(again))
	} else {
		for name, text := range again {
			if files[name] != text {
				t.Errorf("%s differs in a second run", name)
			}
		}
	}
	links := 0
	for name, text := range files {
		if line, _, _ := strings.Cut(text, "\n"); !strings.Contains(line, "Made from specs/") {
			t.Errorf("%s begins with %q", name, line)
		}
		if strings.HasSuffix(name, ".html") {
			links += checkPage(t, files, name, text)
		}
	}
	if links < 10_000 {
		t.Errorf("only %d links", links)
	}
}

// The first view of a page loads the page, the style and the script: at most 100 kB.
const firstView = 100_000

func checkPage(t *testing.T, files map[string]string, name, text string) (links int) {
	if n := len(text) + len(files["assets/site.css"]) + len(files["assets/site.js"]); n > firstView {
		t.Errorf("%s needs %d bytes", name, n)
	}
	if external.MatchString(text) {
		t.Errorf("%s loads something from elsewhere", name)
	}
	for _, m := range linkTo.FindAllStringSubmatch(text, -1) {
		target := m[1]
		if strings.HasPrefix(target, "#") || strings.HasPrefix(target, "https://") {
			continue
		}
		links++
		if _, ok := files[path.Join(path.Dir(name), target)]; !ok {
			t.Errorf("%s links to %s", name, target)
		}
	}
	seen := map[string]bool{}
	for _, m := range idOf.FindAllStringSubmatch(text, -1) {
		if seen[m[1]] {
			t.Errorf("%s has the id %s twice", name, m[1])
		}
		seen[m[1]] = true
	}
	return links
}

// Every text that is formatted has a Chinese format, here and in what the sentences come from.
func TestChinese(t *testing.T) {
	texts := map[string]string{}
	for dir, method := range map[string]string{".": "say", "../../../lifecycle": "say", "../../internal/lower/text": "f"} {
		for text, pos := range saidIn(t, dir, method) {
			texts[text] = pos
		}
	}
	for _, name := range []string{"parts", "home", "product", "operation", "event"} {
		data, err := assetFiles.ReadFile("assets/" + name + ".html")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\bT (?:\.L|\$l) "([^"]*)"`).FindAllSubmatch(data, -1) {
			texts[string(m[1])] = name
		}
	}
	if len(texts) < 100 {
		t.Fatalf("only %d texts", len(texts))
	}
	for text, where := range texts {
		if !chinese.Has(text) {
			t.Errorf("%s: %q has no Chinese", where, text)
		}
	}
}

// saidIn lists the constant formats of calls of a method.
func saidIn(t *testing.T, dir, method string) map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	fset := token.NewFileSet()
	for _, name := range names {
		file, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			selector, ok := call.Fun.(*ast.SelectorExpr)
			literal, isText := call.Args[0].(*ast.BasicLit)
			if ok && isText && selector.Sel.Name == method {
				text, _ := strconv.Unquote(literal.Value)
				texts[text] = fset.Position(call.Pos()).String()
			}
			return true
		})
	}
	return texts
}

// What a document says does not become markup, a script, or a path outside of the site.
func TestHostile(t *testing.T) {
	const bad = `"x</script><script>alert(1)</script><img src=x onerror=alert(1)>"`
	spec := `openapi: 3.0.3
info: {title: ` + bad + `, description: ` + bad + `, version: "1"}
servers: [{url: "https://a'b.example"}]
paths:
  /v3/a/{p}:
    post:
      operationId: "../../` + strings.Trim(bad, `"`) + `"
      summary: ` + bad + `
      description: ` + bad + `
      externalDocs: {url: "javascript:alert(1)"}
      parameters: [{name: p, in: path, required: true, description: ` + bad + `, schema: {type: string, example: "a'b\"c\\d"}}]
      requestBody:
        content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: string, title: ` + bad + `, enum: [` + bad + `]}}}}}
      responses: {"200": {description: ` + bad + `, content: {application/json: {schema: {$ref: "#/components/schemas/Self"}}}}}
components: {schemas: {Self: {type: object, properties: {self: {$ref: "#/components/schemas/Self"}, all: {type: array, items: {$ref: "#/components/schemas/Self"}}}}}}
`
	doc, diags := load.Load(fstest.MapFS{"spec.yaml": {Data: []byte(spec)}}, "spec.yaml")
	if doc == nil {
		t.Fatal(diags)
	}
	for name, text := range write(t, []Product{{Name: "p", Doc: doc}}) {
		if strings.Contains(name, "..") || strings.HasPrefix(name, "/") {
			t.Errorf("the file %s", name)
		}
		lower := strings.ToLower(text)
		switch path.Ext(name) {
		case ".html":
			for _, sign := range []string{"<script>alert", "<img src=x", `href="javascript:`, "a'b.example"} {
				if strings.Contains(lower, sign) {
					t.Errorf("%s has %s", name, sign)
				}
			}
		case ".js":
			if bytes.Contains([]byte(lower), []byte("</script")) {
				t.Errorf("%s ends its script", name)
			}
		}
	}
}
