package engine

import (
	"encoding/json"
	"testing"

	"github.com/expr-lang/expr"
	"github.com/google/go-cmp/cmp"
)

func TestNumbersAreExact(t *testing.T) {
	for _, test := range []struct {
		text string
		want any
		json string
	}{
		{"0", int64(0), "0"},
		{"-1", int64(-1), "-1"},
		{"1.0", int64(1), "1"},
		{"1e3", int64(1000), "1000"},
		{"0.5", 0.5, "0.5"},
		{"9007199254740993", int64(1<<53 + 1), "9007199254740993"},
		{"9223372036854775807", int64(1<<63 - 1), "9223372036854775807"},
		{"9223372036854775808", json.Number("9223372036854775808"), "9223372036854775808"},
		{"1e400", json.Number("1e400"), "1e400"},
	} {
		t.Run(test.text, func(t *testing.T) {
			got, err := decode([]byte(test.text))
			if err != nil || !cmp.Equal(got, test.want) {
				t.Errorf("%T %v, %v, want %T %v", got, got, err, test.want, test.want)
			}
			if text := string(writeJSON(got)); text != test.json {
				t.Errorf("written as %s, want %s", text, test.json)
			}
		})
	}
}

// Expressions compare large integers exactly.
func TestExactExpressions(t *testing.T) {
	const body = `{"a":9007199254740993,"b":9007199254740992,"list":[{"n":9007199254740993},{"n":1}],"greater":18446744073709551616}`
	decoded, err := decode([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	env := expressible(decoded).(members)
	for text, want := range map[string]bool{
		"a == b":                                     false,
		"a > b":                                      true,
		"a - b == 1":                                 true,
		"a == 9007199254740993":                      true,
		"a in [9007199254740992]":                    false,
		"a in [9007199254740993, 1]":                 true,
		"sum(list, .n) == 9007199254740994":          true,
		"greater > a":                                true,
		"list[1].n in 1..3":                          true,
		"all(list, .n > 0)":                          true,
		"max(map(list, .n)) == 9007199254740993":     true,
		"missing == nil":                             true,
		"(missing ?? 0) == 0 and list[1].n * 2 == 2": true,
	} {
		t.Run(text, func(t *testing.T) {
			program, err := expr.Compile(text, expr.Env(map[string]any{}), expr.AllowUndefinedVariables(), expr.AsBool()) // as lifecycle does
			if err != nil {
				t.Fatal(err)
			}
			if got, err := expr.Run(program, env); err != nil || got != want {
				t.Errorf("%v, %v, want %v", got, err, want)
			}
		})
	}
}

// A snapshot keeps numbers exactly.
func TestSnapshotNumbers(t *testing.T) {
	const text = `{"id":"r1","members":{"a":9007199254740993,"b":[0.5,{"c":18446744073709551616}]}}`
	var r Resource
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatal(err)
	}
	want := members{"a": int64(1<<53 + 1), "b": []any{0.5, members{"c": json.Number("18446744073709551616")}}}
	if diff := cmp.Diff(want, r.Members); diff != "" {
		t.Error(diff)
	}
	if got := canonical(r.Members); got != `{"a":9007199254740993,"b":[0.5,{"c":18446744073709551616}]}` {
		t.Errorf("written as %s", got)
	}
}
