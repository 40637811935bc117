package engine

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// checkSchemas refuses schemas that are made of themselves by allOf, oneOf, anyOf or not: no value could ever be held to one.
// Properties and items may hold their own kind.
func (p *Product) checkSchemas() error {
	w := &schemaWalk{within: make(map[*openapi3.Schema]bool), done: make(map[*openapi3.Schema]bool)}
	for _, o := range p.Operations {
		for _, parameter := range o.parameters {
			w.walk(&openapi3.SchemaRef{Value: parameter.schema})
		}
		if o.body != nil {
			w.walk(&openapi3.SchemaRef{Value: o.body.schema})
			w.walk(&openapi3.SchemaRef{Value: o.body.meta})
		}
		w.walk(&openapi3.SchemaRef{Value: o.answer})
	}
	for _, event := range slices.Sorted(maps.Keys(p.Notices)) {
		w.walk(&openapi3.SchemaRef{Value: p.Notices[event].Schema})
	}
	return errors.Join(w.errs...)
}

// schemaWalk goes through schemas, each once.
type schemaWalk struct {
	within map[*openapi3.Schema]bool // being walked, with nothing but parts of a whole between
	done   map[*openapi3.Schema]bool
	errs   []error
}

func (w *schemaWalk) walk(ref *openapi3.SchemaRef) {
	if ref == nil || ref.Value == nil {
		return
	}
	schema := ref.Value
	if w.within[schema] {
		w.errs = append(w.errs, fmt.Errorf("the schema %s is made of itself; let allOf, oneOf, anyOf and not name other schemas", ref.Ref))
		return
	}
	if w.done[schema] {
		return
	}
	w.done[schema], w.within[schema] = true, true
	for _, part := range slices.Concat(schema.AllOf, schema.OneOf, schema.AnyOf, openapi3.SchemaRefs{schema.Not}) {
		w.walk(part)
	}
	delete(w.within, schema)
	outside := w.within // below a property or an item a new whole begins
	w.within = make(map[*openapi3.Schema]bool)
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		w.walk(schema.Properties[name])
	}
	w.walk(schema.Items)
	w.walk(schema.AdditionalProperties.Schema)
	w.within = outside
}

// schemasAt returns all that a place within a value is held to, the whole before its parts and choices.
func schemasAt(schema *openapi3.Schema, steps []string) (list []*openapi3.Schema) {
	if len(steps) == 0 {
		list = append(list, schema)
	} else if inside := schemaInside(schema, steps[0]); inside != nil && inside.Value != nil {
		list = schemasAt(inside.Value, steps[1:])
	}
	for _, part := range slices.Concat(schema.AllOf, schema.OneOf, schema.AnyOf) {
		if part != nil && part.Value != nil {
			list = append(list, schemasAt(part.Value, steps)...)
		}
	}
	return list
}

// schemaInside returns what a schema says of a member or an element.
func schemaInside(schema *openapi3.Schema, step string) *openapi3.SchemaRef {
	switch {
	case schema.Properties[step] != nil:
		return schema.Properties[step]
	case isList(schema):
		return schema.Items
	}
	return schema.AdditionalProperties.Schema
}
