package engine_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/wxpaygen/wxpaygen/sandbox/internal/engine"
)

func TestParameterStyles(t *testing.T) {
	w := newWorldOf(t, "styles.yaml")
	const things = "/v3/things/1,2?from=1"
	has(t, w.wants(200, "", "GET", things, ""), members{"ids.0": 1, "ids.1": 2, "from": 1})
	for query, want := range map[string]members{
		"comma=3,4":            {"comma.0": 3, "comma.1": 4},
		"comma=3%2C4":          {"comma.0": 3, "comma.1": 4},
		"comma=":               {"comma": "[]"},
		"pipe=a%7Cbc":          {"pipe.0": "a", "pipe.1": "bc"},
		"each=true&each=no":    nil,
		"each=true&each=false": {"each.0": true, "each.1": false},
		"deep[no]=7&deep[tags][0]=a&deep[tags][1]=b&deep[rows][0][sum]=9": {"deep.no": 7, "deep.tags.0": "a", "deep.tags.1": "b", "deep.rows.0.sum": 9},
		"deep[no]=x":                         nil,
		"deep[rows][0][sum]=x":               nil,
		"other[no]=x":                        {"from": 1},
		"to=2":                               {"from": 1, "to": 2},
		"to=x":                               nil,
		"choice=7":                           {"choice": 7},
		"choice=all":                         {"choice": "all"},
		"choice=some":                        nil,
		"comma=NaN":                          nil,
		"json=" + url.QueryEscape(`{"a":5}`): {"json.a": 5},
		"json=" + url.QueryEscape(`{"b":5}`): nil,
		"json=a":                             nil,
	} {
		if want == nil {
			w.wants(400, "PARAM_ERROR", "GET", things+"&"+query, "")
		} else {
			has(t, w.wants(200, "", "GET", things+"&"+query, ""), want)
		}
	}
	tooMany := w.do("GET", "/v3/things/1,2,3", "")
	if want := `"/uri_template/ids"映射到值字段"ids"数组规则`; tooMany.Status != 400 || !strings.Contains(tooMany.Message, want) {
		t.Errorf("too many are answered %d %s, want %s", tooMany.Status, tooMany.Message, want)
	}
	w.wants(400, "PARAM_ERROR", "GET", "/v3/things/1?to=2", "") // from is needed where there is a range
}

// The lines of a header field are one list.
func TestHeaderLines(t *testing.T) {
	w := newWorldOf(t, "styles.yaml")
	for lines, status := range map[string]int{"1": 200, "1, 2": 200, "1\n2,3": 200, "1\nx": 400} {
		call := &engine.Call{Method: "GET", URI: "/v3/things/1", MchID: mchID, Header: http.Header{"X-Numbers": strings.Split(lines, "\n")}}
		if result := w.engine.Do(call); result.Status != status {
			t.Errorf("%q is answered %d %s", lines, result.Status, result.Message)
		}
	}
}

// A body need not be an object.
func TestBodyForms(t *testing.T) {
	w := newWorldOf(t, "styles.yaml")
	w.wants(204, "", "POST", "/v3/lists", `[{"a":"x"}]`)
	w.wants(400, "PARAM_ERROR", "POST", "/v3/lists", `[{"b":"x"}]`)
	w.wants(400, "PARAM_ERROR", "POST", "/v3/lists", `{"a":"x"}`)
}
