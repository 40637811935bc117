package signature

import (
	"strconv"
	"testing"
	"time"
)

func TestNonceMemory(t *testing.T) {
	var m nonceMemory
	now := time.Unix(1_700_000_000, 0)
	if m.seen("a", now) || !m.seen("a", now.Add(9*time.Minute)) {
		t.Error("a is not known for nine minutes")
	}
	m.seen("b", now.Add(12*time.Minute))
	m.seen("c", now.Add(24*time.Minute))
	if len(m.younger)+len(m.older) != 2 {
		t.Errorf("%d nonces are kept, want 2", len(m.younger)+len(m.older))
	}
}

func TestNonceMemoryLimit(t *testing.T) {
	var m nonceMemory
	now := time.Unix(1_700_000_000, 0)
	for i := range 3*maxNonces + 5 {
		m.seen(strconv.Itoa(i), now)
	}
	if n := len(m.younger) + len(m.older); n != maxNonces+5 {
		t.Errorf("%d nonces are kept, want %d", n, maxNonces+5)
	}
	if !m.seen(strconv.Itoa(3*maxNonces-1), now) || m.seen("0", now) {
		t.Error("the newest are not known, or the oldest are")
	}
}
