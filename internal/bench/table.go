package main

import (
	"fmt"
	"runtime"
	"strings"
)

// table returns the rows as Markdown, with a line about the machine and floor.
func table(rows []row, floor float64) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d cores, %s/%s, %s; each cell has wxpaygen, oapi-codegen, and the first divided by the second. "+
		"A package that imports the runtime and has one constant takes %.2f seconds to compile.\n\n", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), floor)
	b.WriteString("| document | operations | seconds to generate | processor seconds | peak memory, MB | lines | seconds to compile |\n|---|---|---|---|---|---|---|\n")
	for _, r := range rows {
		both := func(format string, get func(cost) float64, of func(side) []cost) string {
			return pair(format, median(of(r.ours), get), median(of(r.theirs), get))
		}
		cells := []string{
			both("%.2f", seconds, generated),
			both("%.2f", processor, generated),
			both("%.0f", megabytes, generated),
			pair("%.0f", float64(r.ours.lines), float64(r.theirs.lines)),
			both("%.2f", seconds, compiled),
		}
		name := r.name
		for i, fault := range []string{r.ours.fault, r.theirs.fault} {
			if fault != "" {
				name += fmt.Sprintf(" (%s: %s)", []string{"wxpaygen", "oapi-codegen"}[i], fault)
			}
		}
		fmt.Fprintf(&b, "| %s | %d | %s |\n", name, r.operations, strings.Join(cells, " | "))
	}
	return b.String()
}

// together returns the sum of several rows: the sums of times and lines, and the highest memory. A document that one
// side cannot process is not counted for either.
func together(rows []row) row {
	var sum row
	for _, r := range rows {
		if r.ours.fault != "" || r.theirs.fault != "" {
			continue
		}
		sum.operations += r.operations
		sum.ours.add(r.ours)
		sum.theirs.add(r.theirs)
	}
	sum.name = "**the sum of these**"
	return sum
}

// add adds the medians of another document's costs.
func (s *side) add(other side) {
	s.lines += other.lines
	s.generated = total(s.generated, other.generated)
	s.compiled = total(s.compiled, other.compiled)
}

// total adds the median of more to a sum.
func total(sum, more []cost) []cost {
	var so cost
	if len(sum) > 0 {
		so = sum[0]
	}
	return []cost{{
		Seconds:   so.Seconds + median(more, seconds),
		Processor: so.Processor + median(more, processor),
		Bytes:     max(so.Bytes, int64(median(more, resident))),
	}}
}

// pair formats both numbers and their ratio. A number that was not measured becomes a dash.
func pair(format string, ours, theirs float64) string {
	text := func(n float64) string {
		if n == 0 {
			return "–"
		}
		return fmt.Sprintf(format, n)
	}
	ratio := "–"
	if ours != 0 && theirs != 0 {
		ratio = fmt.Sprintf("%.2f", ours/theirs)
	}
	return fmt.Sprintf("%s, %s: **%s**", text(ours), text(theirs), ratio)
}

func seconds(c cost) float64   { return c.Seconds }
func processor(c cost) float64 { return c.Processor }
func resident(c cost) float64  { return float64(c.Bytes) }
func megabytes(c cost) float64 { return resident(c) / 1e6 }
func generated(s side) []cost  { return s.generated }
func compiled(s side) []cost   { return s.compiled }
