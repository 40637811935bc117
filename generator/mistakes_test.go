package generator_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/wxpaygen/wxpaygen/generator"
)

// A mistake is a change of testdata/mistakes/base.yaml that somebody may make, and what
// lint says of it.
type mistake struct{ name, before, after string }

// TestMistakes compares what lint says of each mistake in testdata/mistakes/*.txt. An
// entry has the text of base.yaml behind "- ", what is typed in its place behind "+ ", and
// the diagnostics behind "> ".
func TestMistakes(t *testing.T) {
	base, err := os.ReadFile("testdata/mistakes/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if said := lintText(t, string(base)); said != "" {
		t.Fatalf("base.yaml:\n%s", said)
	}
	files, _ := filepath.Glob("testdata/mistakes/*.txt")
	count := 0
	for _, file := range files {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var got strings.Builder
		for _, m := range mistakesOf(string(want)) {
			count++
			fmt.Fprintf(&got, "## %s\n%s%s", m.name, prefixed("- ", m.before), prefixed("+ ", m.after))
			if !strings.Contains(string(base), m.before) {
				t.Fatalf("%s: %s: base.yaml does not have %q", file, m.name, m.before)
			}
			said := lintText(t, strings.Replace(string(base), m.before, m.after, 1))
			if said == "" {
				t.Errorf("%s: nothing is said", m.name)
			}
			got.WriteString(prefixed("> ", strings.TrimSuffix(said, "\n")) + "\n")
		}
		if *update {
			if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s (-want +got; -update writes it anew)\n%s", file, diff)
		}
	}
	if count < 100 {
		t.Errorf("only %d mistakes", count)
	}
}

func lintText(t *testing.T, spec string) string {
	t.Helper()
	diags, err := generator.Lint(t.Context(), generator.Config{
		FS: fstest.MapFS{"base.yaml": {Data: []byte(spec)}}, Packages: []generator.Package{{Spec: "base.yaml", Dir: "cards"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, d := range diags {
		out.WriteString(strings.TrimPrefix(d.String(), "base.yaml:") + "\n")
	}
	return out.String()
}

func mistakesOf(text string) (list []mistake) {
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if name, ok := strings.CutPrefix(line, "## "); ok {
			list = append(list, mistake{name: name})
			continue
		}
		if len(list) == 0 || len(line) < 2 {
			continue
		}
		m := &list[len(list)-1]
		switch line[:2] {
		case "- ":
			m.before = joined(m.before, line[2:])
		case "+ ":
			m.after = joined(m.after, line[2:])
		}
	}
	return list
}

func joined(before, line string) string {
	if before == "" {
		return line
	}
	return before + "\n" + line
}

func prefixed(prefix, text string) string {
	var out strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		out.WriteString(prefix + line + "\n")
	}
	return out.String()
}
