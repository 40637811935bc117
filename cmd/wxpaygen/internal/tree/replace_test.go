package tree

import (
	"os"
	"path/filepath"
	"testing"
)

func TestReplace(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	files := Root{Root: root}
	write := func(name, text string, perm os.FileMode) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), perm); err != nil {
			t.Fatal(err)
		}
	}
	write("spec.yaml", "old", 0o600)
	if err := os.Symlink("spec.yaml", filepath.Join(dir, "link.yaml")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"spec.yaml", "link.yaml"} {
		if err := Replace(files, name, []byte("new of "+name)); err != nil {
			t.Fatal(err)
		}
		data, err := files.ReadFile("spec.yaml")
		if err != nil || string(data) != "new of "+name {
			t.Errorf("after replacing %s: %q, %v", name, data, err)
		}
		if info, err := files.Stat("spec.yaml"); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("after replacing %s: mode %v, %v", name, info.Mode(), err)
		}
	}
	if entries, err := files.ReadDir("."); err != nil || len(entries) != 2 {
		t.Errorf("%d entries are left, %v", len(entries), err)
	}
	if err := Replace(files, "none.yaml", nil); err == nil {
		t.Error("a file that is not there was replaced")
	}
}
