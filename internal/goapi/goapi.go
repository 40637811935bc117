// Package goapi compares the exported API of two versions of a generated
// package, from their source alone: generated packages import the standard library
// and the runtime under fixed names, so that two types are the same when they are
// written the same. The types of other packages are compared with their import paths.
package goapi

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// Change is a difference in the API.
type Change struct {
	Symbol   string // Client.QueryOrder, QueryOrderRequest.MchID, ErrNoAuth
	File     string // the generated file: of the new version, or of the old one for what was removed
	Breaking bool
	Fact     string // "is removed", "is now *string; it was string"
}

// Package is the exported API of a package.
type Package struct {
	fset  *token.FileSet
	decls map[string]*decl
	types map[string]ast.Expr // of all types, for what can be compared with ==

	paths map[string]string // of the imports of a file with other names than their own, by those
}

// decl is an exported declaration, or a field or method of one.
type decl struct {
	kind string // what a reader calls it: type, field, method, function, constant, variable
	file string
	text string // its type and value
	// sealed: a method of an interface that only the package itself implements.
	sealed bool
}

// Read reads the files of a package: names and Go source. Files that are not Go are
// skipped.
func Read(files map[string][]byte) (*Package, error) {
	p := &Package{fset: token.NewFileSet(), decls: map[string]*decl{}, types: map[string]ast.Expr{}}
	for name, data := range files {
		if !strings.HasSuffix(name, ".go") {
			continue
		}
		file, err := parser.ParseFile(p.fset, name, data, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p.importsOf(file)
		for _, d := range file.Decls {
			p.add(name, d)
		}
	}
	return p, nil
}

// importsOf notes the packages that a file imports under a name that it gives them.
func (p *Package) importsOf(file *ast.File) {
	p.paths = map[string]string{}
	for _, spec := range file.Imports {
		if spec.Name != nil {
			p.paths[spec.Name.Name] = strings.Trim(spec.Path.Value, `"`)
		}
	}
}

// qualified is a text of Go in which the packages that a file names have their paths.
var qualified = regexp.MustCompile(`\b[A-Za-z_][A-Za-z0-9_]*\.`)

func (p *Package) withPaths(text string) string {
	if len(p.paths) == 0 {
		return text
	}
	return qualified.ReplaceAllStringFunc(text, func(name string) string {
		if path, ok := p.paths[strings.TrimSuffix(name, ".")]; ok {
			return path + "."
		}
		return name
	})
}

func (p *Package) add(file string, d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		p.function(file, d)
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				p.types[spec.Name.Name] = spec.Type
				p.typeSpec(file, spec)
			case *ast.ValueSpec:
				p.values(file, d.Tok, spec)
			}
		}
	}
}

func (p *Package) note(symbol string, d decl) {
	if !slices.ContainsFunc(strings.Split(symbol, "."), func(name string) bool { return !ast.IsExported(name) }) {
		p.decls[symbol] = &d
	}
}

func (p *Package) function(file string, d *ast.FuncDecl) {
	if d.Recv == nil {
		p.note(d.Name.Name, decl{kind: "function", file: file, text: p.signature(d.Type)})
		return
	}
	receiver, pointer := d.Recv.List[0].Type, ""
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver, pointer = star.X, "*"
	}
	// A method of a value is one of a pointer to it, too; the reverse is not so.
	p.note(p.text(receiver)+"."+d.Name.Name, decl{kind: "method", file: file, text: pointer + p.signature(d.Type)})
}

func (p *Package) typeSpec(file string, spec *ast.TypeSpec) {
	name := spec.Name.Name
	form := ""
	switch t := spec.Type.(type) {
	case *ast.StructType:
		form = "a struct"
		p.fields(file, name, t)
	case *ast.InterfaceType:
		form = "an interface"
		p.methods(file, name, t)
	default:
		form = p.text(t)
	}
	if spec.Assign.IsValid() {
		form = "an alias of " + form
	}
	p.note(name, decl{kind: "type", file: file, text: form})
}

func (p *Package) fields(file, of string, t *ast.StructType) {
	for _, field := range t.Fields.List {
		text := p.text(field.Type)
		for _, name := range field.Names {
			p.note(of+"."+name.Name, decl{kind: "field", file: file, text: text})
		}
		if len(field.Names) == 0 {
			_, name, _ := strings.Cut("."+strings.TrimPrefix(text, "*"), ".")
			p.note(of+"."+name, decl{kind: "field", file: file, text: "embedded " + text})
		}
	}
}

