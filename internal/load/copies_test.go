package load_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/internal/load"
)

const head = "openapi: 3.0.3\ninfo: {title: t, version: \"1\"}\npaths: {}\n"

// chain is a document whose schema refers to the first of levels schemas, each
// of which has two properties of the next.
func chain(levels int, ref func(level int) string, put func(files map[string]string, level int, schema string)) fstest.MapFS {
	files := map[string]string{"spec.yaml": head + "components: {schemas: {First: {$ref: \"" + ref(0) + "\"}}}\n"}
	for i := range levels {
		put(files, i, fmt.Sprintf(`{type: object, properties: {a: {$ref: "%[1]s"}, b: {$ref: "%[1]s"}}}`, ref(i+1)))
	}
	put(files, levels, "{type: string}")
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func TestAPIBounds(t *testing.T) {
	refTo := func(format string) func(int) string {
		return func(level int) string { return fmt.Sprintf(format, level) }
	}
	file := func(files map[string]string, level int, schema string) {
		files[fmt.Sprintf("s%d.yaml", level)] = schema
	}
	appendTo := func(name, line string) func(map[string]string, int, string) {
		return func(files map[string]string, level int, schema string) {
			files[name] += fmt.Sprintf(line, level) + schema + "\n"
		}
	}
	other := func(files map[string]string, level int, schema string) {
		if level == 0 {
			files["other.yaml"] = head + "components:\n  schemas:\n"
		}
		appendTo("other.yaml", "    S%d: ")(files, level, schema)
	}
	extension := func(files map[string]string, level int, schema string) {
		if level == 0 {
			files["spec.yaml"] += "x-schemas:\n"
		}
		appendTo("spec.yaml", "  S%d: ")(files, level, schema)
	}
	for _, test := range []struct {
		name   string
		fsys   fstest.MapFS
		copied string // the reference that is reported; "" when the document is read
	}{
		{"files", chain(40, refTo("s%d.yaml"), file), "s0.yaml"},
		{"fragments", chain(40, refTo("other.yaml#/S%d"), appendTo("other.yaml", "S%d: ")), "other.yaml#/S0"},
		{"extension", chain(40, refTo("#/x-schemas/S%d"), extension), "#/x-schemas/S0"},
		{"few files", chain(5, refTo("s%d.yaml"), file), ""},
		{"components of a file", chain(40, refTo("other.yaml#/components/schemas/S%d"), other), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc, diags := load.Load(test.fsys, "spec.yaml")
			if doc == nil {
				t.Fatal(diags)
			}
			api, doubt := doc.API()
			switch {
			case test.copied == "" && (api == nil || len(doubt) > 0):
				t.Errorf("not read: %v", doubt)
			case test.copied != "" && (api != nil || len(doubt) != 1):
				t.Errorf("read, with %v", doubt)
			case test.copied != "":
				want := `spec.yaml:4:38: warning: the $ref "` + test.copied + `" leads to schemas outside components`
				if got := doubt[0].String(); !strings.HasPrefix(got, want) {
					t.Errorf("got  %s\nwant %s…", got, want)
				}
			}
		})
	}
}

// Files that all refer to each other have factorially many paths without a
// repetition, which kin-openapi follows.
func TestAPIBoundsLoops(t *testing.T) {
	fsys := fstest.MapFS{"spec.yaml": {Data: []byte(head + "components: {schemas: {First: {$ref: s0.yaml}}}\n")}}
	for i := range 12 {
		text := "type: object\nproperties:\n"
		for j := range 12 {
			text += fmt.Sprintf("  p%d: {$ref: s%d.yaml}\n", j, j)
		}
		fsys[fmt.Sprintf("s%d.yaml", i)] = &fstest.MapFile{Data: []byte(text)}
	}
	doc, _ := load.Load(fsys, "spec.yaml")
	if api, doubt := doc.API(); api != nil || len(doubt) != 1 {
		t.Errorf("read, with %v", doubt)
	}
}
