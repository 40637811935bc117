package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

const (
	relaxedGC = 400       // per cent
	smallHeap = 256 << 20 // bytes
)

// relaxGC lets the heap grow to five times what is live before it is collected, as long as it is small: a command that ends at once
// otherwise spends a quarter of its time on collections. GOGC in the environment takes precedence.
func relaxGC(small uint64) {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(relaxedGC)
	watchHeap(small)
}

// watchHeap sets the default again after a collection that leaves more than small. It looks after each collection, with a finalizer.
func watchHeap(small uint64) {
	runtime.SetFinalizer(&struct{ next *int }{new(int)}, func(any) {
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		if stats.HeapAlloc > small {
			debug.SetGCPercent(100)
			return
		}
		watchHeap(small)
	})
}
