package lifecycle

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// Words describes a condition of the spec in words: `total >= 30 && name != nil` is "total is at
// least 30 and name is given". A part for which there are no words stays an expression, and so does
// a text that is not one. style formats names and values.
func Words(condition string, style Style) string {
	style = style.plain()
	tree, err := parser.Parse(condition)
	if err != nil {
		return style.Value(condition)
	}
	return conditionWords{style}.condition(tree.Node)
}

// conditionWords words the nodes of an expression.
type conditionWords struct{ style Style }

func (w conditionWords) condition(node ast.Node) string {
	switch n := node.(type) {
	case *ast.UnaryNode:
		if n.Operator == "!" || n.Operator == "not" {
			return w.style.say("it is not the case that %s", w.condition(n.Node))
		}
	case *ast.BinaryNode:
		if text := w.binary(n); text != "" {
			return text
		}
	case *ast.BuiltinNode:
		if text := w.quantified(n); text != "" {
			return text
		}
	case *ast.CallNode:
		if method, receiver := methodOf(n); method == "Equal" && len(n.Arguments) == 1 {
			return w.style.say("%s is %s", w.operand(receiver), w.operand(n.Arguments[0]))
		}
	case *ast.IdentifierNode, *ast.MemberNode, *ast.ChainNode:
		return w.style.say("%s is true", w.operand(node))
	case *ast.BoolNode:
		return fmt.Sprint(n.Value)
	}
	return w.style.Value(node.String())
}

// binary words an operator; "" if there are no words for it.
func (w conditionWords) binary(n *ast.BinaryNode) string {
	switch n.Operator {
	case "&&", "and":
		return strings.Join(w.parts(n, "&&", "and"), w.style.say(" and "))
	case "||", "or":
		return strings.Join(w.parts(n, "||", "or"), w.style.say(", or "))
	case "==", "!=":
		return w.equality(n)
	}
	format := comparison(n.Operator, isTime(n.Left) || isTime(n.Right))
	if format == "" {
		return ""
	}
	return w.style.say(format, w.operand(n.Left), w.operand(n.Right))
}

// comparison is the sentence of an operator; "" if there is none.
func comparison(operator string, times bool) string {
	words := map[string][2]string{
		"<":  {"%s is less than %s", "%s is before %s"},
		"<=": {"%s is at most %s", "%s is not after %s"},
		">":  {"%s is more than %s", "%s is after %s"},
		">=": {"%s is at least %s", "%s is not before %s"},
		"in": {"%s is one of %s", "%s is one of %s"},
	}
	if times {
		return words[operator][1]
	}
	return words[operator][0]
}

// parts words the operands of a chain of one operator.
func (w conditionWords) parts(node ast.Node, operators ...string) []string {
	if n, ok := node.(*ast.BinaryNode); ok && slices.Contains(operators, n.Operator) {
		return append(w.parts(n.Left, operators...), w.parts(n.Right, operators...)...)
	}
	return []string{w.condition(node)}
}

// equality words == and !=. A comparison with nothing, "" or nil, asks whether a member is given.
func (w conditionWords) equality(n *ast.BinaryNode) string {
	equal := n.Operator == "=="
	a, aGiven := given(n.Left)
	b, bGiven := given(n.Right)
	switch {
	case a != nil && b != nil && (aGiven == bGiven) == equal:
		return w.style.say("both or neither of %s and %s are given", w.operand(a), w.operand(b))
	case a != nil && b != nil:
		return w.style.say("exactly one of %s and %s is given", w.operand(a), w.operand(b))
	}
	if list, by := distinct(n); list != nil && equal {
		return w.style.say("no two of %s have the same %s", w.operand(list), w.operand(by))
	}
	switch member, isGiven := given(n); {
	case member != nil && isGiven:
		return w.style.say("%s is given", w.operand(member))
	case member != nil:
		return w.style.say("%s is not given", w.operand(member))
	case isCondition(n.Left) && isCondition(n.Right) && equal:
		return w.style.say("%s exactly if %s", w.condition(n.Left), w.condition(n.Right))
	case isCondition(n.Left) && isCondition(n.Right):
		return w.style.say("either %s, or %s, but not both", w.condition(n.Left), w.condition(n.Right))
	case equal:
		return w.style.say("%s is %s", w.operand(n.Left), w.operand(n.Right))
	}
	return w.style.say("%s is not %s", w.operand(n.Left), w.operand(n.Right))
}

// isCondition reports whether a node is a comparison.
func isCondition(node ast.Node) bool {
	n, ok := node.(*ast.BinaryNode)
	return ok && (comparison(n.Operator, false) != "" || n.Operator == "==" || n.Operator == "!=")
}

// given returns the member that a comparison with nothing is about, and whether it asks for its
// presence; nil for any other node.
func given(node ast.Node) (member ast.Node, present bool) {
	n, ok := node.(*ast.BinaryNode)
	if !ok || n.Operator != "==" && n.Operator != "!=" || !isNothing(n.Right) {
		return nil, false
	}
	member = n.Left
	if fallback, ok := member.(*ast.BinaryNode); ok && fallback.Operator == "??" && isNothing(fallback.Right) {
		member = fallback.Left
	}
	return member, n.Operator == "!="
}

func isNothing(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.NilNode:
		return true
	case *ast.StringNode:
		return n.Value == ""
	case *ast.ArrayNode:
		return len(n.Nodes) == 0
	}
	return false
}

// distinct recognises len(uniq(map(list, by))) == len(list).
func distinct(n *ast.BinaryNode) (list, by ast.Node) {
	uniq := argument(argument(n.Left, "len"), "uniq")
	mapped, ok := uniq.(*ast.BuiltinNode)
	whole := argument(n.Right, "len")
	if !ok || mapped.Name != "map" || whole == nil || mapped.Arguments[0].String() != whole.String() {
		return nil, nil
	}
	return mapped.Arguments[0], predicate(mapped.Arguments[1])
}

// argument returns the only argument of a call of a built-in function, nil for any other node.
func argument(node ast.Node, name string) ast.Node {
	if n, ok := node.(*ast.BuiltinNode); ok && n.Name == name && len(n.Arguments) == 1 {
		return n.Arguments[0]
	}
	return nil
}

func predicate(node ast.Node) ast.Node {
	if p, ok := node.(*ast.PredicateNode); ok {
		return p.Node
	}
	return node
}

// quantified words any, all, none and one.
func (w conditionWords) quantified(n *ast.BuiltinNode) string {
	words := map[string]string{
		"any": "for at least one of %s, %s", "all": "for each of %s, %s",
		"none": "for none of %s, %s", "one": "for exactly one of %s, %s",
	}
	format := words[n.Name]
	if format == "" || len(n.Arguments) != 2 {
		return ""
	}
	return w.style.say(format, w.operand(n.Arguments[0]), w.condition(predicate(n.Arguments[1])))
}
