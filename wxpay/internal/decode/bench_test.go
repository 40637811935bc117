package decode_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxpaygen/wxpaygen/wxpay/internal/decode"
)

// A response of common size.
var response = []byte(strings.Replace(whole, `{"total":1},`, strings.Repeat(`{"total":100,"currency":"CNY"},`, 10), 1))

func BenchmarkJSON(b *testing.B) {
	for name, decode := range map[string]func([]byte, any) error{"ours": decode.JSON, "encoding/json": json.Unmarshal} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(response)))
			for b.Loop() {
				var o order
				if err := decode(response, &o); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkRatio decodes in turn, a batch by each, and reports the median of ours
// divided by the median of encoding/json.
func BenchmarkRatio(b *testing.B) {
	const batch = 100
	var ours, theirs []time.Duration
	for b.Loop() {
		ours = append(ours, timeOf(b, batch, decode.JSON))
		theirs = append(theirs, timeOf(b, batch, json.Unmarshal))
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	b.ReportMetric(float64(ours[len(ours)/2])/float64(theirs[len(theirs)/2]), "ratio")
}

func timeOf(b *testing.B, n int, decode func([]byte, any) error) time.Duration {
	began := time.Now()
	for range n {
		var o order
		if err := decode(response, &o); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(began)
}
