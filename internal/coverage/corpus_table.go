package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// kinds are the kinds of outcomes, in the order of the table.
var kinds = []struct{ kind, text string }{
	{"whole", "generated whole, without flags"},
	{"in part", "with -skip-unsupported: some operations"},
	{"refused", "with -skip-unsupported: none"},
	{"panic", "panic"},
	{"fault", "fault of the generator"},
	{"time", "time limit exceeded"},
	{"memory", "memory limit exceeded"},
}

// report returns the page about a corpus: sums, then errors by rule. theirs has
// the peer's errors by document; it is nil if the peer was not run.
func report(all []outcome, theirs map[string]string) string {
	var out bytes.Buffer
	writeKinds(&out, all)
	writeOperations(&out, all)
	writeRefusals(&out, all)
	writeCosts(&out, all)
	if theirs != nil {
		writePeer(&out, all, theirs)
	}
	return out.String()
}

func writeKinds(out *bytes.Buffer, all []outcome) {
	counts := map[string]int{}
	for _, o := range all {
		counts[o.kind()]++
	}
	out.WriteString("| outcome | documents | share |\n|---|--:|--:|\n")
	for _, k := range kinds {
		if n := counts[k.kind]; n > 0 || k.kind == "whole" {
			fmt.Fprintf(out, "| %s | %d | %s |\n", k.text, n, percent(n, len(all)))
		}
	}
	fmt.Fprintf(out, "| **all** | %d | |\n\n", len(all))
}

func percent(n, of int) string { return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(max(of, 1))) }

func writeOperations(out *bytes.Buffer, all []outcome) {
	made, skipped, empty := 0, 0, 0
	for _, o := range all {
		made += o.Operations
		for _, n := range o.Skipped {
			skipped += n
		}
		if o.Whole && o.Operations == 0 {
			empty++
		}
	}
	fmt.Fprintf(out, "Operations generated: %d; skipped: %d. Whole documents without an operation: %d.\n\n", made, skipped, empty)
}

// writeRefusals lists the rules of errors: the number of documents with errors
// of the rule, and with errors of no other rule.
func writeRefusals(out *bytes.Buffer, all []outcome) {
	in, alone := map[string]int{}, map[string]int{}
	for _, o := range all {
		for rule := range o.Refused {
			in[rule]++
			if len(o.Refused) == 1 {
				alone[rule]++
			}
		}
	}
	if len(in) == 0 {
		return
	}
	rules := slices.SortedFunc(maps.Keys(in), func(a, b string) int {
		return cmp.Or(cmp.Compare(in[b], in[a]), strings.Compare(a, b))
	})
	out.WriteString("| errors of rule | documents | of no other rule |\n|---|--:|--:|\n")
	for _, rule := range rules {
		fmt.Fprintf(out, "| %s | %d | %d |\n", rule, in[rule], alone[rule])
	}
	out.WriteString("\n")
}

// writeCosts writes the total time, and the documents with the highest time and
// memory.
func writeCosts(out *bytes.Buffer, all []outcome) {
	if len(all) == 0 {
		return
	}
	total := 0.0
	for _, o := range all {
		total += o.Seconds
	}
	slowest := slices.MaxFunc(all, func(a, b outcome) int { return cmp.Compare(a.Seconds, b.Seconds) })
	largest := slices.MaxFunc(all, func(a, b outcome) int { return cmp.Compare(a.Bytes, b.Bytes) })
	fmt.Fprintf(out, "Time: %.1f s, at most %.1f s (%s). Memory: at most %d MB (%s).\n",
		total, slowest.Seconds, slowest.Spec, largest.Bytes/1e6, largest.Spec)
}

func writePeer(out *bytes.Buffer, all []outcome, theirs map[string]string) {
	both, ours, their, neither := 0, 0, 0, 0
	for _, o := range all {
		switch takes := theirs[o.Spec] == ""; {
		case o.Whole && takes:
			both++
		case o.Whole:
			ours++
		case takes:
			their++
		default:
			neither++
		}
	}
	fmt.Fprintf(out, "\n%s processes %d of %d documents: %d that are whole here, %d that are not. It fails with %d that are whole here, and with %d that are not.\n",
		peerName, both+their, len(all), both, their, ours, neither)
}

// line returns a document's line for -each.
func (o outcome) line(theirs map[string]string) string {
	fields := []string{o.Spec, o.kind(), fmt.Sprint(o.Operations), rulesOf(o.Refused), rulesOf(o.Skipped), fmt.Sprintf("%.2f", o.Seconds), fmt.Sprint(o.Bytes / 1e6), o.Fault}
	if theirs != nil {
		fields = append(fields, cmp.Or(theirs[o.Spec], "whole"))
	}
	return strings.Join(fields, "\t")
}

func rulesOf(counts map[string]int) string {
	var list []string
	for _, rule := range slices.Sorted(maps.Keys(counts)) {
		list = append(list, fmt.Sprintf("%s:%d", rule, counts[rule]))
	}
	return strings.Join(list, ",")
}
