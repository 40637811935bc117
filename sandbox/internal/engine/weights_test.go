package engine

import (
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// Small parts count, too.
func TestWeigh(t *testing.T) {
	many := make(members)
	for i := range 1000 {
		many[elementText(i)] = ""
	}
	for _, test := range []struct {
		name  string
		value any
		least int
	}{
		{"text", strings.Repeat("x", 5000), 5000},
		{"members", many, 1000 * 2 * nodeWeight},
		{"list", make([]any, 1000), 1000 * nodeWeight},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := weigh(test.value); got < test.least {
				t.Errorf("it weighs %d bytes, want at least %d", got, test.least)
			}
		})
	}
}

func TestStoreWeight(t *testing.T) {
	s := newStore()
	r := &Resource{kind: new(lifecycle.Resource), Key: []string{"1"}, Members: members{"a": "b"}}
	s.add(r)
	first := s.weight
	r.Members["c"] = strings.Repeat("x", 1000)
	r.History = append(r.History, make([]Change, 10)...)
	s.reweigh(r)
	if first < resourceWeight || s.weight < first+1000+10*changeWeight || s.weight != r.weigh() {
		t.Errorf("it weighs %d bytes at first and %d then", first, s.weight)
	}
}
