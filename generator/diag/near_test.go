package diag_test

import (
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

func TestNearFindsSlipsAndNothingElse(t *testing.T) {
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
