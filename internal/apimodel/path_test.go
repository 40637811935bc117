package apimodel_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/internal/apimodel"
)

func TestReadPath(t *testing.T) {
	for key, want := range map[string]string{
		"/v3/{a}/b":                  "/v3/{a}/b",
		"/":                          "/",
		"/v3/%41%2F":                 "/v3/%41%2F",
		"v3":                         "/v3 (does not begin with a slash)",
		"":                           "/ (does not begin with a slash)",
		"/#X-Target=One":             "/ (has #X-Target=One, which is never sent)",
		"/files/{id}#add":            "/files/{id} (has #add, which is never sent)",
		"/a?b=c&d":                   `/a ?b=c&d (has the query "b=c&d", which is sent before that of the parameters)`,
		"/a?b={x}&c=1 2":             `/a ?c=1%202 b={x} (has the query "b={x}&c=1 2", which is sent before that of the parameters)`,
		"/a{?q,limit*}":              "/a limit={limit} q={q} (has the query parameters {?q,limit*})",
		"https://h.example:8443/a":   "/a (begins with a host, which servers names)",
		"/a b/订":                     "/a%20b/%E8%AE%A2 (is sent as /a%20b/%E8%AE%A2)",
		"/100%":                      "/100%25 (is sent as /100%25)",
		"/{{id}}":                    "/{id} (has doubled braces)",
		"/{+path}":                   "/{path} (has {+path}, which is one segment with all else escaped here)",
		"/{id:int}/{ b }/{c?}":       "/{id}/{b}/{c}",
		"/{a":                        "/{a",
		"/a\n":                       "/a\n",
		"/v3/things/{id}.json/{id}/": "/v3/things/{id}.json/{id}/",
	} {
		p := apimodel.ReadPath(key)
		got := p.Template
		if p.Query != "" {
			got += " ?" + p.Query
		}
		var bound []string
		for inner, name := range p.Bound {
			bound = append(bound, fmt.Sprintf(" %s={%s}", name, inner))
		}
		slices.Sort(bound)
		got += strings.Join(bound, "")
		for _, note := range p.Notes {
			got += " (" + note.Fact + ")"
		}
		if got != want {
			t.Errorf("%q\ngot  %s\nwant %s", key, got, want)
		}
	}
}

func TestBind(t *testing.T) {
	for name, tt := range map[string]struct{ path, params, want string }{
		"undeclared":         {"/{a}/{b}", "[{name: b, in: path, required: true}]", "path b required; path a required"},
		"other letters":      {"/{orderId}", "[{name: OrderID, in: path, required: true}]", "path orderId required"},
		"signs":              {"/{+id}", "[{name: '+id', in: path, required: true}]", "path id required"},
		"not in the path":    {"/a", "[{name: a, in: path, required: true}]", "unplaced a"},
		"in the query":       {"/a?x={y}", "[{name: y, in: path, required: true}]", "query x required"},
		"query, declared":    {"/a?x={y}", "[{name: x, in: query}]", "query x"},
		"query, undeclared":  {"/a{?x}", "[]", "query x"},
		"reference, broken":  {"/{a}", "[{$ref: '#/gone'}]", "broken"},
		"two of one name":    {"/{a}", "[{name: a, in: path, required: true}, {name: A, in: path, required: true}]", "path a required; unplaced A"},
		"same place, others": {"/{a}", "[{name: a, in: query}, {name: a, in: path, required: true}]", "query a; path a required"},
	} {
		t.Run(name, func(t *testing.T) {
			op := read(t, "paths:\n  '"+tt.path+"': {get: {parameters: "+tt.params+"}}\n").Operations[0]
			list := []string{}
			if text := paramsOf(op); text != "" {
				list = append(list, text)
			}
			for _, p := range op.Unplaced {
				list = append(list, "unplaced "+p.Name)
			}
			if got := strings.Join(list, "; "); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
