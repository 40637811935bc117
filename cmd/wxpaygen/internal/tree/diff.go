package tree

import (
	"fmt"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// The limits of a printed difference.
const (
	fileLines  = 60
	totalLines = 300
	lineRunes  = 200
)

// Diff returns the changes as text: a heading and a unified difference for each file, of limited length. It returns "" without
// changes.
func Diff(changes []Change) string {
	var lines []string
	for i, change := range changes {
		if len(lines) >= totalLines {
			lines = append(lines, fmt.Sprintf("… and %d more files", len(changes)-i))
			break
		}
		lines = append(lines, change.Kind()+" "+change.Path)
		lines = append(lines, shorten(unified(change), fileLines)...)
	}
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, "\n") + "\n"
}

// unified returns the difference between the current and the new content, as lines.
func unified(change Change) []string {
	from, to := change.Path, change.Path+" (generated)"
	if change.Old == nil {
		from = "/dev/null"
	}
	if change.New == nil {
		to = "/dev/null"
	}
	text := string(diff.Diff(from, withoutCR(change.Old), to, change.New))
	_, text, _ = strings.Cut(text, "\n") // without "diff from to", which is in the heading
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// shorten limits the number of lines and their lengths.
func shorten(lines []string, limit int) []string {
	cut := len(lines) - limit
	if cut > 1 {
		lines = append(lines[:limit:limit], fmt.Sprintf("… and %d more lines", cut))
	}
	for i, line := range lines {
		if runes := []rune(line); len(runes) > lineRunes {
			lines[i] = string(runes[:lineRunes]) + "…"
		}
	}
	return lines
}
