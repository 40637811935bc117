package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The test binary is the child of the tests; with this set it never ends.
const hangs = "WXPAYGEN_COVERAGE_HANGS"

func TestMain(m *testing.M) {
	if len(os.Args) == 5 && os.Args[1] == childFlag {
		if os.Getenv(hangs) != "" {
			select {}
		}
		os.Exit(child(os.Args[2], os.Args[3], os.Args[4]))
	}
	os.Exit(m.Run())
}

// corpusOf writes documents into a folder.
func corpusOf(t *testing.T, files map[string]string) corpus {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := corpus{dir: t.TempDir(), command: []string{self}, seconds: 60, bytes: 1e9}
	for name, text := range files {
		path := filepath.Join(c.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func TestDocuments(t *testing.T) {
	c := corpusOf(t, map[string]string{
		"b/spec.json": `{"openapi":"3.0.3"}`, "a.yaml": "# first\nswagger: \"2.0\"\n", "part.yaml": "type: string\n", "notes.txt": "openapi: 3.0.3\n",
	})
	specs, err := c.documents()
	if want := []string{"a.yaml", "b/spec.json"}; err != nil || !slices.Equal(specs, want) {
		t.Errorf("documents() = %v, %v; want %v", specs, err, want)
	}
}

const wholeSpec = `openapi: 3.0.3
info: { title: whole, version: "1" }
servers: [{ url: https://api.mch.weixin.qq.com }]
paths: { /v3/a: { get: { operationId: getA, responses: { "204": { description: done } } } } }
`

func TestRead(t *testing.T) {
	c := corpusOf(t, map[string]string{"whole.yaml": wholeSpec, "small.yaml": small, "bad.yaml": "openapi: 9\n"})
	for _, tt := range []struct {
		spec, kind, refused string
		operations          int
	}{
		{"whole.yaml", "whole", "", 1},
		{"small.yaml", "in part", "parameter-in:1", 1},
		{"bad.yaml", "refused", "openapi-version:1", 0},
	} {
		got := c.read(tt.spec)
		if got.Spec != tt.spec || got.kind() != tt.kind || rulesOf(got.Refused) != tt.refused || got.Operations != tt.operations {
			t.Errorf("%s: %+v", tt.spec, got)
		}
		if got.Bytes == 0 {
			t.Errorf("%s: no memory", tt.spec)
		}
	}
}

func TestReadLimits(t *testing.T) {
	c := corpusOf(t, map[string]string{"whole.yaml": wholeSpec})
	c.bytes = 1
	if got := c.read("whole.yaml"); got.kind() != "memory" {
		t.Errorf("memory: %+v", got)
	}
	t.Setenv(hangs, "1")
	c.seconds = 0.05
	if got := c.read("whole.yaml"); got.kind() != "time" {
		t.Errorf("time: %+v", got)
	}
}

func TestReadPanic(t *testing.T) {
	c := corpusOf(t, map[string]string{"crash.sh": "#!/bin/sh\necho 'panic: boom' >&2\nexit 2\n"})
	c.command = []string{"sh", filepath.Join(c.dir, "crash.sh")}
	if got := c.read("any.yaml"); got.Fault != "panic: boom" {
		t.Errorf("got %+v", got)
	}
}

func TestReport(t *testing.T) {
	all := []outcome{
		{Spec: "a", Whole: true, Operations: 3, Seconds: 2, Bytes: 30e6},
		{Spec: "b", Operations: 1, Refused: map[string]int{"cookie": 2, "name": 1}, Skipped: map[string]int{"cookie": 2}},
		{Spec: "c", Refused: map[string]int{"name": 1}},
		{Spec: "d", Fault: "panic: boom"},
	}
	got := report(all, map[string]string{"b": "no", "d": ""})
	for _, want := range []string{
		"| generated whole, without flags | 1 | 25.0 % |\n", "| panic | 1 | 25.0 % |\n", "| **all** | 4 | |\n",
		"Operations generated: 4; skipped: 2.", "| name | 2 | 1 |\n| cookie | 1 | 0 |\n",
		"at most 2.0 s (a). Memory: at most 30 MB (a).", "processes 3 of 4 documents: 1 that are whole here, 2 that are not.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}
