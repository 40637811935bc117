// Package near finds the word that somebody who mistyped may have meant.
package near

import "github.com/wxpaygen/wxpaygen/generator/diag"

// Hint is diag.Near in the form of a remedy: "did you mean \"generate\"?", or
// otherwise when nothing is near.
func Hint(word string, candidates []string, otherwise string) string {
	if found := diag.Near(word, candidates); found != "" {
		return `did you mean "` + found + `"?`
	}
	return otherwise
}
