package states

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/types"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/apimodel"
	"github.com/wxpaygen/wxpaygen/internal/schema"
	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// expressions compiles the expressions of an operation against the members that
// its request has, so that a misspelt one is told here and not by a customer's
// test.
func (r *reader) expressions(op *apimodel.Operation, read *lifecycle.Operation) {
	c := compilation{reader: r, op: read, env: r.environment(op, read), decides: map[string]bool{}}
	for i, outcome := range read.To {
		if outcome.When != "" {
			c.compile(outcome.When, "to", strconv.Itoa(i), "when")
		}
	}
	for i, need := range read.Needs {
		c.given(need, "needs", strconv.Itoa(i), "by")
	}
	for i, check := range read.Checks {
		if check.That != "" {
			c.compile(check.That, "checks", strconv.Itoa(i), "that")
		}
	}
	for _, name := range read.Repeat.Choosers() {
		if name != "" {
			c.decides[name] = true
		}
	}
	for _, policy := range read.Policies {
		if !c.decides[policy.Name] && !c.decides[anything] {
			c.tell([]lifecycle.Fault{{
				Operation: read.Name, Path: []string{"policies", policy.Name}, AtKey: true, Rule: lifecycle.RuleForm,
				Fact:   "the policy " + policy.Name + " decides nothing: no expression looks at policy." + policy.Name,
				Remedy: "write it into a when or a that, or take it out",
			}})
		}
	}
}

type compilation struct {
	*reader
	op      *lifecycle.Operation
	env     types.Map
	decides map[string]bool // the policies that expressions look at
}

// anything stands for all policies, where an expression cannot be read.
const anything = ""

func (c compilation) compile(text string, path ...string) {
	fault := lifecycle.Fault{Operation: c.op.Name, Path: path, Rule: lifecycle.RuleExpression}
	if _, err := expr.Compile(text, expr.Env(c.env), expr.AsBool()); err != nil {
		fault.Fact, fault.Remedy = c.explain(err)
		c.tell([]lifecycle.Fault{fault})
		c.decides[anything] = true
		return
	}
	tree, err := parser.Parse(text)
	if err != nil {
		return
	}
	v := &comparisons{compilation: c}
	ast.Walk(&tree.Node, v)
	for _, name := range v.wrong {
		fault.Rule, fault.Fact, fault.Remedy = lifecycle.RuleName, name.fact, name.remedy
		c.tell([]lifecycle.Fault{fault})
	}
}

// given holds what finds another resource to the members of the request. Where
// there is a resource of the operation's own, its members are as good, and no
// document lists those.
func (c compilation) given(need lifecycle.Need, path ...string) {
	for _, match := range need.By {
		if _, inRequest := c.env[match.Given]; inRequest || !c.op.Creates {
			continue
		}
		_, remedy := c.explain(errors.New("unknown name " + match.Given + ","))
		c.tell([]lifecycle.Fault{{
			Operation: c.op.Name, Path: append(slices.Clip(path), match.Member), Rule: lifecycle.RuleName,
			Fact: "there is no member " + diag.Quote(match.Given) + " to find the " + need.Resource + " by", Remedy: remedy,
		}})
	}
}

// explain puts the library's message into a sentence.
func (c compilation) explain(err error) (fact, remedy string) {
	message := err.Error()
	if positioned := (*file.Error)(nil); errors.As(err, &positioned) {
		message = positioned.Message + ", at character " + strconv.Itoa(positioned.Column+1)
	}
	remedy = "write it in the language of expr-lang/expr"
	if _, rest, ok := strings.Cut(message, "unknown name "); ok {
		name, _, _ := strings.Cut(rest, ",")
		remedy = "a request has the members " + strings.Join(c.names(), ", ")
		if near := diag.Near(name, c.names()); near != "" {
			remedy = "did you mean " + near + "?"
		}
	}
	return "the expression does not compile: " + message, remedy
}

func (c compilation) names() []string {
	var names []string
	for name := range c.env {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// environment is what expressions see. Values are of any type, since each of
// them may be absent; but which members there are is known.
func (r *reader) environment(op *apimodel.Operation, read *lifecycle.Operation) types.Map {
	env := types.Map{}
	for _, p := range op.Params {
		env[p.Name] = types.Any
	}
	if op.Body.Schema() != nil {
		body := r.api.Schemas.Target(op.Body.Schema())
		for _, p := range body.Properties {
			env[p.Name] = r.typeOf(r.api.Schemas.Read(p.Nodes...), 0)
		}
	}
	policies := types.Map{}
	for _, p := range read.Policies {
		policies[p.Name] = types.String
	}
	env["state"], env["stored"], env["policy"] = types.String, types.Any, policies
	env["age"], env["now"] = types.TypeOf(time.Duration(0)), types.TypeOf(time.Time{})
	return env
}

const maxDepth = 8

func (r *reader) typeOf(s *schema.Schema, depth int) types.Type {
	s = r.api.Schemas.Target(s)
	switch {
	case depth > maxDepth:
	case s.Is("object") && len(s.Properties) > 0:
		m := types.Map{}
		for _, p := range s.Properties {
			m[p.Name] = r.typeOf(r.api.Schemas.Read(p.Nodes...), depth+1)
		}
		return m
	case s.Is("array") && len(s.Items) > 0:
		return types.Array(r.typeOf(r.api.Schemas.Read(s.Items...), depth+1))
	}
	return types.Any
}

// comparisons looks at what states and policies are compared with, and at which
// policies there are in an expression.
type comparisons struct {
	compilation
	wrong []wrongName
}

type wrongName struct{ fact, remedy string }

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
// name is only known later.
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
	v.wrong = append(v.wrong, wrongName{
		fact:   "the expression compares " + what + " with " + diag.Quote(constant.Value) + ", which it never is",
		remedy: "it is one of " + strings.Join(values, ", "),
	})
}

// valuesOf returns what a name can be: the states, or the values of a policy.
func (v *comparisons) valuesOf(node ast.Node) (what string, values []string) {
	switch node := node.(type) {
	case *ast.IdentifierNode:
		resource := v.model.Resource(v.op.Resource)
		if node.Value != "state" || resource == nil {
			return "", nil
		}
		for _, s := range resource.States {
			values = append(values, s.Name)
		}
		return "state", values
	case *ast.MemberNode:
		name, isPolicy := policyOf(node)
		if policy := v.op.Policy(name); isPolicy && policy != nil {
			return "policy." + policy.Name, policy.Values
		}
	}
	return "", nil
}
