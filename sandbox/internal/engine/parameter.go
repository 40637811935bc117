package engine

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// readParameter takes a parameter and holds it to its schema.
func (in *input) readParameter(p *openapi3.Parameter, segments map[string]string, query url.Values) {
	source := source{location: p.In, prefix: p.In}
	switch p.In {
	case "path":
		source = sourcePath
	case "query", "header":
	default:
		return
	}
	schema := schemaOf(p)
	value, given := in.valueOf(p, schema, segments, query)
	if !given {
		if p.Required {
			in.fault(requiredFault(source, p.Name, schema))
		}
		return
	}
	for _, f := range validate(source, schema, value) {
		f.Field = strings.TrimPrefix(strings.TrimPrefix(p.Name+f.Field, "/"), "/")
		f.pointer, f.title = "/"+source.prefix+"/"+f.Field, cmp.Or(f.title, p.Name)
		f.Message = f.text()
		in.fault(f)
	}
	switch object, ok := value.(members); {
	case p.In == "header":
	case ok && isExploded(p, schema): // each member is a parameter to those who call
		merge(in.path, object)
	default:
		in.path[p.Name] = value
	}
}

// schemaOf returns what a parameter has to be, of JSON text what it holds; nil if that is not said.
func schemaOf(p *openapi3.Parameter) *openapi3.Schema {
	if p.Schema != nil {
		return p.Schema.Value
	}
	return jsonSchema(p.Content)
}

// valueOf reads a parameter in the style in which the document has it written; given is false if there is none.
func (in *input) valueOf(p *openapi3.Parameter, schema *openapi3.Schema, segments map[string]string, query url.Values) (value any, given bool) {
	switch {
	case p.In == "query" && p.Style == openapi3.SerializationDeepObject:
		return deepObject(p, schema, query)
	case isExploded(p, schema):
		return in.exploded(p, schema, query)
	}
	raw := in.textsOf(p, segments, query)
	if len(raw) == 0 {
		return nil, false
	}
	if jsonMedia(p.Content) != nil {
		if decode([]byte(raw[0]), &value) != nil {
			return raw[0], true
		}
		return value, true
	}
	if separator := separatorOf(p); separator != "" && isList(schema) {
		if raw[0] == "" {
			return []any{}, true // which has no element, not an empty one
		}
		raw = strings.Split(raw[0], separator)
		for i := range raw {
			if p.In == "header" {
				raw[i] = strings.TrimSpace(raw[i])
			}
		}
	}
	return parseParameter(schema, raw), true
}

// textsOf returns what stands under the name of a parameter.
func (in *input) textsOf(p *openapi3.Parameter, segments map[string]string, query url.Values) []string {
	switch p.In {
	case "path":
		if text, ok := segments[p.Name]; ok {
			return []string{text}
		}
		return nil
	case "query":
		return query[p.Name]
	}
	lines := in.call.Header.Values(p.Name)
	if len(lines) == 0 {
		return nil
	}
	return []string{strings.Join(lines, ", ")} // lines of one name are one list
}

// separatorOf tells what stands between the elements of a list in one text; "" if each has a text of its own.
func separatorOf(p *openapi3.Parameter) string {
	method, err := p.SerializationMethod()
	switch {
	case err != nil || p.In == "query" && method.Explode:
		return ""
	case method.Style == openapi3.SerializationSpaceDelimited:
		return " "
	case method.Style == openapi3.SerializationPipeDelimited:
		return "|"
	}
	return ","
}

func isList(schema *openapi3.Schema) bool { return schema != nil && schema.Type.Includes("array") }

// isExploded reports whether the members of an object stand in the query under names of their own.
func isExploded(p *openapi3.Parameter, schema *openapi3.Schema) bool {
	if p.In != "query" || schema == nil || len(p.Content) > 0 {
		return false
	}
	method, err := p.SerializationMethod()
	properties, _ := propertiesOf(schema)
	return err == nil && method.Style == openapi3.SerializationForm && method.Explode && (schema.Type.Includes("object") || len(properties) > 0)
}

