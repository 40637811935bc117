package main

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// merge combines documents: their paths and their components. If two components
// of the same name differ, the name of the later one's document is appended to
// its name. Of two operations with the same method and path, the first is used.
func merge(docs []document) ([]byte, error) {
	m := merger{taken: map[string]string{}, ids: map[string]bool{}, paths: mapping(), components: mapping()}
	for _, doc := range docs {
		var root yaml.Node
		if err := yaml.Unmarshal(doc.data, &root); err != nil {
			return nil, fmt.Errorf("%s: %w", doc.name, err)
		}
		if err := m.add(doc.name, root.Content[0]); err != nil {
			return nil, fmt.Errorf("%s: %w", doc.name, err)
		}
	}
	head := "openapi: 3.0.3\ninfo: {title: all, version: \"1\"}\nservers: [{url: https://api.mch.weixin.qq.com}]\n"
	all := mapping()
	set(all, "paths", m.paths)
	set(all, "components", m.components)
	body, err := yaml.Marshal(all)
	return append([]byte(head), body...), err
}

type merger struct {
	taken             map[string]string // "schemas/Name" -> its text
	ids               map[string]bool
	paths, components *yaml.Node
}

func (m *merger) add(doc string, root *yaml.Node) error {
	suffix := strings.Map(letters, doc)
	renamed := map[string]string{}
	for kind, list := range members(get(root, "components")) {
		if get(m.components, kind) == nil {
			set(m.components, kind, mapping())
		}
		for name, node := range members(list) {
			text, err := yaml.Marshal(node)
			if err != nil {
				return err
			}
			key := kind + "/" + name
			if old, ok := m.taken[key]; ok && old != string(text) {
				renamed["#/components/"+key] = "#/components/" + key + suffix
				name, key = name+suffix, key+suffix
			}
			if _, ok := m.taken[key]; !ok {
				m.taken[key] = string(text)
				set(get(m.components, kind), name, node)
			}
		}
	}
	rename(root, renamed)
	for path, item := range members(get(root, "paths")) {
		m.path(path, item, suffix)
	}
	return nil
}

func (m *merger) path(path string, item *yaml.Node, suffix string) {
	if get(m.paths, path) != nil {
		return
	}
	for _, operation := range members(item) {
		if id := get(operation, "operationId"); id != nil {
			if m.ids[strings.ToLower(id.Value)] {
				id.Value += suffix
			}
			m.ids[strings.ToLower(id.Value)] = true
		}
	}
	set(m.paths, path, item)
}

// rename changes the references below n.
func rename(n *yaml.Node, renamed map[string]string) {
	if to, ok := renamed[n.Value]; ok && n.Kind == yaml.ScalarNode {
		n.Value = to
	}
	for _, child := range n.Content {
		rename(child, renamed)
	}
}

func letters(r rune) rune {
	if r == '-' {
		return -1
	}
	return r
}

func mapping() *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode} }

func set(n *yaml.Node, key string, value *yaml.Node) {
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, value)
}

func get(n *yaml.Node, key string) *yaml.Node {
	for name, value := range members(n) {
		if name == key {
			return value
		}
	}
	return nil
}

// members yields the members of a mapping in order, and nothing for other
// nodes.
func members(n *yaml.Node) func(yield func(string, *yaml.Node) bool) {
	return func(yield func(string, *yaml.Node) bool) {
		if n == nil || n.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i].Value, n.Content[i+1]) {
				return
			}
		}
	}
}

// operations counts the operations of a document.
func operations(data []byte) int {
	var root yaml.Node
	if yaml.Unmarshal(data, &root) != nil {
		return 0
	}
	count := 0
	for _, item := range members(get(root.Content[0], "paths")) {
		for method := range members(item) {
			if bytes.Contains([]byte(" get put post delete patch head options trace "), []byte(" "+method+" ")) {
				count++
			}
		}
	}
	return count
}
