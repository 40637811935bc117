// Command bench compares wxpaygen with oapi-codegen, on the same documents and
// in one run, and prints a table in Markdown:
//
//	go run ./internal/bench -corpus DIR
//
// DIR has OpenAPI documents in YAML; each is generated and compiled separately, and all of them
// together as one document. The go command downloads the peer at a pinned version; if that fails,
// its columns are empty. The commands are measured as users run them, in a temporary directory.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	if len(os.Args) > 2 && os.Args[1] == childFlag {
		os.Exit(child(os.Args[2], os.Args[3:]))
	}
	corpus := flag.String("corpus", filepath.Join("..", "shared", "corpus", "wechatpay"), "the directory of the documents")
	runs := flag.Int("runs", 3, "how often each command is measured; the table has the median")
	only := flag.String("only", "", "measure only this document; all is the document made of all others")
	flag.Parse()
	if err := run(*corpus, *runs, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(corpus string, runs int, only string) error {
	paths, err := filepath.Glob(filepath.Join(corpus, "*.yaml"))
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		fmt.Printf("There are no documents in %s: nothing is measured. Name another directory with -corpus.\n", corpus)
		return nil
	}
	dir, err := os.MkdirTemp("", "wxpaygen-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	docs, err := documents(paths)
	if err != nil {
		return err
	}
	b, err := prepare(dir, runs)
	if err != nil {
		return err
	}
	floor, err := b.floor()
	if err != nil {
		return err
	}
	var rows []row
	for _, doc := range docs {
		if only != "" && doc.name != only {
			continue
		}
		fmt.Fprintln(os.Stderr, doc.name)
		r, err := b.measure(doc)
		if err != nil {
			return err
		}
		if doc.name == all && len(rows) > 1 {
			rows = append(rows, together(rows))
		}
		rows = append(rows, r)
	}
	fmt.Print(table(rows, floor))
	return nil
}

// all is the name of the document that combines all others.
const all = "all"

// document is an OpenAPI document.
type document struct {
	name string
	data []byte
}

// documents returns the documents at paths, and the one that combines them.
func documents(paths []string) ([]document, error) {
	var docs []document
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		docs = append(docs, document{name: strings.TrimSuffix(filepath.Base(path), ".yaml"), data: data})
	}
	merged, err := merge(docs)
	if err != nil {
		return nil, err
	}
	return append(docs, document{name: all, data: merged}), nil
}
