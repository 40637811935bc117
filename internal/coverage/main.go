// Command coverage reports how the generator processes documents. Run it in the project's
// folder:
//
//	go run ./internal/coverage >docs/coverage.md
//	go run ./internal/coverage -corpus DIR
//
// The first writes docs/coverage.md: the results for the project's own specs, and for
// public documents, which are expected in ../shared/corpus. Without them the table has
// only the project's own specs, and the command says so.
//
// The second reads every OpenAPI document below a folder, each in a separate process with
// limits of time and memory. It counts the documents that are generated completely and
// those that need -skip-unsupported, and lists the errors by rule. -each FILE writes a
// line for each document, and -peer also runs another generator, at a pinned version that
// the go command downloads.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator"
	peers "github.com/wxpaygen/wxpaygen/internal/peer"
)

// group is a part of the table: documents in one file system.
type group struct {
	title string
	fsys  fs.FS
	specs []string // slash paths in fsys
}

func main() {
	if len(os.Args) == 5 && os.Args[1] == childFlag {
		os.Exit(child(os.Args[2], os.Args[3], os.Args[4]))
	}
	var m measurement
	flag.StringVar(&m.dir, "corpus", "", "read the documents below this folder, and write a report")
	flag.Float64Var(&m.seconds, "seconds", 60, "the time limit for each document of the corpus")
	flag.Int64Var(&m.bytes, "bytes", 2e9, "the memory limit for each document of the corpus")
	flag.StringVar(&m.each, "each", "", "write a line for each document of the corpus to this file")
	flag.BoolVar(&m.peer, "peer", false, "read the corpus with "+peers.Command+" too")
	flag.Parse()
	run := page
	if m.dir != "" {
		run = m.run
	}
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		os.Exit(1)
	}
}

// page writes docs/coverage.md.
func page(w io.Writer) error {
	groups := []group{find("Specs of this repository", os.DirFS("."), "specs/*.yaml")}
	if corpus := os.DirFS("../shared/corpus"); isThere(corpus) {
		groups = append(groups,
			find("Families of WeChat Pay APIv3, converted from its documentation", corpus, "wechatpay/*.yaml"),
			find("API descriptions of others", corpus, "openapi/*.*"))
	} else {
		fmt.Fprintln(os.Stderr, "coverage: ../shared/corpus is missing, so the table has only the repository's own specs")
	}
	return write(context.Background(), w, groups)
}

// measurement is a run over a corpus.
type measurement struct {
	corpus
	each string
	peer bool
}

func (m measurement) run(w io.Writer) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	m.command = []string{self}
	specs, err := m.documents()
	if err != nil {
		return err
	}
	var theirs map[string]string
	if m.peer {
		if theirs, err = m.readPeer(specs); err != nil {
			return err
		}
	}
	var all []outcome
	var lines strings.Builder
	m.readAll(specs, func(o outcome) {
		all = append(all, o)
		lines.WriteString(o.line(theirs) + "\n")
	})
	if _, err := io.WriteString(w, report(all, theirs)); err != nil || m.each == "" {
		return err
	}
	return os.WriteFile(m.each, []byte(lines.String()), 0o644)
}

// readPeer returns the peer's error for each document, or "".
func (m measurement) readPeer(specs []string) (map[string]string, error) {
	dir, err := os.MkdirTemp("", "wxpaygen-coverage-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	p, err := installPeer(dir)
	if err != nil {
		return nil, err
	}
	theirs := map[string]string{}
	for _, spec := range specs {
		theirs[spec] = p.read(m.dir, spec, m.seconds)
	}
	return theirs, nil
}

func isThere(fsys fs.FS) bool {
	_, err := fs.Stat(fsys, ".")
	return err == nil
}

// find makes a group of the files that match pattern.
func find(title string, fsys fs.FS, pattern string) group {
	specs, _ := fs.Glob(fsys, pattern) // the patterns are valid
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
` + "`generator/internal/conformance`" + `. ` + "`go run ./internal/coverage -corpus DIR`" + ` does the same for any folder of documents, with limits of time and
memory, and with ` + "`-peer`" + ` next to another generator.
`

// rows generates the documents of the group, each by itself.
func (g group) rows(ctx context.Context) ([]row, error) {
	var rows []row
	for _, spec := range g.specs {
		out, whole, err := g.generate(ctx, spec)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", spec, err)
		}
		if r := newRow(spec, whole, out); r.operations > 0 || len(r.skipped) > 0 {
			rows = append(rows, r) // other files are parts of documents
		}
	}
	return rows, nil
}

// generate generates a document without flags, and with SkipUnsupported if that fails.
// whole reports whether it worked without flags.
func (g group) generate(ctx context.Context, spec string) (out generator.Output, whole bool, err error) {
	config := generator.Config{FS: g.fsys, Packages: []generator.Package{{Spec: spec, Dir: packageOf(spec)}}}
	out, err = generator.Generate(ctx, config)
	if faults := (*generator.SpecError)(nil); !errors.As(err, &faults) {
		return out, err == nil, err
	}
	config.SkipUnsupported = true
	out, err = generator.Generate(ctx, config)
	return out, false, err
}

// packageOf names a package after its document.
func packageOf(spec string) string {
	name, _, _ := strings.Cut(path.Base(spec), ".")
	return strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(name))
}
