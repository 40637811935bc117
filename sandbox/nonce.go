package sandbox

import (
	"sync"
	"time"
)

// nonceMemory knows the nonces of the accepted requests that may still come again: a time stamp is good for five
// minutes before and after, so ten minutes of memory are enough.
type nonceMemory struct {
	mu    sync.Mutex
	known map[string]time.Time
	swept time.Time
}

// seen reports whether the nonce was seen before, and remembers it.
func (m *nonceMemory) seen(nonce string, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	const keep = 2*maxSkew + time.Second
	if m.known == nil {
		m.known, m.swept = make(map[string]time.Time), now
	}
	if now.Sub(m.swept) > keep {
		for n, t := range m.known {
			if now.Sub(t) > keep {
				delete(m.known, n)
			}
		}
		m.swept = now
	}
	_, before := m.known[nonce]
	m.known[nonce] = now
	return before
}