func (p *Package) methods(file, of string, t *ast.InterfaceType) {
	sealed := slices.ContainsFunc(t.Methods.List, func(m *ast.Field) bool {
		return len(m.Names) == 1 && !m.Names[0].IsExported()
	})
	for _, m := range t.Methods.List {
		text := p.text(m.Type)
		if f, ok := m.Type.(*ast.FuncType); ok {
			text = p.signature(f)
		}
		for _, name := range m.Names {
			p.note(of+"."+name.Name, decl{kind: "method of an interface", file: file, text: text, sealed: sealed})
		}
	}
}

func (p *Package) values(file string, tok token.Token, spec *ast.ValueSpec) {
	kind := "variable"
	if tok == token.CONST {
		kind = "constant"
	}
	for i, name := range spec.Names {
		text := ""
		if spec.Type != nil {
			text = p.text(spec.Type)
		}
		if i < len(spec.Values) && (tok == token.CONST || text == "") {
			text = strings.TrimSpace(text + " " + p.text(spec.Values[i]))
		}
		p.note(name.Name, decl{kind: kind, file: file, text: text})
	}
}

// signature is a function's type without the names of its parameters.
func (p *Package) signature(f *ast.FuncType) string {
	text := "(" + strings.Join(p.listed(f.Params), ", ") + ")"
	results := p.listed(f.Results)
	switch len(results) {
	case 0:
		return text
	case 1:
		return text + " " + results[0]
	}
	return text + " (" + strings.Join(results, ", ") + ")"
}

func (p *Package) listed(list *ast.FieldList) []string {
	var out []string
	if list == nil {
		return nil
	}
	for _, field := range list.List {
		for range max(len(field.Names), 1) {
			out = append(out, p.text(field.Type))
		}
	}
	return out
}

func (p *Package) text(node ast.Node) string {
	var b strings.Builder
	if err := printer.Fprint(&b, token.NewFileSet(), node); err != nil {
		return fmt.Sprintf("%T", node)
	}
	text := strings.Join(strings.Fields(b.String()), " ")
	if _, isType := node.(*ast.BasicLit); isType {
		return text
	}
	return p.withPaths(text)
}

// Compare returns the differences, sorted by symbol. What belongs to a type that is
// new or gone is not listed by itself.
func Compare(old, now *Package) []Change {
	var out []Change
	for symbol, d := range old.decls {
		switch n := now.decls[symbol]; {
		case n == nil && !missing(now, symbol):
			out = append(out, Change{symbol, d.file, true, "the " + d.kind + " is removed"})
		case n != nil && n.kind != d.kind:
			out = append(out, Change{symbol, n.file, true, fmt.Sprintf("is now a %s; it was a %s", n.kind, d.kind)})
		case n != nil && n.text != d.text:
			out = append(out, Change{symbol, n.file, isBreaking(d, n), differs(d, n)})
		}
	}
	for symbol, n := range now.decls {
		if old.decls[symbol] == nil && !missing(old, symbol) {
			out = append(out, Change{symbol, n.file, n.kind == "method of an interface" && !n.sealed, "the " + n.kind + " is new"})
		}
	}
	out = append(out, compareComparable(old, now)...)
	slices.SortFunc(out, func(a, b Change) int { return cmp.Or(cmp.Compare(a.Symbol, b.Symbol), cmp.Compare(a.Fact, b.Fact)) })
	return out
}

// missing reports whether the type that a field or method belongs to is missing.
func missing(p *Package, symbol string) bool {
	of, _, member := strings.Cut(symbol, ".")
	return member && p.decls[of] == nil
}

// isBreaking reports whether a declaration that changed breaks its users: a method
// that a pointer was needed for, and no longer is, does not.
func isBreaking(old, now *decl) bool {
	return old.kind != "method" || old.text != "*"+now.text
}

func differs(old, now *decl) string {
	before, after := old.text, now.text
	if old.kind == "method" && strings.TrimPrefix(before, "*") == strings.TrimPrefix(after, "*") {
		return "the receiver is now a " + receiver(after) + "; it was a " + receiver(before)
	}
	trim := func(text string) string { return text }
	if old.kind == "method" {
		trim = func(text string) string { return "func" + strings.TrimPrefix(text, "*") }
	}
	return fmt.Sprintf("the %s is now %s; it was %s", now.kind, trim(after), trim(before))
}

func receiver(signature string) string {
	if strings.HasPrefix(signature, "*") {
		return "pointer"
	}
	return "value"
}
