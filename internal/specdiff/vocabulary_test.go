package specdiff

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/load"
)

func model(t *testing.T, text string) *apimodel.Model {
	t.Helper()
	doc, diags := load.Load(fstest.MapFS{"spec.yaml": {Data: []byte(text)}}, "spec.yaml")
	if doc == nil || diag.HasErrors(diags) {
		t.Fatalf("%v in\n%s", diags, text)
	}
	return apimodel.Read(doc, nil)
}

// kinds are the objects of the vocabulary's schema that have members of their own,
// and what they are called in grammar.
var kinds = map[string]string{
	"errorCode": "errorCode", "cause": "cause", "lifecycleLink": "link", "outcomes": "outcome", "lifecycle": "lifecycle",
	"lifecycle.repeat": "repeat", "lifecycle.lists": "lists", "lifecycle.checks": "check", "lifecycle.policies": "policy",
	"lifecycleEvent": "event", "lifecycleEvent.parameters": "eventParameter", "lifecycleNeed": "need",
	"lifecycleResource": "resource", "lifecycleState": "state", "pages": "pages",
}

// schemaWordsOf returns the x- words of the schema, and the members of its objects.
func schemaWordsOf(t *testing.T) (extensions []string, members map[string][]string) {
	t.Helper()
	data, err := os.ReadFile("../../specs/vocabulary.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var root map[string]any
	if err := json.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	members = map[string][]string{}
	found := map[string]bool{}
	for name, def := range root["$defs"].(map[string]any) {
		collect(def, name, members, found)
	}
	collect(map[string]any{"properties": root["properties"]}, "document", members, found)
	return slices.Sorted(maps.Keys(found)), members
}

// collect walks a schema: name is its place, by properties.
func collect(schema any, name string, members map[string][]string, extensions map[string]bool) {
	switch s := schema.(type) {
	case []any:
		for _, item := range s {
			collect(item, name, members, extensions)
		}
	case map[string]any:
		properties, _ := s["properties"].(map[string]any)
		closed := s["additionalProperties"] == false
		for key := range properties {
			if strings.HasPrefix(key, "x-") {
				extensions[key] = true
			}
			if closed && key != "$ref" {
				members[name] = append(members[name], key)
			}
		}
		for key, value := range s {
			switch key {
			case "properties":
				for property, value := range properties {
					collect(value, name+"."+property, members, extensions)
				}
			case "if", "not", "dependentSchemas":
			default:
				collect(value, name, members, extensions)
			}
		}
	}
}

// A word that the vocabulary gets needs a row here.
func TestEachWordHasARow(t *testing.T) {
	extensions, members := schemaWordsOf(t)
	if len(extensions) < 15 {
		t.Fatalf("the schema has %v", extensions)
	}
	for _, word := range extensions {
		if _, ok := words[word]; !ok && compared[word] == "" {
			t.Errorf("%s has no row in words", word)
		}
	}
	for name, list := range members {
		kind := kinds[name]
		if grammar[kind] == nil {
			t.Errorf("%s has no kind: %v", name, list)
			continue
		}
		if got, want := slices.Sorted(maps.Keys(grammar[kind])), slices.Sorted(slices.Values(list)); !slices.Equal(got, want) {
			t.Errorf("%s\ngot  %v\nwant %v", kind, got, want)
		}
	}
	if len(members) != len(grammar) {
		t.Errorf("%d kinds in the schema, %d in grammar", len(members), len(grammar))
	}
}

// taking removes members from words.yaml, one at a time.
type taking struct {
	t    *testing.T
	text string
	seen map[string]bool
}

// Each word of words.yaml is removed, and then added: both are noticed.
func TestEachWordIsNoticed(t *testing.T) {
	data, err := os.ReadFile("testdata/words.yaml")
	if err != nil {
		t.Fatal(err)
	}
	k := &taking{t: t, text: string(data), seen: map[string]bool{}}
	k.walk(k.tree(), nil, "")
	extensions, _ := schemaWordsOf(t)
	for _, word := range extensions {
		if !k.seen[word] {
			t.Errorf("words.yaml has no %s", word)
		}
	}
	for kind, members := range grammar {
		for name := range members {
			if !k.seen[kind+"."+name] {
				t.Errorf("words.yaml has no %s of %s", name, kind)
			}
		}
	}
}

func (k *taking) tree() *doctree.Node {
	f, diags := doctree.Parse("spec.yaml", []byte(k.text), doctree.Limits{})
	if len(diags) > 0 {
		k.t.Fatal(diags)
	}
	return f.Root
}

// walk visits the members of a node, which is of a kind of the grammar, or "".
func (k *taking) walk(n *doctree.Node, path []string, kind string) {
	for key, value := range n.Members() {
		at := append(slices.Clone(path), key)
		what, isMember := grammar[kind][key]
		if isMember {
			k.take(key, at)
			k.seen[kind+"."+key] = true
		}
		_, isWord := words[key]
		if _, ok := compared[key]; ok || isWord {
			if strings.Join(at, ".") != "components.x-error-codes" { // which are compared where a response refers to them
				k.take(key, at)
			}
			k.seen[key] = true
		}
		k.into(value, at, key, what, isMember)
	}
	for i, item := range n.Items() {
		k.walk(item, append(slices.Clone(path), string(rune('0'+i))), kind)
	}
}

func (k *taking) into(value *doctree.Node, at []string, key string, what member, isMember bool) {
	entries := map[string]string{"x-error-codes": "errorCode", "x-lifecycles": "resource"}[key]
	switch {
	case key == "x-lifecycle":
		k.walk(value, at, "lifecycle")
	case key == "x-pages":
		k.walk(value, at, "pages")
	case isMember && what.form != table:
		k.walk(value, at, what.of)
	case isMember:
		entries = what.of
		fallthrough
	case entries != "":
		for name, entry := range value.Members() {
			k.walk(entry, append(slices.Clone(at), name), entries)
		}
	default:
		k.walk(value, at, "")
	}
}

// take removes what is at a path, and compares both ways.
func (k *taking) take(word string, path []string) {
	n := k.tree()
	parent := n
	for _, token := range path[:len(path)-1] {
		if parent.Is(doctree.Sequence) {
			parent = parent.Items()[token[0]-'0']
			continue
		}
		parent = parent.Get(token)
	}
	if !parent.Remove(path[len(path)-1]) {
		k.t.Fatalf("there is no %v", path)
	}
	with, without := model(k.t, k.text), model(k.t, string(n.AppendJSON(nil)))
	for _, changes := range [][]Change{Compare(with, without), Compare(without, with)} {
		if !slices.ContainsFunc(changes, func(c Change) bool { return c.What == word && c.Area == Vocabulary }) {
			k.t.Errorf("%s: not noticed; the changes are %v", strings.Join(path, "."), changes)
		}
	}
}
