package repotest

import (
	"context"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator"
)

var update = flag.Bool("update", false, "write the messages in docs/diagnostics.md")

var diagnosticsSection = regexp.MustCompile("(?ms)^### `([a-z-]+)`\n\n```yaml ([a-z0-9]+)\n(.*?)^```\n\n```text\n(.*?)^```$")

// The page shows the message of each example. The test lints the example and compares.
func TestDiagnosticExamples(t *testing.T) {
	inRoot(t)
	const name = "docs/diagnostics.md"
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	for _, match := range diagnosticsSection.FindAllStringSubmatch(page, -1) {
		section, rule, frame, snippet, want := match[0], match[1], match[2], match[3], match[4]
		got := messageOf(t, rule, inFrame(frame, snippet))
		if *update {
			page = strings.Replace(page, section, strings.Replace(section, "```text\n"+want, "```text\n"+got, 1), 1)
		} else if got != want {
			t.Errorf("the example of %s gives\n%snot\n%s(go test ./internal/repotest -update writes it)", rule, got, want)
		}
	}
	if *update {
		if err := os.WriteFile(name, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// messageOf lints a document and returns what the rule says, without the place.
func messageOf(t *testing.T, rule, document string) string {
	t.Helper()
	diagnostics, err := generator.Lint(context.Background(), generator.Config{
		FS:       fstest.MapFS{"spec.yaml": {Data: []byte(document)}},
		Packages: []generator.Package{{Spec: "spec.yaml", Dir: "examples"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range diagnostics {
		if d.Rule != rule {
			continue
		}
		d.Related = nil
		_, text, _ := strings.Cut(d.String(), " ")
		return text + "\n"
	}
	t.Errorf("the example of %s gives %v\n%s", rule, diagnostics, document)
	return ""
}

// inFrame makes a whole document of a snippet.
func inFrame(frame, snippet string) string {
	const head = "info: {title: t, version: \"1\"}\nservers: [{url: https://api.mch.weixin.qq.com}]\npaths:\n  /v3/things:\n    post:\n"
	const responses = "      responses: {\"204\": {description: Done.}}\n"
	snippet, rest, _ := strings.Cut(snippet, "---\n")
	switch frame {
	case "property", "property31":
		version := "openapi: 3.0.3\n"
		if frame == "property31" {
			version = "openapi: 3.1.0\n"
		}
		return version + head + "      operationId: send\n" + responses +
			"      requestBody:\n        content:\n          application/json:\n            schema:\n" +
			"              type: object\n              properties:\n" + indent(snippet, 16) + rest
	case "operation":
		text := "openapi: 3.0.3\n" + head + indent(snippet, 6)
		if !strings.Contains(snippet, "responses:") {
			text += responses
		}
		return text + rest
	}
	return snippet
}

func indent(text string, by int) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.Repeat(" ", by) + line)
	}
	return b.String()
}
