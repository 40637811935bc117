package engine

import (
	"fmt"
	"regexp"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"
)

// compile prepares an expression that yields a boolean. Members that a request lacks are nil. stateful is true
// if the expression looks at the resource, so that it can only be judged once that is found.
func compile(text string) (program *vm.Program, stateful bool, err error) {
	tree, err := parser.Parse(text)
	if err != nil {
		return nil, false, fmt.Errorf("expression %q: %s", text, firstLine(err))
	}
	ast.Walk(&tree.Node, visitor(func(node ast.Node) {
		if name, ok := node.(*ast.IdentifierNode); ok {
			switch name.Value {
			case "state", "stored", "age":
				stateful = true
			}
		}
	}))
	program, err = expr.Compile(text, expr.Env(map[string]any{"now": time.Time{}}), expr.AllowUndefinedVariables(), expr.AsBool())
	if err != nil {
		return nil, false, fmt.Errorf("expression %q: %s", text, firstLine(err))
	}
	return program, stateful, nil
}

type visitor func(ast.Node)

func (v visitor) Visit(node *ast.Node) { v(*node) }

var restOfLines = regexp.MustCompile(`(?s)\n.*`)

// firstLine leaves out the drawing that the library adds to its errors, and values with it.
func firstLine(err error) string { return restOfLines.ReplaceAllString(err.Error(), "") }

// holds evaluates an expression. An error names the expression alone.
func holds(program *vm.Program, text string, env map[string]any) (bool, error) {
	result, err := expr.Run(program, env)
	if err != nil {
		return false, fmt.Errorf("the expression %q cannot be judged here: %s", text, firstLine(err))
	}
	yes, _ := result.(bool)
	return yes, nil
}
