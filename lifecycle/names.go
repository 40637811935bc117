package lifecycle

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/types"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// expressions checks the names in the expressions of an operation: members, when
// those of the request are known, policies, and the values that states and
// policies are compared with.
func (c *checker) expressions(op *Operation) {
	n := names{checker: c, op: op, env: op.environment(), decides: map[string]bool{}}
	for i, outcome := range op.To {
		n.expression(outcome.When, "to", strconv.Itoa(i), "when")
	}
	for i, need := range op.Needs {
		n.given(need, "needs", strconv.Itoa(i), "by")
	}
	for i, check := range op.Checks {
		n.expression(check.That, "checks", strconv.Itoa(i), "that")
	}
	for _, name := range op.Repeat.Choosers() {
		if name != "" {
			n.decides[name] = true
		}
	}
	for _, policy := range op.Policies {
		if !n.decides[policy.Name] && !n.decides[anything] {
			c.keyWarn([]string{"policies", policy.Name}, RuleForm, "write it into a when or a that, or take it out",
				"the policy %s decides nothing: no expression looks at policy.%s", policy.Name, policy.Name)
		}
	}
}

// names checks the names in expressions.
type names struct {
	*checker
	op      *Operation
	env     types.Map       // nil: not known
	decides map[string]bool // the policies that expressions look at
}

// anything stands for all policies, where an expression cannot be read.
const anything = ""

func (n *names) expression(e *Expression, path ...string) {
	if e == nil {
		return
	}
	if e.tree == nil { // reported where it was read
		n.decides[anything] = true
		return
	}
	if n.env != nil {
		if _, err := expr.Compile(e.text, expr.Env(n.env), expr.AsBool()); err != nil {
			fact, remedy := explain(err, n.known())
			n.fault(path, RuleExpression, remedy, "%s", fact)
			n.decides[anything] = true
			return
		}
	}
	ast.Walk(&e.tree.Node, &comparisons{names: n, path: path})
}

// given checks the members by which another resource is found. If the operation
// has a resource of its own, they may be members of that, which no document
// lists.
func (n *names) given(need Need, path ...string) {
	for _, match := range need.By {
		if _, inRequest := n.env[match.Given]; inRequest || !n.op.Creates || n.env == nil {
			continue
		}
		n.fault(append(slices.Clip(path), match.Member), RuleName, otherName(match.Given, "a request has the members ", n.known()),
			"there is no member %s to find the %s by", diag.Quote(match.Given), need.Resource)
	}
}

// otherName suggests a name in place of one that is undefined.
func otherName(name, list string, names []string) string {
	if near := diag.Near(name, names); near != "" {
		return "did you mean " + near + "?"
	}
	return list + strings.Join(names, ", ")
}

func (n *names) known() []string {
	var list []string
	for name := range n.env {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// environment is what expressions can refer to; nil if that is not known. Members
// may be absent, so values are of any type, but their names are known.
func (op *Operation) environment() types.Map {
	if op.members == nil {
		return nil
	}
	env := types.Map{}
	for name, typ := range op.members {
		env[name] = typ
	}
	policies := types.Map{}
	for _, p := range op.Policies {
		policies[p.Name] = types.String
	}
	env["state"], env["stored"], env["policy"] = types.String, types.Any, policies
	env["age"], env["now"] = types.TypeOf(time.Duration(0)), types.TypeOf(time.Time{})
	return env
}

// comparisons checks what states and policies are compared with, and notes which
// policies an expression looks at.
type comparisons struct {
	*names
	path []string
}

// Visit implements ast.Visitor.
func (v *comparisons) Visit(node *ast.Node) {
	switch node := (*node).(type) {
	case *ast.MemberNode:
		if name, isPolicy := policyOf(node); isPolicy {
			v.decides[name] = true
		}
	case *ast.BinaryNode:
		if node.Operator == "==" || node.Operator == "!=" {
			v.compare(node.Left, node.Right)
			v.compare(node.Right, node.Left)
		}
	}
}

// policyOf returns the name of the policy that a node is, or anything where the
// name is known only when the expression is evaluated.
func policyOf(node *ast.MemberNode) (name string, isPolicy bool) {
	if base, ok := node.Node.(*ast.IdentifierNode); !ok || base.Value != "policy" {
		return "", false
	}
	if text, ok := node.Property.(*ast.StringNode); ok {
		return text.Value, true
	}
	return anything, true
}

func (v *comparisons) compare(left, right ast.Node) {
	constant, ok := right.(*ast.StringNode)
	if !ok {
		return
	}
	what, values := v.valuesOf(left)
	if values == nil || slices.Contains(values, constant.Value) {
		return
	}
	v.fault(v.path, RuleName, "it is one of "+strings.Join(values, ", "),
		"the expression compares %s with %s, which it never is", what, diag.Quote(constant.Value))
}

// valuesOf returns what a name can be: the states, or the values of a policy.
func (v *comparisons) valuesOf(node ast.Node) (what string, values []string) {
	switch node := node.(type) {
	case *ast.IdentifierNode:
		resource := v.model.Resource(v.op.Resource)
		if node.Value != "state" || resource == nil {
			return "", nil
		}
		return "state", resource.stateNames()
	case *ast.MemberNode:
		name, isPolicy := policyOf(node)
		if policy := v.op.Policy(name); isPolicy && policy != nil {
			return "policy." + policy.Name, policy.Values
		}
	}
	return "", nil
}
