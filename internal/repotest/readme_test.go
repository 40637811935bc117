package repotest

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/mod/modfile"

	"github.com/wxpaygen/wxpaygen/generator"
)

var ruleRow = regexp.MustCompile("(?m)^\\| `(\\{.*\\})` \\| `([^`]*)` \\| `([^`]*)` \\| `([^`]*)`.* \\|$")

// The schema of each row of the table becomes a required and an optional property, and the fields must be as the row says.
func TestFieldTable(t *testing.T) {
	inRoot(t)
	page, err := os.ReadFile("docs/calling.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := ruleRow.FindAllStringSubmatch(string(page), -1)
	if len(rows) < 10 {
		t.Fatalf("the table has %d rows", len(rows))
	}
	var required, properties strings.Builder
	for i, row := range rows {
		fmt.Fprintf(&required, "must%d, ", i)
		fmt.Fprintf(&properties, "                must%d: %s\n                may%d: %s\n", i, row[1], i, row[1])
	}
	fields := requestFields(t, fmt.Sprintf(specOfRows, required.String(), properties.String()))
	for i, row := range rows {
		must, may := fmt.Sprintf("Must%d", i), fmt.Sprintf("May%d", i)
		checkField(t, fields, must, row[2], row[1])
		checkField(t, fields, may, row[3], row[1])
		option := ",omitzero\"`" // only nil is omitted
		if row[4] == `""` || strings.HasPrefix(row[3], "*") {
			option = ",omitempty\"`"
		}
		if tag := fields[may].tag; !strings.HasSuffix(tag, option) {
			t.Errorf("an optional %s is absent when %s, but has the tag %s", row[1], row[4], tag)
		}
	}
}

const specOfRows = `openapi: 3.0.3
info: {title: rows, version: "1"}
servers: [{url: https://api.mch.weixin.qq.com}]
paths:
  /v3/rows:
    post:
      operationId: send
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [%s]
              properties:
%s
      responses:
        "204": {description: Done.}
`

type field struct{ goType, tag string }

func checkField(t *testing.T, fields map[string]field, name, want, schema string) {
	t.Helper()
	declared := "SendRequest" + name
	if got := strings.ReplaceAll(fields[name].goType, declared, "T"); got != want {
		t.Errorf("%s of the schema %s is %q, and docs/calling.md says %q", name, schema, got, want)
	}
}

// requestFields returns the fields of SendRequest in the package generated from spec.
func requestFields(t *testing.T, spec string) map[string]field {
	t.Helper()
	out, err := generator.Generate(context.Background(), generator.Config{
		FS:       fstest.MapFS{"spec.yaml": {Data: []byte(spec)}},
		Packages: []generator.Package{{Spec: "spec.yaml", Dir: "rows"}},
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, spec)
	}
	fields := map[string]field{}
	for _, file := range out.Results[0].Files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file.Path, file.Data, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || spec.Name.Name != "SendRequest" {
				return true
			}
			for _, f := range spec.Type.(*ast.StructType).Fields.List {
				fields[f.Names[0].Name] = field{types.ExprString(f.Type), f.Tag.Value}
			}
			return false
		})
	}
	return fields
}

// The README names every package, example and page, and every path that it names exists.
func TestReadmeLinks(t *testing.T) {
	inRoot(t)
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	for _, pattern := range []string{"generated/*", "examples/*", "docs/*.md"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if !strings.Contains(page, "`"+filepath.ToSlash(name)+"`") {
				t.Errorf("README.md does not name %s", name)
			}
		}
	}
	for _, match := range regexp.MustCompile("`((?:generated|examples|docs|specs)/[a-z./]+)`").FindAllStringSubmatch(page, -1) {
		if _, err := os.Stat(match[1]); err != nil && match[1] != "specs/orders.yaml" {
			t.Errorf("README.md names %s: %v", match[1], err)
		}
	}
}

var vocabularyWord = regexp.MustCompile(`"(x-[a-z-]+)"`)

// Each word of the JSON Schema for editors is explained in the help text and on the pages.
func TestVocabularyExplained(t *testing.T) {
	inRoot(t)
	vocabulary, err := os.ReadFile("specs/vocabulary.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"cmd/wxpaygen/help/spec.txt", "specs/README.md", "docs/writing-specs.md"} {
		page, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range vocabularyWord.FindAllStringSubmatch(string(vocabulary), -1) {
			if !regexp.MustCompile(match[1] + `(?:[^a-z-]|$)`).Match(page) {
				t.Errorf("%s does not explain %s", name, match[1])
			}
		}
	}
}

// The table of dependencies lists each direct requirement of go.mod.
func TestDependencyReasons(t *testing.T) {
	inRoot(t)
	page, err := os.ReadFile("docs/decisions.md")
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	file, err := modfile.Parse("go.mod", data, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, require := range file.Require {
		if !require.Indirect && !strings.Contains(string(page), "`"+require.Mod.Path+"`") {
			t.Errorf("docs/decisions.md does not say why go.mod requires %s", require.Mod.Path)
		}
	}
}
