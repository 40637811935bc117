package bench

import (
	"runtime"
	"testing"
	"time"
)

// compare runs ours and theirs each alone, and then in turn for their ratio.
func compare(b *testing.B, ours, theirs func() error) {
	b.Helper()
	alone := func(f func() error) func(*testing.B) {
		return func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := f(); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.Run("wxpay", alone(ours))
	b.Run("other", alone(theirs))
	b.Run("ratio", func(b *testing.B) {
		var mine, other cost
		for b.Loop() {
			mine.add(b, ours)
			other.add(b, theirs)
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(mine.time)/float64(other.time), "time-ratio")
		b.ReportMetric(float64(mine.allocations)/float64(max(other.allocations, 1)), "alloc-ratio")
	})
}

// cost is what a side has used up.
type cost struct {
	time        time.Duration
	allocations uint64
}

// batch is how often a side runs between two looks at the clock.
const batch = 200

func (c *cost) add(b *testing.B, f func() error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	for range batch {
		if err := f(); err != nil {
			b.Fatal(err)
		}
	}
	c.time += time.Since(began)
	runtime.ReadMemStats(&after)
	c.allocations += after.Mallocs - before.Mallocs
}