// exploded gathers the members of such an object. One that has to be there and has none is empty.
func (in *input) exploded(p *openapi3.Parameter, schema *openapi3.Schema, query url.Values) (any, bool) {
	properties, _ := propertiesOf(schema)
	object := make(members)
	for name, raw := range query {
		if ref := properties[name]; ref != nil {
			object[name] = parseParameter(ref.Value, raw)
		} else if more := schema.AdditionalProperties.Schema; more != nil && !in.op.hasParameter(name) {
			object[name] = parseParameter(more.Value, raw)
		}
	}
	return object, p.Required || len(object) > 0
}

func (o *Operation) hasParameter(name string) bool {
	return slices.ContainsFunc(o.parameters, func(p *openapi3.Parameter) bool { return p.Name == name })
}

// node is a value of the style deepObject before its schema is asked: the texts of its name, and what stands in brackets.
type node struct {
	texts []string
	below map[string]*node
}

// deepObject reads name[key] and name[0], at any depth; a single value has the bare name.
func deepObject(p *openapi3.Parameter, schema *openapi3.Schema, query url.Values) (any, bool) {
	root := &node{texts: query[p.Name]}
	for name, raw := range query {
		keys, ok := strings.CutPrefix(name, p.Name+"[")
		if !ok || !strings.HasSuffix(keys, "]") {
			continue
		}
		to := root
		for _, key := range strings.Split(strings.TrimSuffix(keys, "]"), "][") {
			to = to.child(key)
		}
		to.texts = raw
	}
	return root.value(schema), len(root.texts) > 0 || len(root.below) > 0
}

func (n *node) child(key string) *node {
	if n.below == nil {
		n.below = make(map[string]*node)
	}
	if n.below[key] == nil {
		n.below[key] = new(node)
	}
	return n.below[key]
}

// value is the node as its schema has it.
func (n *node) value(schema *openapi3.Schema) any {
	switch {
	case len(n.below) == 0 && len(n.texts) == 0:
		return nil
	case len(n.below) == 0:
		return parseParameter(schema, n.texts)
	case isList(schema):
		list := []any{}
		for i := 0; n.below[strconv.Itoa(i)] != nil; i++ {
			var items *openapi3.Schema
			if schema.Items != nil {
				items = schema.Items.Value
			}
			list = append(list, n.below[strconv.Itoa(i)].value(items))
		}
		return list
	}
	var properties openapi3.Schemas
	if schema != nil {
		properties, _ = propertiesOf(schema)
	}
	object := make(members)
	for key, below := range n.below {
		var of *openapi3.Schema
		if ref := properties[key]; ref != nil {
			of = ref.Value
		} else if schema != nil && schema.AdditionalProperties.Schema != nil {
			of = schema.AdditionalProperties.Schema.Value
		}
		object[key] = below.value(of)
	}
	return object
}

// parseParameter reads the text of a parameter as its schema has it; text that does not fit stays text, which the
// schema then refuses.
func parseParameter(schema *openapi3.Schema, raw []string) any {
	switch {
	case schema == nil:
		return raw[0]
	case isList(schema):
		var list []any
		var items *openapi3.Schema
		if schema.Items != nil {
			items = schema.Items.Value
		}
		for _, r := range raw {
			list = append(list, parseParameter(items, []string{r}))
		}
		return list
	case schema.Type.Includes("integer"), schema.Type.Includes("number"):
		if n, err := strconv.ParseFloat(raw[0], 64); err == nil && !math.IsNaN(n) && !math.IsInf(n, 0) {
			return n
		}
	case schema.Type.Includes("boolean"):
		if raw[0] == "true" || raw[0] == "false" {
			return raw[0] == "true"
		}
	case schema.Type == nil:
		for _, ref := range slices.Concat(schema.AllOf, schema.OneOf, schema.AnyOf) {
			if value := parseParameter(ref.Value, raw); fitsRoughly(ref.Value, value) {
				return value
			}
		}
	}
	return raw[0]
}
