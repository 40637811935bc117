package sandbox

import "testing"

// The nonces of answers and callbacks, and what else is made of randomText, have about 6 bits a character: 11 are 64 bits.
func TestEachCharacterOfARandomTextVaries(t *testing.T) {
	for _, length := range []int{12, 32} { // of sealed resources, and of signatures
		texts := make([]map[byte]bool, length)
		for range 1000 {
			text := randomText(length)
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
