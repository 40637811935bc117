package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"

	"mvdan.cc/gofumpt/format"

	"github.com/wxpaygen/wxpaygen/generator"
)

// corpusPackages are the packages of all documents of the corpus, made once.
var corpusPackages = sync.OnceValues(func() (generator.Output, error) {
	return generator.Generate(background, corpusConfig())
})

func corpusConfig() generator.Config {
	config := generator.Config{FS: os.DirFS(corpus), SkipUnsupported: true}
	for _, file := range corpusFiles() {
		config.Packages = append(config.Packages, generator.Package{Spec: file, Dir: packageOf(file)})
	}
	return config
}

func generatedCorpus(t *testing.T) generator.Output {
	t.Helper()
	needCorpus(t)
	out, err := corpusPackages()
	if err != nil {
		t.Fatalf("%v\n%s", err, listing(out))
	}
	return out
}

// TestCorpusCompiles builds and vets what all documents become, as one
// module.
func TestCorpusCompiles(t *testing.T) {
	needCompiler(t)
	out := generatedCorpus(t)
	t.Parallel()
	for _, r := range out.Results {
		for _, s := range r.Skipped {
			t.Logf("left out: %s %s: %v", r.Dir, s.Operation, s.Reason)
		}
	}
	dir := writeModule(t, out.Results)
	goTool(t, dir, "vet", "./...") // which builds, too
	requestsMarshal(t, out, newDriver(t, dir, out.Results))
}

// requestsMarshal holds every request, empty and with all that a value maker
// gives it, to what encoding/json can write.
func requestsMarshal(t *testing.T, out generator.Output, d driver) {
	t.Helper()
	var questions []question
	for _, r := range out.Results {
		for _, name := range structTypes(t, r) {
			if strings.HasSuffix(name, "Request") {
				questions = append(questions, question{Type: r.Dir + "." + name, Value: json.RawMessage("null")}, question{Type: r.Dir + "." + name, Fill: true})
			}
		}
	}
	answers := d.ask(t, questions)
	for i, a := range answers {
		if a.Decode != "" || a.Encode != "" && questions[i].Fill {
			t.Errorf("%s, filled=%v: %s%s", questions[i].Type, questions[i].Fill, a.Decode, a.Encode)
		}
	}
	t.Logf("%d requests marshal", len(questions)/2)
}

func TestCorpusFormat(t *testing.T) {
	out := generatedCorpus(t)
	t.Parallel()
	for _, r := range out.Results {
		for _, f := range r.Files {
			again, err := format.Source(f.Data, format.Options{LangVersion: "go1.25", ExtraRules: true})
			if err != nil {
				t.Fatalf("%s: %v", f.Path, err)
			}
			if !bytes.Equal(again, f.Data) {
				t.Errorf("%s is not as gofumpt has it", f.Path)
			}
		}
	}
}

func TestGenerateIsStable(t *testing.T) {
	first := generatedCorpus(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	again, err := generator.Generate(t.Context(), corpusConfig())
	if err != nil {
		t.Fatal(err)
	}
	if a, b := fingerprint(first), fingerprint(again); a != b {
		t.Errorf("the first run and one on one processor differ:\n%s", firstDifference(a, b))
	}
}

// fingerprint is all that a run made.
func fingerprint(out generator.Output) string {
	var b strings.Builder
	for _, r := range out.Results {
		fmt.Fprintln(&b, r.Dir, r.Name, r.Operations, r.Types, r.Skipped)
		for _, f := range r.Files {
			fmt.Fprintf(&b, "%s\n%s\n", f.Path, f.Data)
		}
	}
	return b.String() + listing(out)
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return x[i] + "\n" + y[i]
		}
	}
	return "one is longer"
}
