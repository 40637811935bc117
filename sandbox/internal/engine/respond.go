package engine

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// respond returns the success response of a call about a resource.
func (e *Engine) respond(in *input, r *Resource, from string) *Result {
	result := &Result{Status: in.op.success, Unsigned: in.op.unsigned, Resource: r.ID, From: from, To: r.State}
	if in.op.response == nil {
		return result
	}
	b := e.builderFor(r)
	b.mchID, b.encrypt, b.echo = in.call.MchID, in.call.Encrypt, in.path
	result.Body = b.json(in.op.response)
	return result
}

// builderFor returns a builder of values from a resource and the resources that it is linked to.
func (e *Engine) builderFor(r *Resource) *builder {
	b := &builder{
		engine: e, own: r.Members, shows: r.kind.State(r.State).Showing(), mchID: r.Merchant, mode: modeOf(r.Members), keep: true,
		aliases: r.kind.Aliases, linked: make(members),
	}
	for i := range r.kind.Links {
		if link := &r.kind.Links[i]; link.Many {
			list := []any{}
			for _, other := range e.linked(r.scope(nil), link) {
				list = append(list, other.shown())
			}
			b.linked[link.Name] = list
		}
	}
	return b
}

// shown returns the members of a resource with those that its state shows.
func (r *Resource) shown() members {
	m, _ := cloneValue(r.Members).(members)
	for path, value := range r.kind.State(r.State).Showing() {
		lay(m, strings.Split(path, "."), plainNumber(value))
	}
	return m
}

// sample serves an operation without a resource, from the request, the examples and the schemas.
func (e *Engine) sample(in *input) *Result {
	result := &Result{Status: in.op.success, Unsigned: in.op.unsigned, Raw: in.op.raw}
	if in.op.response == nil {
		return result
	}
	own, isObject := plainNumber(in.op.example).(members)
	if in.op.example != nil && !isObject {
		result.Body = writeJSON(plainNumber(in.op.example))
		return result
	}
	if own == nil {
		own = make(members)
	}
	properties, _ := propertiesOf(in.op.response)
	for _, name := range slices.Sorted(maps.Keys(in.members)) {
		if ref := properties[name]; ref != nil && fitsRoughly(ref.Value, in.members[name]) {
			merge(own, members{name: in.members[name]})
		}
	}
	b := &builder{engine: e, own: own, mchID: in.call.MchID, mode: modeOf(in.members), encrypt: in.call.Encrypt, all: true}
	result.Body = b.json(in.op.response)
	return result
}

// fitsRoughly reports whether a member of a request can be used for a schema of the response: a valid scalar, or a list or an object
// if the schema is one. A request and a response may use a name for different things.
func fitsRoughly(schema *openapi3.Schema, value any) bool {
	switch value.(type) {
	case members:
		properties, _ := propertiesOf(schema)
		return len(properties) > 0
	case []any:
		return schema.Items != nil
	}
	return schema.VisitJSON(value, openapi3.SetSchemaRegexCompiler(compilePattern)) == nil
}

// modeOf returns the calling mode of a resource or a request.
func modeOf(m members) string {
	for _, name := range []string{"sub_mchid", "sp_mchid", "sp_appid"} {
		if m[name] != nil {
			return "institutional"
		}
	}
	return "common"
}

// builder builds a value of a schema from known values.
type builder struct {
	engine  *Engine
	own     members // of the resource
	echo    members // from the path and the query of the request, for members at the top
	aliases map[string]string
	linked  members        // lists of linked resources, by the name of the link, for members at the top
	shows   map[string]any // members that the state shows, by dotted path
	mchID   string
	mode    string
	encrypt func(string) (string, error)
	all     bool // also optional members
	keep    bool // store generated values in own

	making []*openapi3.Schema // the schemas whose values are being generated, outermost first
}

func (b *builder) json(schema *openapi3.Schema) []byte {
	var known any
	if properties, _ := propertiesOf(schema); len(properties) > 0 || schema.Type.Includes("object") || schema.Type == nil && firstPart(schema) == nil {
		known = b.own // an object
	}
	value, _ := b.value(schema, "", known, true)
	return writeJSON(value)
}

