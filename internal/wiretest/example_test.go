package wiretest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"
)

// maxDepth is greater than the depth of the specs.
const maxDepth = 12

// value is an example: an object, an array or a scalar, with its schema.
type value struct {
	path     string // in the API's names: post_payments[0].name
	name     string // the last name of path; "" for an element
	schema   node
	owner    node // has x-mode and required: the schema, or the parameter
	at       node // the place of the example, or of the schema without one
	required bool
	members  []*value // of an object, in the order of the schema's properties
	items    []*value // of an array
	scalar   string   // JSON
	echoed   bool     // it repeats the request
}

// composer makes examples from schemas.
type composer struct {
	t    reporter
	mode string // members of another mode are omitted; "" includes all
	full bool   // include optional members
	// asked are the path parameters whose values a response always repeats.
	asked []string
}

// compose makes the example of a schema from those of its parts, or reads a
// complete one. Missing examples are reported and omitted.
func (c composer) compose(v *value, literal node) *value {
	kind := v.schema.get("type").text()
	v.at = v.schema
	if literal.present() {
		v.at = literal
	}
	for _, word := range []string{"allOf", "anyOf", "oneOf", "additionalProperties"} {
		if v.schema.get(word).present() && (word != "allOf" || kind != "object") {
			c.t.Errorf("%s: %s: wiretest cannot read %s yet; extend example_test.go", v.at.place(), v.path, word)
		}
	}
	switch {
	case len(v.path) > 512:
		c.t.Errorf("%s: %s: is recursive", v.at.place(), v.path)
	case kind == "object":
		c.object(v, literal)
	case kind == "array":
		c.array(v, literal)
	default:
		c.leaf(v, kind, literal)
	}
	return v
}

func (c composer) object(v *value, literal node) {
	known := map[string]bool{}
	for name, schema := range v.schema.properties() {
		known[name] = true
		given := literal.get(name)
		m := &value{path: join(v.path, name), name: name, schema: schema, owner: schema}
		repeats := slices.Contains(c.asked, echoName(schema, m.path))
		m.required = v.schema.requires(name) || c.neededInMode(schema) || repeats
		taken := given.present() || repeats
		if !literal.present() {
			taken = c.takes(schema, m.required)
		}
		if taken {
			v.members = append(v.members, c.compose(m, given))
		}
	}
	for name, given := range literal.members() {
		if !known[name] {
			c.t.Errorf("%s: the example has %s, which is not a property", given.place(), join(v.path, name))
		}
	}
	if len(known) == 0 {
		c.t.Errorf("%s: %s: an object without properties; wiretest cannot make one", v.at.place(), v.path)
	}
}

// takes reports whether the example includes members of owner's mode.
func (c composer) takes(owner node, required bool) bool {
	mode := owner.get("x-mode").text()
	return (mode == "" || c.mode == "" || mode == c.mode) && (c.full || required)
}

func (c composer) neededInMode(owner node) bool {
	return owner.flag("x-required-in-mode") && owner.get("x-mode").text() == c.mode
}

func (c composer) array(v *value, literal node) {
	elements := literal.items()
	if !literal.present() {
		least, _ := v.limit("minItems")
		elements = slices.Repeat([]node{{files: literal.files, file: literal.file}}, max(1, int(least)))
	}
	for i, element := range elements {
		item := &value{path: v.path + "[" + strconv.Itoa(i) + "]", schema: v.schema.get("items"), owner: v.schema.get("items")}
		v.items = append(v.items, c.compose(item, element))
	}
}

func (c composer) leaf(v *value, kind string, literal node) {
	if !literal.present() {
		literal = v.schema.get("example")
	}
	if !literal.present() || literal.yaml.Kind != yaml.ScalarNode {
		c.t.Errorf("%s: %s: has no example of type %s", v.at.place(), v.path, kind)
		v.scalar = "null"
		return
	}
	v.at, v.scalar = literal, literal.text()
	wanted := map[string][]string{
		"string": {"!!str", "!!timestamp"}, "integer": {"!!int"}, "number": {"!!int", "!!float"}, "boolean": {"!!bool"},
	}[kind]
	if tag := literal.yaml.ShortTag(); !slices.Contains(wanted, tag) {
		c.t.Errorf("%s: %s: the example is %s, the schema says %s", v.at.place(), v.path, tag, kind)
	}
	if kind == "string" {
		v.scalar = quote(v.scalar)
	}
}

// written returns the examples of a media type, by name.
func written(media node) map[string]node {
	all := map[string]node{}
	for name, example := range media.get("examples").members() {
		all[name] = example.get("value")
	}
	for _, example := range []node{media.get("example"), media.get("schema", "example")} {
		if example.present() {
			all["written out"] = example
		}
	}
	return all
}

// json returns the example as compact JSON in the schema's order.
func (v *value) json() []byte {
	kind := v.schema.get("type").text()
	if v.scalar != "" || kind != "object" && kind != "array" {
		return []byte(v.scalar)
	}
	open, end, parts := "{", "}", v.members
	if kind == "array" {
		open, end, parts = "[", "]", v.items
	}
	text := []byte(open)
	for i, part := range parts {
		if i > 0 {
			text = append(text, ',')
		}
		if kind == "object" {
			text = append(append(text, quote(part.name)...), ':')
		}
		text = append(text, part.json()...)
	}
	return append(text, end...)
}

// text returns the text of a scalar in a path, a query or a header.
func (v *value) text() string {
	var s string
	if json.Unmarshal([]byte(v.scalar), &s) == nil {
		return s
	}
	return v.scalar
}

// walk visits a value and its parts.
func (v *value) walk(visit func(*value)) {
	visit(v)
	for _, part := range slices.Concat(v.members, v.items) {
		part.walk(visit)
	}
}

// find returns the value at the path, or nil.
func (v *value) find(path string) (found *value) {
	v.walk(func(part *value) {
		if part.path == path {
			found = part
		}
	})
	return found
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// quote returns a string as JSON without escaping markup.
func quote(s string) string {
	text, err := jsonText(s)
	if err != nil {
		return fmt.Sprintf("%q", s)
	}
	return string(text)
}

// jsonText returns compact JSON without escaping markup.
func jsonText(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}
