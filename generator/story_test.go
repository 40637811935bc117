package generator_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/wxpaygen/wxpaygen/generator"
)

var update = flag.Bool("update", false, "rewrite what the stories want")

// TestStories runs each file of testdata/story. A story's comment is a sentence
// about it and its settings; its files are specs, then what generating from
// spec.yaml (or spec.json) has to give: the diagnostics as "diagnostics", and the
// files below "want/", all but the one of the client.
func TestStories(t *testing.T) {
	paths, err := filepath.Glob("testdata/story/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			runStory(t, path)
		})
	}
}

func runStory(t *testing.T, path string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got := generate(t, archive)
	if *update {
		if err := os.WriteFile(path, txtar.Format(rewritten(archive, got)), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, file := range archive.Files {
		if !isWanted(file.Name) {
			continue
		}
		if diff := cmp.Diff(string(file.Data), string(got[file.Name])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", file.Name, diff)
		}
	}
	for name := range got {
		if _, ok := find(archive, name); !ok && name != clientFile {
			t.Errorf("unexpected %s:\n%s", name, got[name])
		}
	}
}

// generate generates from the story's spec and returns what came of it, by the names
// that stories use.
func generate(t *testing.T, archive *txtar.Archive) map[string][]byte {
	t.Helper()
	config := generator.Config{
		FS:              inputs(archive),
		Packages:        []generator.Package{{Spec: specOf(archive), Dir: "story"}},
		SkipUnsupported: strings.Contains(string(archive.Comment), "-skip-unsupported"),
	}
	out, err := generator.Generate(context.Background(), config)
	if spec := (*generator.SpecError)(nil); err != nil && !errors.As(err, &spec) {
		t.Fatal(err)
	}
	got := map[string][]byte{}
	var text bytes.Buffer
	for _, d := range out.Diagnostics {
		text.WriteString(d.String() + "\n")
	}
	if text.Len() > 0 {
		got["diagnostics"] = text.Bytes()
	}
	for _, result := range out.Results {
		for _, file := range result.Files {
			got["want/"+strings.TrimPrefix(file.Path, "story/")] = file.Data
		}
	}
	if err != nil && len(out.Results) > 0 {
		t.Error("there are results in addition to an error")
	}
	return got
}

// specOf is the story's document: spec.json if it has one, else spec.yaml.
func specOf(archive *txtar.Archive) string {
	for _, name := range []string{"api/spec.json", "api/spec.yaml"} {
		if _, ok := find(archive, name); ok {
			return name
		}
	}
	return "api/spec.yaml"
}

func isWanted(name string) bool { return name == "diagnostics" || strings.HasPrefix(name, "want/") }

func find(archive *txtar.Archive, name string) (int, bool) {
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == name })
	return i, i >= 0
}

func inputs(archive *txtar.Archive) fs.FS {
	files := fstest.MapFS{}
	for _, f := range archive.Files {
		if !isWanted(f.Name) {
			files[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
		}
	}
	return files
}

// clientFile is alike in all stories, and left out of them.
const clientFile = "want/story.gen.go"

// rewritten puts what came of a story into it.
func rewritten(archive *txtar.Archive, got map[string][]byte) *txtar.Archive {
	var names []string
	for name := range got {
		if name != "diagnostics" && name != clientFile {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if got["diagnostics"] != nil {
		names = append([]string{"diagnostics"}, names...)
	}
	out := &txtar.Archive{Comment: archive.Comment}
	for _, f := range archive.Files {
		if !isWanted(f.Name) {
			out.Files = append(out.Files, f)
		}
	}
	for _, name := range names {
		out.Files = append(out.Files, txtar.File{Name: name, Data: got[name]})
	}
	return out
}
