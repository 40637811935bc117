package bench

import (
	"slices"
	"testing"
	"time"
)

// compare runs ours and theirs each alone, and then in turn, batch by batch, for
// the ratio of the medians.
func compare(b *testing.B, batch int, ours, theirs func() error) {
	b.Helper()
	b.Run("wxpay", alone(ours))
	b.Run("other", alone(theirs))
	b.Run("ratio", func(b *testing.B) {
		var mine, other []time.Duration
		for b.Loop() {
			mine = append(mine, timed(b, batch, ours))
			other = append(other, timed(b, batch, theirs))
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(median(mine))/float64(median(other)), "time-ratio")
		b.ReportMetric(float64(median(mine).Nanoseconds())/float64(batch), "wxpay-ns")
		b.ReportMetric(float64(median(other).Nanoseconds())/float64(batch), "other-ns")
		b.ReportMetric(allocations(b, ours), "wxpay-allocs")
		b.ReportMetric(allocations(b, theirs), "other-allocs")
	})
}

func alone(f func() error) func(*testing.B) {
	return func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := f(); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// timed returns how long batch runs of f take.
func timed(b *testing.B, batch int, f func() error) time.Duration {
	began := time.Now()
	for range batch {
		if err := f(); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(began)
}

func allocations(b *testing.B, f func() error) float64 {
	return testing.AllocsPerRun(200, func() {
		if err := f(); err != nil {
			b.Fatal(err)
		}
	})
}

func median(times []time.Duration) time.Duration {
	sorted := slices.Clone(times)
	slices.Sort(sorted)
	return sorted[len(sorted)/2]
}
