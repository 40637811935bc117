package doctree

import (
	"slices"
	"strconv"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// named is a node that an $anchor or $id names, and its JSON pointer.
type named struct {
	node   *Node
	tokens []string
}

// nameTable has what can be referred to by name in a file. If a name is defined
// twice, the first definition counts.
type nameTable struct{ anchors, ids map[string]named }

// names returns the file's table. It is made once; see Load.
func (f *File) names() *nameTable {
	f.once.Do(func() {
		t := &nameTable{anchors: map[string]named{}, ids: map[string]named{}}
		t.collect(f.Root, nil)
		f.table = t
	})
	return f.table
}

func (t *nameTable) collect(n *Node, tokens []string) {
	if n == nil {
		return
	}
	t.note(t.anchors, n, "$anchor", tokens)
	t.note(t.ids, n, "$id", tokens)
	for i, value := range n.items {
		token := strconv.Itoa(i)
		if n.Kind == Mapping {
			token = n.keys[i].name
		}
		if len(value.items) > 0 {
			t.collect(value, append(tokens, token))
		}
	}
}

func (t *nameTable) note(names map[string]named, n *Node, key string, tokens []string) {
	name, ok := n.Get(key).Str()
	if !ok {
		return
	}
	if _, taken := names[name]; !taken {
		names[name] = named{node: n, tokens: slices.Clone(tokens)}
	}
}

// nearest returns the key of a mapping that was probably meant by a misspelt
// token, "" if none is near.
func (n *Node) nearest(token string) string {
	return diag.NearOf(token, func(yield func(string) bool) {
		for key := range n.Members() {
			if !yield(key) {
				return
			}
		}
	})
}
