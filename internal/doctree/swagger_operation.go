package doctree

import (
	"slices"
	"strings"

	"github.com/wxpaygen/wxpaygen/generator/diag"
)

// operations are the members of a path item that are operations.
var operations = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

func isBody(p *Node) bool {
	in := p.Get("in").Text()
	return in == "body" || in == "formData"
}

// pathItem converts the operations of a path item.
func (u *upgrade) pathItem(item *Node) {
	for _, method := range operations {
		if op := item.Get(method); op.Is(Mapping) && !u.done[op] {
			u.done[op] = true
			u.operation(item, op)
		}
	}
}

// dropBodies takes the body parameters from a path item, once all operations have
// them.
func (u *upgrade) dropBodies(item *Node) {
	if list := item.Get("parameters"); list.Is(Sequence) {
		list.items = slices.DeleteFunc(slices.Clone(list.items), func(p *Node) bool { return isBody(u.resolve(p)) })
	}
}

func (u *upgrade) operation(item, op *Node) {
	body, form := u.bodies(item, op)
	if list := op.Get("parameters"); list.Is(Sequence) {
		list.items = slices.DeleteFunc(slices.Clone(list.items), func(p *Node) bool { return isBody(u.resolve(p)) })
	}
	consumes := own(op, u.root, "consumes")
	switch {
	case body != nil && len(form) > 0:
		d := diag.Errorf(form[0].Pos, "parameter-in", "the operation has a parameter in formData, and one in body").
			See(body.Pos).Fix("describe the body in one of the two ways")
		u.diags = append(u.diags, d)
		u.set.fault(op, d)
	case body != nil:
		u.body(op, body, consumes)
	case len(form) > 0:
		u.form(op, form, consumes)
	}
	u.operationResponses(op)
	if op.Get("schemes") != nil {
		op.Set("servers", u.servers(u.root, op))
	}
	for _, key := range []string{"consumes", "produces", "schemes"} {
		op.Remove(key)
	}
}

// own is a member of an operation, or else of the document.
func own(op, root *Node, key string) *Node {
	if value := op.Get(key); value != nil {
		return value
	}
	return root.Get(key)
}

// bodies returns the parameters of an operation that make its body, as they are
// listed: its own, and those of its path that it does not replace.
func (u *upgrade) bodies(item, op *Node) (body *Node, form []*Node) {
	for _, list := range []*Node{op.Get("parameters"), item.Get("parameters")} {
		for _, listed := range list.PeekItems() {
			p := u.resolve(listed)
			switch p.Get("in").Text() {
			case "body":
				if body == nil {
					body = listed
				}
			case "formData":
				same := func(other *Node) bool { return u.resolve(other).Get("name").Text() == p.Get("name").Text() }
				if !slices.ContainsFunc(form, same) {
					form = append(form, listed)
				}
			}
		}
	}
	return body, form
}

// body makes the request body of a body parameter.
func (u *upgrade) body(op, listed *Node, consumes *Node) {
	p := u.resolve(listed)
	made := NewMapping(p.Pos)
	for _, key := range []string{"description", "required"} {
		if value := p.Get(key); value != nil {
			made.add(key, p.Key(key), value)
		}
	}
	content := NewMapping(p.Pos)
	for _, name := range mediaTypes(consumes) {
		media := NewMapping(p.Pos)
		if schema := u.bodySchema(listed, p); schema != nil {
			media.add("schema", p.Key("schema"), schema)
		}
		content.Set(name, media)
	}
	made.Set("content", content)
	op.add("requestBody", listed.Pos, made)
}

// bodySchema returns the schema of a body parameter: itself, or a reference to it
// when the parameter is listed by a reference.
func (u *upgrade) bodySchema(listed, p *Node) *Node {
	schema, ref := p.Get("schema"), listed.Get("$ref")
	if schema == nil || schema.Get("$ref") != nil && p.Pos.File == listed.Pos.File || ref == nil {
		return schema
	}
	made := NewMapping(listed.Pos)
	made.Set("$ref", NewScalar(String, u.schemaRef(p, ref.Text()), ref.Pos))
	return made
}

// schemaRef returns where the schema of a body parameter will be found.
func (u *upgrade) schemaRef(p *Node, ref string) string {
	for name, candidate := range u.root.Get("parameters").Peek() {
		if candidate != p {
			continue
		}
		if u.shared[p] == "" {
			for u.root.Get("definitions").Get(name) != nil {
				name += "Body"
			}
			u.shared[p] = name
		}
		return "#/components/schemas/" + tokenEscaper.Replace(u.shared[p])
	}
	if !strings.Contains(ref, "#") {
		ref += "#"
	}
	return ref + "/schema"
}

// mediaTypes returns the media types of consumes or produces.
func mediaTypes(list *Node) []string {
	var names []string
	for _, item := range list.Items() {
		if name, ok := item.Str(); ok && name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return []string{"application/json"}
	}
	return names
}

// form makes the request body of form parameters. A file needs a form of parts.
func (u *upgrade) form(op *Node, form []*Node, consumes *Node) {
	schema, encoding := NewMapping(form[0].Pos), NewMapping(form[0].Pos)
	properties, required := NewMapping(form[0].Pos), NewSequence(form[0].Pos)
	files := false
	for _, listed := range form {
		p := u.resolve(listed)
		name := p.Get("name").Text()
		if on, _ := p.Get("required").Bool(); on {
			required.Append(NewScalar(String, name, p.Get("required").Pos))
		}
		if style := u.style(p); style != nil {
			encoding.Set(name, style)
		}
		property := u.property(p)
		files = files || isFileType(property)
		properties.add(name, listed.Pos, property)
	}
	schema.Set("type", NewScalar(String, "object", form[0].Pos))
	schema.Set("properties", properties)
	if len(required.items) > 0 {
		schema.Set("required", required)
	}
	content := NewMapping(form[0].Pos)
	for _, name := range formTypes(consumes, files) {
		media := NewMapping(form[0].Pos)
		media.Set("schema", schema)
		if len(encoding.items) > 0 {
			media.Set("encoding", encoding)
		}
		content.Set(name, media)
	}
	made := NewMapping(form[0].Pos)
	if len(required.items) > 0 {
		made.Set("required", newBool(true, form[0].Pos))
	}
	made.Set("content", content)
	op.add("requestBody", form[0].Pos, made)
}

func isFileType(n *Node) bool {
	return n.Get("type").Text() == "file" || n.Get("items").Get("type").Text() == "file"
}

// formTypes returns the media types of a form: those of consumes that are one.
func formTypes(consumes *Node, files bool) []string {
	const urlencoded, multipart = "application/x-www-form-urlencoded", "multipart/form-data"
	names := slices.DeleteFunc(mediaTypes(consumes), func(name string) bool {
		isParts := strings.HasPrefix(name, multipart)
		return !isParts && (files || !strings.HasPrefix(name, urlencoded))
	})
	switch {
	case len(names) > 0:
		return names
	case files:
		return []string{multipart}
	}
	return []string{urlencoded}
}

// property makes a property of a form parameter.
func (u *upgrade) property(p *Node) *Node {
	property := NewMapping(p.Pos)
	for i, key := range p.keys {
		switch key.name {
		case "name", "in", "required", "collectionFormat", "allowEmptyValue":
		default:
			property.add(key.name, p.Key(key.name), p.items[i])
		}
	}
	u.found[shapeSchema] = append(u.found[shapeSchema], property)
	return property
}
