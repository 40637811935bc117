package diag_test

import (
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

func TestNear(t *testing.T) {
	words := []string{"get", "put", "post", "summary", "parameters", "maxLength"}
	for word, want := range map[string]string{
		"gte":        "get",
		"sumary":     "summary",
		"parmeters":  "parameters",
		"maxlength":  "maxLength",
		"maxLenght":  "maxLength",
		"summary":    "",
		"x":          "",
		"completely": "",
		"":           "",
	} {
		if got := diag.Near(word, words); got != want {
			t.Errorf("Near(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestNearCommands(t *testing.T) {
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
			if got := diag.Near(test.word, commands); got != test.want {
				t.Errorf("Near(%q) = %q, want %q", test.word, got, test.want)
			}
		})
	}
}

func TestNearTie(t *testing.T) {
	if got := diag.Near("bat", []string{"cat", "hat"}); got != "cat" {
		t.Errorf("got %q, want cat", got)
	}
}

func TestHint(t *testing.T) {
	for word, want := range map[string]string{"gte": "did you mean get?", "something": "see the list"} {
		if got := diag.Hint(word, []string{"get"}, "see the list"); got != want {
			t.Errorf("Hint(%q) = %q, want %q", word, got, want)
		}
	}
}
