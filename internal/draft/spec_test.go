package draft_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/draft"
	"github.com/wxpaygen/wxpaygen/internal/page"
)

var update = flag.Bool("update", false, "write the golden files anew")

// pagesOf returns the files with pages of both packages' tests that can be read.
func pagesOf(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, pattern := range []string{"testdata/*.txt", "../page/testdata/*"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	return slices.DeleteFunc(names, func(name string) bool {
		return strings.HasSuffix(name, ".golden") || strings.HasPrefix(filepath.Base(name), "error-")
	})
}

func read(t *testing.T, name string) []*page.Page {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := page.Read(filepath.Base(name), data)
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

func lint(t *testing.T, spec []byte) []diag.Diagnostic {
	t.Helper()
	diags, err := generator.Lint(t.Context(), generator.Config{
		FS:       fstest.MapFS{"spec.yaml": {Data: spec}},
		Packages: []generator.Package{{Spec: "spec.yaml", Dir: "spec", Name: "spec"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return diags
}

// The draft of each page is a spec that lint and generate take. What lint says
// about it beside the comments to check is what the page lacks.
func TestDraftsAreSpecs(t *testing.T) {
	names := pagesOf(t)
	if len(names) < 20 {
		t.Fatalf("only %d pages were found", len(names))
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			spec := draft.Spec(read(t, name))
			reported := 0
			for _, d := range lint(t, spec) {
				switch {
				case d.Rule == "unchecked" && d.Severity == diag.Warning:
					reported++
				case d.Rule == "no-codes" || d.Rule == "no-echo":
				default:
					t.Errorf("%s", d)
				}
			}
			if n := draft.Unchecked(spec); reported != n || n == 0 {
				t.Errorf("%d comments to check, and lint names %d", n, reported)
			}
			output, err := generator.Generate(t.Context(), generator.Config{
				FS:       fstest.MapFS{"spec.yaml": {Data: spec}},
				Packages: []generator.Package{{Spec: "spec.yaml", Dir: "spec", Name: "spec"}},
			})
			if err != nil || len(output.Results) == 0 {
				t.Errorf("generate: %v", err)
			}
		})
	}
}

// Whole specs, as they are written.
func TestSpec(t *testing.T) {
	for _, name := range []string{"testdata/seed1-global.txt", "testdata/seed3-mirror.txt", "../page/testdata/tree-transfer.txt", "../page/testdata/restated-group.md", "../page/testdata/tree-upload.md"} {
		t.Run(filepath.Base(name), func(t *testing.T) {
			golden := filepath.Join("testdata", strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))+".golden.yaml")
			got := draft.Spec(read(t, name))
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(string(got), "\n")); diff != "" {
				t.Errorf("(-want +got; -update writes it anew):\n%s", diff)
			}
		})
	}
}
