package near

import "testing"

func TestHint(t *testing.T) {
	if got, want := Hint("lnit", []string{"lint"}, "no"), `did you mean "lint"?`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Hint("something", []string{"lint"}, "see the list"); got != "see the list" {
		t.Errorf("got %q", got)
	}
}
