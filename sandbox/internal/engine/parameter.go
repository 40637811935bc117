package engine

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/wxpaygen/wxpaygen/internal/apimodel"
)

// parameter is a parameter with the schema of its values.
type parameter struct {
	*apimodel.Param
	schema *openapi3.Schema // of the content, if the value is JSON text; may be nil
	isJSON bool             // the value is JSON text

	style   string
	explode bool
}

func newParameter(p *apimodel.Param, kin *openapi3.Parameter) *parameter {
	out := &parameter{Param: p}
	out.style, out.explode = p.Serialization()
	if kin == nil {
		return out
	}
	media := p.Content.Find(apimodel.IsJSON)
	out.isJSON = media.Node != nil
	if out.schema = valueOf(kin.Schema); kin.Schema == nil {
		out.schema = valueOf(media.Kin(kin.Content))
	}
	return out
}

// readParameter reads a parameter and validates it against its schema.
func (in *input) readParameter(p *parameter, segments map[string]string, query url.Values) {
	source := source{location: p.In, prefix: p.In}
	switch p.In {
	case "path":
		source = sourcePath
	case "query", "header":
	default:
		return
	}
	value, given := in.valueOf(p, segments, query)
	if !given {
		if p.Required {
			in.violation(requiredViolation(source, p.Name, p.schema))
		}
		return
	}
	for _, f := range validate(source, p.schema, value) {
		f.Field = strings.TrimPrefix(strings.TrimPrefix(p.Name+f.Field, "/"), "/")
		f.pointer, f.title = "/"+source.prefix+"/"+f.Field, cmp.Or(f.title, p.Name)
		f.Message = f.text()
		in.violation(f)
	}
	switch object, ok := value.(members); {
	case p.In == "header":
	case ok && p.isExploded(): // to a caller, each member is a parameter
		merge(in.path, object)
	default:
		in.path[p.Name] = value
	}
}

// valueOf reads a parameter in the style of the document; given is false if it is absent.
func (in *input) valueOf(p *parameter, segments map[string]string, query url.Values) (value any, given bool) {
	switch {
	case p.In == "query" && p.style == openapi3.SerializationDeepObject:
		return deepObject(p, query)
	case p.isExploded():
		return in.exploded(p, query)
	}
	raw := in.textsOf(p, segments, query)
	if len(raw) == 0 {
		return nil, false
	}
	if p.isJSON {
		value, err := decode([]byte(raw[0]))
		if err != nil {
			return raw[0], true
		}
		return value, true
	}
	if separator := p.separator(); separator != "" && isList(p.schema) {
		if raw[0] == "" {
			return []any{}, true // no element, rather than an empty one
		}
		raw = strings.Split(raw[0], separator)
		for i := range raw {
			if p.In == "header" {
				raw[i] = strings.TrimSpace(raw[i])
			}
		}
	}
	return parseParameter(p.schema, raw), true
}

// textsOf returns the texts of a parameter.
func (in *input) textsOf(p *parameter, segments map[string]string, query url.Values) []string {
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
	return []string{strings.Join(lines, ", ")} // several lines are one list
}

// separator returns the separator of list elements in one text; "" if each element is a text of its own.
func (p *parameter) separator() string {
	switch {
	case p.In == "query" && p.explode:
		return ""
	case p.style == openapi3.SerializationSpaceDelimited:
		return " "
	case p.style == openapi3.SerializationPipeDelimited:
		return "|"
	}
	return ","
}

func isList(schema *openapi3.Schema) bool { return schema != nil && schema.Type.Includes("array") }

// isExploded reports whether the members of an object are separate members of the query.
func (p *parameter) isExploded() bool {
	if p.In != "query" || p.schema == nil || p.isJSON || p.style != openapi3.SerializationForm || !p.explode {
		return false
	}
	properties, _ := propertiesOf(p.schema)
	return p.schema.Type.Includes("object") || len(properties) > 0
}

// exploded reads such an object. A required one without members is empty.
func (in *input) exploded(p *parameter, query url.Values) (any, bool) {
	properties, _ := propertiesOf(p.schema)
	object := make(members)
	for name, raw := range query {
		if ref := properties[name]; ref != nil {
			object[name] = parseParameter(ref.Value, raw)
		} else if more := p.schema.AdditionalProperties.Schema; more != nil && !in.op.hasParameter(name) {
			object[name] = parseParameter(more.Value, raw)
		}
	}
	return object, p.Required || len(object) > 0
}

func (o *Operation) hasParameter(name string) bool {
	return slices.ContainsFunc(o.parameters, func(p *parameter) bool { return p.Name == name })
}

// node is a value of the style deepObject, before its schema is applied: the texts of its name, and the values in brackets.
type node struct {
	texts []string
	below map[string]*node
}

// deepObject reads name[key] and name[0], at any depth; a single value has the bare name.
func deepObject(p *parameter, query url.Values) (any, bool) {
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
	return root.value(p.schema), len(root.texts) > 0 || len(root.below) > 0
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

// value returns the value of a node for its schema.
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

// parseParameter parses the text of a parameter for its schema. Invalid text stays text, and is then reported by validation.
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
		if _, err := strconv.ParseInt(raw[0], 10, 64); err == nil || isJSONNumber(raw[0]) {
			return exactNumber(raw[0])
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
