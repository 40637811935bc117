package source

import (
	"slices"
	"strconv"
)

// named is a node that an $anchor or $id names, and its JSON pointer.
type named struct {
	node   *Node
	tokens []string
}

// nameTable holds what can be referred to by name in a file. When a name
// stands twice, the first counts.
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

// nearest returns the key of a mapping that a token is most likely a slip
// of, "" if none is near.
func (n *Node) nearest(token string) string {
	best, bestDistance := "", len(token)/3+1
	for key := range n.Members() {
		if len(key) > len(token)+bestDistance || len(key) > 200 || len(token) > 200 {
			continue
		}
		if d := editDistance([]rune(token), []rune(key)); d < bestDistance {
			best, bestDistance = key, d
		}
	}
	return best
}

// editDistance counts the characters to insert, delete or replace.
func editDistance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range b {
			cost := diagonal
			if r != s {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
