package sandbox

import (
	"sync"
	"time"
)

// nonceMemory knows the nonces of the accepted requests that may still come again: a time stamp is good for five
// minutes before and after, so ten minutes of memory are enough. There are two generations of nonces; when the younger one is old
// or full, it becomes the older one.
type nonceMemory struct {
	mu             sync.Mutex
	younger, older map[string]struct{}
	began          time.Time // of the younger
}

const (
	nonceKeep = 2*maxSkew + time.Second
	// maxNonces bounds a generation: of so many requests in ten minutes a repetition may go unnoticed.
	maxNonces = 100_000
	// maxNonce is how many bytes a nonce may have. WeChat Pay's own examples have 32.
	maxNonce = 128
)

// seen reports whether the nonce was seen before, and remembers it.
func (m *nonceMemory) seen(nonce string, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.younger == nil || now.Sub(m.began) > nonceKeep || len(m.younger) >= maxNonces {
		m.older, m.younger, m.began = m.younger, make(map[string]struct{}), now
	}
	_, before := m.younger[nonce]
	if !before {
		_, before = m.older[nonce]
		m.younger[nonce] = struct{}{}
	}
	return before
}
