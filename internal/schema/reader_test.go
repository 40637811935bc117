package schema

import (
	"runtime"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// Nodes that are made for one reading, and then belong to nobody, once had their
// addresses given to others, which were then read as the first.
func TestReaderCache(t *testing.T) {
	reader := NewReader(nil, true, func(d diag.Diagnostic) { t.Error(d) })
	seen := map[*Schema]bool{}
	for range 20 {
		for range 500 {
			s := reader.Read(doctree.NewScalar(doctree.Bool, "true", diag.Position{}))
			if seen[s] {
				t.Fatal("two nodes are one schema")
			}
			seen[s] = true
		}
		runtime.GC()
	}
}
