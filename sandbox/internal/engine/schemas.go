package engine

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// checkSchemas returns an error for schemas that contain themselves through allOf, oneOf, anyOf or not, which no value can be
// validated against. Schemas may contain themselves through properties and items.
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
		w.walk(&openapi3.SchemaRef{Value: o.response})
	}
	for _, event := range slices.Sorted(maps.Keys(p.Notifications)) {
		w.walk(&openapi3.SchemaRef{Value: p.Notifications[event].Schema})
	}
	return errors.Join(w.errs...)
}

// schemaWalk visits each schema once.
type schemaWalk struct {
	within map[*openapi3.Schema]bool // being visited, connected by allOf, oneOf, anyOf and not only
	done   map[*openapi3.Schema]bool
	errs   []error
}

func (w *schemaWalk) walk(ref *openapi3.SchemaRef) {
	if ref == nil || ref.Value == nil {
		return
	}
	schema := ref.Value
	if w.within[schema] {
		w.errs = append(w.errs, fmt.Errorf("the schema %s contains itself; allOf, oneOf, anyOf and not must refer to other schemas", ref.Ref))
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
	outside := w.within // properties and items start anew
	w.within = make(map[*openapi3.Schema]bool)
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		w.walk(schema.Properties[name])
	}
	w.walk(schema.Items)
	w.walk(schema.AdditionalProperties.Schema)
	w.within = outside
}

// schemasAt returns all schemas of a place within a value, a schema before its parts.
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

// schemaInside returns the schema of a member or an element.
func schemaInside(schema *openapi3.Schema, step string) *openapi3.SchemaRef {
	switch {
	case schema.Properties[step] != nil:
		return schema.Properties[step]
	case isList(schema):
		return schema.Items
	}
	return schema.AdditionalProperties.Schema
}
