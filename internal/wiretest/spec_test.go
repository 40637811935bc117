package wiretest

import (
	"fmt"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// document is a set of YAML files that refer to each other, by name. It is not
// changed after reading.
type document map[string]*yaml.Node

// readSpecs reads every YAML file of a directory.
func readSpecs(fsys fs.FS) (document, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, err
	}
	files := document{}
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		if files[name], err = parse(name, data); err != nil {
			return nil, err
		}
	}
	return files, nil
}

func parse(name string, data []byte) (*yaml.Node, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, fmt.Errorf("specs/%s: %w", name, err)
	}
	if len(root.Content) == 0 {
		return nil, fmt.Errorf("specs/%s: is empty", name)
	}
	return root.Content[0], nil
}

// node is a value in a spec. The zero value is an absent one; all members of an
// absent value are absent.
type node struct {
	files document
	file  string
	yaml  *yaml.Node
}

func (d document) root(file string) node { return node{d, file, d[file]} }

func (n node) present() bool { return n.yaml != nil }

func (n node) isMapping() bool { return n.present() && n.yaml.Kind == yaml.MappingNode }

// place returns the position of the value: specs/payscore.yaml:41:15.
func (n node) place() string {
	if !n.present() {
		return "specs/" + n.file
	}
	return fmt.Sprintf("specs/%s:%d:%d", n.file, n.yaml.Line, n.yaml.Column)
}

// members yields the members of a mapping in their order, references followed.
func (n node) members() iter.Seq2[string, node] {
	return func(yield func(string, node) bool) {
		if !n.isMapping() {
			return
		}
		for i := 0; i+1 < len(n.yaml.Content); i += 2 {
			if !yield(n.yaml.Content[i].Value, n.to(n.yaml.Content[i+1]).follow()) {
				return
			}
		}
	}
}

// items returns the elements of a sequence, references followed.
func (n node) items() []node {
	if !n.present() || n.yaml.Kind != yaml.SequenceNode {
		return nil
	}
	var items []node
	for _, item := range n.yaml.Content {
		items = append(items, n.to(item).follow())
	}
	return items
}

// get returns the value at a path of member names.
func (n node) get(names ...string) node {
	for _, name := range names {
		found := node{files: n.files, file: n.file}
		for key, member := range n.members() {
			if key == name {
				found = member
			}
		}
		n = found
	}
	return n
}

// text returns a scalar's text, and "" for other values. Its lines are joined by
// spaces.
func (n node) text() string {
	if !n.present() || n.yaml.Kind != yaml.ScalarNode {
		return ""
	}
	return n.yaml.Value
}

// flag reports whether the member name is true.
func (n node) flag(name string) bool { return n.get(name).text() == "true" }

// lists reports whether the member name is a list that has item in it.
func (n node) lists(name, item string) bool {
	return slices.ContainsFunc(n.get(name).items(), func(i node) bool { return i.text() == item })
}

// properties yields the properties of an object and of the parts of its allOf.
func (n node) properties() iter.Seq2[string, node] {
	return func(yield func(string, node) bool) {
		for name, property := range n.get("properties").members() {
			if !yield(name, property) {
				return
			}
		}
		for _, part := range n.get("allOf").items() {
			for name, property := range part.properties() {
				if !yield(name, property) {
					return
				}
			}
		}
	}
}

// requires reports whether an object, or a part of its allOf, requires a
// property.
func (n node) requires(name string) bool {
	return n.lists("required", name) || slices.ContainsFunc(n.get("allOf").items(), func(part node) bool { return part.requires(name) })
}

func (n node) to(target *yaml.Node) node { return node{n.files, n.file, target} }

// follow returns the end of a chain of references. A reference is relative to
// its file. A broken reference is an absent value.
func (n node) follow() node {
	for range 10 {
		ref := ""
		if n.isMapping() && len(n.yaml.Content) > 1 && n.yaml.Content[0].Value == "$ref" {
			ref = n.yaml.Content[1].Value
		}
		if ref == "" {
			return n
		}
		file, pointer, _ := strings.Cut(ref, "#/")
		if file == "" {
			file = n.file
		}
		n = n.files.root(path.Clean(file)).get(strings.Split(pointer, "/")...)
	}
	return node{files: n.files, file: n.file}
}
