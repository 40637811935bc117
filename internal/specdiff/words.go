package specdiff

import (
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// words says what it means that an x- word of an OpenAPI object changes. Each word
// of specs/vocabulary.schema.json has a row, or is compared member by member.
var words = map[string]row{
	"x-repeatable":       offer,  // without it, retries stop
	"x-encrypted":        always, // it is other bytes on the wire
	"x-mode":             constraint,
	"x-required-in-mode": constraint,
	"x-length":           text,
	"x-length-unit":      always, // what a limit counts is its meaning: whoever counts has to count anew
	"x-echo":             offer,  // without it, a response for something else is taken
	"x-unsigned":         always, // with it, nothing verifies the response; without it, an unsigned one is refused
	"x-event-type":       always,
	"x-event-key":        always, // it decides what is a duplicate
	"x-original-type":    always,
	"x-go-name":          always,
	"x-go-package":       always,
	"x-go-type":          always,
	"x-enum-varnames":    always,
}

// compared are the words that are compared member by member.
var compared = map[string]string{
	"x-error-codes": "errorCodes",
	"x-lifecycle":   "lifecycle",
	"x-lifecycles":  "lifecycles",
	"x-pages":       "pages",
}

// word compares an x- word of two nodes of the same kind.
func (d *differ) word(name string, old, now *doctree.Node) {
	before, after := written(old.Get(name)), written(now.Get(name))
	if before == after {
		return
	}
	d.within("", placeOf(old, name), placeOf(now, name), func() {
		d.changed(words[name], Vocabulary, name, before, after)
	})
}

// written is a value as a reader knows it: a scalar's text, else its JSON; "" for
// nil.
func written(n *doctree.Node) string {
	switch {
	case n == nil:
		return ""
	case n.Is(doctree.String) && n.Text() != "":
		return n.Text()
	}
	return string(n.AppendJSON(nil))
}
