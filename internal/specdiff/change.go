// Package specdiff compares two versions of an OpenAPI document: what it means for
// those who send requests and read responses, and what the words of the vocabulary
// mean for them. The API of the generated code is package goapi's.
package specdiff

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
)

// Level says what a change does to programs that were right before.
type Level uint8

// The levels, the gravest first.
const (
	Breaking Level = iota // a program that was right may no longer be
	Additive              // there is more that a program can do
	Wording               // for readers alone
)

// String returns "breaking", "additive" or "wording".
func (l Level) String() string { return [...]string{"breaking", "additive", "wording"}[l] }

// MarshalText writes the level as its name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// Area says whom a change concerns.
type Area string

// The areas.
const (
	Go         Area = "go"         // who compiles against the generated code
	HTTP       Area = "http"       // what is sent and accepted
	Vocabulary Area = "vocabulary" // what the x- words say
)

// Change is one difference.
type Change struct {
	Level   Level         `json:"level"`
	Area    Area          `json:"area"`
	What    string        `json:"what"`    // what changed: maxLength, x-repeatable, operationId
	Subject string        `json:"subject"` // the operation, notification, resource or Go symbol
	Place   string        `json:"place"`   // within it: "request payer.openid"; ""
	Fact    string        `json:"fact"`
	Others  []string      `json:"others,omitempty"` // further subjects with their places, when several share what changed
	Pos     diag.Position `json:"position"`         // in the new version: of what it was in, if it is gone; zero if that is gone, too
	Old     diag.Position `json:"old"`              // in the old version, likewise
}

// Where returns the subject with the place in it.
func (c Change) Where() string {
	if c.Place == "" {
		return c.Subject
	}
	return c.Subject + " " + c.Place
}

// differ is one comparison.
type differ struct {
	old, now *apimodel.Model
	changes  []Change
	at       Change // subject, place and positions of what is compared
	seen     map[pair]bool
	queue    []visit
}

// Compare returns the differences between two versions of a document, sorted by
// level and place. What several operations share is one change.
func Compare(old, now *apimodel.Model) []Change {
	d := &differ{old: old, now: now}
	d.document()
	d.operations()
	d.callbacks()
	d.lifecycles()
	return Sort(merge(d.changes))
}

// Sort orders changes by level and place.
func Sort(changes []Change) []Change {
	slices.SortStableFunc(changes, func(a, b Change) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), a.Pos.Compare(b.Pos), a.Old.Compare(b.Old), cmp.Compare(a.Where(), b.Where()), cmp.Compare(a.Fact, b.Fact))
	})
	return changes
}

// merge makes one change of those that are about the same places of the documents.
func merge(changes []Change) []Change {
	type key struct {
		level      Level
		what, fact string
		pos, old   diag.Position
	}
	first := map[key]int{}
	var out []Change
	for _, c := range changes {
		k := key{c.Level, c.What, c.Fact, c.Pos, c.Old}
		i, known := first[k]
		switch where := c.Where(); {
		case !known:
			first[k] = len(out)
			out = append(out, c)
		case where != out[i].Where() && !slices.Contains(out[i].Others, where):
			out[i].Others = append(out[i].Others, where)
		}
	}
	return out
}

// within runs f for a part of what is compared.
func (d *differ) within(place string, old, now diag.Position, f func()) {
	before := d.at
	defer func() { d.at = before }()
	if place != "" {
		d.at.Place = place
	}
	d.at.Old, d.at.Pos = old, now
	f()
}

// note adds a change at the current place.
func (d *differ) note(level Level, area Area, what, format string, args ...any) {
	c := d.at
	c.Level, c.Area, c.What, c.Fact = level, area, what, fmt.Sprintf(format, args...)
	d.changes = append(d.changes, c)
}

// wording notes that a text for readers differs.
func (d *differ) wording(area Area, what, old, now string) {
	switch {
	case old == now:
	case old == "":
		d.note(Wording, area, what, "%s is new: %s", what, diag.Quote(now))
	case now == "":
		d.note(Wording, area, what, "%s is removed: %s", what, diag.Quote(old))
	default:
		d.note(Wording, area, what, "%s is now %s; it was %s", what, diag.Quote(now), diag.Quote(old))
	}
}

// changed notes that a value differs; "" is none.
func (d *differ) changed(r row, area Area, what, old, now string) {
	switch {
	case old == now:
	case old == "":
		d.note(r.added, area, what, "%s is added: %s", what, now)
	case now == "":
		d.note(r.removed, area, what, "%s is removed; it was %s", what, old)
	default:
		d.note(r.changed, area, what, "%s is now %s; it was %s", what, now, old)
	}
}

// row says what it means that a word is added, removed or changed.
type row struct{ added, removed, changed Level }

// The rows that many words share.
var (
	always     = row{Breaking, Breaking, Breaking}
	text       = row{Wording, Wording, Wording}
	constraint = row{Breaking, Additive, Breaking}
	offer      = row{Additive, Breaking, Breaking}
)
