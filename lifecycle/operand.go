package lifecycle

import (
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr/ast"
)

// operand words a value.
func (w conditionWords) operand(node ast.Node) string {
	switch n := node.(type) {
	case *ast.IdentifierNode, *ast.MemberNode, *ast.ChainNode:
		if path := pathOf(node); path != "" {
			return w.member(path)
		}
	case *ast.StringNode:
		if n.Value != "" {
			return w.style.Value(n.Value)
		}
	case *ast.IntegerNode:
		return strconv.Itoa(n.Value)
	case *ast.BoolNode:
		return strconv.FormatBool(n.Value)
	case *ast.BinaryNode:
		if text := w.arithmetic(n); text != "" {
			return text
		}
	case *ast.BuiltinNode:
		if text := w.builtin(n); text != "" {
			return text
		}
	case *ast.CallNode:
		if text := w.call(n); text != "" {
			return text
		}
	case *ast.ArrayNode:
		var items []string
		for _, item := range n.Nodes {
			items = append(items, w.operand(item))
		}
		return w.style.list(items, "and")
	}
	return w.style.Value(node.String())
}

// pathOf returns the dotted path of a member, "" if it is none. The current item of a list has no
// name of its own.
func pathOf(node ast.Node) string {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		return n.Value
	case *ast.ChainNode:
		return pathOf(n.Node)
	case *ast.MemberNode:
		property, ok := n.Property.(*ast.StringNode)
		if !ok || n.Method {
			return ""
		}
		if _, ok := n.Node.(*ast.PointerNode); ok {
			return property.Value
		}
		if of := pathOf(n.Node); of != "" {
			return of + "." + property.Value
		}
	}
	return ""
}

// member words a member of the request, or one of the names of [Env].
func (w conditionWords) member(path string) string {
	switch path {
	case "now":
		return w.style.say("now")
	case "age":
		return w.style.say("the time since it was created")
	case "state":
		return w.style.say("the state")
	case "merchant":
		return w.style.say("the merchant's number")
	}
	if name, ok := strings.CutPrefix(path, "stored."); ok {
		return w.style.say("the stored %s", w.style.Value(name))
	}
	if name, ok := strings.CutPrefix(path, "policy."); ok {
		return w.style.say("the policy %s", w.style.Value(name))
	}
	return w.style.Value(path)
}

// arithmetic words sums, differences and values with a fallback.
func (w conditionWords) arithmetic(n *ast.BinaryNode) string {
	switch {
	case n.Operator == "+" && isBlank(n.Right): // between two texts that are joined
		return w.operand(n.Left)
	case n.Operator == "+":
		return w.style.say("%s plus %s", w.operand(n.Left), w.operand(n.Right))
	case n.Operator == "-":
		return w.style.say("%s minus %s", w.operand(n.Left), w.operand(n.Right))
	case n.Operator == "??" && isNothing(n.Right):
		return w.operand(n.Left)
	case n.Operator == "??":
		return w.style.say("%s (%s if it is not given)", w.operand(n.Left), w.operand(n.Right))
	}
	return ""
}

func isBlank(node ast.Node) bool {
	text, ok := node.(*ast.StringNode)
	return ok && strings.TrimSpace(text.Value) == ""
}

// builtin words the functions of the language; "" if there are no words.
func (w conditionWords) builtin(n *ast.BuiltinNode) string {
	if len(n.Arguments) == 0 {
		return ""
	}
	first := n.Arguments[0]
	switch n.Name {
	case "len", "count":
		if len(n.Arguments) == 1 {
			return w.style.say("the number of %s", w.operand(first))
		}
	case "sum":
		if len(n.Arguments) == 1 {
			return w.style.say("the sum of %s", w.operand(first))
		}
		return w.style.say("the sum of %s of %s", w.operand(predicate(n.Arguments[1])), w.operand(first))
	case "map":
		return w.style.say("the %s of %s", w.operand(predicate(n.Arguments[1])), w.operand(first))
	case "date":
		return w.operand(first)
	case "duration":
		if text, ok := first.(*ast.StringNode); ok {
			if d, err := time.ParseDuration(text.Value); err == nil {
				return w.duration(d)
			}
		}
	}
	return ""
}

// call words the methods of times; "" if there are no words.
func (w conditionWords) call(n *ast.CallNode) string {
	method, receiver := methodOf(n)
	switch {
	case method == "Add" && len(n.Arguments) == 1:
		return w.style.say("%s after %s", w.operand(n.Arguments[0]), w.operand(receiver))
	case method == "AddDate" && len(n.Arguments) == 3:
		if text := w.dates(n.Arguments); text != "" {
			return w.style.say("%s after %s", text, w.operand(receiver))
		}
	}
	return ""
}

// methodOf returns the name and the receiver of a method call.
func methodOf(n *ast.CallNode) (string, ast.Node) {
	callee, ok := n.Callee.(*ast.MemberNode)
	if !ok {
		return "", nil
	}
	name, ok := callee.Property.(*ast.StringNode)
	if !ok {
		return "", nil
	}
	return name.Value, callee.Node
}

// dates words the arguments of AddDate, of which one is not 0.
func (w conditionWords) dates(arguments []ast.Node) string {
	text := ""
	for i, unit := range []string{"year", "month", "day"} {
		n, ok := arguments[i].(*ast.IntegerNode)
		switch {
		case !ok || n.Value != 0 && text != "":
			return ""
		case n.Value != 0:
			text = w.count(n.Value, unit)
		}
	}
	return text
}

// duration words a duration in its largest unit that is whole.
func (w conditionWords) duration(d time.Duration) string {
	for _, unit := range []struct {
		name string
		size time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}} {
		if d >= unit.size && d%unit.size == 0 {
			return w.count(int(d/unit.size), unit.name)
		}
	}
	return w.count(int(d/time.Second), "second")
}

func (w conditionWords) count(n int, unit string) string {
	if n == 1 {
		return w.style.say("%d "+unit, n)
	}
	return w.style.say("%d "+unit+"s", n)
}

// isTime reports whether an operand is a point in time.
func isTime(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.IdentifierNode:
		return n.Value == "now"
	case *ast.BuiltinNode:
		return n.Name == "date"
	case *ast.CallNode:
		method, _ := methodOf(n)
		return method == "Add" || method == "AddDate" || method == "Format"
	}
	return false
}
