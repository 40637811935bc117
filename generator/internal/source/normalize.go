package source

import "github.com/wxpaygen/wxpaygen/generator/diag"

// Normalize mends, in the tree, what many documents get wrong and what can
// only mean one thing, and warns of each place. It wants a set that Load
// returned without errors, and nobody else reading it.
func Normalize(set *Set) []diag.Diagnostic {
	return nil
}
