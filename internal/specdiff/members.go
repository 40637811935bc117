package specdiff

import (
	"slices"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// form says how the value of a member is compared.
type form uint8

const (
	whole  form = iota // as one value
	set                // a list whose order does not count, item by item; absent, it is empty
	choice             // the same, and absent it has everything
	table              // a mapping from names, entry by entry, with of for each
	list               // a list of objects of the kind of, or one such object
	one                // an object of the kind of
)

// member says how a member of an object of the vocabulary is compared.
type member struct {
	row
	form form
	of   string // the kind of the entries or items; "" for values
}

// grammar has the objects below x-lifecycle, x-lifecycles and x-error-codes, with all
// of their members. Sandbox and reference read them.
var grammar = map[string]map[string]member{
	"errorCode": {
		"title": {row: text}, "description": {row: text}, "remedy": {row: text}, "remedy-zh": {row: text},
		"x-go-name": {row: always},
	},
	"lifecycle": {
		"resource": {row: always}, "from": {row: offer, form: choice}, "to": {row: always, form: list, of: "outcome"},
		"keeps": {row: offer, form: choice}, "sets": {row: always, form: table}, "causes": {row: always, form: list, of: "cause"},
		"notifies": {row: offer}, "otherwise": {row: always, form: table}, "missing": {row: always},
		"repeat": {row: always, form: one, of: "repeat"}, "lists": {row: always, form: one, of: "lists"},
		"needs": {row: constraint, form: list, of: "need"}, "checks": {row: constraint, form: list, of: "check"},
		"policies": {row: offer, form: table, of: "policy"},
	},
	"outcome": {"when": {row: always}, "state": {row: always}, "notifies": {row: offer}, "sets": {row: always, form: table}},
	"cause": {
		"when": {row: always}, "link": {row: always}, "each": {row: always}, "resource": {row: always}, "event": {row: always},
		"with": {row: always, form: table}, "otherwise": {row: always}, "missing": {row: always},
	},
	"repeat": {"same": {row: always}, "other": {row: always}},
	"lists":  {"member": {row: always}, "when": {row: always}, "offset": {row: always}, "limit": {row: always}, "total": {row: offer}},
	"need": {
		"link": {row: always}, "resource": {row: always}, "by": {row: always, form: table}, "in": {row: offer, form: choice},
		"without": {row: constraint, form: set}, "otherwise": {row: always}, "missing": {row: always},
	},
	"check":  {"that": {row: always}, "otherwise": {row: always}, "message": {row: text}},
	"policy": {"description": {row: text}, "values": {row: offer, form: set}, "default": {row: always}},
	"resource": {
		"title": {row: text}, "description": {row: text}, "key": {row: always}, "lookups": {row: offer, form: set},
		"aliases": {row: offer, form: table}, "identity": {row: constraint, form: table}, "links": {row: offer, form: table, of: "link"},
		"counts": {row: row{Additive, Breaking, Wording}, form: table}, "sets": {row: always, form: table},
		"states": {row: offer, form: table, of: "state"}, "events": {row: offer, form: table, of: "event"},
	},
	"pages": {
		"items": {row: always}, "offset": {row: always}, "page": {row: always}, "first": {row: always}, "cursor": {row: always},
		"next": {row: always}, "total": {row: offer},
	},
	"link": {"resource": {row: offer, form: set}, "by": {row: always, form: table}, "many": {row: always}},
	"state": {
		"title": {row: text}, "description": {row: text}, "shows": {row: always, form: table}, "final": {row: constraint},
		"gone": {row: always}, "settled": {row: always}, "sets": {row: always, form: table},
	},
	"event": {
		"by": {row: always}, "after": {row: always}, "from": {row: offer, form: choice}, "to": {row: always, form: list, of: "outcome"},
		"when": {row: constraint}, "at": {row: always}, "parameters": {row: offer, form: table, of: "eventParameter"},
		"sets": {row: always, form: table}, "causes": {row: always, form: list, of: "cause"}, "notifies": {row: offer}, "description": {row: text},
	},
	"eventParameter": {"description": {row: text}, "default": {row: offer}},
}

func (d *differ) pages(old, now *doctree.Node) {
	d.value("x-pages", member{row: offer, form: one, of: "pages"}, old, now, old.Get("x-pages"), now.Get("x-pages"))
}

func (d *differ) lifecycle(old, now *doctree.Node) {
	a, b := old.Get("x-lifecycle"), now.Get("x-lifecycle")
	d.value("x-lifecycle", member{row: offer, form: one, of: "lifecycle"}, old, now, a, b)
}

func (d *differ) lifecycles() {
	old, now := d.old.Doc.Root.Get("components"), d.now.Doc.Root.Get("components")
	d.at = Change{Subject: "lifecycles", Old: old.At(), Pos: now.At()}
	d.value("x-lifecycles", member{row: offer, form: table, of: "resource"}, old, now, old.Get("x-lifecycles"), now.Get("x-lifecycles"))
}

// members compares two objects of a kind, member by member.
func (d *differ) members(kind string, old, now *doctree.Node) {
	rules := grammar[kind]
	for name := range old.Members() {
		if what, ok := rules[name]; ok {
			d.value(name, what, old, now, old.Get(name), now.Get(name))
		}
	}
	for name := range now.Members() {
		if what, ok := rules[name]; ok && old.Get(name) == nil {
			d.value(name, what, old, now, nil, now.Get(name))
		}
	}
}

// value compares the values that both versions have for a member of old and now.
func (d *differ) value(name string, m member, old, now, a, b *doctree.Node) {
	if written(a) == written(b) {
		return
	}
	at := name
	if d.at.Place != "" {
		at = d.at.Place + "." + name
	}
	d.within(at, placeOf(old, name), placeOf(now, name), func() {
		switch {
		case a.Len() == 0 && b.Len() == 0: // scalars, or one is empty and the other is not there
			d.plain(name, m, a, b)
		case m.form == one && a != nil && b != nil:
			d.members(m.of, a, b)
		case m.form == set, m.form == choice && a != nil && b != nil:
			d.set(name, m, a, b)
		case m.form == table && (a == nil || a.Is(doctree.Mapping)) && (b == nil || b.Is(doctree.Mapping)):
			d.table(name, m, a, b)
		case m.form == list && (a.Is(doctree.Sequence) || b.Is(doctree.Sequence)):
			d.list(name, m, items(a), items(b))
		default:
			d.plain(name, m, a, b)
		}
	})
}

// plain compares two values as they are written.
func (d *differ) plain(name string, m member, a, b *doctree.Node) {
	if m.row == text {
		d.wording(Vocabulary, name, written(a), written(b))
		return
	}
	d.changed(whenAbsent(m), Vocabulary, name, said(m, a), said(m, b))
}

// whenAbsent is the row of a value as a whole. A choice narrows when it is added, and
// widens when it is removed.
func whenAbsent(m member) row {
	if m.form == choice {
		return row{m.removed, m.added, m.changed}
	}
	return m.row
}

// said is a value in a fact. An object is too long for one.
func said(m member, n *doctree.Node) string {
	if n.Is(doctree.Mapping) && m.of != "" {
		return "a mapping"
	}
	return written(n)
}

// items are the items of a list, or the one value that is written in its place.
func items(n *doctree.Node) []*doctree.Node {
	switch {
	case n == nil:
		return nil
	case n.Is(doctree.Sequence):
		return n.Items()
	}
	return []*doctree.Node{n}
}

// set compares lists whose order does not count.
func (d *differ) set(name string, m member, old, now *doctree.Node) {
	has := func(n *doctree.Node, item *doctree.Node) bool {
		return slices.ContainsFunc(items(n), func(other *doctree.Node) bool { return written(other) == written(item) })
	}
	for _, item := range items(old) {
		if !has(now, item) {
			d.note(m.removed, Vocabulary, name, "%s is removed from %s", written(item), name)
		}
	}
	for _, item := range items(now) {
		if !has(old, item) {
			d.note(m.added, Vocabulary, name, "%s is added to %s", written(item), name)
		}
	}
}

func (d *differ) table(name string, m member, old, now *doctree.Node) {
	base := d.at.Place
	for key, a := range old.Members() {
		b := now.Get(key)
		d.within(base+"."+key, placeOf(old, key), placeOf(now, key), func() {
			switch {
			case b == nil:
				d.note(m.removed, Vocabulary, name, "%s is removed from %s", key, name)
			case m.of != "":
				d.members(m.of, a, b)
			default:
				d.changed(m.row, Vocabulary, name, written(a), written(b))
			}
		})
	}
	for key := range now.Members() {
		if old.Get(key) == nil {
			d.within(base+"."+key, old.At(), placeOf(now, key), func() {
				d.note(m.added, Vocabulary, name, "%s is added to %s", key, name)
			})
		}
	}
}

// list compares lists of objects. Items that are the same in both are skipped; the
// others are compared in their order.
func (d *differ) list(name string, m member, old, now []*doctree.Node) {
	without := func(list, other []*doctree.Node) []*doctree.Node {
		return slices.DeleteFunc(slices.Clone(list), func(item *doctree.Node) bool {
			return slices.ContainsFunc(other, func(o *doctree.Node) bool { return written(o) == written(item) })
		})
	}
	before, after := without(old, now), without(now, old)
	if len(before) == 0 && len(after) == 0 {
		d.note(m.changed, Vocabulary, name, "the order of %s differs, or how often one is listed", name)
	}
	for i := range max(len(before), len(after)) {
		switch {
		case i >= len(after):
			d.within("", before[i].At(), d.at.Pos, func() { d.note(m.removed, Vocabulary, name, "%s is removed from %s", written(before[i]), name) })
		case i >= len(before):
			d.within("", d.at.Old, after[i].At(), func() { d.note(m.added, Vocabulary, name, "%s is added to %s", written(after[i]), name) })
		case before[i].Is(doctree.Mapping) && after[i].Is(doctree.Mapping):
			d.within("", before[i].At(), after[i].At(), func() { d.members(m.of, before[i], after[i]) })
		default:
			d.note(m.changed, Vocabulary, name, "%s is now %s; it was %s", name, written(after[i]), written(before[i]))
		}
	}
}
