package doctree

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// mustParse returns the tree of a file that has no fault.
func mustParse(t *testing.T, name, input string) *File {
	t.Helper()
	file, diags := Parse(name, []byte(input), Limits{})
	if len(diags) > 0 {
		t.Fatalf("Parse(%q): %s", input, texts(diags))
	}
	return file
}

func TestYAMLScalars(t *testing.T) {
	tests := []struct{ input, json string }{
		{"1", `1`},
		{"-1", `-1`},
		{"+1", `1`},
		{"0", `0`},
		{"-0", `-0`},
		{"9007199254740993", `9007199254740993`},
		{"123456789012345678901234567890", `123456789012345678901234567890`},
		{"1.50", `1.50`},
		{".5", `0.5`},
		{"-.5", `-0.5`},
		{"1.", `1`},
		{"1.e3", `1e3`},
		{"1e3", `1e3`},
		{"1E-3", `1E-3`},
		{"1e400", `1e400`},
		{"0x1F", `31`},
		{"0o17", `15`},
		{"0xFFFFFFFFFFFFFFFFFF", `4722366482869645213695`},
		{"0123", `"0123"`},
		{"00", `"00"`},
		{"-01", `"-01"`},
		{"00.5", `"00.5"`},
		{"0b11", `"0b11"`},
		{"1_000", `"1_000"`},
		{"0x", `"0x"`},
		{"0x_1", `"0x_1"`},
		{"-0x1", `"-0x1"`},
		{".", `"."`},
		{"-", `[null]`},
		{"+", `"+"`},
		{"1e", `"1e"`},
		{"1.2.3", `"1.2.3"`},
		{"12:30", `"12:30"`},
		{"2020-01-01", `"2020-01-01"`},
		{"2020-01-01T00:00:00Z", `"2020-01-01T00:00:00Z"`},
		{"true", `true`},
		{"False", `false`},
		{"yes", `"yes"`},
		{"on", `"on"`},
		{"NO", `"NO"`},
		{"null", `null`},
		{"~", `null`},
		{"nULL", `"nULL"`},
		{`"1"`, `"1"`},
		{`'true'`, `"true"`},
		{"!!str 1", `"1"`},
		{`!!int "1"`, `1`},
		{`!!float 1`, `1`},
		{"|\n  1\n", `"1\n"`},
		{`"\u8ba2\t\x07"`, `"订\t\u0007"`},
	}
	for _, tt := range tests {
		if got := string(mustParse(t, "a.yaml", "- "+tt.input).Root.AppendJSON(nil)); got != "["+tt.json+"]" {
			t.Errorf("%s is read as %s, want [%s]", tt.input, got, tt.json)
		}
	}
}

func TestIntegersAreExact(t *testing.T) {
	tests := []struct {
		number string
		want   int64
		ok     bool
	}{
		{"0", 0, true},
		{"-0.0", 0, true},
		{"0e99999999999999999999", 0, true},
		{"3.0", 3, true},
		{"1e2", 100, true},
		{"1.5e1", 15, true},
		{"150e-1", 15, true},
		{"9007199254740993", 9007199254740993, true},
		{"9223372036854775807", 9223372036854775807, true},
		{"-9223372036854775808", -9223372036854775808, true},
		{"9223372036854775808", 0, false},
		{"1e19", 0, false},
		{"1.5", 0, false},
		{"15e-1", 0, false},
		{"1e999999999999", 0, false},
		{"1e-999999999999", 0, false},
		{"1000e-3", 1, true},
	}
	for _, tt := range tests {
		got, ok := mustParse(t, "a.json", "["+tt.number+"]").Root.Items()[0].Int()
		if got != tt.want || ok != tt.ok {
			t.Errorf("%s is the integer %d %t, want %d %t", tt.number, got, ok, tt.want, tt.ok)
		}
	}
}

func TestTextUnchanged(t *testing.T) {
	root := mustParse(t, "a.yaml", "a: 1e3\nb: 0x1F\nc: \"x\\n\"\nd: True\ne: ~\n").Root
	for key, want := range map[string]string{"a": "1e3", "b": "0x1F", "c": "x\n", "d": "True", "e": "~"} {
		if got := root.Get(key).Text(); got != want {
			t.Errorf("%s: Text = %q, want %q", key, got, want)
		}
	}
}

