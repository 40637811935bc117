package overlay_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wxpaygen/wxpaygen/generator/diag"
	"github.com/wxpaygen/wxpaygen/internal/doctree"
	"github.com/wxpaygen/wxpaygen/internal/overlay"
)

const document = `{"a":{"x":1,"list":["p","q","p"],"text":"t"},"b":[{"name":"one"},{"name":"two","deep":{"n":null}}],"c":"s"}`

// apply applies actions, a YAML list, and returns the document, or the diagnostics.
func apply(t *testing.T, head, actions string) (string, []diag.Diagnostic) {
	t.Helper()
	doc, diags := doctree.Parse("spec.yaml", []byte(document), doctree.Limits{})
	if len(diags) > 0 {
		t.Fatal(diags)
	}
	fsys := fstest.MapFS{"o.yaml": {Data: []byte(head + actions)}}
	diags = overlay.Apply(fsys, "o.yaml", doc.Root)
	return string(doc.Root.AppendJSON(nil)), diags
}

func TestApply(t *testing.T) {
	for _, test := range []struct{ name, actions, old, now string }{
		{"merge", `[{target: $.a, update: {y: 2, x: 3}}]`, `{"x":1,"list":["p","q","p"],"text":"t"}`, `{"x":3,"list":["p","q","p"],"text":"t","y":2}`},
		{"merge below", `[{target: $, update: {a: {list: [r]}, d: {e: f}}}]`, `"p","q","p"],"text":"t"},"b":[{"name":"one"},{"name":"two","deep":{"n":null}}],"c":"s"}`, `"p","q","p","r"],"text":"t"},"b":[{"name":"one"},{"name":"two","deep":{"n":null}}],"c":"s","d":{"e":"f"}}`},
		{"append", `[{target: $.a.list, update: r}]`, `["p","q","p"]`, `["p","q","p","r"]`},
		{"append an object", `[{target: $.b, update: {name: three}}]`, `{"n":null}}]`, `{"n":null}},{"name":"three"}]`},
		{"concatenate", `[{target: $.a.list, update: [r, s]}]`, `["p","q","p"]`, `["p","q","p","r","s"]`},
		{"plain value", `[{target: $.c, update: other}]`, `"c":"s"`, `"c":"other"`},
		{"item", `[{target: "$.a.list[1]", update: other}]`, `"q"`, `"other"`},
		{"null", `[{target: "$.b[1].deep.n", update: 5}]`, `null`, `5`},
		{"filter", `[{target: "$.b[?@.name == 'two']", update: {z: true}}]`, `{"n":null}}`, `{"n":null},"z":true}`},
		{"several", `[{target: "$.b[*]", update: {z: []}}]`, `[{"name":"one"},{"name":"two","deep":{"n":null}}]`, `[{"name":"one","z":[]},{"name":"two","deep":{"n":null},"z":[]}]`},
		{"remove", `[{target: $.a, remove: true}]`, `"a":{"x":1,"list":["p","q","p"],"text":"t"},`, ``},
		{"remove items", `[{target: "$.a.list[?@ == 'p']", remove: true}]`, `["p","q","p"]`, `["q"]`},
		{"remove nested", `[{target: "$..deep", remove: true}, {target: "$..name", remove: true}]`, `[{"name":"one"},{"name":"two","deep":{"n":null}}]`, `[{},{}]`},
		{"remove wins", `[{target: $.c, update: x, remove: true}]`, `,"c":"s"`, ``},
		{"remove is false", `[{target: $.c, update: x, remove: false}]`, `"c":"s"`, `"c":"x"`},
		{"copy", `[{target: "$.b[0]", copy: "$.b[1]"}]`, `{"name":"one"}`, `{"name":"two","deep":{"n":null}}`},
		{"copy to a list", `[{target: $.a.list, copy: $.c}]`, `["p","q","p"]`, `["p","q","p","s"]`},
		{"in order", `[{target: $, update: {d: {}}}, {target: $.d, update: {e: 1}}, {target: $.c, remove: true}]`, `"c":"s"`, `"d":{"e":1}`},
		{"description", `[{target: $.c, description: why, x-note: 1, update: x}]`, `"c":"s"`, `"c":"x"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, diags := apply(t, "overlay: 1.1.0\ninfo: {title: t, version: '1'}\nactions: ", test.actions)
			if len(diags) > 0 {
				t.Fatal(diags)
			}
			if strings.Count(document, test.old) != 1 {
				t.Fatalf("%s is not there once", test.old)
			}
			if want := strings.Replace(document, test.old, test.now, 1); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// Values that are added to several places are not shared: a later action changes one.
func TestApplyCopies(t *testing.T) {
	got, diags := apply(t, "overlay: 1.1.0\nactions: ", `[{target: "$.b[*]", update: {z: {k: 1}}}, {target: "$.b[0].z", update: {k: 2}}]`)
	if len(diags) > 0 || !strings.Contains(got, `"one","z":{"k":2}`) || !strings.Contains(got, `"z":{"k":1}`) {
		t.Errorf("%s %v", got, diags)
	}
}

func TestApplyFaults(t *testing.T) {
	const v11, v10 = "overlay: 1.1.0\nactions: ", "overlay: 1.0.1\nactions: "
	for _, test := range []struct{ name, head, actions, want string }{
		{"no overlay", "", "a: b", "o.yaml:1:1: the file is no OpenAPI Overlay: it has no member overlay [overlay]; begin it with overlay: 1.1.0"},
		{"version", "", "overlay: 2.0.0", `o.yaml:1:10: Overlay "2.0.0" is not known [overlay]; write 1.0.0 or 1.1.0`},
		{"no actions", "overlay: 1.0.0", "", "o.yaml:1:1: the overlay has no actions [overlay]; list at least one, with its target"},
		{"member", "overlay: 1.0.0\nacton: 1\nactions: ", "[]", `o.yaml:2:1: unknown member "acton" of an overlay [overlay]; did you mean actions?`},
		{"member of an action", v11, "[{target: $.a, updat: 1}]", `o.yaml:2:25: unknown member "updat" of an action [overlay]; did you mean update?`},
		{"action", v11, "[x]", "o.yaml:2:11: an action is a string [overlay]; write target, and update, copy or remove"},
		{"no target", v11, "[{remove: true}]", "o.yaml:2:11: the action has no target that is a text [overlay]; write a JSONPath, such as $.paths"},
		{"no JSONPath", v11, "[{target: paths, remove: true}]", `o.yaml:2:20: "paths" is no JSONPath: jsonpath: unexpected identifier at position 1 [overlay]; write a JSONPath (RFC 9535), such as $.paths['/v3/pay/transactions/jsapi'].post`},
		{"nothing to do", v11, "[{target: $.a}]", "o.yaml:2:11: the action changes nothing [overlay]; write update, copy or remove: true"},
		{"nothing found", v11, "[{target: $.z, update: 1}]", `o.yaml:2:20: warning: the target "$.z" is not in spec.yaml [overlay-unused]; correct the target; the document may have changed`},
		{"copy in 1.0", v10, "[{target: $.a, copy: $.b}]", "o.yaml:2:25: Overlay 1.0 has no copy [overlay]; begin the overlay with overlay: 1.1.0"},
		{"plain value in 1.0", v10, "[{target: $.c, update: x}]", "o.yaml:2:33: Overlay 1.0 does not update plain values [overlay]; begin the overlay with overlay: 1.1.0, or update the object that has it"},
		{"copy and update", v11, "[{target: $.a, copy: $.b, update: 1}]", "o.yaml:2:25: an action has update and copy [overlay]; write two actions"},
		{"copy of several", v11, "[{target: $.c, copy: '$.b[*]'}]", "o.yaml:2:31: copy selects 2 values, not one [overlay]; select one"},
		{"remove", v11, "[{target: $.a, remove: 'yes'}]", "o.yaml:2:33: remove is a string [overlay]; write true or false"},
		{"the whole document", v11, "[{target: $, remove: true}]", "spec.yaml:1:1: an overlay removes the whole document [overlay]; remove a part of it"},
		{"form", v11, "[{target: $.a, update: x}]", "o.yaml:2:33: the update is a plain value, and the target is an object (see spec.yaml:1:6) [overlay]; write a value of the same form, or remove the target first"},
		{"form below", v11, "[{target: $, update: {a: {list: x}}}]", `o.yaml:2:42: "list" is a plain value in the update, and a list in the document (see spec.yaml:1:20) [overlay]; write a value of the same form, or remove the target first`},
		{"forms", v11, "[{target: '$.*', update: {}}]", "o.yaml:2:35: the target selects a list here and an object elsewhere (see spec.yaml:1:50) [overlay]; write a value of the same form, or remove the target first"},
		{"extends", "overlay: 1.1.0\nextends: ./other.yaml\nactions: ", "[{target: $.c, remove: true}]", `o.yaml:2:10: warning: the overlay extends "./other.yaml", and is applied to spec.yaml [overlay]; correct extends, or the overlays in wxpaygen.yaml`},
		{"YAML", v11, "[", "o.yaml:2:"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, diags := apply(t, test.head, test.actions)
			if len(diags) == 0 || !strings.HasPrefix(diags[0].String(), test.want) {
				t.Errorf("got  %v\nwant %s", diags, test.want)
			}
		})
	}
	if diags := overlay.Apply(fstest.MapFS{}, "none.yaml", doctree.NewMapping(diag.Position{File: "spec.yaml"})); len(diags) != 1 || !strings.Contains(diags[0].String(), "none.yaml: the overlay cannot be read") {
		t.Errorf("%v", diags)
	}
}

// What an overlay adds is at its place there, its keys too.
func TestApplyPlaces(t *testing.T) {
	doc, _ := doctree.Parse("spec.yaml", []byte(document), doctree.Limits{})
	fsys := fstest.MapFS{"o.yaml": {Data: []byte("overlay: 1.0.0\nactions:\n- target: $.a\n  update:\n    z:\n      k: v\n")}}
	if diags := overlay.Apply(fsys, "o.yaml", doc.Root); len(diags) > 0 {
		t.Fatal(diags)
	}
	a := doc.Root.Get("a")
	if got := a.Key("z").String() + " " + a.Get("z").Get("k").At().String() + " " + a.Key("x").String(); got != "o.yaml:5:5 o.yaml:6:10 spec.yaml:1:7" {
		t.Error(got)
	}
}
