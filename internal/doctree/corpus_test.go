package doctree

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"
)

// corpus returns the folder of documents from elsewhere next to
// the checkout on some machines.
func corpus(t testing.TB) string {
	t.Helper()
	folder := filepath.Join("..", "..", "..", "..", "shared", "corpus")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the corpus is not on this machine")
	}
	return folder
}

// corpusFiles returns the documents' paths in folders of the corpus.
func corpusFiles(t testing.TB) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"openapi/*", "wechatpay/*"} {
		found, err := filepath.Glob(filepath.Join(corpus(t), pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("no files match %s: %v", pattern, err)
		}
		files = append(files, found...)
	}
	return files
}

func TestCorpusMatchesLibraries(t *testing.T) {
	for _, name := range corpusFiles(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			file, diags := Parse(filepath.Base(name), data, Limits{})
			if len(diags) > 0 {
				t.Fatalf("Parse: %v", diags)
			}
			if diff := cmp.Diff(reference(t, name, data), decodeJSON(t, file.Root.AppendJSON(nil))); diff != "" {
				t.Errorf("tree differs (-library +ours):\n%.2000s", diff)
			}
		})
	}
}

// decodeJSON decodes with exact numbers.
func decodeJSON(t testing.TB, data []byte) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("the JSON does not decode: %v\n%.500s", err, data)
	}
	return value
}

// reference decodes a document with a library.
func reference(t testing.TB, name string, data []byte) any {
	t.Helper()
	if filepath.Ext(name) == ".json" {
		return decodeJSON(t, data)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	textTimestamps(&doc)
	var value any
	if err := doc.Decode(&value); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(stringKeys(value))
	if err != nil {
		t.Fatal(err)
	}
	return decodeJSON(t, text)
}

// textTimestamps makes strings of what JSON has no kind for.
func textTimestamps(n *yaml.Node) {
	if n.Tag == "!!timestamp" {
		n.Tag = "!!str"
	}
	for _, child := range n.Content {
		textTimestamps(child)
	}
}

func stringKeys(value any) any {
	switch value := value.(type) {
	case map[any]any:
		out := map[string]any{}
		for key, member := range value {
			text, _ := json.Marshal(key)
			if s, ok := key.(string); ok {
				text = []byte(s)
			}
			out[string(text)] = stringKeys(member)
		}
		return out
	case map[string]any:
		for key, member := range value {
			value[key] = stringKeys(member)
		}
	case []any:
		for i := range value {
			value[i] = stringKeys(value[i])
		}
	}
	return value
}

func TestCorpusLoads(t *testing.T) {
	for _, name := range corpusFiles(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			files := os.DirFS(filepath.Dir(name))
			set, diags := Load(files, filepath.Base(name), Limits{})
			if len(diags) > 0 {
				t.Fatalf("Load: %v", diags)
			}
			if set.Root() == nil {
				t.Fatal("no root")
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	var all [][]byte
	size := 0
	for _, name := range corpusFiles(b) {
		if filepath.Base(filepath.Dir(name)) != "wechatpay" {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, data)
		size += len(data)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, data := range all {
			if _, diags := Parse("a.yaml", data, Limits{}); len(diags) > 0 {
				b.Fatal(diags)
			}
		}
	}
}
