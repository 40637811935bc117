package doctree

import (
	"go.yaml.in/yaml/v4"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// scalar gives n the kind and text of a scalar.
func (c *yamlCopier) scalar(y *yaml.Node, n *Node) {
	n.text = c.text(y.Value)
	tag := ""
	if y.Style&yaml.TaggedStyle != 0 {
		tag = y.Tag
	}
	const quoted = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	switch {
	case tag == "!!str", tag == "!!binary", tag == "!!timestamp":
		n.Kind = String
	case tag == "" && y.Style&quoted != 0:
		n.Kind = String
	case tag == "" || isCoreTag(tag):
		c.plain(n)
		if tag != "" && !fitsTag(n.Kind, tag) {
			c.report(diag.Errorf(n.Pos, ruleSyntax, "the tag %s is on %s", tag, n.Kind).
				Fix("remove the tag or correct the value"))
		}
	default:
		n.Kind = String
		c.unknownTag(n.Pos, tag)
	}
}

// plain reads an unquoted scalar.
func (c *yamlCopier) plain(n *Node) {
	switch n.text {
	case "", "~", "null", "Null", "NULL":
		n.Kind = Null
		return
	case "true", "True", "TRUE", "false", "False", "FALSE":
		n.Kind = Bool
		return
	}
	if number, ok := plainNumber(n.text); ok {
		n.Kind = Number
		if number != n.text {
			n.json = number
		}
		return
	}
	n.Kind = String
	if isNotFinite(n.text) {
		n.Kind = Invalid
		c.report(diag.Errorf(n.Pos, ruleNumber, "%s is a number that JSON does not have", n.text).
			Fix("write a finite number, or put the text in quotes"))
	}
}

// plainNumber keeps the common case, text that cannot be a number, short.
func plainNumber(text string) (string, bool) {
	switch first := text[0]; {
	case '0' <= first && first <= '9', first == '-', first == '+', first == '.':
		return yamlNumber(text)
	}
	return "", false
}

func isCoreTag(tag string) bool {
	switch tag {
	case "!", "!!null", "!!bool", "!!int", "!!float", "!!merge":
		return true
	}
	return false
}

func fitsTag(kind Kind, tag string) bool {
	switch tag {
	case "!!null":
		return kind == Null
	case "!!bool":
		return kind == Bool
	case "!!int", "!!float":
		return kind == Number || kind == Invalid
	}
	return true
}

// checkTag reports a collection's tag that says anything but what it is.
func (c *yamlCopier) checkTag(y *yaml.Node, want string) {
	if y.Style&yaml.TaggedStyle != 0 && y.Tag != want {
		c.unknownTag(c.pos(y), y.Tag)
	}
}

func (c *yamlCopier) unknownTag(pos diag.Position, tag string) {
	c.report(diag.Errorf(pos, ruleSyntax, "the YAML tag %s has no meaning in an API description", diag.Quote(tag)).
		Fix("remove the tag; refer to other files by $ref"))
}
