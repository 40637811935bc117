package keyring

import "testing"

// Nonces and other texts of RandomText have about 6 bits per character: 11 characters have 64 bits.
func TestRandomTextVaries(t *testing.T) {
	for _, length := range []int{12, 32} { // of sealed resources, and of signatures
		texts := make([]map[byte]bool, length)
		for range 1000 {
			text := RandomText(length)
			for i := range texts {
				if texts[i] == nil {
					texts[i] = make(map[byte]bool)
				}
				texts[i][text[i]] = true
			}
		}
		for i, characters := range texts {
			if len(characters) < 50 {
				t.Errorf("character %d of %d is one of %d, want nearly 62", i, length, len(characters))
			}
		}
	}
}

func TestRandomTextAlphabet(t *testing.T) {
	seen := make(map[string]bool)
	for range 100 {
		text := RandomText(32)
		for _, c := range text {
			if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
				t.Fatalf("%q", text)
			}
		}
		seen[text] = len(text) == 32
	}
	if len(seen) != 100 {
		t.Errorf("%d of 100 differ", len(seen))
	}
}
