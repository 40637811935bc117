package goapi_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/internal/goapi"
)

func read(t *testing.T, source string) *goapi.Package {
	t.Helper()
	p, err := goapi.Read(map[string][]byte{"a.go": []byte("package a\n" + source), "notes.txt": []byte("no Go")})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestCompare(t *testing.T) {
	for _, test := range []struct{ name, old, now, want string }{
		{"same", "type T struct{ A string }", "type T struct{ A string } // the same", ""},
		{"unexported", "type t struct{ A string }; func f()", "type t struct{ B string }", ""},
		{"type removed", "type T struct{ A string }; func (T) M()", "", "breaking T: the type is removed"},
		{"type added", "", "type T struct{ A string }", "T: the type is new"},
		{"struct to string", "type T struct{ A string }", "type T string", "breaking T.A: the field is removed, breaking T: the type is now string; it was a struct"},
		{"base type", "type T string", "type T int64", "breaking T: the type is now int64; it was string"},
		{"alias", "type T = string", "type T string", "breaking T: the type is now string; it was an alias of string"},
		{"field removed", "type T struct{ A, B string }", "type T struct{ B string }", "breaking T.A: the field is removed"},
		{"field added", "type T struct{ B string }", "type T struct{ A, B string }", "T.A: the field is new"},
		{"field pointer", "type T struct{ A int64 }", "type T struct{ A *int64 }", "breaking T.A: the field is now *int64; it was int64"},
		{"tag alone", "type T struct{ A int64 `json:\"a\"` }", "type T struct{ A int64 `json:\"b\"` }", ""},
		{"no longer comparable", "type T struct{ A string }", "type T struct{ A string; B []string }", "T.B: the field is new, breaking T: values can no longer be compared with =="},
		{"not comparable within", "type T struct{ A U }; type U struct{ A string }", "type T struct{ A U }; type U struct{ A string; B map[string]string }", "U.B: the field is new, breaking T: values can no longer be compared with ==, breaking U: values can no longer be compared with =="},
		{"recursion", "type T struct{ A *T }", "type T struct{ A *T; B string }", "T.B: the field is new"},
		{"signature", "type C struct{}; func (c *C) M(a int) error", "type C struct{}; func (c *C) M(b int) (int, error)", "breaking C.M: the method is now func(int) (int, error); it was func(int) error"},
		{"parameter renamed", "func F(a, b int)", "func F(c int, d int)", ""},
		{"receiver loosened", "type C struct{}; func (c *C) M()", "type C struct{}; func (c C) M()", "C.M: the receiver is now a value; it was a pointer"},
		{"receiver tightened", "type C struct{}; func (c C) M()", "type C struct{}; func (c *C) M()", "breaking C.M: the receiver is now a pointer; it was a value"},
		{"constant value", `const A T = "a"`, `const A T = "b"`, `breaking A: the constant is now T "b"; it was T "a"`},
		{"constant to variable", `const A = 1`, `var A = 1`, "breaking A: is now a variable; it was a constant"},
		{"variable type", `var A []string = nil`, `var A []int = nil`, "breaking A: the variable is now []int; it was []string"},
		{"method of open interface", "type I interface{ A() }", "type I interface{ A(); B() }", "breaking I.B: the method of an interface is new"},
		{"method of sealed interface", "type I interface{ A(); i() }", "type I interface{ A(); B(); i() }", "I.B: the method of an interface is new"},
		{"package", `import m "a/b"; type T struct{ A m.Fen }; const C = "m.x"`, `import m "c/b"; type T struct{ A m.Fen }; const C = "m.x"`, "breaking T.A: the field is now c/b.Fen; it was a/b.Fen"},
		{"embedded", "type T struct{ B }; type B struct{}", "type T struct{ *B }; type B struct{}", "breaking T.B: the field is now embedded *B; it was embedded B"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, c := range goapi.Compare(read(t, test.old), read(t, test.now)) {
				prefix := ""
				if c.Breaking {
					prefix = "breaking "
				}
				got = append(got, fmt.Sprintf("%s%s: %s", prefix, c.Symbol, c.Fact))
			}
			want := strings.Split(test.want, ", ")
			slices.Sort(got)
			slices.Sort(want)
			if strings.Join(got, ", ") != strings.Join(want, ", ") {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

func TestReadError(t *testing.T) {
	if _, err := goapi.Read(map[string][]byte{"a.go": []byte("no package")}); err == nil {
		t.Error("no error")
	}
}
