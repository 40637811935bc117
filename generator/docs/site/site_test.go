package site

import (
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/internal/load"
)

func mark(source string) string { return "made from " + source }

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

func TestWrite(t *testing.T) {
	files, err := Write(own(t), mark)
	if err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("SITE"); dir != "" {
		for _, f := range files {
			os.MkdirAll(path.Join(dir, path.Dir(f.Name)), 0o755)
			os.WriteFile(path.Join(dir, f.Name), f.Data, 0o644)
		}
	}
}
