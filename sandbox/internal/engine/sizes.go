package engine

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// The bounds of schemas. A schema that refers to the next one twice, 26 times over, makes a response of 67 million values out of
// a page of text.
const (
	mostValues = 20_000 // of a value that is made up
	mostParts  = 2_000  // schemas that one place is made of by allOf, oneOf and anyOf
)

// checkSizes refuses schemas that would make responses or checks without end. It goes their ways as far as the bounds.
func checkSizes(list []described) error {
	var errs []error
	for _, d := range list {
		if name, ok := partsInBounds(d.schema, make(map[*openapi3.Schema]bool)); !ok {
			errs = append(errs, fmt.Errorf("%s: %s: %s is made of more than %d schemas by allOf, oneOf and anyOf; let them refer to fewer others",
				d.pos, d.where, named(name), mostParts))
			continue
		}
		s := sizing{left: mostValues}
		if s.value(d.schema); s.left < 0 {
			errs = append(errs, fmt.Errorf("%s: %s: it has more than %d values, because schemas refer to others more than once, level by level; "+
				"let them refer to fewer others", d.pos, d.where, mostValues))
		}
	}
	return errors.Join(errs...)
}

func named(schema string) string {
	if schema == "" {
		return "a schema"
	}
	return "the schema " + schema
}

// partsInBounds reports whether each place of a value is made of few enough schemas; name is a reference to one that is not.
func partsInBounds(schema *openapi3.Schema, done map[*openapi3.Schema]bool) (name string, ok bool) {
	if schema == nil || done[schema] {
		return "", true
	}
	done[schema] = true
	left := mostParts
	if countParts(schema, &left); left < 0 {
		return "", false
	}
	inside := slices.Concat(schema.AllOf, schema.OneOf, schema.AnyOf, openapi3.SchemaRefs{schema.Not, schema.Items, schema.AdditionalProperties.Schema})
	for _, property := range slices.Sorted(maps.Keys(schema.Properties)) {
		inside = append(inside, schema.Properties[property])
	}
	for _, ref := range inside {
		if ref == nil {
			continue
		}
		if name, ok := partsInBounds(ref.Value, done); !ok {
			if name == "" {
				name = ref.Ref
			}
			return name, false
		}
	}
	return "", true
}

// countParts counts down by the schemas that one is made of, each way to one counting.
func countParts(schema *openapi3.Schema, left *int) {
	if *left--; *left < 0 {
		return
	}
	for _, part := range slices.Concat(schema.AllOf, schema.OneOf, schema.AnyOf, openapi3.SchemaRefs{schema.Not}) {
		if part != nil && part.Value != nil && *left >= 0 {
			countParts(part.Value, left)
		}
	}
}

// sizing counts down by the values that builder and make would make up, with all that is optional.
type sizing struct {
	left   int
	making []*openapi3.Schema
}

func (s *sizing) value(schema *openapi3.Schema) {
	if s.left--; s.left < 0 || slices.Contains(s.making, schema) {
		return
	}
	s.making = append(s.making, schema)
	defer func() { s.making = s.making[:len(s.making)-1] }()
	properties, _ := propertiesOf(schema)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if s.left < 0 {
			return
		}
		if ref := properties[name]; ref != nil && ref.Value != nil {
			s.value(ref.Value)
		}
	}
	if schema.Items == nil || schema.Items.Value == nil {
		return
	}
	for range max(1, min(schema.MinItems, most)) {
		if s.left < 0 {
			return
		}
		s.value(schema.Items.Value)
	}
}
