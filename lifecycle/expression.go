package lifecycle

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// Expression is an expression of the spec in the language of expr-lang/expr. A
// nil Expression stands for one that is absent.
type Expression struct {
	text    string
	tree    *parser.Tree
	program *vm.Program
	// looks are the names at the root of the expression.
	looks map[string]bool
}

// String returns the expression as the spec has it; "" for nil.
func (e *Expression) String() string {
	if e == nil {
		return ""
	}
	return e.text
}

// Stateful reports whether the expression depends on the resource, so that it
// can be evaluated only once the resource is found.
func (e *Expression) Stateful() bool {
	return e != nil && (e.looks["state"] || e.looks["stored"] || e.looks["age"])
}

// Env is what an expression can refer to, by name: the members of the request,
// state, stored, policy, age and now. Missing names are nil.
type Env map[string]any

// Holds evaluates a condition. A nil expression holds. The error quotes the
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
	env := expr.Env(map[string]any{"now": time.Time{}, "age": time.Duration(0)})
	program, err := expr.Compile(text, append([]expr.Option{env, expr.AllowUndefinedVariables()}, options...)...)
	if err != nil {
		return nil, err
	}
	e := &Expression{text: text, tree: tree, program: program, looks: map[string]bool{}}
	ast.Walk(&tree.Node, visitor(func(node ast.Node) {
		if name, ok := node.(*ast.IdentifierNode); ok {
			e.looks[name.Value] = true
		}
	}))
	return e, nil
}

type visitor func(ast.Node)

func (v visitor) Visit(node *ast.Node) { v(*node) }

// condition reads a member that is an expression with a boolean result; nil if
// it is absent or does not compile.
func (r *reader) condition(a at, key string) *Expression {
	text := r.word(a, key)
	if text == "" {
		return nil
	}
	e, err := parse(text, expr.AsBool())
	if err != nil {
		m, _ := a.member(key)
		fact, remedy := explain(err, nil)
		r.fault(m.path, RuleExpression, remedy, "%s", fact)
		return &Expression{text: text, looks: map[string]bool{}}
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
