package site

import (
	"fmt"
	"go/format"
	"strconv"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// goPackage is a generated package: what its samples call.
type goPackage struct {
	pkg   *ir.Package
	types map[string]ir.Decl
}

func newGoPackage(pkg *ir.Package) *goPackage {
	g := &goPackage{pkg: pkg, types: map[string]ir.Decl{}}
	for _, file := range pkg.Files {
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ir.Struct:
				g.types[d.Name] = d
			case *ir.Enum:
				g.types[d.Name] = d
			case *ir.Defined:
				g.types[d.Name] = d
			case *ir.Union:
				g.types[d.Name] = d
			}
		}
	}
	return g
}

// operation returns the method for a method and path, nil if it was not
// generated.
func (g *goPackage) operation(method, path string) *ir.Operation {
	for _, file := range g.pkg.Files {
		for _, decl := range file.Decls {
			if op, ok := decl.(*ir.Operation); ok && op.Method == method && op.Path == path {
				return op
			}
		}
	}
	return nil
}

// sample is a call in Go, as the body of a function that returns an error.
func (g *goPackage) sample(c call, l language) string {
	op := g.operation(c.op.Method, c.op.Path)
	if op == nil {
		return ""
	}
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("client := %s.New(pay) // pay is a *wxpay.Client", g.pkg.Name)
	results, assign := "out, err", ":="
	if _, ok := op.Response.(ir.NoResponse); ok {
		results = "err"
	}
	if _, ok := op.Body.(ir.MultipartBody); ok {
		line("file, err := os.Open(%q)\nif err != nil {\nreturn err\n}\ndefer file.Close()", uploaded)
		if results == "err" {
			assign = "="
		}
	}
	line("%s %s client.%s(ctx, %s)", results, assign, op.Name, g.request(op, c))
	line("switch {")
	for _, code := range actionable(op) {
		line("case errors.Is(err, %s.%s):\n// %s", g.pkg.Name, code.Code, remedy(code, l))
		line("return err")
	}
	line("case errors.Is(err, wxpay.ErrOutcomeUnknown):\n// %s", l.say("It may have taken effect: query, or make the same call again, before you report a failure."))
	line("return err")
	line("case err != nil:\nreturn err\n}")
	if results != "err" {
		line("fmt.Println(out)")
	}
	return formatted(b.String())
}

// uploaded is the name of the file in samples of uploads.
const uploaded = "picture.jpg"

// actionable are the first documented codes of the operation itself.
func actionable(op *ir.Operation) []ir.DocumentedError {
	var list []ir.DocumentedError
	for _, e := range op.Errors {
		if e.Remedy != "" && (e.Status == 403 || e.Status == 404 || e.Status == 400) && len(list) < 2 {
			list = append(list, e)
		}
	}
	return list
}

func remedy(e ir.DocumentedError, l language) string {
	text := e.Remedy
	if l.Code == "zh" {
		text = first(e.ChineseRemedy, e.Remedy)
	}
	return strings.Join(strings.Fields(text), " ")
}

// formatted indents the body of a function as gofmt does.
func formatted(body string) string {
	const head = "package p\n\nfunc f() error {\n"
	src, err := format.Source([]byte(head + body + "return nil\n}\n"))
	if err != nil {
		return body
	}
	text := strings.TrimPrefix(string(src), head)
	text = strings.TrimSuffix(text, "}\n")
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimPrefix(l, "\t")
	}
	return strings.Join(lines, "\n")
}

// request is the literal of the request.
func (g *goPackage) request(op *ir.Operation, c call) string {
	decl, ok := g.types[op.Request].(*ir.Struct)
	if !ok {
		return g.pkg.Name + "." + op.Request + "{}"
	}
	values := map[string]*doctree.Node{}
	for _, p := range c.params {
		for _, param := range op.Params {
			if param.Name == p.Name {
				values[param.Field] = p.node
			}
		}
	}
	text := g.structure(decl, func(f ir.Field) *doctree.Node {
		if f.Param {
			return values[f.Name]
		}
		return c.body.Get(f.Wire)
	})
	if upload, ok := op.Body.(ir.MultipartBody); ok {
		text = strings.TrimSuffix(text, "}") + fmt.Sprintf("%s: %q,\n%s: file,\n}", upload.Name, uploaded, upload.File)
	}
	return text
}

func (g *goPackage) structure(decl *ir.Struct, of func(ir.Field) *doctree.Node) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s.%s{\n", g.pkg.Name, decl.Name)
	for _, field := range decl.Fields {
		if node := of(field); node != nil {
			if text := g.literal(field.Value.Type, node); text != "" {
				fmt.Fprintf(&b, "%s: %s,\n", field.Name, text)
			}
		}
	}
	b.WriteString("}")
	return b.String()
}

// literal writes a value of a type, "" if there is no literal for it.
func (g *goPackage) literal(t ir.Type, n *doctree.Node) string {
	switch t := t.(type) {
	case ir.Kind, ir.Runtime:
		if n.Is(doctree.String) {
			return strconv.Quote(n.Text())
		}
		return n.Text()
	case ir.Named:
		return g.named(t, n)
	case *ir.Pointer:
		if text := g.literal(t.Elem, n); strings.HasSuffix(text, "}") {
			return "&" + text
		}
		return ""
	case *ir.Slice:
		items := []string{}
		for _, item := range n.Items() {
			items = append(items, strings.TrimPrefix(g.literal(t.Elem, item), g.goType(t.Elem)))
		}
		return "[]" + g.goType(t.Elem) + "{" + strings.Join(items, ", ") + "}"
	case *ir.Map:
		items := []string{}
		for key, item := range n.Members() {
			items = append(items, strconv.Quote(key)+": "+g.literal(t.Elem, item))
		}
		return "map[string]" + g.goType(t.Elem) + "{" + strings.Join(items, ", ") + "}"
	}
	return ""
}

func (g *goPackage) named(t ir.Named, n *doctree.Node) string {
	switch d := g.types[string(t)].(type) {
	case *ir.Struct:
		return g.structure(d, func(f ir.Field) *doctree.Node { return n.Get(f.Wire) })
	case *ir.Enum:
		for _, c := range d.Members {
			if c.Str == n.Text() || d.Base != ir.String && strconv.FormatInt(c.Int, 10) == n.Text() {
				return g.pkg.Name + "." + c.Name
			}
		}
		return strconv.Quote(n.Text())
	case *ir.Defined:
		return g.literal(d.Value.Type, n)
	}
	return ""
}

func (g *goPackage) goType(t ir.Type) string {
	switch t := t.(type) {
	case ir.Kind:
		return []string{"string", "int64", "float64", "bool", "int32"}[t]
	case ir.Named:
		return g.pkg.Name + "." + string(t)
	case ir.Runtime:
		return "wxpay." + string(t)
	case *ir.Pointer:
		return "*" + g.goType(t.Elem)
	case *ir.Slice:
		return "[]" + g.goType(t.Elem)
	case *ir.Map:
		return "map[string]" + g.goType(t.Elem)
	}
	return "any"
}
