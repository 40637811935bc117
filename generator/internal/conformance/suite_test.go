package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator"
	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// suiteGroup is a schema of JSON-Schema-Test-Suite with its instances.
type suiteGroup struct {
	Description string          `json:"description"`
	Schema      json.RawMessage `json:"schema"`
	Tests       []suiteTest     `json:"tests"`

	file     string // "maxLength"
	typ      string // name of the generated type, for the driver
	reported []diag.Diagnostic
	skipped  *diag.Diagnostic
}

type suiteTest struct {
	Description string          `json:"description"`
	Data        json.RawMessage `json:"data"`
	Valid       bool            `json:"valid"`
}

// drafts are the two dialects: a folder of the suite, and the OpenAPI version
// whose schemas are of that dialect.
var drafts = []struct{ folder, version string }{{"draft4", "3.0.3"}, {"draft2020-12", "3.1.0"}}

// TestKeywordSuite generates a type for every schema
// of the suite, compiles all of them at once, and compares the validators with the
// suite's verdict on every instance. Where a Go value cannot be the instance,
// the test is counted in one of the classes below, each with its reason.
func TestKeywordSuite(t *testing.T) {
	needCorpus(t)
	needCompiler(t)
	t.Parallel()
	var groups []*suiteGroup
	var results []generator.Result
	for _, draft := range drafts {
		more, out := suitePackages(t, draft.folder, draft.version)
		groups = append(groups, more...)
		results = append(results, out...)
	}
	dir := writeModule(t, results)
	judge(t, groups, newDriver(t, dir, results))
}

// suitePackages generates one package for each file of a draft.
func suitePackages(t *testing.T, folder, version string) ([]*suiteGroup, []generator.Result) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(corpus, "json-schema", folder, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no keyword tests in %s: %v", folder, err)
	}
	fsys := fstest.MapFS{}
	var packages []generator.Package
	var all []*suiteGroup
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var groups []*suiteGroup
		if err := json.Unmarshal(data, &groups); err != nil {
			t.Fatal(err)
		}
		base := strings.TrimSuffix(filepath.Base(file), ".json")
		pkg := generator.Package{Spec: folder + "/" + base + ".json", Dir: folder + "/" + strings.ToLower(base), Name: "p" + strings.ToLower(base)}
		pkg.Dir = strings.ReplaceAll(pkg.Dir, "-", "")
		for i, g := range groups {
			g.file, g.typ = folder+"/"+base, fmt.Sprintf("%s.Op%dRequest", pkg.Dir, i)
		}
		fsys[pkg.Spec] = &fstest.MapFile{Data: suiteDocument(groups, version)}
		packages, all = append(packages, pkg), append(all, groups...)
	}
	out := generate(t, fsys, packages...)
	attach(all, out)
	return all, out.Results
}

// suiteDocument makes each schema a component, and the required property v of
// the body of an operation.
func suiteDocument(groups []*suiteGroup, version string) []byte {
	var paths, schemas []string
	for i, g := range groups {
		pointer := fmt.Sprintf("#/components/schemas/T%d", i)
		// A reference into the schema itself is one into the component now.
		schema := bytes.ReplaceAll(g.Schema, []byte(`"#/`), []byte(`"`+pointer+`/`))
		schemas = append(schemas, fmt.Sprintf("    \"T%d\": %s", i, compact(schema)))
		paths = append(paths, fmt.Sprintf(`    "/t/%d": {"post": {"operationId": "op%d", "requestBody": {"required": true, "content": {"application/json": `+
			`{"schema": {"type": "object", "required": ["v"], "properties": {"v": {"$ref": %q}}}}}}, "responses": {"204": {"description": "done"}}}}`,
			i, i, pointer))
	}
	return fmt.Appendf(nil, "{\"openapi\": %q, \"info\": {\"title\": \"suite\", \"version\": \"1\"},\n  \"servers\": [{\"url\": \"https://api.mch.weixin.qq.com\"}],\n  \"paths\": {\n%s\n  },\n  \"components\": {\"schemas\": {\n%s\n  }}}\n",
		version, strings.Join(paths, ",\n"), strings.Join(schemas, ",\n"))
}

