package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/internal/peer"
)

// bench is a run: a module that both generators write into, with a build cache that contains
// the imports of the output, but not the output.
type bench struct {
	module string // its directory
	bin    string
	runs   int
	tools  []string // environment for getting the commands
	env    []string // environment of measured commands
	peer   bool     // it was downloaded
}

// prepare builds the commands and makes the module.
func prepare(dir string, runs int) (*bench, error) {
	b := &bench{module: filepath.Join(dir, "module"), bin: filepath.Join(dir, "bin"), runs: runs}
	b.tools = append(os.Environ(), "GOBIN="+b.bin, "GOFLAGS=-mod=mod", "GOWORK=off")
	b.env = append(slices.Clone(b.tools), "GOCACHE="+filepath.Join(dir, "cache"))
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/wxpaygen/wxpaygen").Output()
	if err != nil {
		return nil, fmt.Errorf("run it in the checkout of wxpaygen: %w", err)
	}
	root := strings.TrimSpace(string(out))
	if err := b.run(root, "go", "build", "-o", filepath.Join(b.bin, "wxpaygen"), "./cmd/wxpaygen"); err != nil {
		return nil, err
	}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		return nil, err
	}
	err = b.write(map[string]string{
		"go.mod": "module measured\n\ngo 1.25.0\n\nrequire github.com/wxpaygen/wxpaygen v0.0.0\n\nreplace github.com/wxpaygen/wxpaygen => " + root + "\n",
		"go.sum": string(sums),
		// Compile the runtimes of both sides now, so that no measurement includes them.
		"ours.go": "package measured\n\nimport _ \"github.com/wxpaygen/wxpaygen/wxpay\"\n",
	})
	if err != nil {
		return nil, err
	}
	b.fetchPeer()
	_, err = command(b.env, b.module, "go", "build", "./...")
	return b, err
}

// fetchPeer downloads the peer. The run continues without it.
func (b *bench) fetchPeer() {
	err := b.run(b.module, "go", "install", peer.Command)
	if err == nil {
		err = b.run(b.module, "go", "get", peer.Runtime)
	}
	if err == nil {
		err = b.write(map[string]string{"theirs.go": "package measured\n\nimport (\n\t_ \"github.com/oapi-codegen/runtime\"\n\t_ \"github.com/oapi-codegen/runtime/types\"\n)\n"})
	}
	if b.peer = err == nil; !b.peer {
		fmt.Fprintf(os.Stderr, "%s cannot be installed, and is skipped: %v\n", peer.Command, err)
	}
}

func (b *bench) write(files map[string]string) error {
	for name, text := range files {
		path := filepath.Join(b.module, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// run runs a command that is not measured.
func (b *bench) run(dir, name string, args ...string) error {
	_, err := command(b.tools, dir, name, args...)
	return err
}

// side is the result of one generator for a document.
type side struct {
	generated, compiled []cost // of each run
	lines               int
	fault               string // why later results are missing
}

// row has the results for a document.
type row struct {
	name         string
	operations   int
	ours, theirs side
}

// measure generates and compiles a document with both, in turn.
func (b *bench) measure(doc document) (row, error) {
	r := row{name: doc.name, operations: operations(doc.data)}
	name := strings.Map(letters, doc.name)
	ours, theirs := filepath.Join("ours", name), filepath.Join("theirs", name)
	err := b.write(map[string]string{
		filepath.Join(ours, "spec.yaml"):     string(doc.data),
		filepath.Join(ours, "wxpaygen.yaml"): "version: 1\npackages:\n  - {spec: spec.yaml, dir: out, package: out}\n",
		filepath.Join(theirs, "spec.yaml"):   string(doc.data),
		filepath.Join(theirs, "out/doc.go"):  "// Package out is generated.\npackage out\n",
	})
	if err != nil {
		return r, err
	}
	ourTool := generator{filepath.Join(b.module, ours), "wxpaygen", []string{"generate", "-skip-unsupported"}}
	theirTool := generator{filepath.Join(b.module, theirs), "oapi-codegen", []string{"-generate", "types,client", "-package", "out", "-o", "out/out.gen.go", "spec.yaml"}}
	if !b.peer {
		r.theirs.fault = "not available"
	}
	for range b.runs {
		b.generate(ourTool, &r.ours)
		b.generate(theirTool, &r.theirs)
	}
	for run := range b.runs {
		b.compile(ourTool, &r.ours, run)
		b.compile(theirTool, &r.theirs, run)
	}
	r.ours.lines, r.theirs.lines = lines(ourTool.dir), lines(theirTool.dir)
	return r, nil
}

// floor returns the seconds that the go command takes for a package that imports our runtime
// and has one constant. Each time to compile includes about that much.
func (b *bench) floor() (float64, error) {
	nothing := generator{dir: filepath.Join(b.module, "nothing"), tool: "nothing"}
	var s side
	err := b.write(map[string]string{"nothing/out/doc.go": "// Package out has nothing.\npackage out\n\nimport _ \"github.com/wxpaygen/wxpaygen/wxpay\"\n"})
	for run := range b.runs {
		b.compile(nothing, &s, run)
	}
	return median(s.compiled, seconds), err
}

// generator is one of the two commands with its arguments.
type generator struct {
	dir  string
	tool string
	args []string
}

// generate runs a generator once. It removes the earlier output first.
func (b *bench) generate(g generator, s *side) {
	if s.fault != "" {
		return
	}
	for _, old := range output(g.dir) {
		os.Remove(old)
	}
	took, err := command(b.env, g.dir, filepath.Join(b.bin, g.tool), g.args...)
	if err != nil {
		s.fails("fails", g, err)
		return
	}
	s.generated = append(s.generated, took)
}

// compile builds the output of a generator once.
func (b *bench) compile(g generator, s *side, run int) {
	if s.fault != "" {
		return
	}
	// A constant that changes in each run makes the go command compile the package again.
	again := fmt.Sprintf("package out\n\nconst benchRun = %d\n", run)
	err := os.WriteFile(filepath.Join(g.dir, "out", "run.go"), []byte(again), 0o644)
	var took cost
	if err == nil {
		took, err = command(b.env, g.dir, "go", "build", "./out")
	}
	if err != nil {
		s.fails("does not compile", g, err)
		return
	}
	s.compiled = append(s.compiled, took)
}

// fails records a failure, and prints its error.
func (s *side) fails(fault string, g generator, err error) {
	s.fault = fault
	fmt.Fprintf(os.Stderr, "%s %s: %v\n", g.tool, fault, err)
}

// output returns the files that a generator wrote.
func output(dir string) []string {
	files, _ := filepath.Glob(filepath.Join(dir, "out", "*.gen.go"))
	return files
}

func lines(dir string) (count int) {
	for _, file := range output(dir) {
		data, _ := os.ReadFile(file)
		count += bytes.Count(data, []byte("\n"))
	}
	return count
}
