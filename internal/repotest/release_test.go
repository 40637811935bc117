package repotest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/wxpaygen/wxpaygen/internal/program"
)

func readYAML(t *testing.T, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// commandOf matches a command of wxpaygen in the table of its commands.
var commandOf = regexp.MustCompile(`(?m)^\t\t\{"([a-z]+)", "`)

// The hooks and the action run commands that exist, and the release has files that exist.
func TestDistribution(t *testing.T) {
	inRoot(t)
	source, err := os.ReadFile("cmd/wxpaygen/command.go")
	if err != nil {
		t.Fatal(err)
	}
	commands := map[string]bool{}
	for _, match := range commandOf.FindAllStringSubmatch(string(source), -1) {
		commands[match[1]] = true
	}
	var hooks []struct{ ID, Entry, Files string }
	readYAML(t, ".pre-commit-hooks.yaml", &hooks)
	for _, hook := range hooks {
		if name, ok := strings.CutPrefix(hook.Entry, "wxpaygen "); !ok || !commands[name] || hook.ID != "wxpaygen-"+name {
			t.Errorf("the hook %s runs %q", hook.ID, hook.Entry)
		}
		if pattern, err := regexp.Compile(hook.Files); err != nil || !pattern.MatchString("specs/a.yaml") {
			t.Errorf("the hook %s runs for %s, %v", hook.ID, hook.Files, err)
		}
	}
	var action struct {
		Inputs map[string]struct{ Default string }
	}
	readYAML(t, "action.yml", &action)
	if name := action.Inputs["command"].Default; len(hooks) == 0 || !commands[name] {
		t.Errorf("%d hooks; the action runs %q", len(hooks), name)
	}
	var release struct {
		Builds   []struct{ Main string }
		Archives []struct{ Files []string }
		Dockers  []struct{ Dockerfile string } `yaml:"dockers_v2"`
	}
	readYAML(t, ".goreleaser.yaml", &release)
	for _, name := range append(release.Archives[0].Files, release.Builds[0].Main, release.Dockers[0].Dockerfile) {
		if _, err := os.Stat(name); err != nil {
			t.Error(err)
		}
	}
}

// releaseRepo is a repository in which a release can be made: with a module below wxpay, and checks that pass.
func releaseRepo(t *testing.T) (dir string, run func(name string, args ...string) (string, error)) {
	t.Helper()
	program.Find(t, "bash")
	program.Find(t, "git")
	dir = t.TempDir()
	script, err := os.ReadFile("../../.ci/release")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		".ci/release": string(script), ".ci/run": "true\n",
		"CHANGELOG.md":          "# Changes\n\n## 0.2.0, not released yet\n\nNew.\n\n## 0.1.0, 2026-01-02\n",
		"go.mod":                "module example.com/root\n\ngo 1.25\n",
		"wxpay/a/go.mod":        "module example.com/root/wxpay/a\n\ngo 1.25\n\nrequire github.com/wxpaygen/wxpaygen v0.0.0\n",
		"wxpay/dedup/b/c.go":    "package b\n",
		"wxpay/dedup/b/go.mod":  "module example.com/root/wxpay/dedup/b\n\ngo 1.25\n\nrequire github.com/wxpaygen/wxpaygen v0.0.0\n",
		"tools/without/go.mod":  "module example.com/root/tools\n\ngo 1.25\n",
		"wxpay/package/file.go": "package p\n",
	} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run = func(name string, args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), name, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@a",
			"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@a", "GOFLAGS=", "GOWORK=off", "GOPROXY=off")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	for _, args := range [][]string{{"init", "-q", "-b", "main"}, {"add", "."}, {"commit", "-q", "-m", "one"}} {
		if out, err := run("git", args...); err != nil {
			t.Fatal(out, err)
		}
	}
	return dir, run
}

func TestRelease(t *testing.T) {
	dir, run := releaseRepo(t)
	for args, want := range map[string]string{
		"":          "usage: bash .ci/release",
		"0.2.0":     "usage: bash .ci/release",
		"v0.3.0":    `CHANGELOG.md has no section "## 0.3.0, not released yet"`,
		"v0.2.0\nx": "usage: bash .ci/release",
	} {
		if out, err := run("bash", ".ci/release", args); err == nil || !strings.Contains(out, want) {
			t.Errorf("%q: %s, %v", args, out, err)
		}
	}
	out, err := run("bash", ".ci/release", "-n", "v0.2.0")
	if status, _ := run("git", "status", "--porcelain"); err != nil || status != "" || !strings.Contains(out, "would commit this") {
		t.Errorf("-n: %s, %v; status %s", out, err, status)
	}
	if out, err = run("bash", ".ci/release", "v0.2.0"); err != nil {
		t.Fatal(out, err)
	}
	tags, _ := run("git", "tag", "--points-at", "HEAD")
	if strings.Join(strings.Fields(tags), " ") != "v0.2.0 wxpay/a/v0.2.0 wxpay/dedup/b/v0.2.0" || !strings.Contains(out, "git push --atomic origin main v0.2.0") {
		t.Errorf("tags %s\n%s", tags, out)
	}
	for name, want := range map[string]string{
		"CHANGELOG.md":         "## 0.2.0, 20",
		"wxpay/dedup/b/go.mod": "github.com/wxpaygen/wxpaygen v0.2.0\n",
	} {
		if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !strings.Contains(string(data), want) {
			t.Errorf("%s: %s, %v", name, data, err)
		}
	}
	if out, err := run("bash", ".ci/release", "v0.2.0"); err == nil || !strings.Contains(out, "v0.2.0 exists already") {
		t.Errorf("again: %s, %v", out, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "new"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := run("bash", ".ci/release", "v0.3.0"); err == nil || !strings.Contains(out, "commit or stash") {
		t.Errorf("with a new file: %s, %v", out, err)
	}
}
