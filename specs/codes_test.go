package specs_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the table of codes")

// TestErrorCodesComplete compares the codes of each operation, by status, with a stored table,
// so that a removed or added code is visible in a review.
func TestErrorCodesComplete(t *testing.T) {
	var b strings.Builder
	for _, file := range specFiles(t) {
		for _, op := range operations(load(t, file)) {
			if op.callback {
				continue
			}
			for _, status := range sorted(op.Responses.Map()) {
				codes := errorCodes(t, file, op.Responses.Value(status))
				if len(codes) > 0 {
					fmt.Fprintf(&b, "%s %s %s %s\n", strings.TrimSuffix(file, ".yaml"), op.OperationID, status, strings.Join(sorted(codes), " "))
				}
			}
		}
	}
	path := filepath.Join("testdata", "codes.golden")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("the codes (-kept +now); -update writes them:\n%s", diff)
	}
}

// Users of programs read Chinese: each remedy of this repository is written in both languages.
func TestRemediesInBothLanguages(t *testing.T) {
	for _, file := range specFiles(t) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		if english, chinese := strings.Count(text, " remedy: "), strings.Count(text, " remedy-zh: "); english != chinese {
			t.Errorf("%s: %d remedies, %d of them in Chinese", file, english, chinese)
		}
	}
}
