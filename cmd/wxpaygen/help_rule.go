package main

import (
	"strings"

	"github.com/wxpaygen/wxpaygen/docs"
)

// helpRule prints the section of a rule in docs/diagnostics.md, which is not in the repository of who uses wxpaygen.
func (a *app) helpRule(rule string) bool {
	section, ok := ruleSection(rule)
	if ok {
		a.say("%s", section)
	}
	return ok
}

// ruleSection returns a rule's section: its heading, an example with its message, and what to do.
func ruleSection(rule string) (string, bool) {
	_, after, ok := strings.Cut(docs.Diagnostics, "\n### `"+rule+"`\n")
	if !ok {
		return "", false
	}
	for _, heading := range []string{"\n### ", "\n## "} {
		after, _, _ = strings.Cut(after, heading)
	}
	var lines []string
	for line := range strings.Lines(strings.TrimSpace(after)) {
		line = strings.TrimRight(line, "\n")
		if !strings.HasPrefix(line, "```") { // the examples are indented by nothing: blank lines part them
			lines = append(lines, line)
		}
	}
	return "[" + rule + "]\n\n" + strings.Join(lines, "\n"), true
}

// helpRules lists the rules by the sections of the page.
func helpRules() string {
	var b strings.Builder
	b.WriteString("The rules of lint, generate and check. `wxpaygen help RULE` explains one; rules in\nwxpaygen.yaml makes a warning an error, or turns it off.\n")
	for line := range strings.Lines(docs.Diagnostics) {
		if title, ok := strings.CutPrefix(line, "## "); ok {
			b.WriteString("\n" + strings.TrimSpace(title) + ":\n")
		} else if rule, ok := strings.CutPrefix(line, "### `"); ok {
			b.WriteString("  " + strings.TrimSuffix(strings.TrimSpace(rule), "`") + "\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}
