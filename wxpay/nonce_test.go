package wxpay

import (
	"encoding/hex"
	"math/bits"
	"testing"
)

// A nonce of few random bits comes again, and makes a request look like a replay.
func TestNonceBits(t *testing.T) {
	const count = 1000
	seen := make(map[[32]byte]bool)
	var set, clear [16]byte // bits that were 1, and 0, in any nonce
	for range count {
		nonce := newNonce()
		seen[nonce] = true
		raw, err := hex.DecodeString(string(nonce[:]))
		if err != nil {
			t.Fatal(err)
		}
		for i, b := range raw {
			set[i] |= b
			clear[i] |= ^b
		}
	}
	vary := 0
	for i := range set {
		vary += bits.OnesCount8(set[i] & clear[i])
	}
	if len(seen) != count || vary != 128 {
		t.Errorf("%d of %d nonces differ, in %d bits; want all 128", len(seen), count, vary)
	}
}
