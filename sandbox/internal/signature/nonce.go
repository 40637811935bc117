package signature

import (
	"sync"
	"time"
)

// nonceMemory remembers the nonces of accepted requests. A time stamp is valid for five minutes before and after, so ten
// minutes are enough. There are two generations of nonces; when the younger one is old or full, it becomes the older one.
type nonceMemory struct {
	mu             sync.Mutex
	younger, older map[string]struct{}
	began          time.Time // of the younger
}

const (
	nonceKeep = 2*maxSkew + time.Second
	// maxNonces limits a generation. With more requests in ten minutes, a replay may go unnoticed.
	maxNonces = 100_000
	// maxNonce is the maximum length of a nonce in bytes. WeChat Pay's own examples have 32.
	maxNonce = 128
)

// seen reports whether the nonce was used before, and remembers it.
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
