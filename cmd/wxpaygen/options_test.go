package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/cmd/wxpaygen/internal/report"
	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// The directory of the configuration means all of its specs.
func TestConfigDirectory(t *testing.T) {
	b := newBench(t)
	b.expect(t, 0, "1 spec without fault\n", "", "lint", ".")
	b.expect(t, 0, "1 spec without fault\n", "", "lint", "..", "-C", "sub")
}

// The configuration or a flag skips unsupported operations.
func TestSkipUnsupported(t *testing.T) {
	for configured, args := range map[string][]string{
		"":                         {"generate", "-skip-unsupported"},
		"skip-unsupported: true\n": {"generate"},
	} {
		b := newBench(t)
		path := filepath.Join(b.dir, "wxpaygen.yaml")
		if err := os.WriteFile(path, []byte("version: 1\npackages: [{spec: a.yaml, dir: out}]\n"+configured), 0o644); err != nil {
			t.Fatal(err)
		}
		skips := false
		b.engine.generate = func(_ context.Context, c generator.Config) (generator.Output, error) {
			skips = c.SkipUnsupported
			return generator.Output{}, nil
		}
		b.expect(t, 0, "", "", args...)
		if !skips {
			t.Errorf("%q with %q: nothing is skipped", args, configured)
		}
	}
}

func TestErrorsNotAbridged(t *testing.T) {
	b := newBench(t)
	b.engine.lint = func(context.Context, generator.Config) ([]diag.Diagnostic, error) {
		var list []diag.Diagnostic
		for range perRule + 2 {
			list = append(list, diag.Errorf(diag.Position{File: "a.yaml", Line: 1}, "e", "wrong"))
			list = append(list, diag.Warningf(diag.Position{File: "a.yaml", Line: 1}, "w", "odd"))
		}
		return list, nil
	}
	b.run(t.Context(), []string{"lint"})
	out := b.out.String()
	if errors, warnings := strings.Count(out, "[e]"), strings.Count(out, ": odd [w]"); errors != perRule+2 || warnings != perRule {
		t.Errorf("%d errors and %d warnings are shown", errors, warnings)
	}
	if !strings.HasSuffix(out, "… and 2 more of [w]; -format json has all\n") {
		t.Errorf("output ends %q", out[len(out)-80:])
	}
}

// Only terminals get colours, and only if NO_COLOR is unset.
func TestColours(t *testing.T) {
	terminal, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0) // a character device, as a terminal is
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	for env, want := range map[string]bool{"": true, "NO_COLOR=1": false, "TERM=dumb": false} {
		b := newBench(t)
		b.getenv = func(name string) string {
			value, _ := strings.CutPrefix(env, name+"=")
			if value == env {
				return ""
			}
			return value
		}
		if p := b.printer(terminal, report.Text); p.Color != want || !p.Excerpts {
			t.Errorf("%s: colours %v, excerpts %v", env, p.Color, p.Excerpts)
		}
		if p := b.printer(&b.out, report.Text); p.Color || p.Excerpts {
			t.Errorf("%s: colours %v, excerpts %v in a pipe", env, p.Color, p.Excerpts)
		}
	}
}
