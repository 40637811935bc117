// Package near finds the word that somebody who mistyped may have meant.
package near

import "strings"

// Word returns the candidate that is closest to word, or "" when none is close
// enough to be worth suggesting. Of two equally close, the earlier one.
func Word(word string, candidates []string) string {
	best, bestDistance := "", limit(word)+1
	for _, candidate := range candidates {
		d := distance(strings.ToLower(word), strings.ToLower(candidate))
		if d < bestDistance {
			best, bestDistance = candidate, d
		}
	}
	return best
}

// Hint is Word in the form of a remedy: "did you mean \"generate\"?", or
// otherwise when nothing is near.
func Hint(word string, candidates []string, otherwise string) string {
	if found := Word(word, candidates); found != "" {
		return `did you mean "` + found + `"?`
	}
	return otherwise
}

// limit is how many slips of the finger a word of this length may have.
func limit(word string) int {
	return min(3, len([]rune(word))/3+1)
}

// distance counts the letters to insert, remove, replace or swap with their
// neighbour between two words (optimal string alignment).
func distance(from, to string) int {
	a, b := []rune(from), []rune(to)
	before, previous := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range previous {
		previous[j] = j
	}
	for i := range a {
		current := make([]int, len(b)+1)
		current[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			current[j+1] = min(previous[j+1]+1, current[j]+1, previous[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				current[j+1] = min(current[j+1], before[j-1]+1)
			}
		}
		before, previous = previous, current
	}
	return previous[len(b)]
}
