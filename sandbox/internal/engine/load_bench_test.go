package engine_test

import (
	"testing"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
	"github.com/wxpaygen/wxpaygen/specs"
)

func BenchmarkLoadAllSpecs(b *testing.B) {
	for b.Loop() {
		if _, err := engine.Load(specs.FS(), specs.Names()...); err != nil {
			b.Fatal(err)
		}
	}
}