func compact(schema []byte) string {
	var b bytes.Buffer
	if err := json.Compact(&b, schema); err != nil {
		panic(err)
	}
	return b.String()
}

// attach gives each group what the generator reported about its schema: schemas
// stand on a line of their own.
func attach(groups []*suiteGroup, out generator.Output) {
	byFile := map[string][]*suiteGroup{}
	for _, g := range groups {
		byFile[g.file+".json"] = append(byFile[g.file+".json"], g)
	}
	of := func(d diag.Diagnostic) *suiteGroup {
		list := byFile[d.Pos.File]
		first := 6 + len(list) // the line of the first schema
		if i := d.Pos.Line - first; i >= 0 && i < len(list) {
			return list[i]
		}
		return nil
	}
	for _, d := range out.Diagnostics {
		if g := of(d); g != nil {
			g.reported = append(g.reported, d)
		}
	}
	for _, r := range out.Results {
		for _, s := range r.Skipped {
			list := byFile[r.Spec]
			var i int
			if _, err := fmt.Sscanf(s.Operation, "op%d", &i); err == nil && i < len(list) {
				list[i].skipped = &s.Reason
			}
		}
	}
}

// judge asks the driver about every instance and compares the verdicts.
func judge(t *testing.T, groups []*suiteGroup, d driver) {
	t.Helper()
	var questions []question
	for _, g := range groups {
		for _, test := range g.Tests {
			if g.skipped == nil {
				questions = append(questions, question{Type: g.typ, Value: fmt.Appendf(nil, `{"v":%s}`, test.Data)})
			}
		}
	}
	answers := d.ask(t, questions)
	count := map[string]int{}
	next := 0
	for _, g := range groups {
		if g.skipped != nil {
			count["refused by "+g.skipped.Rule]++
		}
		for _, test := range g.Tests {
			a := answer{}
			if g.skipped == nil {
				a = answers[next]
				next++
			}
			name := verdict(g, test, a)
			count[name]++
			if name == "" {
				t.Errorf("%s: %s: %s: the instance %s is valid=%v, and the validator says %+v, sending %s\nschema %s",
					g.file, g.Description, test.Description, test.Data, test.Valid, a.Faults, a.JSON, g.Schema)
			}
		}
	}
	for rule, reason := range refusals {
		if count["refused by "+rule] == 0 {
			t.Errorf("no schema is refused by %s (%s): remove it", rule, reason)
		}
	}
	for _, class := range suiteClasses {
		t.Logf("%5d %s: %s", count[class.name], class.name, class.reason)
		if count[class.name] == 0 {
			t.Errorf("no test is in the class %q: remove it", class.name)
		}
	}
}

// verdict returns the class of a test, "" for a disagreement without excuse.
func verdict(g *suiteGroup, test suiteTest, a answer) string {
	for _, class := range suiteClasses {
		if class.is(g, test, a) {
			return class.name
		}
	}
	return ""
}

// sent returns the instance as it would be sent.
func (a answer) sent() json.RawMessage {
	var body struct {
		V json.RawMessage `json:"v"`
	}
	if json.Unmarshal(a.JSON, &body) != nil {
		return nil
	}
	return body.V
}

// sameJSON reports whether two texts are the same value: 1.0 is 1, the order of
// members says nothing.
func sameJSON(a, b []byte) bool {
	x, okX := decodeJSON(a)
	y, okY := decodeJSON(b)
	return okX && okY && reflect.DeepEqual(normal(x), normal(y))
}

func decodeJSON(data []byte) (any, bool) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	err := decoder.Decode(&value)
	return value, err == nil
}

// normal brings numbers into one form.
func normal(value any) any {
	switch v := value.(type) {
	case json.Number:
		return "number " + rational(v).RatString()
	case []any:
		out := make([]any, 0, len(v))
		for _, item := range v {
			out = append(out, normal(item))
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for key, item := range v {
			out[key] = normal(item)
		}
		return out
	}
	return value
}

func hasReported(g *suiteGroup, rules ...string) bool {
	return slices.ContainsFunc(g.reported, func(d diag.Diagnostic) bool { return slices.Contains(rules, d.Rule) })
}
