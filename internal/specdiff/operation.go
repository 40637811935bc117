package specdiff

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// placeOf is where a member of a node is, or the node when it has none of that name.
func placeOf(n *doctree.Node, key string) diag.Position { return n.Key(key) }

func (d *differ) document() {
	old, now := d.old.Doc.Root, d.now.Doc.Root
	d.at = Change{Subject: "the document", Old: old.At(), Pos: now.At()}
	d.word("x-go-package", goPackage(old), goPackage(now))
	d.wording(HTTP, "title", d.old.Title, d.now.Title)
	d.wording(HTTP, "description", d.old.Text, d.now.Text)
}

// goPackage returns the object that has x-go-package.
func goPackage(root *doctree.Node) *doctree.Node {
	if info := root.Get("info"); root.Get("x-go-package") == nil && info.Get("x-go-package") != nil {
		return info
	}
	return root
}

// operations pairs the operations of both versions: those of the same method and
// path first, then those of the same ID.
func (d *differ) operations() {
	used := map[*apimodel.Operation]bool{}
	partner := func(same func(a, b *apimodel.Operation) bool, op *apimodel.Operation) *apimodel.Operation {
		i := slices.IndexFunc(d.now.Operations, func(o *apimodel.Operation) bool { return !used[o] && same(op, o) })
		if i < 0 {
			return nil
		}
		used[d.now.Operations[i]] = true
		return d.now.Operations[i]
	}
	partners := map[*apimodel.Operation]*apimodel.Operation{}
	for _, same := range []func(a, b *apimodel.Operation) bool{
		func(a, b *apimodel.Operation) bool { return a.ID == b.ID && route(a) == route(b) },
		func(a, b *apimodel.Operation) bool { return route(a) == route(b) },
		func(a, b *apimodel.Operation) bool { return a.HasID && a.ID == b.ID },
	} {
		for _, op := range d.old.Operations {
			if partners[op] == nil {
				partners[op] = partner(same, op)
			}
		}
	}
	for _, op := range d.old.Operations {
		d.operationPair(op, partners[op])
	}
	for _, op := range d.now.Operations {
		if !used[op] {
			d.operationPair(nil, op)
		}
	}
}

// route is what distinguishes an operation from others on the wire: placeholders count, and
// not their names.
func route(op *apimodel.Operation) string {
	var b strings.Builder
	rest := op.Path
	for {
		before, after, open := strings.Cut(rest, "{")
		b.WriteString(before)
		if !open {
			return op.Method + " " + b.String() + "?" + op.Route.Query
		}
		b.WriteString("{}")
		_, rest, _ = strings.Cut(after, "}")
	}
}

func (d *differ) operationPair(old, now *apimodel.Operation) {
	switch {
	case now == nil:
		d.at = Change{Subject: old.ID, Old: old.Pos}
		d.note(Breaking, HTTP, "operation", "the operation is removed: %s %s", old.Method, old.Path)
		return
	case old == nil:
		d.at = Change{Subject: now.ID, Pos: now.Pos}
		d.note(Additive, HTTP, "operation", "the operation is new: %s %s", now.Method, now.Path)
		return
	}
	d.at = Change{Subject: now.ID, Old: old.Pos, Pos: now.Pos}
	if old.ID != now.ID {
		d.within("", placeOf(old.Node, "operationId"), placeOf(now.Node, "operationId"), func() {
			d.note(Breaking, Go, "operationId", "the operation was %s: its method and types have other names", old.ID)
		})
	}
	if a, b := old.Method+" "+old.Key, now.Method+" "+now.Key; route(old) != route(now) {
		d.within("", old.PathPos, now.PathPos, func() { d.note(Breaking, HTTP, "path", "it is now %s; it was %s", b, a) })
	}
	d.operation(old, now)
	d.servers(old, now)
	d.word("x-repeatable", old.Node, now.Node)
	d.lifecycle(old.Node, now.Node)
	d.pages(old.Node, now.Node)
}

// operation compares what operations and notifications have in common.
func (d *differ) operation(old, now *apimodel.Operation) {
	d.seen = map[pair]bool{}
	d.word("x-go-name", old.Node, now.Node)
	d.wording(HTTP, "summary", old.Title, now.Title)
	d.wording(HTTP, "description", old.Text, now.Text)
	d.wording(HTTP, "externalDocs", old.URL, now.URL)
	if old.Deprecated != now.Deprecated {
		d.note(Wording, HTTP, "deprecated", "deprecated is now %t", now.Deprecated)
	}
	d.params(old, now)
	direction := request
	if old.Path == "" { // a notification: WeChat Pay sends the request
		direction = response
	}
	d.body(direction, "request", old.Body, now.Body)
	d.responses(old, now)
	at := d.at
	d.drain()
	d.at = at
}

func (d *differ) servers(old, now *apimodel.Operation) {
	before, after := addresses(old), addresses(now)
	switch {
	case slices.Equal(before, after):
	case len(before) > 0 && len(after) > 0 && before[0] != after[0]:
		d.note(Breaking, HTTP, "servers", "requests go to %s; they went to %s", after[0], before[0])
	default:
		d.note(Additive, HTTP, "servers", "the servers are now %s; they were %s", strings.Join(after, ", "), strings.Join(before, ", "))
	}
}

func addresses(op *apimodel.Operation) []string {
	var list []string
	for _, s := range op.Servers {
		list = append(list, s.Address)
	}
	return list
}

// callbacks pairs the notifications of both versions: those of the same event type
// first, then those of the same ID.
func (d *differ) callbacks() {
	used := map[*apimodel.Callback]bool{}
	find := func(same func(c *apimodel.Callback) bool) *apimodel.Callback {
		i := slices.IndexFunc(d.now.Callbacks, func(c *apimodel.Callback) bool { return !used[c] && same(c) })
		if i < 0 {
			return nil
		}
		used[d.now.Callbacks[i]] = true
		return d.now.Callbacks[i]
	}
	for _, old := range d.old.Callbacks {
		now := find(func(c *apimodel.Callback) bool { return old.EventType != "" && c.EventType == old.EventType })
		if now == nil {
			now = find(func(c *apimodel.Callback) bool { return c.ID == old.ID })
		}
		d.callback(old, now)
	}
	for _, now := range d.now.Callbacks {
		if !used[now] {
			d.callback(nil, now)
		}
	}
}

func (d *differ) callback(old, now *apimodel.Callback) {
	switch {
	case now == nil:
		d.at = Change{Subject: "notification " + old.ID, Old: old.Pos}
		d.note(Breaking, HTTP, "notification", "the notification is removed%s", ofType(old))
		return
	case old == nil:
		d.at = Change{Subject: "notification " + now.ID, Pos: now.Pos}
		d.note(Additive, HTTP, "notification", "the notification is new%s", ofType(now))
		return
	}
	d.at = Change{Subject: "notification " + now.ID, Old: old.Pos, Pos: now.Pos}
	for _, name := range []string{"x-event-type", "x-event-key", "x-original-type"} {
		d.word(name, old.Node, now.Node)
	}
	d.operation(&old.Operation, &now.Operation)
}

func ofType(c *apimodel.Callback) string {
	if c.EventType == "" {
		return ""
	}
	return ": " + c.EventType
}
