package generator_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// fuzzTime bounds one input of a fuzz target, on a machine that has other things
// to do.
const fuzzTime = 20 * time.Second

// maxFuzzInput keeps inputs to what can be generated in a moment.
const maxFuzzInput = 16 << 10

// FuzzGenerate gives the whole pipeline arbitrary bytes as a document.
func FuzzGenerate(f *testing.F) {
	for _, doc := range hostileDocuments() {
		if text := doc.files()["spec.yaml"]; !doc.large && !doc.long && len(text) <= maxFuzzInput {
			f.Add([]byte(text), false)
		}
	}
	for _, text := range evil {
		f.Add([]byte(posting("type: object\ndescription: "+diag.Quote(text)+"\nproperties: {a: {type: string, enum: ["+diag.Quote(text)+", b]}}\n", "")), true)
	}
	f.Fuzz(func(t *testing.T, data []byte, skip bool) {
		if len(data) > maxFuzzInput {
			t.Skip("too long")
		}
		checkGenerate(t, data, skip)
	})
}

// FuzzGenerateShapes gives the whole pipeline documents that are well-formed, of
// shapes and names that the input chooses.
func FuzzGenerateShapes(f *testing.F) {
	for i := range 64 {
		seed := make([]byte, 256)
		for j := range seed {
			seed[j] = byte((i*31 + j*j*7 + i*j*13) >> 1)
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		if len(choices) > 1024 {
			t.Skip("too long")
		}
		checkGenerate(t, randomDocument(choices), false)
		checkGenerate(t, randomDocument(choices), true)
	})
}

// checkGenerate holds what is true of every input: it ends in time with a package
// that type-checks, which Generate sees to, or with faults that each say where and
// what.
func checkGenerate(t *testing.T, data []byte, skip bool) {
	t.Helper()
	config := generator.Config{
		FS:              fstest.MapFS{"spec.yaml": {Data: data, Mode: 0o644}, "other.yaml": {Data: []byte("a: {type: string}\n")}},
		Packages:        []generator.Package{{Spec: "spec.yaml", Dir: "fuzzed"}},
		SkipUnsupported: skip,
	}
	ctx, cancel := context.WithTimeout(context.Background(), fuzzTime)
	defer cancel()
	start := time.Now()
	defer time.AfterFunc(2*fuzzTime, func() { panic("no end of\n" + string(data)) }).Stop()
	out, err := generator.Generate(ctx, config)
	if took := time.Since(start); took > fuzzTime {
		t.Errorf("took %v of\n%s", took, data)
	}
	fault := (*generator.SpecError)(nil)
	if err != nil && !errors.As(err, &fault) {
		t.Fatalf("%v, of\n%s", err, data)
	}
	for _, d := range out.Diagnostics {
		if d.Fact == "" || d.Rule == "" || d.Remedy == "" || d.Pos.File == "" {
			t.Fatalf("an incomplete diagnostic: %#v, of\n%s", d, data)
		}
		if line := d.String(); strings.ContainsAny(line, "\n\r\x00\x1b\u2028\u202e") {
			t.Fatalf("a diagnostic that is no line of text: %q", line)
		}
	}
	if err != nil {
		return
	}
	for _, file := range out.Results[0].Files {
		checkFile(t, file)
	}
}

// checkFile checks that go build accepts a generated file as one of its package.
func checkFile(t *testing.T, file generator.File) {
	t.Helper()
	name, ok := strings.CutPrefix(file.Path, "fuzzed/")
	if !ok || strings.ContainsAny(name, "/\\:\x00") || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || !strings.HasSuffix(name, ".gen.go") {
		t.Fatalf("a file is called %q", file.Path)
	}
	if !generator.IsGenerated(file.Data) {
		t.Fatalf("%s does not bear the header:\n%s", name, file.Data)
	}
	for line := range strings.Lines(string(file.Data)) {
		for _, directive := range []string{"//go:", "//line ", "//export ", "// +build", "/*line ", "//extern "} {
			if strings.HasPrefix(line, directive) {
				t.Fatalf("%s has the directive %q", name, line)
			}
		}
	}
}

// TestRandomShapes is a share of FuzzGenerateShapes for every run of the tests,
// with choices that are the same each time. WXPAYGEN_SHAPES sets how many.
func TestRandomShapes(t *testing.T) {
	count := 200
	if n, err := strconv.Atoi(os.Getenv("WXPAYGEN_SHAPES")); err == nil {
		count = n
	}
	for i := range count {
		random := rand.New(rand.NewPCG(uint64(i), 7))
		choices := make([]byte, 20+random.IntN(400))
		for j := range choices {
			choices[j] = byte(random.Uint32())
		}
		checkGenerate(t, randomDocument(choices), i%2 == 1)
	}
}
