package doctree

import (
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// Nodes note that they were read, and [Set.Unread] reports those that were not.
// A scalar is read when its value is taken; a mapping or a sequence when its
// members are ranged over, when it is written as JSON, or when something in it
// is read. Testing whether a member exists does not read it.

// mark notes that n was read. It is safe for concurrent use.
func (n *Node) mark() {
	for ; n != nil && atomic.LoadUint32(&n.read) == 0; n = n.origin {
		atomic.StoreUint32(&n.read, 1)
	}
}

// Consume marks n and everything in it as read, for a value that is used as a
// whole or replaced.
func (n *Node) Consume() {
	if n == nil {
		return
	}
	n.mark()
	for _, item := range n.items {
		item.Consume()
	}
}

// Unmark marks the set as unread, after a preparation that read all of it. It
// must not run concurrently with readers.
func (s *Set) Unmark() {
	for _, f := range s.Files {
		f.Root.unmark()
	}
}

func (n *Node) unmark() {
	if n == nil {
		return
	}
	atomic.StoreUint32(&n.read, 0)
	for _, item := range n.items {
		item.unmark()
	}
}

func (n *Node) wasRead() bool {
	return atomic.LoadUint32(&n.read) != 0 || slices.ContainsFunc(n.items, (*Node).wasRead)
}

// ignored are the members of OpenAPI objects that are deliberately not read,
// with the reason. Names of schemas, properties and the like are not members of
// an object in this sense.
var ignored = map[string]string{
	"openapi":           "it is read before everything else",
	"swagger":           "it is read before everything else",
	"jsonSchemaDialect": "schemas are read as the version of OpenAPI says",
	"info":              "it describes the document; the title and the description are read where there is a place for them",
	"tags":              "they group operations for pages; a Go package has no groups",
	"externalDocs":      "a link for readers, which has a place on operations alone",
	"summary":           "a text for readers, which has a place on operations alone",
	"description":       "a text for readers, which has no place in Go code everywhere",
	"example":           "it illustrates; lint checks it",
	"examples":          "they illustrate; lint checks them",
	"links":             "they say how a later request is made of a response, which is for the caller's code",
	"servers":           "an operation with servers of its own does not need those around it",
	"security":          "that of an operation is read, or else that of the document",
	"deprecated":        "it is noted where it is true and there is a comment for it",
	"headers":           "the names of a response's headers are listed; their values are text",
	"x-error-codes":     "a code under components counts where a response refers to it",
	"x-lifecycle":       "the lifecycle is executed by the sandbox and described in the reference",
	"x-lifecycles":      "the lifecycle is executed by the sandbox and described in the reference",
	"allowEmptyValue":   "an empty value is written as any other",
	"xml":               "WeChat Pay's APIv3 is JSON",
	"$schema":           "schemas are read as the version of OpenAPI says",
	"$comment":          "a note of the author's",
}

const ruleUnread = "unread"

// Unread reports the members of the document that were not read. It skips those
// in ignored, foreign extensions, and members at the position of a diagnostic
// in reported. A mapping of which nothing was read counts as one member. Members of
// the same name are reported together, and so are the unused entries of a
// table, such as the schemas under components.
func (s *Set) Unread(reported []diag.Diagnostic) []diag.Diagnostic {
	l := ledger{reported: map[diag.Position]bool{}, seen: map[*Node]bool{}, groups: map[string]*unread{}}
	for _, d := range reported {
		l.reported[d.Pos] = true
	}
	for _, name := range slices.Sorted(maps.Keys(s.Files)) {
		if root := s.Files[name].Root; isDocument(root) {
			l.others = name != s.root
			l.object(root, shapeDocument)
		}
	}
	var out []diag.Diagnostic
	for _, g := range l.order {
		out = append(out, g.diagnostic())
	}
	return out
}

// ledger is the state of a call of Unread.
type ledger struct {
	reported map[diag.Position]bool
	seen     map[*Node]bool
	others   bool // the file is a shared one: entries that this document does not use are not reported
	groups   map[string]*unread
	order    []*unread
}

// unread is a group of members that were not read.
type unread struct {
	pos    diag.Position
	table  string // that they are entries of; "" for members of objects
	of     string // the object that the first is a member of
	names  []string
	places int
}

func (l *ledger) object(n *Node, s shape) {
	if !n.Is(Mapping) || l.seen[n] || n.Get("$ref") != nil {
		return
	}
	l.seen[n] = true
	for key, value := range n.Peek() {
		slot, isSlot := grammar[s][key]
		if own, ok := grammar[s][anyKey]; !isSlot && ok && !isExtension(key) {
			slot, isSlot = own, true
		}
		switch {
		case ignored[key] != "", isExtension(key) && !vocabulary[key], l.reported[n.Key(key)], l.reported[value.Pos]:
		case value.Kind == Null, len(value.items) == 0 && (value.Kind == Mapping || value.Kind == Sequence):
		case isSlot && (slot.form == table || slot.form == openTable):
			l.entries(key, value, slot)
		case !value.wasRead() && slot.shape != shapeComponents: // of which each table is reported
			l.note(n.Key(key), "", objectNames[s], key)
		case isSlot:
			l.slot(value, slot)
		}
	}
}

func (l *ledger) entries(of string, n *Node, s slot) {
	for name, value := range n.Peek() {
		switch {
		case s.form == openTable && isExtension(name), value.Kind != Mapping, len(value.items) == 0, l.reported[n.Key(name)], l.reported[value.Pos]:
		case value.wasRead():
			l.object(value, s.shape)
		case !l.others:
			l.note(n.Key(name), of, "", name)
		}
	}
}

func (l *ledger) slot(n *Node, s slot) {
	if s.form == one || n.Kind == Mapping {
		l.object(n, s.shape)
		return
	}
	for _, item := range n.PeekItems() {
		l.object(item, s.shape)
	}
}

func (l *ledger) note(pos diag.Position, table, of, name string) {
	key := table + "\x00" + of
	if table == "" {
		key += "\x00" + name
	}
	g := l.groups[key]
	if g == nil {
		g = &unread{pos: pos, table: table, of: of}
		l.groups[key] = g
		l.order = append(l.order, g)
	}
	g.places++
	if !slices.Contains(g.names, name) {
		g.names = append(g.names, name)
	}
}

// mostNames is the number of names that a diagnostic lists.
const mostNames = 5

func (g *unread) diagnostic() diag.Diagnostic {
	if g.table == "" {
		d := diag.Warningf(g.pos, ruleUnread, "%s of %s is ignored", g.names[0], g.of)
		if g.places > 1 {
			d = diag.Warningf(g.pos, ruleUnread, "%s of %s is ignored, here and in %d other places", g.names[0], g.of, g.places-1)
		}
		return d.Fix("remove it; nothing is generated for it")
	}
	quoted := make([]string, 0, mostNames)
	for _, name := range g.names[:min(len(g.names), mostNames)] {
		quoted = append(quoted, diag.Quote(name))
	}
	list := strings.Join(quoted, ", ")
	if more := len(g.names) - len(quoted); more > 0 {
		return diag.Warningf(g.pos, ruleUnread, "nothing is generated from %s and %d more of %s", list, more, g.table).Fix("remove what is not needed")
	}
	return diag.Warningf(g.pos, ruleUnread, "nothing is generated from %s of %s", list, g.table).Fix("remove what is not needed")
}
