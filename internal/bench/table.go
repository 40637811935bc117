package main

import (
	"fmt"
	"runtime"
	"strings"
)

// table is the rows as Markdown, and the machine.
func table(rows []row) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d cores, %s/%s, %s; each cell is wxpaygen, oapi-codegen, and the one divided by the other.\n\n", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
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

// pair writes both numbers and their ratio; one that was not measured is a dash.
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
func megabytes(c cost) float64 { return float64(c.Bytes) / 1e6 }
func generated(s side) []cost  { return s.generated }
func compiled(s side) []cost   { return s.compiled }
