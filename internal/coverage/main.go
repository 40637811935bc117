// Command coverage writes the table of docs/coverage.md: what becomes of the
// project's own specs, and of documents that others wrote. Run it in the
// project's folder:
//
//	go run ./internal/coverage >docs/coverage.md
//
// The documents of others are looked for in ../shared/corpus; where they are
// absent the table has the project's own alone, and the command says so.
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator"
)

// group is a part of the table: documents that are read from one place.
type group struct {
	title string
	fsys  fs.FS
	specs []string // slash paths in fsys
}

func main() {
	groups := []group{find("Specs of this repository", os.DirFS("."), "specs/*.yaml")}
	if corpus := os.DirFS("../shared/corpus"); isThere(corpus) {
		groups = append(groups,
			find("Families of WeChat Pay APIv3, converted from its documentation", corpus, "wechatpay/*.yaml"),
			find("API descriptions of others", corpus, "openapi/*.*"))
	} else {
		fmt.Fprintln(os.Stderr, "coverage: ../shared/corpus is not here, so the table has the repository's own specs alone")
	}
	if err := write(context.Background(), os.Stdout, groups); err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		os.Exit(1)
	}
}

func isThere(fsys fs.FS) bool {
	_, err := fs.Stat(fsys, ".")
	return err == nil
}

// find makes a group of the files that match pattern.
func find(title string, fsys fs.FS, pattern string) group {
	specs, _ := fs.Glob(fsys, pattern) // the patterns are right
	return group{title: title, fsys: fsys, specs: specs}
}

// write generates what each group has and writes the tables.
func write(ctx context.Context, w io.Writer, groups []group) error {
	var out bytes.Buffer
	out.WriteString(introduction)
	var all []row
	for _, g := range groups {
		rows, err := g.rows(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(&out, "\n## %s\n\n", g.title)
		writeRows(&out, rows)
		all = append(all, rows...)
	}
	writeRules(&out, all)
	writeSkipped(&out, all)
	_, err := w.Write(out.Bytes())
	return err
}

const introduction = `# What is covered

What the generator makes of each document: operations, declared types, lines of Go and warnings. ` + "`go run ./internal/coverage >docs/coverage.md`" + `
writes this page. That all of it compiles, is clean for ` + "`go vet`" + ` and gofumpt, and validates as kin-openapi does, is tested in
` + "`generator/internal/conformance`" + `.
`

// rows generates the documents of the group, each by itself.
func (g group) rows(ctx context.Context) ([]row, error) {
	var rows []row
	for _, spec := range g.specs {
		out, err := generator.Generate(ctx, generator.Config{
			FS: g.fsys, SkipUnsupported: true,
			Packages: []generator.Package{{Spec: spec, Dir: packageOf(spec)}},
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", spec, err)
		}
		if r := newRow(spec, out); r.operations > 0 || len(r.skipped) > 0 {
			rows = append(rows, r) // other files are parts of documents
		}
	}
	return rows, nil
}

// packageOf names a package after its document.
func packageOf(spec string) string {
	name, _, _ := strings.Cut(path.Base(spec), ".")
	return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(name))
}
