package lifecycle

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/types"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// expressions checks the names in the expressions of an operation: members, if
// those of the request are known, policies, and the values that states and
// policies are compared with.
func (c *checker) expressions(op *Operation) {
	resource := c.model.Resource(op.Resource)
	n := names{checker: c, resource: resource, policies: op.Policies, env: op.environment(resource), decides: map[string]bool{}}
	n.outcomes(op.To, "to")
	for i, need := range op.Needs {
		if op.Creates && n.env != nil {
			n.needed(need, "needs", strconv.Itoa(i), "by")
		}
	}
	for i, check := range op.Checks {
		n.condition(check.That, "checks", strconv.Itoa(i), "that")
	}
	n.sets(op.Sets, "sets")
	n.causes(op.Causes)
	if op.Lists != nil {
		n.condition(op.Lists.When, "lists", "when")
		n.expression(op.Lists.Offset, "lists", "offset")
		n.expression(op.Lists.Limit, "lists", "limit")
	}
	for _, name := range op.Repeat.Choosers() {
		if name != "" {
			n.decides[name] = true
		}
	}
	for _, policy := range op.Policies {
		if !n.decides[policy.Name] && !n.decides[anything] {
			c.keyWarn([]string{"policies", policy.Name}, RuleForm, "use it in a when or a that, or remove it",
				"the policy %s decides nothing: no expression looks at policy.%s", policy.Name, policy.Name)
		}
	}
}

// eventExpressions checks the names in the expressions of a resource's states
// and events.
func (c *checker) eventExpressions(resource *Resource) {
	n := names{checker: c, resource: resource, path: []string{resource.Name}, env: resource.environment(nil), decides: map[string]bool{}}
	n.sets(resource.Sets, "sets")
	for _, state := range resource.States {
		n.sets(state.Sets, "states", state.Name, "sets")
	}
	for i := range resource.Events {
		event := &resource.Events[i]
		parameters := types.Map{}
		for _, p := range event.Parameters {
			parameters[p.Name] = types.Any
		}
		n := n.below("events", event.Name)
		for _, p := range event.Parameters {
			n.expression(p.Default, "parameters", p.Name, "default")
		}
		n.env = resource.environment(parameters)
		n.condition(event.When, "when")
		n.expression(event.At, "at")
		n.outcomes(event.To, "to")
		n.sets(event.Sets, "sets")
		n.causes(event.Causes)
	}
}

// names checks the names in expressions.
type names struct {
	*checker
	resource *Resource // nil: not known
	policies []Policy
	path     []string        // of what contains the expressions
	env      types.Map       // nil: not known
	decides  map[string]bool // the policies that expressions look at
}

func (n names) below(path ...string) names {
	n.path = append(slices.Clip(n.path), path...)
	return n
}

// anything represents all policies, if an expression cannot be read.
const anything = ""

func (n names) outcomes(list []Outcome, key string) {
	for i, outcome := range list {
		n.condition(outcome.When, key, strconv.Itoa(i), "when")
		n.sets(outcome.Sets, key, strconv.Itoa(i), "sets")
	}
}

func (n names) sets(list []Assignment, path ...string) {
	for _, set := range list {
		n.expression(set.Value, append(slices.Clip(path), set.Path)...)
	}
}

func (n names) causes(list []Cause) {
	for i, cause := range list {
		in := n.below("causes", strconv.Itoa(i))
		in.condition(cause.When, "when")
		in.expression(cause.Each, "each")
		if n.env != nil {
			in.env = maps.Clone(n.env)
			in.env["item"] = types.Any
		}
		in.sets(cause.With, "with")
	}
}

func (n names) condition(e *Expression, path ...string) { n.check(e, path, expr.AsBool()) }

func (n names) expression(e *Expression, path ...string) { n.check(e, path) }

func (n names) check(e *Expression, path []string, options ...expr.Option) {
	if e == nil {
		return
	}
	path = append(slices.Clip(n.path), path...)
	if e.tree == nil { // reported where it was read
		n.decides[anything] = true
		return
	}
	if n.env != nil {
		if _, err := expr.Compile(e.text, append(options, expr.Env(n.env))...); err != nil {
			fact, remedy := explain(err, n.known())
			n.fault(path, RuleExpression, remedy, "%s", fact)
			n.decides[anything] = true
			return
		}
	}
	ast.Walk(&e.tree.Node, &comparisons{names: n, path: path})
}

// needed checks the members by which another resource is found. If the operation
// has a resource of its own, they may be members of that, which no document
// lists.
func (n names) needed(need Need, path ...string) {
	for _, match := range need.By {
		if _, inRequest := n.env[match.Given]; inRequest {
			continue
		}
		n.fault(append(slices.Clip(path), match.Member), RuleName, otherName(match.Given, "a request has the members ", n.known()),
			"there is no member %s to find the %s by", diag.Quote(match.Given), need.Resource)
	}
}

// otherName suggests a name in place of one that is undefined.
func otherName(name, list string, names []string) string {
	return diag.Hint(name, names, list+strings.Join(names, ", "))
}

func (n names) known() []string {
	var list []string
	for name := range n.env {
		list = append(list, name)
	}
	slices.Sort(list)
	return list
}

// environment is what the expressions of an operation can refer to; nil if that
// is not known.
func (op *Operation) environment(resource *Resource) types.Map {
	if op.members == nil {
		return nil
	}
	env := resource.environment(op.members)
	policies := types.Map{}
	for _, p := range op.Policies {
		policies[p.Name] = types.String
	}
	env["policy"] = policies
	return env
}

// environment is what expressions about a resource can refer to. Members may be
// absent, so values are of any type, but their names are known.
func (r *Resource) environment(members types.Map) types.Map {
	env := types.Map{}
	for name, typ := range members {
		env[name] = typ
	}
	states := types.Map{}
	if r != nil {
		for _, link := range r.Links {
			env[link.Name], states[link.Name] = types.Any, types.Any
		}
	}
	env["state"], env["stored"], env["states"], env["policy"] = types.String, types.Any, states, types.Map{}
	env["age"], env["now"] = types.TypeOf(time.Duration(0)), types.TypeOf(time.Time{})
	env["merchant"], env["number"] = types.String, types.TypeOf(func(string) string { return "" })
	return env
}

// comparisons checks what states and policies are compared with, and notes which
// policies an expression looks at.
type comparisons struct {
	names
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

// policyOf returns the name of the policy that a node is, or anything if the
// name is only known when the expression is evaluated.
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
		if node.Value != "state" || v.resource == nil {
			return "", nil
		}
		return "state", v.resource.stateNames()
	case *ast.MemberNode:
		base, _ := node.Node.(*ast.IdentifierNode)
		name, _ := node.Property.(*ast.StringNode)
		if base == nil || name == nil {
			return "", nil
		}
		what = base.Value + "." + name.Value
		switch base.Value {
		case "policy":
			if i := slices.IndexFunc(v.policies, func(p Policy) bool { return p.Name == name.Value }); i >= 0 {
				return what, v.policies[i].Values
			}
		case "states":
			if target := v.linkTarget(name.Value); target != nil {
				return what, target.stateNames()
			}
		}
	}
	return "", nil
}

// linkTarget returns the one resource that a link leads to, nil if it is not
// known.
func (v *comparisons) linkTarget(name string) *Resource {
	if v.resource == nil {
		return nil
	}
	link := v.resource.Link(name)
	if link == nil || link.Many {
		return nil
	}
	return v.target(link)
}
