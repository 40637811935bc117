package diagram

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/lifecycle"
)

// models are those with what is hard to draw: ways across many layers, circles,
// many ways between two states, text that is markup, and hardly anything.
var models = map[string][2]string{
	"an order": {
		`{"order": {"title": "订单", "key": ["no"], "states": {
		  "open": {"shows": {"state": "OPEN"}}, "paying": {"shows": {"state": "PAYING"}}, "failed": {"shows": {}},
		  "paid": {"shows": {"state": "PAID", "a.very.long.path.to.a.member": "X"}}, "closed": {"shows": {}, "final": true}, "back": {"shows": {}, "final": true}},
		  "events": {"pays": {"by": "user", "from": ["open", "paying"], "to": "paid"}, "fails": {"by": "wechatpay", "from": ["open", "paying"], "to": "failed"},
		    "lapses": {"by": "time", "after": "30d", "from": ["open"], "to": "closed"}, "refunds": {"by": "merchant", "from": ["paid"], "to": "back"}}}}`,
		`{"create": {"from": [], "to": [{"when": "a", "state": "paid"}, {"when": "b", "state": "failed"}, {"state": "open"}]},
		  "ask": {"from": ["open"], "to": "paying"}, "note": {"from": ["paying"], "to": "paying"}, "retry": {"from": ["failed"], "to": "open"},
		  "reverse": {"from": ["open", "paying", "failed", "paid"], "to": [{"when": "c", "state": "back"}, {"state": "closed"}]},
		  "nudge": {"from": ["paying"], "to": [{"when": "d", "state": "paid"}, {"state": "paying"}]}}`,
	},
	"markup and control characters": {
		`{"a": {"title": "<b>&\"\u0001--></svg>", "key": ["x"], "states": {"b": {"title": "</text><script>", "shows": {"<": ">"}}, "c": {"shows": {}, "final": true}}}}`,
		`{"do</desc>": {"from": [], "to": "b"}, "end": {"from": ["b"], "to": "c"}}`,
	},
	"one state and no way":          {`{"a": {"title": "一", "key": ["x"], "states": {"b": {"shows": {}}}}}`, `{}`},
	"no state":                      {`{"a": {"title": "一", "key": ["x"], "states": {}}}`, `{}`},
	"names of what there is not":    {`{"a": {"title": "一", "key": ["x"], "states": {"b": {"shows": {}}}}}`, `{"do": {"from": ["z"], "to": "y"}}`},
	"two states that turn round":    {`{"a": {"title": "一", "key": ["x"], "states": {"b": {"shows": {}}, "c": {"shows": {}}}}}`, `{"do": {"from": ["b"], "to": "c"}, "undo": {"from": ["c"], "to": "b"}}`},
	"an unknown actor":              {`{"a": {"title": "一", "key": ["x"], "states": {"b": {"shows": {}}, "c": {"shows": {}}}, "events": {"e": {"by": "users", "from": ["b"], "to": "c"}}}}`, `{}`},
	"a way that may change nothing": {`{"a": {"title": "一", "key": ["x"], "states": {"b": {"shows": {}}, "c": {"shows": {}}}}}`, `{"do": {"from": ["b", "c"], "to": "c"}}`},
}

func read(t *testing.T, texts [2]string) *lifecycle.Model {
	t.Helper()
	src := lifecycle.Source{Resources: parse(t, texts[0])}
	for name := range src.Resources.Members() {
		src.Operations = operationsOf(parse(t, texts[1]), name)
	}
	m, _ := lifecycle.Read(src)
	if len(m.Resources) != 1 {
		t.Fatal("there is no resource")
	}
	return m
}

func parse(t *testing.T, text string) *doctree.Node {
	t.Helper()
	file, diags := doctree.Parse("test.json", []byte(text), doctree.Limits{})
	if diag.HasErrors(diags) {
		t.Fatal(diags)
	}
	return file.Root
}

func draw(t *testing.T, texts [2]string) []byte {
	m := read(t, texts)
	return Draw(m, m.Resources[0], "Code -- generated")
}

func TestDrawIsStable(t *testing.T) {
	for name, texts := range models {
		first := draw(t, texts)
		for range 5 {
			if !bytes.Equal(first, draw(t, texts)) {
				t.Errorf("%s: two drawings differ", name)
			}
		}
	}
}

