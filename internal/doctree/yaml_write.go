package doctree

import (
	"bytes"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"
)

// AppendYAML appends the tree as a YAML document: members in the document's order,
// numbers with all their digits. A nil node is null. Reading it gives the same tree.
func (n *Node) AppendYAML(dst []byte) []byte {
	want := n.AppendJSON(nil)
	for _, quoted := range []bool{false, true} {
		data := n.yaml(quoted)
		back, diags := Parse("", data, Limits{})
		if len(diags) == 0 && bytes.Equal(back.Root.AppendJSON(nil), want) {
			return append(dst, data...)
		}
	}
	return append(append(dst, want...), '\n') // JSON is YAML
}

// yaml is n as YAML. With quoted, all strings are in quotation marks.
func (n *Node) yaml(quoted bool) []byte {
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if encoder.Encode(n.yamlNode(quoted)) != nil || encoder.Close() != nil {
		return nil
	}
	return b.Bytes()
}

func (n *Node) yamlNode(quoted bool) *yaml.Node {
	switch {
	case n.Is(Mapping):
		made := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for key, value := range n.Peek() {
			made.Content = append(made.Content, yamlText(key, false), value.yamlNode(quoted))
		}
		return made
	case n.Is(Sequence):
		made := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for _, item := range n.PeekItems() {
			made.Content = append(made.Content, item.yamlNode(quoted))
		}
		return made
	case n.Is(String):
		return yamlText(n.text, quoted)
	case n.Is(Number):
		number, _ := n.Number()
		tag := "!!int"
		if strings.ContainsAny(string(number), ".eE") {
			tag = "!!float"
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: string(number)}
	case n.Is(Bool):
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: strings.ToLower(n.text)}
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
}

// otherInYAML11 are strings that readers of YAML 1.1, which many tools are, take for
// booleans, numbers or dates.
var otherInYAML11 = regexp.MustCompile(`^(?:(?i:y|n|yes|no|on|off)|[-+]?[0-9][0-9_:,.]*|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*)$`)

func yamlText(text string, quoted bool) *yaml.Node {
	made := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
	switch {
	case quoted, otherInYAML11.MatchString(text):
		made.Style = yaml.DoubleQuotedStyle
	case strings.Contains(text, "\n"):
		made.Style = yaml.LiteralStyle
	}
	return made
}
