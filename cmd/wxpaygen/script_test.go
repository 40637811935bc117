package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/mod/modfile"
)

var update = flag.Bool("update", false, "write what the command says into the scripts")

func TestMain(m *testing.M) {
	programs := map[string]func(){"wxpaygen": main}
	maps.Copy(programs, stuckPrograms)
	testscript.Main(m, programs)
}

// The scripts use the command as people do. Those that run Go find the machine's
// caches in their environment, and the checkout in $CHECKOUT.
func TestScripts(t *testing.T) {
	checkout, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	env, err := exec.Command("go", "env", "GOMODCACHE", "GOCACHE", "GOPATH").Output()
	if err != nil {
		t.Fatal(err)
	}
	caches := strings.Split(strings.TrimSpace(string(env)), "\n")
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("CHECKOUT", checkout)
			e.Setenv("GOMODCACHE", caches[0])
			e.Setenv("GOCACHE", caches[1])
			e.Setenv("GOPATH", caches[2])
			return nil
		},
		Condition: condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code":     code,
			"holds":    holds,
			"requires": requires,
		},
	})
}

// condition evaluates the conditions of scripts. Under CI a missing program is an
// error, so that no check is skipped unnoticed: [!exec:curl] [!ci] skip. With
// WXPAYGEN_TIDY the module cache has everything that `go mod tidy` needs.
func condition(name string) (bool, error) {
	variable, ok := map[string]string{"ci": "CI", "tidy": "WXPAYGEN_TIDY"}[name]
	if !ok {
		return false, fmt.Errorf("there is no condition %q", name)
	}
	return os.Getenv(variable) != "", nil
}

// code runs the command and demands an exit code: code 2 wxpaygen generate.
func code(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N command args…")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		exit, ok := err.(*exec.ExitError)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.String()[len("exit status "):]
	}
	if got != args[0] {
		ts.Fatalf("exit code %s, want %s", got, args[0])
	}
}

// holds demands that a directory holds exactly the given files:
// holds dir file… .
func holds(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: holds dir file…")
	}
	var found []string
	err := filepath.WalkDir(ts.MkAbs(args[0]), func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		rel, err := filepath.Rel(ts.MkAbs(args[0]), path)
		found = append(found, filepath.ToSlash(rel))
		return err
	})
	ts.Check(err)
	if got, want := strings.Join(found, " "), strings.Join(args[1:], " "); got != want {
		ts.Fatalf("%s holds %s\nwant %s", args[0], got, want)
	}
}

// requires adds the requirements of another go.mod to the go.mod of the working
// directory: requires $CHECKOUT/go.mod.
func requires(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: requires file")
	}
	from, err := modfile.Parse(args[0], []byte(ts.ReadFile(args[0])), nil)
	ts.Check(err)
	name := ts.MkAbs("go.mod")
	to, err := modfile.Parse(name, []byte(ts.ReadFile(name)), nil)
	ts.Check(err)
	for _, require := range from.Require {
		ts.Check(to.AddRequire(require.Mod.Path, require.Mod.Version))
	}
	data, err := to.Format()
	ts.Check(err)
	ts.Check(os.WriteFile(name, data, 0o644))
}
