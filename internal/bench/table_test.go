package main

import (
	"strings"
	"testing"
)

// The sum has the highest memory of all documents, and omits documents that one side cannot process.
func TestSum(t *testing.T) {
	of := func(seconds float64, megabytes int64, lines int) side {
		one := cost{Seconds: seconds, Processor: 2 * seconds, Bytes: megabytes * 1e6}
		return side{generated: []cost{{}, one, {Seconds: 9, Processor: 99, Bytes: 99e9}}, compiled: []cost{one}, lines: lines}
	}
	failed := of(1, 1, 1)
	failed.fault = "does not compile"
	got := table([]row{together([]row{
		{"a", 2, of(1, 30, 10), of(2, 40, 20)},
		{"b", 3, of(2, 20, 20), of(4, 60, 100)},
		{"c", 5, of(7, 90, 90), failed},
	})}, 0.09)
	want := "| **the sum of these** | 5 | 3.00, 6.00: **0.50** | 6.00, 12.00: **0.50** | 30, 60: **0.50** | 30, 120: **0.25** | 3.00, 6.00: **0.50** |\n"
	if !strings.HasSuffix(got, want) {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestNotMeasured(t *testing.T) {
	got := table([]row{{"a", 1, side{lines: 3}, side{fault: "not to be had"}}}, 0.09)
	want := "| a (oapi-codegen: not to be had) | 1 | –, –: **–** | –, –: **–** | –, –: **–** | 3, –: **–** | –, –: **–** |\n"
	if !strings.HasSuffix(got, want) {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
