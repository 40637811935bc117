package tree

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiff(t *testing.T) {
	root, list := garden(t)
	got := Diff(compare(t, root, "out/p", list).Changes)
	want := `missing out/p/new.gen.go
--- /dev/null
+++ out/p/new.gen.go (generated)
@@ -0,0 +1,2 @@
+// generated
+new
\ No newline at end of file
changed out/p/old.gen.go
--- out/p/old.gen.go
+++ out/p/old.gen.go (generated)
@@ -1,2 +1,2 @@
 // generated
-old
\ No newline at end of file
+newer
\ No newline at end of file
stale out/p/stale.gen.go
--- out/p/stale.gen.go
+++ /dev/null
@@ -1,2 +0,0 @@
-// generated
-stale
\ No newline at end of file
`
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestDiffLimit(t *testing.T) {
	long := []byte(strings.Repeat(strings.Repeat("x", 10_000)+"\n", 100))
	var changes []Change
	for i := range 500 {
		changes = append(changes, Change{Path: fmt.Sprintf("p/%03d.gen.go", i), New: long})
	}
	got := Diff(changes)
	lines := strings.Count(got, "\n")
	if lines > totalLines+fileLines+5 || len(got) > lines*(lineRunes+10) {
		t.Errorf("%d lines, %d bytes", lines, len(got))
	}
	if !strings.Contains(got, "more lines\n") || !strings.HasSuffix(got, "more files\n") {
		t.Error("it does not say what was left out")
	}
	if Diff(nil) != "" {
		t.Error("no changes make a difference")
	}
}