func writeJSON(value any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return []byte("{}") // cannot happen: the values came from JSON
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

// value builds the value at a path. known is the known value, or nil; ok is false if an optional value is omitted.
func (b *builder) value(schema *openapi3.Schema, path string, known any, required bool) (value any, ok bool) {
	if shown, ok := b.shown(path); ok {
		return plainNumber(shown), true
	}
	if properties, needed := propertiesOf(schema); len(properties) > 0 {
		if known == nil && slices.Contains(b.making, schema) { // a recursive object could be endless
			return members{}, required
		}
		b.making = append(b.making, schema)
		defer func() { b.making = b.making[:len(b.making)-1] }()
		return b.object(properties, needed, path, known, required)
	}
	if list, isList := known.([]any); isList && schema.Items != nil {
		return b.list(schema, path, list), true
	}
	// The request comes first: the known value may have been generated for another call.
	if value, ok := b.echo[path]; ok && path != "" {
		return b.sealed(schema, value), true
	}
	if known != nil {
		return b.sealed(schema, known), true
	}
	if path == "mchid" || path == "sp_mchid" && required {
		return b.mchID, true
	}
	if schema.Items != nil && b.showsBelow(path+".0") {
		return b.list(schema, path, []any{nil}), true
	}
	if !required && !b.all {
		return nil, false
	}
	value = b.engine.make(schema, path)
	if b.keep {
		put(b.own, path, value)
	}
	return b.sealed(schema, value), true
}

func (b *builder) object(properties openapi3.Schemas, needed []string, path string, known any, required bool) (any, bool) {
	object, _ := known.(members)
	out := make(members)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		property := properties[name].Value
		if mode, _ := said(property, "x-mode").(string); mode != "" && mode != b.mode {
			continue
		}
		inside := join(path, name)
		must := slices.Contains(needed, name) && (required || object != nil || b.showsBelow(path))
		if value, ok := b.value(property, inside, b.find(object, path, name), must); ok {
			out[name] = value
		}
	}
	return out, required || len(out) > 0
}

// shown returns the value that the state shows at a path; * in a path of the state means each element of a list.
func (b *builder) shown(path string) (any, bool) {
	if value, ok := b.shows[path]; ok && path != "" {
		return value, true
	}
	steps := strings.Split(path, ".")
	for shown, value := range b.shows {
		if strings.Contains(shown, "*") && slices.EqualFunc(strings.Split(shown, "."), steps, func(a, b string) bool {
			return a == b || a == "*" && isIndex(b)
		}) {
			return value, true
		}
	}
	return nil, false
}

// find returns the known value of a member, also under its alias.
func (b *builder) find(object members, path, name string) any {
	if path == "" && b.linked[name] != nil {
		return b.linked[name]
	}
	if value, ok := object[name]; ok {
		return value
	}
	if path == "" {
		return object[b.aliases[name]]
	}
	return nil
}

func (b *builder) list(schema *openapi3.Schema, path string, known []any) []any {
	out := make([]any, 0, len(known))
	for i, item := range known {
		value, _ := b.value(schema.Items.Value, join(path, elementText(i)), item, true)
		out = append(out, value)
	}
	return out
}

// showsBelow reports whether the state shows a member below a path.
func (b *builder) showsBelow(path string) bool {
	for shown := range b.shows {
		if strings.HasPrefix(shown, path+".") {
			return true
		}
	}
	return false
}

// sealed encrypts a value whose schema says x-encrypted.
func (b *builder) sealed(schema *openapi3.Schema, value any) any {
	plain, isText := value.(string)
	if said(schema, "x-encrypted") == true && isText && b.encrypt != nil {
		if cipher, err := b.encrypt(plain); err == nil {
			return cipher
		}
	}
	return value
}

// propertiesOf returns the properties of a schema and of its allOf, and of the first of its oneOf and anyOf.
func propertiesOf(schema *openapi3.Schema) (openapi3.Schemas, []string) {
	all, required := make(openapi3.Schemas), slices.Clone(schema.Required)
	maps.Copy(all, schema.Properties)
	parts := slices.Clone(schema.AllOf)
	for _, choices := range []openapi3.SchemaRefs{schema.OneOf, schema.AnyOf} {
		if choice := firstChoice(choices); choice != nil {
			parts = append(parts, &openapi3.SchemaRef{Value: choice})
		}
	}
	for _, ref := range parts {
		if ref.Value != nil {
			more, needed := propertiesOf(ref.Value)
			maps.Copy(all, more)
			required = append(required, needed...)
		}
	}
	return all, required
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
