package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// row is the result for one document.
type row struct {
	spec       string
	whole      int // 1 if it was generated without flags; in a sum, their number
	documents  int
	operations int
	types      int
	lines      int
	warnings   int
	rules      map[string]int // warnings by rule
	skipped    []generator.Skipped
}

func newRow(spec string, whole bool, out generator.Output) row {
	r := row{spec: spec, documents: 1, rules: map[string]int{}}
	if whole {
		r.whole = 1
	}
	for _, d := range out.Diagnostics {
		if d.Severity == diag.Warning {
			r.rules[d.Rule]++
			r.warnings++
		}
	}
	for _, result := range out.Results {
		r.operations += result.Operations
		r.types += result.Types
		r.skipped = append(r.skipped, result.Skipped...)
		for _, f := range result.Files {
			r.lines += bytes.Count(f.Data, []byte("\n"))
		}
	}
	return r
}

// writeRows writes a line for each document and their sum.
func writeRows(out *bytes.Buffer, rows []row) {
	out.WriteString("| document | whole without flags | operations | types | lines | warnings | skipped |\n|---|---|--:|--:|--:|--:|--:|\n")
	total := row{spec: "**all**"}
	for _, r := range rows {
		writeRow(out, r)
		total.whole += r.whole
		total.documents += r.documents
		total.operations += r.operations
		total.types += r.types
		total.lines += r.lines
		total.warnings += r.warnings
		total.skipped = append(total.skipped, r.skipped...)
	}
	writeRow(out, total)
}

func writeRow(out *bytes.Buffer, r row) {
	whole := []string{"no", "yes"}[min(r.whole, 1)]
	if r.documents != 1 {
		whole = fmt.Sprintf("%d of %d", r.whole, r.documents)
	}
	fmt.Fprintf(out, "| %s | %s | %d | %d | %d | %d | %d |\n", r.spec, whole, r.operations, r.types, r.lines, r.warnings, len(r.skipped))
}

// writeRules writes how often each rule warned, the most frequent first.
func writeRules(out *bytes.Buffer, rows []row) {
	sum, in := map[string]int{}, map[string]int{}
	for _, r := range rows {
		for rule, n := range r.rules {
			sum[rule] += n
			in[rule]++
		}
	}
	rules := slices.SortedFunc(maps.Keys(sum), func(a, b string) int {
		if sum[a] != sum[b] {
			return sum[b] - sum[a]
		}
		return strings.Compare(a, b)
	})
	out.WriteString("\n## Warnings by rule\n\n| rule | warnings | documents |\n|---|--:|--:|\n")
	for _, rule := range rules {
		fmt.Fprintf(out, "| %s | %d | %d |\n", rule, sum[rule], in[rule])
	}
}

// writeSkipped lists the operations that could not be generated, and why.
func writeSkipped(out *bytes.Buffer, rows []row) {
	out.WriteString("\n## Skipped\n\n")
	none := true
	for _, r := range rows {
		for _, s := range r.skipped {
			none = false
			fmt.Fprintf(out, "* `%s` of %s: `%s`\n", s.Operation, r.spec, s.Reason)
		}
	}
	if none {
		out.WriteString("No operation.\n")
	}
}
