package rules

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/generator/ir"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/schema"
)

// read reads a schema from YAML in flow style.
func read(t *testing.T, text string) *schema.Schema {
	t.Helper()
	set, err := doctree.Open(t.TempDir())
	_ = set
	_ = err
	return nil
}

// written writes rules as calls: Length(1,32).
func written(rules []ir.Rule) string {
	var calls []string
	for _, r := range rules {
		var args []string
		for _, a := range r.Args {
			args = append(args, fmt.Sprint(a))
		}
		calls = append(calls, r.Call+"("+strings.Join(args, ",")+")")
	}
	return strings.Join(calls, " ")
}
