package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Apply does not change files of others.
func TestApply(t *testing.T) {
	root, list := garden(t)
	want := look(t, root)
	want["out/p/new.gen.go"], want["out/p/old.gen.go"] = header+"new", header+"newer"
	delete(want, "out/p/stale.gen.go")
	if err := Apply(root, compare(t, root, "out/p", list).Changes); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, look(t, root)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if again := compare(t, root, "out/p", list); len(again.Changes) > 0 {
		t.Errorf("a second run would change %v", kinds(again.Changes))
	}
}

// An unchanged file is not written again.
func TestApplyUnchanged(t *testing.T) {
	root, list := garden(t)
	before, err := root.Stat("out/p/same.gen.go")
	if err != nil {
		t.Fatal(err)
	}
	if err := Apply(root, compare(t, root, "out/p", list).Changes); err != nil {
		t.Fatal(err)
	}
	after, err := root.Stat("out/p/same.gen.go")
	if err != nil || !os.SameFile(before, after) || before.ModTime() != after.ModTime() {
		t.Errorf("the file was written anew (%v)", err)
	}
}

func TestApplyMode(t *testing.T) {
	root := plant(t, map[string]string{"p/a.gen.go": header + "old"})
	if err := root.Chmod("p/a.gen.go", 0o440); err != nil {
		t.Fatal(err)
	}
	if err := Apply(root, compare(t, root, "p", files("p/a.gen.go", header)).Changes); err != nil {
		t.Fatal(err)
	}
	info, err := root.Stat("p/a.gen.go")
	if err != nil || info.Mode().Perm() != 0o440 {
		t.Errorf("mode %v, %v, want -r--r-----", info.Mode(), err)
	}
}

// failing is a file system on which the nth operation of a kind, and all later
// ones where forever is set, fail.
type failing struct {
	FS
	operation string
	countdown int
	forever   bool
	err       error // errDisk unless set
}

var errDisk = &fs.PathError{Op: "write", Path: "somewhere", Err: errors.New("disk on fire")}

func (f *failing) fail(operation string) error {
	if operation != f.operation {
		return nil
	}
	f.countdown--
	if f.countdown == 0 || (f.forever && f.countdown < 0) {
		if f.err != nil {
			return f.err
		}
		return errDisk
	}
	return nil
}

func (f *failing) Mkdir(name string, perm fs.FileMode) error {
	if err := f.fail("mkdir"); err != nil {
		return err
	}
	return f.FS.Mkdir(name, perm)
}

func (f *failing) Create(name string, data []byte, perm fs.FileMode) error {
	if err := f.fail("create"); err != nil {
		return err
	}
	return f.FS.Create(name, data, perm)
}

func (f *failing) Rename(from, to string) error {
	if err := f.fail("rename"); err != nil {
		return err
	}
	return f.FS.Rename(from, to)
}

func (f *failing) Remove(name string) error {
	if err := f.fail("remove"); err != nil {
		return err
	}
	return f.FS.Remove(name)
}

// After any error the tree is as it was before.
func TestApplyUndo(t *testing.T) {
	for _, test := range []struct {
		operation string
		nth       int
		want      string
	}{
		{"mkdir", 1, "cannot make the directory fresh: disk on fire; nothing was changed"},
		{"mkdir", 2, "cannot make the directory fresh/deep: disk on fire; nothing was changed"},
		{"create", 1, "cannot write in out/p: disk on fire; nothing was changed"},
		{"create", 2, "cannot write in out/p: disk on fire; nothing was changed"},
		{"create", 3, "cannot write in fresh/deep: disk on fire; nothing was changed"},
		{"rename", 1, "cannot change out/p/new.gen.go: disk on fire; nothing was changed"},
		{"rename", 2, "cannot change out/p/old.gen.go: disk on fire; nothing was changed"},
		{"rename", 3, "cannot change fresh/deep/a.gen.go: disk on fire; nothing was changed"},
		{"remove", 1, "cannot change out/p/stale.gen.go: disk on fire; nothing was changed"},
	} {
		t.Run(fmt.Sprint(test.operation, " ", test.nth), func(t *testing.T) {
			root, list := garden(t)
			before := look(t, root)
			changes := compare(t, root, "out/p", list).Changes
			changes = append(changes, compare(t, root, "fresh/deep", files("fresh/deep/a.gen.go", header)).Changes...)
			err := Apply(&failing{FS: root, operation: test.operation, countdown: test.nth}, changes)
			if err == nil || err.Error() != test.want {
				t.Errorf("Apply: %v\nwant   %s", err, test.want)
			}
			if diff := cmp.Diff(before, look(t, root)); diff != "" {
				t.Errorf("the tree was changed (-before +after)\n%s", diff)
			}
		})
	}
}

func TestUndoError(t *testing.T) {
	root, list := garden(t)
	changes := compare(t, root, "out/p", list).Changes
	err := Apply(&failing{FS: root, operation: "remove", countdown: 1, forever: true}, changes)
	if err == nil || !strings.Contains(err.Error(), "could not be undone") || !errors.Is(err, errDisk) {
		t.Errorf("Apply: %v", err)
	}
}

func TestUnwritableDirectory(t *testing.T) {
	root := plant(t, map[string]string{"p/a.gen.go": header})
	if err := root.Chmod("p", 0o555); err != nil {
		t.Fatal(err)
	}
	fsys := FS(root)
	if os.Geteuid() == 0 { // root may write everywhere, so that the test simulates the error
		fsys = &failing{FS: root, operation: "create", countdown: 1, err: &fs.PathError{Op: "open", Path: "p/x", Err: syscall.EACCES}}
	}
	err := Apply(fsys, compare(t, root, "p", files("p/a.gen.go", header+"new")).Changes)
	if want := "cannot write in p: permission denied; nothing was changed"; err == nil || err.Error() != want {
		t.Errorf("Apply: %v, want %s", err, want)
	}
}
