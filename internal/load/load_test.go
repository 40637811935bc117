package load_test

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/load"
)

// unreadable is a file system whose files cannot be opened, for err.
type unreadable struct{ err error }

func (f unreadable) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: f.err}
}

func TestUnreadableDocument(t *testing.T) {
	for want, fsys := range map[string]fs.FS{
		"a.yaml: the file a.yaml cannot be read: permission denied [file-missing]; make it a file that can be read":                   unreadable{errors.New("permission denied")},
		"a.yaml: there is no file a.yaml [file-missing]; correct the path; it is relative to the folder of the file that contains it": fstest.MapFS{},
		"a.yaml: a.yaml is a folder [file-missing]; name a file in it":                                                                fstest.MapFS{"a.yaml/b": {}},
		"a.yaml: the file contains no document [empty-document]; write an OpenAPI description, which begins with `openapi:`":          fstest.MapFS{"a.yaml": {}},
	} {
		doc, diags := load.Load(fsys, "a.yaml")
		if doc != nil || len(diags) != 1 || diags[0].String() != want || diags[0].Severity != diag.Error {
			t.Errorf("got  %v, %v\nwant %s", doc, diags, want)
		}
	}
}
