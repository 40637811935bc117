package doctree

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
	"testing/fstest"
)

// fuzzLimits keep an input small; every one of them is reached.
var fuzzLimits = Limits{Bytes: 1 << 16, Nodes: 2000, Depth: 50}

func FuzzParseYAML(f *testing.F) {
	for _, seed := range []string{
		"a: 1\nb: [x, {c: d}]\n", "a: &x {b: 1}\nc: *x\nd: {<<: *x, b: 2}\n", "? a\n: b\n", "- - |\n  x\n  - >-\n   y\n", "a: 0x1F\nb: 1_000\nc: +.5e3\nd: 0o17\n",
		"a: \"\\u8ba2\\n\\x07\"\n", "a: 'it''s'\n# c\n---\nb: 1\n", "a: !!str 1\nb: !x y\n", "a:\n\tb: 1\n", "200: x\ntrue: y\n~: z\n", "a: .inf\n", "a: &a [*a]\n", "{\"a\": 1e400}", "0\n---", "\"a\": 1\r\n'b': 2\r\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		checkParse(t, "a.yaml", []byte(input))
	})
}

func FuzzParseJSON(f *testing.F) {
	for _, seed := range []string{
		`{"a": [1, -2.5e3, true, null, "x\ud83d\ude00\ud800\n"], "b": {}}`, `[[], {}, 0, "\u2028</"]`, `{"a":1,"a":2}`, `{"a":}`, `[`, "[\n1\r\n,\t2]", `{"订": "单"}`, `[1,]`, `[01]`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		file := checkParse(t, "a.json", []byte(input))
		if first := firstByte([]byte(input)); file.Root == nil || first != '{' && first != '[' {
			return
		}
		if !json.Valid([]byte(input)) {
			t.Fatalf("a tree was made of what is not JSON: %q", input)
		}
	})
}

// checkParse holds what is true of every input.
func checkParse(t *testing.T, name string, input []byte) *File {
	t.Helper()
	file, diags := Parse(name, input, fuzzLimits)
	if file.Root == nil && len(diags) == 0 {
		t.Fatalf("neither a tree nor a word about %q", input)
	}
	for _, d := range diags {
		if d.Fact == "" || d.Rule == "" || d.Remedy == "" || d.Pos.File != name {
			t.Fatalf("an incomplete diagnostic: %#v", d)
		}
		if d.Pos.Line > len(file.starts) {
			t.Fatalf("%s: the file has %d lines", d, len(file.starts))
		}
	}
	again, _ := Parse(name, input, fuzzLimits)
	encoded := file.Root.AppendJSON(nil)
	if !bytes.Equal(encoded, again.Root.AppendJSON(nil)) {
		t.Fatal("the same input gives two trees")
	}
	var got any
	decoder := json.NewDecoder(bytes.NewReader(encoded))
	decoder.UseNumber()
	if err := decoder.Decode(&got); err != nil {
		t.Fatalf("AppendJSON of %q gives %q: %v", input, encoded, err)
	}
	if want := plainValue(file.Root); !reflect.DeepEqual(got, want) {
		t.Fatalf("AppendJSON of %q reads back as %#v, want %#v", input, got, want)
	}
	return file
}

// plainValue is a tree as encoding/json would decode it.
func plainValue(n *Node) any {
	switch {
	case n.Is(Bool):
		value, _ := n.Bool()
		return value
	case n.Is(Number):
		value, _ := n.Number()
		return value
	case n.Is(String):
		return n.Text()
	case n.Is(Sequence):
		items := []any{}
		for _, item := range n.Items() {
			items = append(items, plainValue(item))
		}
		return items
	case n.Is(Mapping):
		members := map[string]any{}
		for key, value := range n.Members() {
			members[key] = plainValue(value)
		}
		return members
	}
	return nil
}

func FuzzLoad(f *testing.F) {
	f.Add("components: {schemas: {A: {$ref: 'b.json#/x'}, B: {$ref: '#/components/schemas/A'}}}\n", `{"x": {"$ref": "a.yaml#/components/schemas/B"}}`)
	f.Add("components: {schemas: {A: {properties: {$ref: {required: true}, b: {minLength: '3', pattern: /a/, type: int}}}}}\n", `{"$anchor": "n"}`)
	f.Add("paths: {/a: {$ref: '../x'}, /b: {get: {parameters: [{$ref: 'http://x'}, {$ref: 3}, {schema: {$ref: 'b.json#n'}}]}}}\n", `{"$anchor": "n", "$id": "m"}`)
	f.Add("components: {schemas: {A: {discriminator: {mapping: {a: b.json, c: A}}, items: [{$ref: '#/%7e1'}]}}}\n", `[]`)
	f.Fuzz(func(t *testing.T, root, other string) {
		files := fstest.MapFS{"s/a.yaml": {Data: []byte(root)}, "s/b.json": {Data: []byte(other)}}
		set, diags := Load(files, "s/a.yaml", fuzzLimits)
		again, diagsAgain := Load(files, "s/a.yaml", fuzzLimits)
		if texts(diags) != texts(diagsAgain) {
			t.Fatal("the same input gives two lists of diagnostics")
		}
		for _, file := range set.Files {
			resolveAll(t, set, file.Root)
		}
		if warnings := texts(Normalize(set)); warnings != texts(Normalize(again)) {
			t.Fatal("the same input is mended in two ways")
		}
		mended := set.Root().AppendJSON(nil)
		if Normalize(set); !bytes.Equal(mended, set.Root().AppendJSON(nil)) {
			t.Fatalf("mending once leaves something to mend: %s", mended)
		}
	})
}

// resolveAll resolves each $ref and checks that its canonical reference leads to
// the same place.
func resolveAll(t *testing.T, set *Set, n *Node) {
	t.Helper()
	if target, ref, ok := set.Resolve(n); ok {
		if target == nil || ref == "" {
			t.Fatalf("%s resolves to nothing", n.Pos)
		}
	}
	for _, child := range n.values() {
		resolveAll(t, set, child)
	}
}

// values are the values of a mapping or a sequence.
func (n *Node) values() []*Node {
	if n == nil {
		return nil
	}
	return n.items
}
