package templates

import (
	"bytes"
	"go/ast"
	"go/build/constraint"
	"go/format"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/generator/ir"
)

func TestCommentLines(t *testing.T) {
	ninety := strings.Repeat("a", 90)
	tests := map[string]struct {
		doc  ir.Doc
		want []string
	}{
		"nothing is no line":              {ir.Doc{ir.Para(""), ir.List{" "}, ir.Verbatim("\n")}, nil},
		"paragraphs are parted":           {ir.Doc{ir.Para("One."), ir.Para(" "), ir.Para("Two.")}, []string{"// One.", "//", "// Two."}},
		"lines of a paragraph are joined": {ir.Doc{ir.Para("one\ntwo\r\n\tthree\u2028four")}, []string{"// one two three four"}},
		"a long Go name stays whole":      {ir.Doc{ir.Para("The values of [" + strings.Repeat("Name", 30) + "].")}, []string{"// The values of", "// [" + strings.Repeat("Name", 30) + "]."}},
		"a long line is broken":           {ir.Doc{ir.Para(ninety + " bbb ccc ddd")}, []string{"// " + ninety + " bbb", "// ccc ddd"}},
		"a line is filled":                {ir.Doc{ir.Para(ninety + " bb ccc")}, []string{"// " + ninety + " bb ccc"}},
		"code is indented":                {ir.Doc{ir.Para("A:"), ir.Verbatim("GET /v3/x"), ir.Verbatim("GET /v3/y")}, []string{"// A:", "//", "//\tGET /v3/x", "//\tGET /v3/y"}},
		"lists are indented":              {ir.Doc{ir.Para("A:"), ir.List{"b", "c " + ninety + " d"}, ir.List{"e"}}, []string{"// A:", "//", "//   - b", "//   - c " + ninety, "//     d", "//   - e"}},
		"a list alone is text":            {ir.Doc{ir.List{"a", "b"}}, []string{"// a; b"}},
		"a list after code is text":       {ir.Doc{ir.Para("A:"), ir.Verbatim("x"), ir.List{"a"}}, []string{"// A:", "//", "//\tx", "//", "// a"}},
		"a heading gets a stop":           {ir.Doc{ir.Para("A."), ir.Para("Not a heading"), ir.Para("b")}, []string{"// A.", "//", "// Not a heading.", "//", "// b"}},
		"a hash is quoted":                {ir.Doc{ir.Para("# a")}, []string{`// "#" a`}},
		"a build constraint is quoted":    {ir.Doc{ir.Para("+build x")}, []string{`// "+"build x`}},
		"a link's definition is broken":   {ir.Doc{ir.Para("[a]: http://x")}, []string{"// [a] : http://x"}},
		"a deprecation is kept":           {ir.Doc{ir.Para("A."), ir.Para("Deprecated: use B.")}, []string{"// A.", "//", "// Deprecated: use B."}},
		"a marker stays on its line":      {ir.Doc{ir.Para(ninety + " bbbbb - c")}, []string{"// " + ninety + " bbbbb -", "// c"}},
		"an address is kept whole":        {ir.Doc{ir.Para("See https://x/" + ninety + ninety)}, []string{"// See", "// https://x/" + ninety + ninety}},
		"a Chinese character counts two":  {ir.Doc{ir.Para(strings.Repeat("中", 60))}, []string{"// " + strings.Repeat("中", 48), "// " + strings.Repeat("中", 12)}},
		"no line starts with a stop":      {ir.Doc{ir.Para(strings.Repeat("中", 48) + "。好")}, []string{"// " + strings.Repeat("中", 47), "// 中。好"}},
		"control characters are dropped":  {ir.Doc{ir.Para("a\x00b\u202ec\ufeffd\xffe\x7ff")}, []string{"// abcdef"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, commentLines(test.doc, topWidth)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWrapLongWord(t *testing.T) {
	for _, word := range []string{strings.Repeat("x", 10_000), strings.Repeat("中", 10_000), "https://" + strings.Repeat("x", 10_000), strings.Repeat("- ", 5_000)} {
		for _, line := range commentLines(ir.Doc{ir.Para("A."), ir.List{word}, ir.Para(word)}, topWidth) {
			if columns(line) > topWidth+50 {
				t.Fatalf("a line has %d columns", columns(line))
			}
		}
	}
}

// FuzzComments holds that no text becomes anything but a comment, and that gofmt
// leaves comments as they are written.
func FuzzComments(f *testing.F) {
	for _, seed := range []string{
		"text", "*/ func Evil() {} /*", "//go:build ignore", "+build ignore", "a\n+build b", "# heading", "Heading", "- a\n- b", "1. a\n2. b", "[a]: https://b",
		"\tcode", "``a''", "\u2028//line a:1", strings.Repeat("a - ", 60), strings.Repeat("中1. ", 60), strings.Repeat("x", 97) + "- y", "}", "a {",
	} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		doc := ir.Doc{ir.Para(a), ir.Verbatim(b), ir.Para(b), ir.List{a, b}, ir.List{a}, ir.Verbatim(a), ir.Para(b), ir.Para(a), ir.Para("end")}
		for _, d := range []ir.Doc{doc, doc[1:], doc[3:], doc[6:], {doc[0]}} {
			checkComment(t, d)
		}
	})
}

func checkComment(t *testing.T, doc ir.Doc) {
	t.Helper()
	lines := commentLines(doc, topWidth)
	if len(lines) == 0 {
		return
	}
	text := strings.Join(lines, "\n") + "\n"
	source := "package p\n\n" + text + "type T struct {\n\tA int\n}\n"
	formatted, err := format.Source([]byte(source))
	if err != nil {
		t.Fatalf("%v\n%s", err, source)
	}
	if !bytes.Equal(formatted, []byte(source)) {
		t.Fatalf("gofmt changes the comment:\n%s", cmp.Diff(source, string(formatted)))
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", source, parser.ParseComments)
	if err != nil || len(file.Decls) != 1 || len(file.Decls[0].(*ast.GenDecl).Specs) != 1 {
		t.Fatalf("the comment became code: %v\n%s", err, source)
	}
	for _, line := range lines {
		if constraint.IsPlusBuild(line) || constraint.IsGoBuild(line) || line != "//" && !strings.HasPrefix(line, "// ") && !strings.HasPrefix(line, "//\t") {
			t.Fatalf("the line is a directive: %s", line)
		}
	}
	if doc := file.Decls[0].(*ast.GenDecl).Doc; len(file.Comments) != 1 || doc == nil || len(doc.List) != len(lines) {
		t.Fatalf("the comment fell apart:\n%s", source)
	}
}
