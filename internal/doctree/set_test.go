package doctree

import (
	"errors"
	"io/fs"
	"sync"
	"testing"
	"testing/fstest"
)

func TestLineBreaks(t *testing.T) {
	tests := []struct{ name, input, key, line string }{
		{"a.yaml", "a: 1\rb: 2\r", "b", "b: 2"},
		{"a.yaml", "a: 1\u0085c 2\nb: 2", "b", "b: 2"},
		{"a.yaml", "# x\u2028c: 2\nb: 2\n", "b", "b: 2"},
		{"a.yaml", "a: 'x\u2029  y'\nb: 2", "b", "b: 2"},
		{"a.json", "{\"a\": \"x\u2028y\u0085\",\r\n\"b\": 2}", "b", "\"b\": 2}"},
	}
	for _, tt := range tests {
		file := mustParse(t, tt.name, tt.input)
		if got := file.Line(file.Root.Key(tt.key).Line); got != tt.line {
			t.Errorf("%q: %s is in line %q, want %q", tt.input, tt.key, got, tt.line)
		}
	}
}

func TestConcurrentSet(t *testing.T) {
	set, diags := Load(files("a.yaml", schema(`{$ref: "b.yaml#tree"}`), "b.yaml", "x: {$anchor: tree, type: object}\n"), "a.yaml", Limits{})
	if len(diags) > 0 {
		t.Fatal(texts(diags))
	}
	from := set.Root().Get("components").Get("schemas").Get("A")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if _, ref, ok := set.Resolve(from); !ok || ref != "b.yaml#/x" {
				t.Errorf("Resolve = %q %t", ref, ok)
			}
		})
	}
	group.Wait()
}

// failingFS has one file, which cannot be opened.
type failingFS struct {
	fstest.MapFS
	name string
	err  error
}

func (f failingFS) Open(name string) (fs.File, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "open", Path: "/somewhere/" + name, Err: f.err}
	}
	return f.MapFS.Open(name)
}

func TestUnreadableFile(t *testing.T) {
	fsys := failingFS{files("a.yaml", schema("{$ref: b.yaml}")), "b.yaml", errors.New("input/output error")}
	_, diags := Load(fsys, "a.yaml", Limits{})
	want := "a.yaml:3:15: the file b.yaml cannot be read: input/output error [file-missing]; make it a file that can be read\n"
	if got := texts(diags); got != want {
		t.Errorf("got  %swant %s", got, want)
	}
	_, diags = Load(fsys, "../a.yaml", Limits{})
	want = "../a.yaml: the path \"../a.yaml\" is not below the working folder [file-missing]; give the path of a file below it\n"
	if got := texts(diags); got != want {
		t.Errorf("got  %swant %s", got, want)
	}
}