// A product that goes into a sum may be rounded or not, as the processor has it,
// and a drawing that was made on another machine was another one.
func TestRoundedProducts(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		rounded := map[ast.Node]bool{}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if to, ok := n.Fun.(*ast.Ident); ok && to.Name == "float64" {
					rounded[n.Args[0]] = true
				}
			case *ast.BinaryExpr: // twice something is exact
				if n.Op == token.MUL && !rounded[n] && !isTwo(n.X) && !isTwo(n.Y) && !isHour(n.Y) {
					t.Errorf("%s: write float64(a * b)", set.Position(n.Pos()))
				}
			case *ast.AssignStmt:
				if n.Tok == token.MUL_ASSIGN && !isTwo(n.Rhs[0]) {
					t.Errorf("%s: write a = float64(a * b)", set.Position(n.Pos()))
				}
			}
			return true
		})
	}
}

func isTwo(e ast.Expr) bool {
	number, ok := e.(*ast.BasicLit)
	return ok && number.Value == "2"
}

// isHour: durations are whole numbers.
func isHour(e ast.Expr) bool {
	constant, ok := e.(*ast.SelectorExpr)
	return ok && constant.Sel.Name == "Hour"
}

func TestWidth(t *testing.T) {
	for name, texts := range models {
		head, _, _ := strings.Cut(string(draw(t, texts)), `" role=`)
		if _, size, _ := strings.Cut(head, "viewBox"); strings.Contains(size, ".") {
			t.Errorf("%s: the size is%s", name, size)
		}
	}
}

func TestXML(t *testing.T) {
	for name, texts := range models {
		data := draw(t, texts)
		count := map[string]int{}
		for _, e := range elements(t, data) {
			count[e.Name.Local]++
		}
		if count["title"] != 1 || count["desc"] != 1 || count["script"] != 0 || count["svg"] != 1 {
			t.Errorf("%s: it has the elements %v", name, count)
		}
		if !bytes.Contains(data, []byte("prefers-color-scheme: dark")) {
			t.Errorf("%s: it has no colours for the dark", name)
		}
	}
}

func TestStatesAndSteps(t *testing.T) {
	text := string(draw(t, models["an order"]))
	for _, want := range []string{
		"订单 · order", ">open<", ">paying<", ">paid<", ">state: PAYING<", ">….member: X<", ">pays<", ">by the user<", ">lapses<",
		">by time, after 30 days<", ">refunds<", ">by the merchant, elsewhere<", ">create<", ">操作<", ">reverse<", ">↻ note<", ">↻ or it stays as it was<",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not there", want)
		}
	}
	if n := strings.Count(text, `class="inner"`); n != 2 {
		t.Errorf("%d states have a double frame, want 2", n)
	}
}

func TestNoOverlaps(t *testing.T) {
	for name, texts := range models {
		m := read(t, texts)
		g := build(m, m.Resources[0])
		g.rank()
		g.split()
		g.order()
		g.place()
		for i, a := range g.nodes {
			if a.x-a.w/2 < 0 || a.x+a.w/2 > g.width || a.y-a.h/2 < 0 || a.y+a.h/2 > g.height-footY/2 {
				t.Errorf("%s: %s is not within the paper", name, a.id)
			}
			for _, b := range g.nodes[i+1:] {
				if math.Abs(a.x-b.x) < (a.w+b.w)/2 && math.Abs(a.y-b.y) < (a.h+b.h)/2 {
					t.Errorf("%s: %s and %s overlap", name, a.id, b.id)
				}
			}
			for _, e := range g.edges {
				for _, bend := range e.chain[1 : len(e.chain)-1] {
					if math.Abs(bend.x-a.x) < a.w/2 && math.Abs(bend.y-a.y) < a.h/2 {
						t.Errorf("%s: the way from %s to %s lies on %s", name, e.from.id, e.to.id, a.id)
					}
				}
			}
		}
		for _, e := range g.edges {
			if e.from.layer >= e.to.layer {
				t.Errorf("%s: the way from %s to %s does not lead down", name, e.from.id, e.to.id)
			}
		}
	}
}

// An edge to an earlier state points up.
func TestWayBack(t *testing.T) {
	m := read(t, models["two states that turn round"])
	g := build(m, m.Resources[0])
	g.rank()
	if !slices.ContainsFunc(g.edges, func(e *edge) bool { return e.reversed }) {
		t.Error("no way is turned round")
	}
	if text := string(Draw(m, m.Resources[0], "")); !strings.Contains(text, "marker-start=") {
		t.Error("no arrow points up")
	}
}

// operationsOf returns operations on a resource in the order of their names.
func operationsOf(extensions *doctree.Node, resource string) []lifecycle.OperationSource {
	var list []lifecycle.OperationSource
	for name, node := range extensions.Members() {
		node.Set("resource", doctree.NewScalar(doctree.String, resource, node.At()))
		list = append(list, lifecycle.OperationSource{Name: name, Title: "操作API", Node: node})
	}
	slices.SortFunc(list, func(a, b lifecycle.OperationSource) int { return strings.Compare(a.Name, b.Name) })
	return list
}
