package wire

import (
	"testing"
	"time"
)

func TestInFlightWait(t *testing.T) {
	var busy InFlight
	if !busy.Enter() {
		t.Fatal("Enter returns false")
	}
	if n := busy.Wait(time.Millisecond); n != 1 {
		t.Errorf("%d requests are left, want 1", n)
	}
	if busy.Enter() {
		t.Error("Enter returns true after Wait")
	}
	busy.Leave()
}
