package doctree

import (
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// A slip of the pen is an error in a document that has words of the vocabulary: its
// author works with this project, and can correct it. In the documents of others it is
// a warning, or a word of another tool: see docs/decisions.md.

// ownWords are the words that only documents written for this project have, without
// case and signs. Other words of the vocabulary are also those of other tools.
var ownWords = foldedSet(
	"x-error-codes", "x-repeatable", "x-lifecycle", "x-lifecycles", "x-encrypted", "x-echo", "x-event-type", "x-event-key",
	"x-length-unit", "x-required-in-mode", "x-unsigned",
)

func foldedSet(words ...string) map[string]bool {
	set := map[string]bool{}
	for _, word := range words {
		set[fold(word)] = true
	}
	return set
}

// IsOwn reports whether the document has words of the project's vocabulary, so that
// its author can correct it. It is known after [Normalize].
func (s *Set) IsOwn() bool { return s.own }

// Doubt returns a warning as an error if the document is the author's own: what is
// read one way there is meant another way.
func (s *Set) Doubt(d diag.Diagnostic) diag.Diagnostic {
	if s.own {
		d.Severity = diag.Error
	}
	return d
}

// judge finds out whom the document belongs to.
func (s *Set) judge() {
	s.own = false
	for _, f := range s.Files {
		s.own = s.own || hasOwnWord(f.Root)
	}
}

func hasOwnWord(n *Node) bool {
	if n == nil {
		return false
	}
	for i, item := range n.items {
		if n.Kind == Mapping && isOwnWord(n.keys[i].name) || hasOwnWord(item) {
			return true
		}
	}
	return false
}

func isOwnWord(key string) bool {
	return len(key) > 1 && (key[0] == 'x' || key[0] == 'X') && ownWords[fold(key)]
}
