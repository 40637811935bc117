package lifecycle

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"github.com/wxpaygen/wxpaygen/internal/doctree"
)

// Expression is an expression of the spec in the language of expr-lang/expr. A
// nil Expression is absent.
type Expression struct {
	text    string
	tree    *parser.Tree
	program *vm.Program
	looks   []string // the names at the root of the expression
}

// String returns the expression as the spec has it; "" for nil.
func (e *Expression) String() string {
	if e == nil {
		return ""
	}
	return e.text
}

// looksAt reports whether the expression refers to one of names.
func (e *Expression) looksAt(names ...string) bool {
	return e != nil && slices.ContainsFunc(names, func(name string) bool { return slices.Contains(e.looks, name) })
}

// Env is what an expression can refer to, by name: the members of the request or
// the parameters of the event, the links of the resource, state, stored, states,
// policy, age, now, merchant, number and, in a cause, item. Missing names are nil.
type Env map[string]any

// Value evaluates an expression; nil for a nil expression. The error quotes the
// expression and no values.
func (e *Expression) Value(env Env) (any, error) {
	if e == nil {
		return nil, nil
	}
	result, err := expr.Run(e.program, map[string]any(env))
	if err != nil {
		return nil, fmt.Errorf("the expression %q cannot be evaluated: %s", e.text, firstLine(err))
	}
	return result, nil
}

// Holds evaluates a condition. A nil expression is true. The error quotes the
// expression and no values.
func (e *Expression) Holds(env Env) (bool, error) {
	if e == nil {
		return true, nil
	}
	result, err := expr.Run(e.program, map[string]any(env))
	if err != nil {
		return false, fmt.Errorf("the expression %q cannot be evaluated: %s", e.text, firstLine(err))
	}
	yes, _ := result.(bool)
	return yes, nil
}

// firstLine drops the drawing that the library adds to its errors, which quotes
// values.
func firstLine(err error) string {
	text, _, _ := strings.Cut(err.Error(), "\n")
	return text
}

// parse compiles an expression without knowing the members of the request.
func parse(text string, options ...expr.Option) (*Expression, error) {
	tree, err := parser.Parse(text)
	if err != nil {
		return nil, err
	}
	env := expr.Env(map[string]any{"now": time.Time{}, "age": time.Duration(0), "number": func(string) string { return "" }})
	program, err := expr.Compile(text, append([]expr.Option{env, expr.AllowUndefinedVariables()}, options...)...)
	if err != nil {
		return nil, err
	}
	e := &Expression{text: text, tree: tree, program: program}
	ast.Walk(&tree.Node, visitor(func(node ast.Node) {
		if name, ok := node.(*ast.IdentifierNode); ok {
			e.looks = append(e.looks, name.Value)
		}
	}))
	return e, nil
}

// stateful are the names that depend on the resource.
var stateful = []string{"state", "stored", "age", "states"}

type visitor func(ast.Node)

func (v visitor) Visit(node *ast.Node) { v(*node) }

// condition reads a member that is an expression with a boolean result; nil if
// it is absent. One that does not compile is reported, and cannot be evaluated.
func (r *reader) condition(a at, key string) *Expression {
	return r.expression(a, key, expr.AsBool())
}

// value reads an expression with any result, nil if it is absent. A number or a
// boolean is an expression as well.
func (r *reader) value(a at, key string) *Expression { return r.expression(a, key) }

func (r *reader) expression(a at, key string, options ...expr.Option) *Expression {
	text := ""
	if m, _ := a.member(key); m.Is(doctree.Number) || m.Is(doctree.Bool) {
		text = m.Text()
	} else {
		text = r.word(a, key)
	}
	if text == "" {
		return nil
	}
	e, err := parse(text, options...)
	if err != nil {
		m, _ := a.member(key)
		fact, remedy := explain(err, nil)
		r.fault(m.path, RuleExpression, remedy, "%s", fact)
		return &Expression{text: text}
	}
	return e
}

// explain turns an error of the library into a sentence.
func explain(err error, names []string) (fact, remedy string) {
	message := firstLine(err)
	if positioned := (*file.Error)(nil); errors.As(err, &positioned) {
		message = positioned.Message + ", at character " + strconv.Itoa(positioned.Column+1)
	}
	remedy = "write it in the language of expr-lang/expr"
	if _, rest, ok := strings.Cut(message, "unknown name "); ok {
		name, _, _ := strings.Cut(rest, ",")
		remedy = otherName(name, "a request has the members ", names)
	}
	return "the expression does not compile: " + message, remedy
}
