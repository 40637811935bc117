package page

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// For any file, reading ends with operations that are complete enough to be
// drafted, or with an error that says where reading stopped.
func FuzzRead(f *testing.F) {
	names, err := filepath.Glob("testdata/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		if info, err := os.Stat(name); err != nil || info.IsDir() || strings.HasSuffix(name, ".golden") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(filepath.Ext(name), data)
	}
	f.Fuzz(func(t *testing.T, ext string, data []byte) {
		pages, err := Read("page"+ext, data)
		var fault *Error
		switch {
		case errors.As(err, &fault):
			if fault.Fact == "" || fault.Remedy == "" {
				t.Errorf("an incomplete error: %#v", fault)
			}
		case err != nil:
			t.Errorf("not an *Error: %v", err)
		case len(pages) == 0:
			t.Error("neither operations nor an error")
		}
		for _, p := range pages {
			if p.Method == "" || !strings.HasPrefix(p.Path, "/v3/") {
				t.Errorf("%q %q", p.Method, p.Path)
			}
			eachField(p.all(), func(f *Field) {
				if f.Name == "" || f.Line < 1 {
					t.Errorf("an incomplete field: %+v", f)
				}
			})
		}
	})
}
