package near

import "testing"

func TestWord(t *testing.T) {
	commands := []string{"generate", "check", "lint", "init", "version"}
	for name, test := range map[string]struct{ word, want string }{
		"two letters swapped":            {"genreate", "generate"},
		"a letter left out":              {"chek", "check"},
		"a letter too many":              {"linnt", "lint"},
		"another case":                   {"INIT", "init"},
		"a word of its own":              {"serve-me", ""},
		"nothing at all":                 {"", ""},
		"a letter of a different script": {"línt", "lint"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Word(test.word, commands); got != test.want {
				t.Errorf("Word(%q) = %q, want %q", test.word, got, test.want)
			}
		})
	}
}

func TestTheEarlierOfTwoEquallyCloseWordsIsSuggested(t *testing.T) {
	if got := Word("bat", []string{"cat", "hat"}); got != "cat" {
		t.Errorf("got %q, want cat", got)
	}
}

func TestHint(t *testing.T) {
	if got, want := Hint("lnit", []string{"lint"}, "no"), `did you mean "lint"?`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Hint("something", []string{"lint"}, "see the list"); got != "see the list" {
		t.Errorf("got %q", got)
	}
}
