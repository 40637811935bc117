package doctree

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// keywordsOfValues are the members of 2.0's parameters and headers that are those
// of a schema.
var keywordsOfValues = []string{
	"type", "format", "items", "default", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern",
	"maxItems", "minItems", "uniqueItems", "enum", "multipleOf", "x-nullable", "nullable", "x-enum-varnames", "x-length", "x-length-unit",
}

// parameter converts a parameter that is not part of a body.
func (u *upgrade) parameter(p *Node) {
	if u.done[p] || isBody(p) || !p.Is(Mapping) {
		return
	}
	u.done[p] = true
	if style := u.style(p); style != nil {
		for key, value := range style.Peek() {
			p.add(key, style.Key(key), value)
		}
	}
	p.Remove("collectionFormat")
	u.schemaOf(p)
}

// schemaOf moves the keywords of a parameter or a header to a schema.
func (u *upgrade) schemaOf(n *Node) {
	if n.Get("schema") != nil {
		return
	}
	schema := NewMapping(n.Pos)
	for _, key := range n.names() {
		if slices.Contains(keywordsOfValues, key) {
			schema.add(key, n.Key(key), n.Get(key))
			n.Remove(key)
		}
	}
	n.Remove("collectionFormat")
	if value := schema.Get("type"); value != nil {
		schema.Pos = value.Pos
	}
	n.add("schema", schema.Pos, schema)
	u.found[shapeSchema] = append(u.found[shapeSchema], schema)
}

// separators has OpenAPI 3's styles for the lists of 2.0 that are one text.
// tabDelimited is of our own.
var separators = map[string]string{"ssv": "spaceDelimited", "tsv": "tabDelimited", "pipes": "pipeDelimited"}

// style returns how the list that a parameter is goes out, as 3.0's members style
// and explode: with commas unless it says otherwise. It returns nil where that is
// the default, and for what is no list.
func (u *upgrade) style(p *Node) *Node {
	if p.Get("type").Text() != "array" {
		return nil
	}
	format, pos := "csv", p.Pos
	if value := p.Get("collectionFormat"); value != nil {
		format, pos = value.Text(), value.Pos
	}
	in := p.Get("in").Text()
	isQuery := in == "query" || in == "formData"
	style, explode := separators[format], "false"
	switch {
	case style != "":
	case format == "multi" && isQuery:
		style, explode = "form", "true"
	case format != "csv":
		u.warn(pos, "parameter-style", "the collectionFormat of the parameter "+diag.Quote(p.Get("name").Text())+" is "+diag.Quote(format)+", which no "+in+" parameter has",
			"write csv, as is assumed here")
		fallthrough
	default:
		style = "form"
		if !isQuery {
			return nil // simple, which has commas
		}
	}
	made := NewMapping(pos)
	made.Set("style", NewScalar(String, style, pos))
	made.Set("explode", NewScalar(Bool, explode, pos))
	return made
}

// schema converts what 2.0's schemas write otherwise.
func (u *upgrade) schema(n *Node) {
	if nullable := n.Get("x-nullable"); nullable != nil && n.Get("nullable") == nil {
		n.rename("x-nullable", "nullable")
	}
	if name := n.Get("discriminator"); name.Is(String) {
		object := NewMapping(name.Pos)
		object.Set("propertyName", name)
		n.Set("discriminator", object)
	}
	if kind := n.Get("type"); kind.Text() == "file" {
		n.Set("type", NewScalar(String, "string", kind.Pos))
		n.Set("format", NewScalar(String, "binary", kind.Pos))
	}
}

// operationResponses converts the responses of an operation.
func (u *upgrade) operationResponses(op *Node) {
	produces := own(op, u.root, "produces")
	responses := op.Get("responses")
	for _, status := range responses.names() {
		listed := responses.Get(status)
		switch r := u.resolve(listed); {
		case !r.Is(Mapping) || isExtension(status):
		case r == listed:
			u.response(r, produces)
		case op.Get("produces") != nil && !slices.Equal(mediaTypes(produces), mediaTypes(u.root.Get("produces"))):
			u.responses = append(u.responses, ownTypes{responses, r, status, mediaTypes(produces)})
		}
	}
}

// ownTypes is a response that is referred to by an operation whose media types
// are not those of the document.
type ownTypes struct {
	responses, response *Node
	status              string
	types               []string
}

// write replaces the reference by the response, with the operation's media types.
func (o ownTypes) write() {
	content := o.response.Get("content")
	if !content.Is(Mapping) || len(content.items) == 0 {
		return
	}
	made, types := NewMapping(o.response.Pos), NewMapping(content.Pos)
	for _, name := range o.types {
		types.add(name, content.Pos, content.items[0])
	}
	for i, key := range o.response.keys {
		value := o.response.items[i]
		if key.name == "content" {
			value = types
		}
		made.add(key.name, o.response.Key(key.name), value)
	}
	o.responses.Set(o.status, made)
}

// response converts a response: its schema is that of each media type.
func (u *upgrade) response(r, produces *Node) {
	if u.done[r] {
		return
	}
	u.done[r] = true
	schema, examples := r.Get("schema"), r.Get("examples")
	key := r.Key("schema")
	r.Remove("examples")
	if !r.Remove("schema") {
		return
	}
	content := NewMapping(key)
	for _, name := range responseTypes(produces, schema) {
		media := NewMapping(key)
		media.add("schema", key, schema)
		if example := examples.Get(name); example != nil {
			media.add("example", examples.Key(name), example)
		}
		content.Set(name, media)
	}
	r.add("content", key, content)
}

// responseTypes returns the media types of a response. A file is never JSON that
// is to be decoded.
func responseTypes(produces, schema *Node) []string {
	types := mediaTypes(produces)
	if schema.Get("type").Text() != "file" {
		return types
	}
	types = slices.DeleteFunc(types, func(name string) bool { return strings.Contains(name, "json") })
	if len(types) == 0 {
		return []string{"*/*"}
	}
	return types
}
