package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The peer, and what the code that it prints needs.
const (
	peer        = "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2"
	peerRuntime = "github.com/oapi-codegen/runtime@v1.4.2"
)

// bench is a run: a module that both generators write into, with a build cache
// that has what the output imports and not the output.
type bench struct {
	module string // its directory
	bin    string
	runs   int
	tools  []string // environment for getting the commands
	env    []string // environment for what is measured
	peer   bool     // it could be had
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
		// Both sides' runtimes go into the build cache, so that no measurement has them.
		"ours.go": "package measured\n\nimport _ \"github.com/wxpaygen/wxpaygen/wxpay\"\n",
	})
	if err != nil {
		return nil, err
	}
	b.fetchPeer()
	_, err = command(b.env, b.module, "go", "build", "./...")
	return b, err
}

// fetchPeer gets the peer. Without it the run goes on.
func (b *bench) fetchPeer() {
	err := b.run(b.module, "go", "install", peer)
	if err == nil {
		err = b.run(b.module, "go", "get", peerRuntime)
	}
	if err == nil {
		err = b.write(map[string]string{"theirs.go": "package measured\n\nimport (\n\t_ \"github.com/oapi-codegen/runtime\"\n\t_ \"github.com/oapi-codegen/runtime/types\"\n)\n"})
	}
	if b.peer = err == nil; !b.peer {
		fmt.Fprintf(os.Stderr, "%s cannot be had, and is left out: %v\n", peer, err)
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

// command runs a command and returns what it took.
func command(env []string, dir, name string, args ...string) (cost, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, env
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	start := time.Now()
	err := cmd.Run()
	took := cost{seconds: time.Since(start).Seconds()}
	if err != nil {
		text := strings.TrimSpace(output.String())
		return took, fmt.Errorf("%s %s: %w: %.2000s", filepath.Base(name), strings.Join(args, " "), err, text)
	}
	took.bytes = peakMemory(cmd.ProcessState)
	return took, nil
}

// cost is what a command took.
type cost struct {
	seconds float64
	bytes   int64 // the most that was resident
}

// side is what one generator made of a document.
type side struct {
	generate, compile cost
	lines             int
	fault             string // why there is nothing
}

// row is a document and what both made of it.
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
	r.ours = b.side(ours, "wxpaygen", "generate", "-skip-unsupported")
	if b.peer {
		r.theirs = b.side(theirs, "oapi-codegen", "-generate", "types,client", "-package", "out", "-o", "out/out.gen.go", "spec.yaml")
	} else {
		r.theirs.fault = "not to be had"
	}
	return r, nil
}

// side generates with one command, and compiles what it wrote.
func (b *bench) side(dir, tool string, args ...string) side {
	var s side
	dir = filepath.Join(b.module, dir)
	var err error
	generated, compiled := make([]cost, b.runs), make([]cost, b.runs)
	for i := range b.runs {
		for _, old := range glob(dir) {
			os.Remove(old)
		}
		if generated[i], err = command(b.env, dir, filepath.Join(b.bin, tool), args...); err != nil {
			return side{fault: "fails", generate: generated[i]}.told(dir, err)
		}
	}
	for _, file := range glob(dir) {
		data, err := os.ReadFile(file)
		if err != nil {
			return side{fault: "fails"}.told(dir, err)
		}
		s.lines += bytes.Count(data, []byte("\n"))
	}
	s.generate = median(generated)
	for i := range b.runs {
		// A constant that is another one in each run makes the go command compile the package again.
		again := fmt.Sprintf("package out\n\nconst benchRun = %d\n", i)
		if err := os.WriteFile(filepath.Join(dir, "out", "run.go"), []byte(again), 0o644); err != nil {
			return side{fault: "fails"}.told(dir, err)
		}
		if compiled[i], err = command(b.env, dir, "go", "build", "./out"); err != nil {
			s.fault = "does not compile"
			return s.told(dir, err)
		}
	}
	s.compile = median(compiled)
	return s
}

// told puts a fault's words onto standard error.
func (s side) told(dir string, err error) side {
	fmt.Fprintf(os.Stderr, "%s: %s: %v\n", filepath.Base(filepath.Dir(dir)), s.fault, err)
	return s
}

func glob(dir string) []string {
	files, _ := filepath.Glob(filepath.Join(dir, "out", "*.gen.go"))
	return files
}

// median returns the median of the times, and of the memory.
func median(costs []cost) cost {
	times, sizes := make([]float64, len(costs)), make([]int64, len(costs))
	for i, c := range costs {
		times[i], sizes[i] = c.seconds, c.bytes
	}
	slices.Sort(times)
	slices.Sort(sizes)
	return cost{seconds: times[len(times)/2], bytes: sizes[len(sizes)/2]}
}