func TestPositions(t *testing.T) {
	tests := []struct{ name, input, want string }{
		{"a.yaml", "a:\n  订单: x\n  '键': [1, {c: d}]\n", "a 1:1=2:3 订单 2:3=2:7 键 3:3=3:8 - 3:9 - 3:12 c 3:13=3:16"},
		{"a.yaml", "- a: |\n    x\n  b:\n- c\n", "- 1:3 a 1:3=1:6 b 3:3=3:5 - 4:3"},
		{"a.yaml", "a: 1\r\nb: 2\r\n", "a 1:1=1:4 b 2:1=2:4"},
		{"a.json", "{\"a\":\n  {\"订单\": \"x\",\n  \"键\" : [1,{\"c\":\"d\"}]}}", "a 1:2=2:3 订单 2:4=2:10 键 3:3=3:9 - 3:10 - 3:12 c 3:13=3:17"},
		{"a.json", "[\"😀\", 1,\t2]", "- 1:2 - 1:7 - 1:10"},
	}
	for _, tt := range tests {
		if got := strings.TrimSpace(places(mustParse(t, tt.name, tt.input).Root)); got != tt.want {
			t.Errorf("%q:\n got %s\nwant %s", tt.input, got, tt.want)
		}
	}
}

func places(n *Node) string {
	var b strings.Builder
	at := func(p diag.Position) string { return fmt.Sprintf("%d:%d", p.Line, p.Column) }
	for key, value := range n.Members() {
		fmt.Fprintf(&b, "%s %s=%s %s", key, at(n.Key(key)), at(value.Pos), places(value))
	}
	for _, item := range n.Items() {
		fmt.Fprintf(&b, "- %s %s", at(item.Pos), places(item))
	}
	return b.String()
}

func TestMergeKeys(t *testing.T) {
	tests := []struct{ input, want string }{
		{"a: &x {p: 1, q: 2}\nb: *x\n", `{"a":{"p":1,"q":2},"b":{"p":1,"q":2}}`},
		{"a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3, r: 4}\n", `{"a":{"p":1,"q":2},"b":{"p":1,"q":3,"r":4}}`},
		{"a: &x {p: 1, q: 2}\nb: {q: 3, <<: *x}\n", `{"a":{"p":1,"q":2},"b":{"q":3,"p":1}}`},
		{"a: &x {p: 1}\nb: &y {p: 2, q: 2}\nc: {<<: [*x, *y]}\n", `{"a":{"p":1},"b":{"p":2,"q":2},"c":{"p":1,"q":2}}`},
		{"\"<<\": {a: 1}\n", `{"<<":{"a":1}}`},
		{"&k a: 1\nb: {*k : 2}\n", `{"a":1,"b":{"a":2}}`},
		{"200: a\ntrue: b\n-1: c\nno: d\n2020-01-01: e\n", `{"200":"a","true":"b","-1":"c","no":"d","2020-01-01":"e"}`},
	}
	for _, tt := range tests {
		if got := string(mustParse(t, "a.yaml", tt.input).Root.AppendJSON(nil)); got != tt.want {
			t.Errorf("%q gives %s, want %s", tt.input, got, tt.want)
		}
	}
}

func TestAliasCopies(t *testing.T) {
	root := mustParse(t, "a.yaml", "a: &x {p: 1}\nb: *x\n").Root
	root.Get("b").Remove("p")
	if got := string(root.AppendJSON(nil)); got != `{"a":{"p":1},"b":{}}` {
		t.Error(got)
	}
}

func TestNilNode(t *testing.T) {
	var n *Node
	n = n.Get("a").Get("b")
	_, isString := n.Str()
	_, isBool := n.Bool()
	_, isInt := n.Int()
	_, isNumber := n.Number()
	if isString || isBool || isInt || isNumber || n.Is(Null) || n.Len() != 0 || n.Text() != "" || n.Items() != nil || !n.Key("a").IsZero() || n.Remove("a") {
		t.Error("a nil node has something")
	}
	for key := range n.Members() {
		t.Errorf("a nil node has the member %s", key)
	}
	n.Set("a", nil)
	n.Append(nil)
	if got := string(n.AppendJSON(nil)); got != "null" {
		t.Error(got)
	}
}

func TestEditLargeMapping(t *testing.T) {
	n := NewMapping(diag.Position{})
	for i := range 40 {
		n.Set(fmt.Sprint(i), NewScalar(Number, fmt.Sprint(i), diag.Position{}))
	}
	for i := 0; i < 40; i += 2 {
		if !n.Remove(fmt.Sprint(i)) || n.Remove(fmt.Sprint(i)) {
			t.Fatalf("%d is not removed once", i)
		}
	}
	n.Set("1", NewSequence(diag.Position{}))
	n.Get("1").Append(NewScalar(String, "x", diag.Position{}))
	if n.Len() != 20 || string(n.Get("39").AppendJSON(nil)) != "39" || string(n.Get("1").AppendJSON(nil)) != `["x"]` || n.Get("2") != nil {
		t.Errorf("edited mapping: %s", n.AppendJSON(nil))
	}
}
