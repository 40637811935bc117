package repotest

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/specs"
)

// A bundle of each spec is a valid document of one file, and gives the same package as the spec. Every second one is JSON.
func TestBundles(t *testing.T) {
	for i, name := range specs.Names() {
		t.Run(name, func(t *testing.T) {
			pkg := generator.Package{Spec: name, Dir: strings.TrimSuffix(name, filepath.Ext(name))}
			config := generator.Config{FS: specs.FS(), Packages: []generator.Package{pkg}}
			data, diags, err := generator.Bundle(t.Context(), config, []generator.BundleFormat{generator.BundleYAML, generator.BundleJSON}[i%2])
			if err != nil || len(diags) > 0 {
				t.Fatal(err, diags)
			}
			checkDocument(t, data)
			want := generate(t, config)
			got := generate(t, generator.Config{FS: fstest.MapFS{name: {Data: data}}, Packages: []generator.Package{pkg}})
			compareFiles(t, want, got)
		})
	}
}

// checkDocument has kin-openapi read and validate a document, without any other file.
func checkDocument(t *testing.T, data []byte) {
	t.Helper()
	loader := openapi3.NewLoader()
	document, err := loader.LoadFromData(data)
	if err != nil {
		t.Fatal(err)
	}
	if err := document.Validate(loader.Context, openapi3.DisableSchemaPatternValidation(), openapi3.DisableExamplesValidation()); err != nil {
		t.Error(err)
	}
}

func generate(t *testing.T, config generator.Config) []generator.File {
	t.Helper()
	output, err := generator.Generate(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	return output.Results[0].Files
}

func compareFiles(t *testing.T, want, got []generator.File) {
	t.Helper()
	if len(want) != len(got) {
		t.Fatalf("%d files, want %d", len(got), len(want))
	}
	for i := range want {
		if want[i].Path != got[i].Path || !bytes.Equal(want[i].Data, got[i].Data) {
			t.Errorf("%s differs from %s", got[i].Path, want[i].Path)
		}
	}
}
