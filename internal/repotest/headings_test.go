package repotest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A merge once left the same sections twice in a page, with decisions that contradicted each other.
func TestHeadings(t *testing.T) {
	inRoot(t)
	for _, pattern := range []string{"*.md", "docs/*.md", "specs/*.md"} {
		pages, err := filepath.Glob(pattern)
		if err != nil || len(pages) == 0 {
			t.Fatal(pattern, pages, err)
		}
		for _, page := range pages {
			data, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			seen, fenced := map[string]bool{}, false
			for line := range strings.Lines(string(data)) {
				if strings.HasPrefix(line, "```") {
					fenced = !fenced
				}
				if fenced || !strings.HasPrefix(line, "#") {
					continue
				}
				if seen[line] {
					t.Errorf("%s has two sections %q", page, strings.TrimSpace(line))
				}
				seen[line] = true
			}
		}
	}
}
