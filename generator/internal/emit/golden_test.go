package emit

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"mvdan.cc/gofumpt/format"
)

var update = flag.Bool("update", false, "write the golden files")

func TestGoldenPackages(t *testing.T) {
	for name, pkg := range fixtures() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files, err := Package(t.Context(), pkg)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			for _, file := range files {
				fmt.Fprintf(&got, "-- %s --\n%s", file.Name, file.Data)
			}
			golden := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("run with -update if this is right (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFormatIsStable(t *testing.T) {
	for name, pkg := range fixtures() {
		files, err := Package(t.Context(), pkg)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			again, err := format.Source(file.Data, format.Options{LangVersion: language, ExtraRules: true})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(file.Data), string(again)); diff != "" {
				t.Errorf("%s/%s (-first +second):\n%s", name, file.Name, diff)
			}
		}
	}
}

func TestPackageIsStable(t *testing.T) {
	pkg := validationPackage()
	first, err := Package(t.Context(), pkg)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, err := Package(t.Context(), validationPackage())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, again); diff != "" {
			t.Fatal(diff)
		}
	}
}

// TestPackagesCompile vets the golden packages in a module of
// their own next to the checkout, and runs what uses them there.
func TestPackagesCompile(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: compiling takes seconds")
	}
	dir := t.TempDir()
	writeModule(t, dir)
	for name, pkg := range fixtures() {
		files, err := Package(t.Context(), pkg)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			write(t, filepath.Join(dir, name, file.Name), file.Data)
		}
	}
	write(t, filepath.Join(dir, "use", "use_test.go"), read(t, "testdata/use/use_test.go.txt"))
	for _, args := range [][]string{{"vet", "./..."}, {"test", "./use"}} {
		command := exec.CommandContext(t.Context(), "go", args...)
		command.Dir = dir
		command.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("go %v: %v\n%s", args, err, out)
		}
	}
}

// writeModule writes the module file: that of the checkout, and the checkout as
// a module that it requires.
func writeModule(t *testing.T, dir string) {
	t.Helper()
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	mod := bytes.Replace(read(t, filepath.Join(root, "go.mod")), []byte("module github.com/wxpaygen/wxpaygen"), []byte("module example.com/golden"), 1)
	mod = fmt.Appendf(mod, "\nrequire github.com/wxpaygen/wxpaygen v0.0.0\n\nreplace github.com/wxpaygen/wxpaygen => %q\n", root)
	write(t, filepath.Join(dir, "go.mod"), mod)
	write(t, filepath.Join(dir, "go.sum"), read(t, filepath.Join(root, "go.sum")))
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}
