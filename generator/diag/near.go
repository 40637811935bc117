package diag

import (
	"iter"
	"slices"
	"strings"
)

// Near returns the candidate that was probably meant by a misspelt word, "" if
// none is near. Up to three letters may differ, fewer in a short word. If two
// are equally near it returns the earlier one.
func Near(word string, candidates []string) string { return NearOf(word, slices.Values(candidates)) }

// Hint is Near in the form of a remedy: did you mean get? It returns otherwise
// when no candidate is near.
func Hint(word string, candidates []string, otherwise string) string {
	if near := Near(word, candidates); near != "" {
		return "did you mean " + near + "?"
	}
	return otherwise
}

// NearOf is Near for a sequence.
func NearOf(word string, candidates iter.Seq[string]) string {
	const longest = 200 // longer words are not compared
	from := []rune(strings.ToLower(word))
	best, bestDistance := "", min(3, len(from)/3+1)+1
	for candidate := range candidates {
		to := []rune(strings.ToLower(candidate))
		if candidate == word || len(from) > longest || len(to) > longest {
			continue
		}
		if d := distance(from, to); d < bestDistance && d < len(to) {
			best, bestDistance = candidate, d
		}
	}
	return best
}

// Distance counts the slips between two words, in their own letters.
func Distance(a, b string) int { return distance([]rune(a), []rune(b)) }

// distance counts the letters to insert, remove, replace or swap with their
// neighbour between two words (optimal string alignment).
func distance(a, b []rune) int {
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
