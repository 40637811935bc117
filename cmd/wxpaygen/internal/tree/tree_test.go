package tree

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator"
)

const header = "// generated\n"

func isGenerated(data []byte) bool { return bytes.HasPrefix(data, []byte("// generated")) }

// plant makes a directory with these files.
func plant(t *testing.T, files map[string]string) Root {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return Root{root}
}

// look returns every file, and every empty directory with a slash.
func look(t *testing.T, root Root) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := fs.WalkDir(root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			entries, err := root.ReadDir(name)
			if len(entries) == 0 {
				found[name+"/"] = ""
			}
			return err
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		data, err := root.ReadFile(name)
		found[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func files(pairs ...string) []generator.File {
	var list []generator.File
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, generator.File{Path: pairs[i], Data: []byte(pairs[i+1])})
	}
	return list
}

func compare(t *testing.T, fsys FS, dir string, list []generator.File) Comparison {
	t.Helper()
	comparison, err := Compare(fsys, dir, list, isGenerated)
	if err != nil {
		t.Fatal(err)
	}
	return comparison
}

func kinds(changes []Change) []string {
	var list []string
	for _, change := range changes {
		list = append(list, change.Kind()+" "+change.Path)
	}
	return list
}

// garden is a package in which everything happens at once.
func garden(t *testing.T) (Root, []generator.File) {
	root := plant(t, map[string]string{
		"out/p/same.gen.go":    header + "same",
		"out/p/old.gen.go":     header + "old",
		"out/p/stale.gen.go":   header + "stale",
		"out/p/foreign.gen.go": "// by hand\n",
		"out/p/hand.go":        header + "quoted in a file of another name",
		"out/p/sub/x.gen.go":   header + "another package's",
	})
	return root, files("out/p/new.gen.go", header+"new", "out/p/old.gen.go", header+"newer", "out/p/same.gen.go", header+"same")
}

func TestLook(t *testing.T) {
	root := plant(t, map[string]string{"a/b": "c"})
	if err := root.Mkdir("empty", 0o755); err != nil {
		t.Fatal(err)
	}
	if got, want := look(t, root), map[string]string{"a/b": "c", "empty/": ""}; !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
