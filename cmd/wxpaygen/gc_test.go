package main

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// The garbage collector is relaxed while the heap is small.
func TestRelaxGC(t *testing.T) {
	t.Setenv("GOGC", "")
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	current := func() int {
		percent := debug.SetGCPercent(100)
		debug.SetGCPercent(percent)
		return percent
	}
	relaxGC(1 << 40)
	runtime.GC()
	if got := current(); got != relaxedGC {
		t.Errorf("a small heap: %d", got)
	}
	relaxGC(1)
	for range 1000 { // finalizers run in their own goroutine
		runtime.GC()
		if current() == 100 {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("a large heap: %d", current())
}
