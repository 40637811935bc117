package doctree

import (
	"encoding/json"
	"iter"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// Kind is the kind of a node. The zero value is Invalid.
type Kind uint8

// The kinds of nodes, as JSON has them.
const (
	Invalid Kind = iota
	Null
	Bool
	Number
	String
	Sequence
	Mapping
)

var kindNames = [...]string{"nothing", "null", "a boolean", "a number", "a string", "a list", "a mapping"}

// String returns the kind as it appears in a sentence: "a mapping", "null".
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return kindNames[Invalid]
}

// Node is a value of a document, with its position. A nil *Node is a missing
// value, on which all methods may be called. Nodes may be read by several
// goroutines at once unless one edits them.
type Node struct {
	Kind Kind
	Pos  diag.Position // where the value begins

	text  string   // a scalar's text
	json  string   // a number as JSON writes it, where text does not
	keys  []member // a mapping's keys; items has their values
	items []*Node  // a sequence's items, or a mapping's values
	index map[string]int

	origin  *Node  // what this is a copy of; see mark
	read    uint32 // 1 when somebody read it; see mark
	ignored bool   // a keyword of a wrong form was removed, which is reported
}

// member is a key of a mapping and its place in the mapping's file.
type member struct {
	name         string
	line, column int32
}

// indexFrom is the number of members from which a mapping is looked up by an
// index and no longer member by member.
const indexFrom = 12

// Is reports whether n exists and is of the kind k.
func (n *Node) Is(k Kind) bool { return n != nil && n.Kind == k }

// At returns n's place, the zero position for nil.
func (n *Node) At() diag.Position {
	if n == nil {
		return diag.Position{}
	}
	return n.Pos
}

func (n *Node) find(key string) int {
	if !n.Is(Mapping) {
		return -1
	}
	if n.index != nil {
		if i, ok := n.index[key]; ok {
			return i
		}
		return -1
	}
	for i := range n.keys {
		if n.keys[i].name == key {
			return i
		}
	}
	return -1
}

// Get returns the member of that name, nil if n is not a mapping or does not
// have it.
func (n *Node) Get(key string) *Node {
	if i := n.find(key); i >= 0 {
		return n.items[i]
	}
	return nil
}

// Key returns the position of a key in the mapping n, or the position of n if
// it does not have the key.
func (n *Node) Key(key string) diag.Position {
	i := n.find(key)
	if i < 0 {
		return n.At()
	}
	file := n.Pos.File
	if from := n.items[i].At().File; from != "" { // a member that was merged in has its key where its value is
		file = from
	}
	return diag.Position{File: file, Line: int(n.keys[i].line), Column: int(n.keys[i].column)}
}

// Members ranges over a mapping in the document's order, and over nothing
// when n is not a mapping.
func (n *Node) Members() iter.Seq2[string, *Node] {
	n.mark()
	return n.Peek()
}

// Peek is Members for those who look for something in the whole tree: it does
// not count as reading n.
func (n *Node) Peek() iter.Seq2[string, *Node] {
	return func(yield func(string, *Node) bool) {
		if !n.Is(Mapping) {
			return
		}
		for i := range n.keys {
			if !yield(n.keys[i].name, n.items[i]) {
				return
			}
		}
	}
}

// Items returns the items of a sequence, nil when n is not one. The caller
// does not change the slice.
func (n *Node) Items() []*Node {
	n.mark()
	return n.PeekItems()
}

// PeekItems is Items as Peek is Members.
func (n *Node) PeekItems() []*Node {
	if !n.Is(Sequence) {
		return nil
	}
	return n.items
}

// Len returns the number of items or members.
func (n *Node) Len() int {
	if n == nil {
		return 0
	}
	return len(n.items)
}

// Text returns the text of a scalar: a number as it is written, a string
// decoded. It returns "" for other kinds.
func (n *Node) Text() string {
	if n == nil {
		return ""
	}
	n.mark()
	return n.text
}

// Str returns a string's value; ok is false when n is not a string.
func (n *Node) Str() (value string, ok bool) {
	n.mark()
	if !n.Is(String) {
		return "", false
	}
	return n.text, true
}

// Bool returns a boolean's value; ok is false when n is not a boolean.
func (n *Node) Bool() (value, ok bool) {
	n.mark()
	if !n.Is(Bool) {
		return false, false
	}
	return n.text[0] == 't' || n.text[0] == 'T', true
}

// Int returns a number's value when it is an integer that fits: 3.0 and 1e2
// are integers. It is exact.
func (n *Node) Int() (value int64, ok bool) {
	number, ok := n.Number()
	if !ok {
		return 0, false
	}
	return exactInt(string(number))
}

// Number returns a number as JSON writes it, with all its digits; ok is
// false when n is not a number.
func (n *Node) Number() (value json.Number, ok bool) {
	n.mark()
	switch {
	case !n.Is(Number):
		return "", false
	case n.json != "":
		return json.Number(n.json), true
	default:
		return json.Number(n.text), true
	}
}
