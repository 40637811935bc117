package request

import (
	"fmt"
	"strings"
	"testing"
)

type styleRow struct {
	in    Place
	style Style
	value any
	want  string
}

// The bytes of every style are compared with the specifications by TestWire of
// generator/internal/conformance; these are the differences between the places.
func TestStyledParam(t *testing.T) {
	list, object := []string{"a,b", "c d"}, map[string]any{"R": 1, "G": "x y"}
	rows := []styleRow{
		{InPath, Style{Name: "simple"}, list, "/a%2Cb,c%20d"},
		{InPath, Style{Name: "label", Explode: true}, []int{1, 2}, "/.1.2"},
		{InPath, Style{Name: "matrix", Explode: true}, object, "/;G=x%20y;R=1"},
		{InPath, Style{Name: "simple"}, nil, "path parameter p must not be empty"},
		{InQuery, Style{Name: "form"}, list, "?p=a%2Cb,c%20d"},
		{InQuery, Style{Name: "form", Explode: true}, []any{1, nil, true}, "?p=1&p=true"},
		{InQuery, Style{Name: "form"}, []any{[]int{1}, object}, `?p=%5B1%5D,%7B%22G%22%3A%22x%20y%22%2C%22R%22%3A1%7D`},
		{InQuery, Style{Name: "deepObject", AllowReserved: true}, map[string]any{"a": []string{"b/c"}}, "?p%5Ba%5D%5B0%5D=b/c"},
		{InQuery, Style{Name: "tabDelimited"}, []int{1, 2}, "?p=1%092"},
		{InQuery, Style{Name: "pipeDelimited"}, []string{"a|b"}, "contains the separator"},
		{InQuery, Style{Name: "form"}, func() {}, "parameter p cannot be written as JSON"},
		{InHeader, Style{Name: "simple"}, []string{"a", "b c"}, "P:[a,b c"},
		{InHeader, Style{Name: "simple", Explode: true}, object, "P:[G=x y,R=1"},
		{InHeader, Style{Name: "simple"}, list, "contains the separator"},
		{InCookie, Style{Name: "form", Explode: true}, object, "Cookie:[G=x%20y; R=1"},
		{InCookie, Style{Name: "cookie", Explode: true}, "a b", "Cookie:[p=a b"},
		{InBody, Style{Name: "form"}, list, "p=a%2Cb,c%20d"},
	}
	for _, row := range rows {
		r := New(&Operation{Path: "/"})
		if row.in == InPath {
			r = New(&Operation{Path: "/{p}"})
		}
		r.StyledParam(row.in, "p", row.style, row.value)
		if got := written(r); !strings.Contains(got, row.want) {
			t.Errorf("%v %+v: got %s, want %s", row.value, row.style, got, row.want)
		}
	}
}

// written shows the path, the headers and the body of a request, or its problems.
func written(r *Request) string {
	if len(r.Problems()) > 0 {
		return fmt.Sprint(r.Problems())
	}
	path, _ := r.URLPath()
	body, _ := r.Body()
	return fmt.Sprintf("%s %s\n%s", path, strings.Trim(fmt.Sprint(r.SharedHeader()), "map[]"), body)
}
