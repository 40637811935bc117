package draft

import (
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// A node is YAML to be written. The encoder of the YAML library moves some
// comments, and breaks lines of Chinese text anywhere.
type node struct {
	key      string
	value    string // a scalar or a flow, as written
	children []*node
	isList   bool     // children are items
	above    []string // comments, a line each
	behind   string   // comment
}

// scalar returns a string as YAML.
func scalar(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	n := yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	if strings.Contains(s, ": ") || strings.Contains(s, " #") {
		n.Style = yaml.DoubleQuotedStyle
	}
	out, err := yaml.Marshal(&n)
	if err != nil || strings.Count(string(out), "\n") > 1 {
		n.Style = yaml.DoubleQuotedStyle
		out, _ = yaml.Marshal(&n)
	}
	text := strings.TrimSuffix(string(out), "\n")
	if strings.Contains(text, "\n") { // a long string is folded within its quotes
		text = strings.Join(strings.Fields(text), " ")
	}
	if inner, ok := strings.CutPrefix(text, "'"); ok && !strings.ContainsAny(text, `"\\`) && !strings.Contains(inner, "''") {
		text = `"` + strings.TrimSuffix(inner, "'") + `"`
	}
	return text
}

func text(key, value string) *node { return &node{key: key, value: scalar(value)} }

// raw returns a node whose value is YAML already.
func raw(key, value string) *node { return &node{key: key, value: value} }

func object(key string, children ...*node) *node {
	n := &node{key: key}
	for _, c := range children {
		if c != nil {
			n.children = append(n.children, c)
		}
	}
	return n
}

func list(key string, items ...*node) *node { return &node{key: key, children: items, isList: true} }

func (n *node) comment(lines ...string) *node {
	n.above = append(n.above, lines...)
	return n
}

func (n *node) add(children ...*node) {
	for _, c := range children {
		if c != nil {
			n.children = append(n.children, c)
		}
	}
}

// write writes the members of a mapping or the items of a list.
func (n *node) write(out *strings.Builder, indent int) {
	for _, c := range n.children {
		margin := strings.Repeat(" ", indent)
		for _, line := range c.above {
			out.WriteString(margin + "# " + line + "\n")
		}
		if n.isList {
			c.writeItem(out, indent)
			continue
		}
		out.WriteString(margin + scalar(c.key) + ":")
		c.writeValue(out, indent+2)
	}
}

func (n *node) writeValue(out *strings.Builder, indent int) {
	switch {
	case n.value != "":
		out.WriteString(" " + n.value)
	case len(n.children) == 0 && n.isList:
		out.WriteString(" []")
	case len(n.children) == 0:
		out.WriteString(" {}")
	}
	if n.behind != "" {
		out.WriteString("  # " + n.behind)
	}
	out.WriteString("\n")
	n.write(out, indent)
}

func (n *node) writeItem(out *strings.Builder, indent int) {
	margin := strings.Repeat(" ", indent)
	if len(n.children) == 0 {
		out.WriteString(margin + "-")
		n.writeValue(out, indent+2)
		return
	}
	var inner strings.Builder
	n.write(&inner, indent+2)
	body := inner.String()
	if first := strings.TrimLeft(body, " "); !strings.HasPrefix(first, "#") {
		out.WriteString(margin + "- " + first)
		return
	}
	out.WriteString(margin + "-\n" + body)
}

// example returns the node for a value of an example.
func example(key string, value *doctree.Node) *node {
	switch {
	case value.Is(doctree.Mapping):
		n := object(key)
		for name, member := range value.Members() {
			n.add(example(name, member))
		}
		if len(n.children) == 0 {
			n.value = "{}"
		}
		return n
	case value.Is(doctree.Sequence):
		n := list(key)
		for _, item := range value.Items() {
			n.add(example("", item))
		}
		return n
	case value.Is(doctree.String):
		return text(key, value.Text())
	}
	return raw(key, string(value.AppendJSON(nil)))
}
