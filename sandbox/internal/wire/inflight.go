package wire

import (
	"sync"
	"time"
)

// InFlight counts the requests that are being handled. Unlike a sync.WaitGroup, it can be waited for with a time limit.
type InFlight struct {
	mu     sync.Mutex
	n      int
	closed bool
	idle   chan struct{} // closed when closed is set and n is 0
}

// Enter counts a new request. It returns false once Wait was called.
func (f *InFlight) Enter() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return false
	}
	f.n++
	return true
}

// Leave ends a request.
func (f *InFlight) Leave() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n--
	if f.closed && f.n == 0 {
		close(f.idle)
	}
}

// Wait admits no more requests and waits for the others. It returns how many are left after limit. Call it once.
func (f *InFlight) Wait(limit time.Duration) int {
	f.mu.Lock()
	f.closed = true
	f.idle = make(chan struct{})
	if f.n == 0 {
		f.mu.Unlock()
		return 0
	}
	f.mu.Unlock()

	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-f.idle:
	case <-timer.C:
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.n
}
