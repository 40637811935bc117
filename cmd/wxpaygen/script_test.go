package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write what the command says into the scripts")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"wxpaygen": main})
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
			"code":  code,
			"holds": holds,
		},
	})
}

// condition tells what scripts may ask. Under CI no program may be missing, so that no
// check stays away unnoticed: [!exec:curl] [!ci] skip.
func condition(name string) (bool, error) {
	if name != "ci" {
		return false, fmt.Errorf("there is no condition %q", name)
	}
	return os.Getenv("CI") != "", nil
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
